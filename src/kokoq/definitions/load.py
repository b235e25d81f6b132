"""A folder of definition files → the catalogue, with every fault of every file.

Files are read first, then each is brought into its shape, then it is counted what they would unfold into, and only then
what they refer to is looked up. Where a file cannot be read at all, unknown names are not told: nobody can say what it
would have declared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from kokoq.definitions.assemble import Documents, assemble
from kokoq.definitions.bounds import check_bounds, until_too_many
from kokoq.definitions.cases import check_subjects
from kokoq.definitions.documents import CaseFile, CatalogueDocument, DictionaryFile, ProfileFile, RegulationDocument
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Map, Node, Seq, Text, read_source
from kokoq.definitions.strays import CASES, check_names, is_definition
from kokoq.diagnostics import Checked, Diagnostic, Severity, Span, ordered
from kokoq.folders import CATALOGUE
from kokoq.model import Catalogue
from kokoq.rules import CASES_MISPLACED, DEFINITION_NOT_A_FILE, FILE_NOT_FOUND, UNKNOWN_NAME
from kokoq.spelling import closest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalogue and the trees that it was read from: places of what the catalogue keeps no place of.

    ``catalogue`` is None where too little could be read. ``sound`` says that the cases alone may have errors: all else
    can be looked at.
    """

    catalogue: Catalogue | None
    trees: tuple[Node, ...]
    sound: bool = False


def load_catalogue(folder: Path, *, name: str | None = None, version: Path | None = None) -> Checked[Catalogue | None]:
    """The catalogue in a folder. Where it has faults, the value is what can still be told of it, to look for more.

    ``name`` is how places call the folder: by default its path as given, or its last part if that is absolute.
    ``version`` is a file that takes the place of the one with the same id.
    """
    loaded = load_with_trees(folder, name=name, version=version)
    return Checked(loaded.value.catalogue, loaded.diagnostics)


def load_with_trees(folder: Path, *, name: str | None = None, version: Path | None = None) -> Checked[Loaded]:
    """The catalogue in a folder, as ``load_catalogue`` gives it, and the trees of its files."""
    shown = name if name is not None else (folder.name if folder.is_absolute() else folder.as_posix())
    read = _read_all(folder, shown, version)
    shaped = _shape_all(read.sources)
    documents = shaped.value
    found = (*read.found, *shaped.diagnostics)
    bounds = tuple(check_bounds(documents.catalogue, documents.dictionaries, documents.regulations, documents.cases))
    if bounds:
        return Checked(Loaded(None, documents.trees), ordered((*found, *bounds)))
    made = assemble(documents)
    if read.lost or documents.catalogue is None:
        known = (d for d in made.diagnostics if d.rule is not UNKNOWN_NAME)
        return Checked(Loaded(None, documents.trees), ordered((*found, *known)))
    found = ordered((*found, *made.diagnostics))
    below = _join(shown, f"{CASES}/")
    errors = [d for d in found if d.severity is Severity.ERROR]
    sound = all(_file(d).startswith(below) or d.rule is CASES_MISPLACED for d in errors)
    return Checked(Loaded(_without_faulty(made.value, documents.trees, errors), documents.trees, sound), found)


@dataclass(frozen=True, slots=True)
class _Read:
    """The trees of files by their paths within the folder; ``lost`` says that another than a case could not be read."""

    sources: tuple[tuple[str, Node], ...]
    found: tuple[Diagnostic, ...]
    lost: bool


def _read_all(folder: Path, shown: str, version: Path | None) -> _Read:
    found = list(check_names(folder, _join(shown, "")))
    if not (folder / CATALOGUE).is_file():
        found.append(FILE_NOT_FOUND.at(Span(_join(shown, CATALOGUE))))
    odd = [_file(d).removeprefix(_join(shown, "")) for d in found if d.rule is DEFINITION_NOT_A_FILE]
    lost = any("/" not in name and is_definition(name) for name in odd)
    sources: list[tuple[str, Node]] = []
    for path in definition_files(folder):
        label = path.relative_to(folder).as_posix()
        read = read_source(path, name=_join(shown, label))
        found += read.diagnostics
        sources += [] if read.value is None else [(label, read.value)]
        lost |= read.value is None and not label.startswith(f"{CASES}/")
    if version is not None:
        other = read_source(version, name=version.as_posix())
        found += other.diagnostics
        sources = sources if other.value is None else _replaced(sources, version.name, other.value)
        lost |= other.value is None
    return _Read(tuple(sources), tuple(found), lost)


def _without_faulty(catalogue: Catalogue, trees: Iterable[Node], errors: Iterable[Diagnostic]) -> Catalogue:
    """The catalogue without the cases that have errors: what comes out of those would be told as further ones."""
    starts = {tree.at.file: [case.at for case in tree] for tree in trees if isinstance(tree, Seq)}
    places = [d.where for d in errors if isinstance(d.where, Span)]
    faulty = {(at.file, bisect_right(starts.get(at.file, []), at)) for at in places}
    sound = (c for c in catalogue.cases if (c.at.file, bisect_right(starts[c.at.file], c.at)) not in faulty)
    return replace(catalogue, cases=tuple(sound))


def _file(found: Diagnostic) -> str:
    return found.where.file if isinstance(found.where, Span) else ""


def _replaced(sources: list[tuple[str, Node]], label: str, version: Node) -> list[tuple[str, Node]]:
    """The files with another in the place of the one with its id; beside them where there is none."""
    own = _id(version)
    found = [(name, version if own and _id(tree) == own else tree) for name, tree in sources]
    return found if any(tree is version for _, tree in found) else [*found, (label, version)]


def _id(tree: Node) -> Node | None:
    return tree.get(Text("id")) if isinstance(tree, Map) else None


def definition_files(folder: Path) -> Iterator[Path]:
    """The YAML files of a catalogue, in an order that does not depend on the file system."""
    for below in (folder, folder / CASES):
        paths = below.iterdir() if below.is_dir() else ()
        yield from sorted((p for p in paths if is_definition(p.name) and p.is_file()), key=lambda p: p.name)


def definition_texts(folder: Path) -> dict[str, str]:
    """Path within the folder → text, of every definition file."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in definition_files(folder)}


def _shape_all(sources: Iterable[tuple[str, Node]]) -> Checked[Documents]:
    """Every file as what it is: by its place, its name and its keys."""
    documents = Documents()
    found: list[Diagnostic] = []
    for label, tree in sources:
        part = _shape_one(label, tree)
        found += part.diagnostics
        documents = documents.with_(part.value)
    return Checked(documents, tuple(found))


def _shape_one(label: str, tree: Node) -> Checked[Documents]:
    trees = (tree,)
    if label.startswith(f"{CASES}/"):
        cases = shape(CaseFile, tree)
        named = tuple(case for case in cases.value or () if case.indicator or case.profile)
        return Checked(Documents(cases=named, trees=trees), (*cases.diagnostics, *until_too_many(check_subjects(tree))))
    if label == CATALOGUE:
        catalogue = shape(CatalogueDocument, tree)
        return Checked(Documents(catalogue=catalogue.value, trees=trees), catalogue.diagnostics)
    if isinstance(tree, Seq) and any(isinstance(item, Map) and "indicator" in item for item in tree):
        return Checked(Documents(trees=trees), (CASES_MISPLACED.at(tree.at),))
    kind = _kind(tree)
    if kind == "profiles":
        profiles = shape(ProfileFile, tree)
        return Checked(Documents(profiles=_some(profiles.value), trees=trees), profiles.diagnostics)
    if kind == "dictionary":
        dictionary = shape(DictionaryFile, tree)
        return Checked(Documents(dictionaries=_some(dictionary.value), trees=trees), dictionary.diagnostics)
    regulation = shape(RegulationDocument, tree)
    return Checked(Documents(regulations=_some(regulation.value), trees=trees), regulation.diagnostics)


def _kind(tree: Node) -> str:
    """What a file holds, by its keys; where none of them is known, by those that were probably meant."""
    keys = set(tree) if isinstance(tree, Map) else set()
    if not keys & (REGULATION_KEYS | DICTIONARY_KEYS | PROFILE_KEYS):
        every = (*sorted(REGULATION_KEYS), *sorted(DICTIONARY_KEYS), *PROFILE_KEYS)
        return _of_keys({name for key in keys for name in closest(key, every)[:1]})
    return _of_keys({str(key) for key in keys})


def _of_keys(keys: set[str]) -> str:
    if "indicators" in keys or not keys & (DICTIONARY_KEYS | PROFILE_KEYS):
        return "regulation"
    return "profiles" if keys & PROFILE_KEYS else "dictionary"


REGULATION_KEYS = frozenset({"id", "code", "goal", "tasks", "indicators"})
PROFILE_KEYS = frozenset({"profiles"})
DICTIONARY_KEYS = frozenset({"fields", "tables", "checks", "topics", "dictionaries", "units"})
"""A file with one of these and no indicators is part of the data dictionary."""


def _some(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _join(folder: str, label: str) -> str:
    return f"{folder}/{label}" if folder not in ("", ".") else label
