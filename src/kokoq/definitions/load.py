"""A folder of definition files → the catalogue, with every fault of every file.

Files are read first, then each is brought into its shape, then it is counted what they would unfold into, and only then
what they refer to is looked up. Where a file cannot be read at all, unknown names are not told: nobody can say what it
would have declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kokoq.definitions.assemble import Documents, assemble
from kokoq.definitions.bounds import check_bounds, until_too_many
from kokoq.definitions.cases import check_subjects
from kokoq.definitions.catalogues import FILE
from kokoq.definitions.documents import CaseFile, CatalogueDocument, DictionaryFile, ProfileFile, RegulationDocument
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Map, Node, Text, read_source
from kokoq.diagnostics import Checked, Diagnostic, Span, ordered
from kokoq.model import Catalogue
from kokoq.rules import FILE_NOT_FOUND, UNKNOWN_NAME

CASES = "cases"
_NOT_OURS = (".", "~", "kokoq.", "organisations.", "sample.", "accepted.")
"""How files begin that may lie beside definitions and are none."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalogue and the trees that it was read from: places of what the catalogue keeps no place of.

    ``catalogue`` is None where too little could be read.
    """

    catalogue: Catalogue | None
    trees: tuple[Node, ...]


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
    files = tuple(definition_files(folder))
    found: list[Diagnostic] = []
    if not (folder / FILE).is_file():
        found.append(FILE_NOT_FOUND.at(Span(_join(shown, FILE))))
    sources: list[tuple[str, Node]] = []
    for path in files:
        label = path.relative_to(folder).as_posix()
        read = read_source(path, name=_join(shown, label))
        found += read.diagnostics
        if read.value is not None:
            sources.append((label, read.value))
    if version is not None:
        other = read_source(version, name=version.as_posix())
        found += other.diagnostics
        files = (*files, version) if other.value is None else files
        sources = sources if other.value is None else _replaced(sources, version.name, other.value)
    shaped = _shape_all(sources)
    found += shaped.diagnostics
    documents = shaped.value
    bounds = tuple(check_bounds(documents.catalogue, documents.dictionaries, documents.regulations, documents.cases))
    if bounds:
        return Checked(Loaded(None, documents.trees), ordered((*found, *bounds)))
    made = assemble(documents)
    if len(sources) < len(files) or documents.catalogue is None:
        known = (d for d in made.diagnostics if d.rule is not UNKNOWN_NAME)
        return Checked(Loaded(None, documents.trees), ordered((*found, *known)))
    return Checked(Loaded(made.value, documents.trees), ordered((*found, *made.diagnostics)))


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


def is_definition(name: str) -> bool:
    """Whether a file of that name is read as definitions."""
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(_NOT_OURS)


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
    if label == FILE:
        catalogue = shape(CatalogueDocument, tree)
        return Checked(Documents(catalogue=catalogue.value, trees=trees), catalogue.diagnostics)
    if isinstance(tree, Map) and "indicators" not in tree and "profiles" in tree:
        profiles = shape(ProfileFile, tree)
        return Checked(Documents(profiles=_some(profiles.value), trees=trees), profiles.diagnostics)
    if isinstance(tree, Map) and "indicators" not in tree and DICTIONARY_KEYS & set(tree):
        dictionary = shape(DictionaryFile, tree)
        return Checked(Documents(dictionaries=_some(dictionary.value), trees=trees), dictionary.diagnostics)
    regulation = shape(RegulationDocument, tree)
    return Checked(Documents(regulations=_some(regulation.value), trees=trees), regulation.diagnostics)


DICTIONARY_KEYS = frozenset({"fields", "tables", "checks", "topics", "dictionaries", "units"})
"""A file with one of these and no indicators is part of the data dictionary."""


def _some(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _join(folder: str, label: str) -> str:
    return f"{folder}/{label}" if folder not in ("", ".") else label
