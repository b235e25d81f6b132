"""The sheets of a table of definitions: which part of which file each shows, its columns taken from the documents.

A new key of the language becomes a column by itself; its label is ``exchange.key.<key>`` in ``lang``, else the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from kokoq.definitions.documents import (
    ActDocument,
    BandDocument,
    CaseDocument,
    CatalogueDocument,
    CheckDocument,
    ClusteringDocument,
    DictionaryDocument,
    FieldDocument,
    GoalDocument,
    IndicatorDocument,
    RegulationDocument,
    ScaleDocument,
    ScoringDocument,
    TableDocument,
    ZoneDocument,
)
from kokoq.definitions.documents.shorthand import Document, Titles
from kokoq.definitions.kinds import bare, keys_of
from kokoq.definitions.scalars import Flag, Key, Name, Names, Required, Texts, Title, Tree

VERSION_KEY = "kokoq"
"""Written by kokoq alone, so that no sheet shows it."""


class Home(Enum):
    """What kind of file a part stands in."""

    CATALOGUE = 1
    DATA = 2
    REGULATION = 3
    CASES = 4
    PROFILES = 5


class Form(StrEnum):
    """How a value stands in its cell."""

    TEXT = "text"  # as it is
    NAMES = "names"  # a, b, c
    LINES = "lines"  # one on each line
    PAIRS = "pairs"  # «key: text» on each line
    YAML = "yaml"  # short YAML: «{from: 8, to: 12}»


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``name`` is the key, or ``valid.from`` for one within another.

    ``words`` tells that the value is a text or a name, so that YAML must not read it as anything else.
    """

    name: str
    form: Form = Form.TEXT
    words: bool = True
    choices: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))


@dataclass(frozen=True, slots=True)
class Each:
    """A step to every entry of a mapping; ``column`` shows its key. ``only`` are the keys that there may be."""

    column: str
    only: tuple[str, ...] = ()


class Item:
    """A step to every item of a list."""


FOLDED = "yes"
"""What stands in the column of a folded key."""

ITEM = Item()
Step = str | Each | Item


@dataclass(frozen=True)
class Sheet:
    """One sheet: a row for everything that ``steps`` lead to from a file, or from a row of the sheet ``under``.

    ``owner`` is the column that names that file or row (none where there is only one); the keys ``apart`` have sheets
    of their own, those in ``front`` come first; under ``shape`` the keys are explained in ``lang``.
    """

    id: str
    homes: tuple[Home, ...]
    document: type | None  # None: a row is one text
    steps: tuple[Step, ...]
    under: str = ""
    owner: str = "file"
    value: str = "title"  # what the one text of a row is called
    apart: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    several: str = ""  # a key apart of which there may be a list: that stands in one cell
    whole: tuple[str, ...] = ()  # keys whose parts have no columns of their own
    fold: str = ""  # a key that stands for a condition: what is within it is shown as if it stood beside it
    shape: str = ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that say where a row belongs."""
        return (*filter(None, [self.owner]), *(step.column for step in self.steps if isinstance(step, Each)))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of what a row says."""
        if self.document is None:
            return (Column(self.value),)
        found = _columns(self.document, self.apart, whole=self.whole)
        columns = [column for column in found if not self.fold or column.path[0] != self.fold]
        columns += [Column(self.several, Form.YAML)] if self.several else []
        columns += [Column(self.fold, words=False, choices=(FOLDED,))] if self.fold else []
        return tuple(
            sorted(columns, key=lambda c: self.front.index(c.name) if c.name in self.front else len(self.front))
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (*self.keys, *(column.name for column in self.columns))

    def choices_of(self, key: str) -> tuple[str, ...]:
        """What may stand in a column that says where a row belongs, where that is a short list."""
        return next((step.only for step in self.steps if isinstance(step, Each) and step.column == key), ())

    @property
    def naming(self) -> str:
        """The column by which other sheets name a row."""
        return next((step.column for step in reversed(self.steps) if isinstance(step, Each)), "id")

    @property
    def listed(self) -> bool:
        """Whether its rows are items of lists: they have an order and no names."""
        return any(isinstance(step, Item) for step in self.steps)


def _sections(document: type, kind: object) -> tuple[str, ...]:
    return tuple(key for key, hint in keys_of(document).items() if hint == kind)


_CATALOGUE, _DATA = (Home.CATALOGUE,), (Home.CATALOGUE, Home.DATA)
_WORDS, _NOTES = _sections(CatalogueDocument, Titles), _sections(CatalogueDocument, Texts)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "catalogue",
        _CATALOGUE,
        CatalogueDocument,
        (),
        owner="",
        apart=("acts", "dictionaries", "zones", "clusters", *_WORDS, *_NOTES),
        shape="catalogue",
    ),
    Sheet("regulations", (Home.REGULATION,), RegulationDocument, (), apart=("goal", "indicators"), shape="regulation"),
    Sheet("goals", (Home.REGULATION,), GoalDocument, ("goal", ITEM), under="regulations", owner="regulation"),
    Sheet(
        "indicators",
        (Home.REGULATION,),
        IndicatorDocument,
        ("indicators", Each("indicator")),
        under="regulations",
        owner="regulation",
        apart=("scale",),
        several="scale",
        shape="indicator",
    ),
    Sheet(
        "scales",
        (Home.REGULATION,),
        ScaleDocument,
        ("scale",),
        under="indicators",
        owner="indicator",
        apart=("bands",),
        whole=("per_unit", "linear", "checklist", "relative"),
        shape="scale",
    ),
    Sheet(
        "bands",
        (Home.REGULATION,),
        BandDocument,
        ("scale", "bands", ITEM),
        under="indicators",
        owner="indicator",
        front=("at_least", "above", "at_most", "below", "otherwise"),
        fold="otherwise",
        shape="band",
    ),
    Sheet("cases", (Home.CASES,), CaseDocument, (ITEM,), front=("indicator", "profile", "title"), shape="case"),
    Sheet("profiles", (Home.PROFILES,), ScoringDocument, ("profiles", Each("profile")), shape="scoring"),
    Sheet("zones", _CATALOGUE, ZoneDocument, ("zones", Each("zone")), owner="", shape="zone"),
    Sheet("clusters", _CATALOGUE, ClusteringDocument, ("clusters", Each("clustering")), owner="", shape="clustering"),
    Sheet("fields", (Home.DATA,), FieldDocument, ("fields", Each("field")), shape="field"),
    Sheet("tables", (Home.DATA,), TableDocument, ("tables", Each("table")), apart=("fields",), shape="table"),
    Sheet(
        "table_fields",
        (Home.DATA,),
        FieldDocument,
        ("fields", Each("field")),
        under="tables",
        owner="table",
        shape="field",
    ),
    Sheet("checks", (Home.DATA,), CheckDocument, ("checks", Each("check")), shape="check"),
    Sheet(
        "dictionaries", _DATA, DictionaryDocument, ("dictionaries", Each("dictionary")), apart=("entries", "aliases")
    ),
    Sheet("entries", _DATA, None, ("entries", Each("entry")), under="dictionaries", owner="dictionary"),
    Sheet(
        "aliases",
        _DATA,
        None,
        ("aliases", Each("spelling")),
        under="dictionaries",
        owner="dictionary",
        value="entry",
    ),
    Sheet("words", _DATA, None, (Each("section", _WORDS), Each("word"))),
    Sheet("acts", _CATALOGUE, ActDocument, ("acts", Each("act")), owner=""),
    Sheet("notes", _CATALOGUE, None, (Each("section", _NOTES), ITEM), owner="", value="text"),
)
"""In the order of the workbook; the sheet ``under`` stands before those that refer to it."""

BY_ID = {sheet.id: sheet for sheet in SHEETS}


# --- columns from documents ---


def _columns(
    document: type, apart: tuple[str, ...], outer: str = "", *, whole: tuple[str, ...] = ()
) -> Iterator[Column]:
    for key, hint in keys_of(document).items():
        if key in apart or (not outer and key == VERSION_KEY):
            continue
        inner = bare(hint)
        if key in whole:
            yield Column(key, Form.YAML)
        elif isinstance(inner, type) and issubclass(inner, Document) and not outer and not _is_shorthand(hint):
            yield from _columns(inner, (), f"{key}.")
        else:
            yield _column(f"{outer}{key}", hint)


def _column(name: str, hint: object) -> Column:
    if hint == Names:
        return Column(name, Form.NAMES)
    if hint == Texts:
        return Column(name, Form.LINES)
    if hint != Tree and _is_scalar(hint):
        return Column(name, words=_is_words(hint), choices=_choices(hint))
    inner = bare(hint)
    if get_origin(inner) is dict and get_args(inner)[1] != Tree and _is_scalar(get_args(inner)[1]):
        return Column(name, Form.PAIRS, words=_is_words(get_args(inner)[1]))
    return Column(name, Form.YAML, choices=_choices(hint))


def _metadata(hint: object) -> tuple[object, ...]:
    """The annotations of a type, those of the type that may also be absent included."""
    if get_origin(hint) in (Union, UnionType):
        return _metadata(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is not Annotated:
        return ()
    return (*get_args(hint)[1:], *_metadata(get_args(hint)[0]))


def _is_scalar(hint: object) -> bool:
    return any(isinstance(part, PlainValidator) for part in _metadata(hint))


def _is_words(hint: object) -> bool:
    return hint in (Title, Name, Key)


def _is_shorthand(hint: object) -> bool:
    """Whether a bare word or text may stand for the mapping: it then has one cell."""
    return any(isinstance(part, BeforeValidator) and _short_forms(part) for part in _metadata(hint))


def _short_forms(part: BeforeValidator) -> tuple[Any, ...]:
    return get_args(part.json_schema_input_type)


def _choices(hint: object) -> tuple[str, ...]:
    """What a value may be, where that is a short list."""
    if hint in (Flag, Flag | None):
        return ("yes", "no")
    if hint in (Required, Required | None):
        return ("required", "no")
    for part in _metadata(hint):
        if isinstance(part, WithJsonSchema) and "enum" in (part.json_schema or {}):
            return tuple((part.json_schema or {})["enum"])
        if isinstance(part, BeforeValidator):
            kinds = [kind for kind in _short_forms(part) if isinstance(kind, type) and issubclass(kind, StrEnum)]
            return tuple(member.value for kind in kinds for member in kind)
    return ()
