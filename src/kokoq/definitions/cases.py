"""Worked cases: documents → typed values, by the fields that they are given for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from kokoq.definitions.documents import CaseDataDocument, CaseDocument
from kokoq.definitions.names import check_known
from kokoq.definitions.scalars import UnfitError, choice, shown, to_date, to_flag, to_name, to_number, to_size, unfit
from kokoq.definitions.source import Hole, Map, Node, Seq, Text
from kokoq.diagnostics import Checked, Diagnostic, Span
from kokoq.language import Word
from kokoq.model import (
    PLAIN,
    Case,
    CaseData,
    CaseUnit,
    Catalogue,
    Expected,
    Field,
    Gap,
    Given,
    Level,
    Period,
    Table,
    Type,
)
from kokoq.results import Status
from kokoq.rules import CASE_OF_TWO, MISSING_KEY, RULES, UNKNOWN_KEY, WRONG_VALUE
from kokoq.spelling import closest

T = TypeVar("T")

SINGLE = "organisation"
"""The id of the one organisation of a case that names none."""

NUMBERS = ("value", "numerator", "denominator", "n_reported", "n_expected", "points", "max_points", "share", "n_scored")
TEXTS = ("level", "shown")
_ALWAYS = ("n_expected", "points", "max_points", "status", "level", "tolerance", "findings")
_OF_INDICATOR = ("value", "numerator", "denominator", "n_reported", "shown", "breakdown", "zones", *_ALWAYS)
_OF_PROFILE = ("share", "n_scored", "nodes", *_ALWAYS)
_OF_WHOLE = frozenset({"breakdown", "nodes", "zones", "findings"})
"""What is said of an indicator or a profile, and of no part of it."""
_SUBJECTS = ("indicator", "profile")
_ABOUT = {"type": "organisation_type", "tags": "tag", "cluster": "cluster", "not_submitted": ""}
"""What may be said of an organisation beside its values, and what it names."""


def check_subjects(tree: Node) -> Iterator[Diagnostic]:
    """Every case of a file says what it is of: one indicator or one profile."""
    for case in tree if isinstance(tree, Seq) else ():
        keys = tuple(case) if isinstance(case, Map) else ()
        named = [key for key in keys if key in _SUBJECTS]
        if len(named) > 1:
            yield CASE_OF_TWO.at(named[1].at, subjects=_SUBJECTS)
        elif isinstance(case, Map) and not named and not any(closest(key, _SUBJECTS) for key in keys):
            yield MISSING_KEY.at(case.at, key=_SUBJECTS[0])


def read_cases(
    documents: Iterable[CaseDocument],
    catalogue: Catalogue,
    *,
    indicators: Collection[str],
    profiles: Collection[str],
    tags: Collection[str] | None,
    lost: Collection[str],
) -> Checked[tuple[Case, ...]]:
    """The cases of a catalogue, in the order of their files.

    ``indicators``, ``profiles`` and ``tags`` are all declared names (no tags: that cannot be told), ``lost`` the fields
    and tables too faulty to be in it.
    """
    reader = _Reader(catalogue, tags, lost)
    cases = []
    codes = {name: indicator.code for name, indicator in catalogue.indicators.items()}
    templates = {i.template for i in catalogue.indicators.values() if i.template}
    known = {name: codes.get(name, "") for name in sorted({*codes, *indicators} - templates)}
    for document in documents:
        if document.profile:
            reader.found += check_known([document.profile], profiles, "profile")
        else:
            reader.found += check_known([document.indicator], known, "indicator")
        reader.found += check_known(document.also, known, "indicator")
        if document.also and not document.profile:
            reader.found.append(UNKNOWN_KEY.at(document.also[0].at, key="also", close=(), allowed=_SUBJECTS))
        case = reader.case(document)
        if case.indicator in catalogue.indicators or case.profile in catalogue.profiles:
            cases.append(case)
    return Checked(tuple(cases), tuple(reader.found))


class _Reader:
    """Reads the parts of cases; what is wrong with them gathers in ``found``."""

    def __init__(self, catalogue: Catalogue, tags: Collection[str] | None, lost: Collection[str]) -> None:
        self.catalogue = catalogue
        self.tags = tags
        self.lost = lost
        self.plain = {name: field for name, field in catalogue.fields.items() if field.table == PLAIN}
        self.known = frozenset({*self.plain, *catalogue.tables, *_ABOUT, *lost})
        self.found: list[Diagnostic] = []

    def case(self, document: CaseDocument) -> Case:
        at = (document.profile or document.indicator).at
        keys = _OF_PROFILE if document.profile else _OF_INDICATOR
        units = _units(document)
        self.found += check_known(document.expect_organisations, units, "case_organisation")
        return Case(
            indicator=str(document.indicator),
            profile=str(document.profile),
            also=tuple(str(name) for name in document.also if name in self.catalogue.indicators),
            title=str(document.title),
            at=at,
            given=self._period(document, at),
            period=Period(str(document.period)) if document.period else None,
            expect=self._expected(document.expect, at, keys) if document.expect else None,
            expect_organisations={
                str(name): self._expected(expected, name.at, keys)
                for name, expected in document.expect_organisations.items()
                if name in units
            },
        )

    def _period(self, document: CaseDataDocument, at: Span) -> CaseData:
        """The organisations and the municipality; what is asked of the municipality may stand among the one's own."""
        one = {key: node for key, node in document.given.items() if not self._is_municipal(key)}
        own = {key: node for key, node in document.given.items() if self._is_municipal(key)} | document.municipality
        units = [self._unit(SINGLE, one, at)] if one else []
        for name, nodes in document.organisations.items():
            if str(name) == Level.MUNICIPALITY.value:  # which has a key of its own beside the organisations
                self._unfit(name, "organisations", Word("expected.organisation_name"))
                continue
            units.append(self._unit(str(name), nodes, name.at))
        return CaseData(
            organisations=tuple(units),
            municipality=self._unit("", own, at) if own else None,
            previous=None if document.previous is None else self._period(document.previous, at),
        )

    def _is_municipal(self, name: str) -> bool:
        declared = self.catalogue.fields.get(name) or self.catalogue.tables.get(name)
        return declared is not None and declared.asked.text.strip() == Level.MUNICIPALITY

    def _unit(self, id_: str, nodes: Mapping[Text, Node], at: Span) -> CaseUnit:
        plain, tables = self.plain, self.catalogue.tables
        about = {str(key): node for key, node in nodes.items() if key in _ABOUT and key not in plain}
        self.found += check_known(nodes, self.known, "field")
        return CaseUnit(
            id=id_,
            at=at,
            type=next(iter(self._names(about, "type", self.catalogue.organisation_types or None)), ""),
            tags=frozenset(self._names(about, "tags", self.tags)),
            cluster=str(next(iter(self._names(about, "cluster", None)), "")),
            not_submitted=self._convert("not_submitted", about.get("not_submitted"), to_flag) or False,
            values=self._values({key: node for key, node in nodes.items() if key in plain}, plain),
            tables={str(key): self._rows(node, tables[key]) for key, node in nodes.items() if key in tables},
        )

    def _rows(self, node: Node, table: Table) -> tuple[Mapping[str, Given], ...]:
        """The rows of a table; none may be given: submitted, and nothing in it."""
        columns = {name: self.catalogue.fields[name] for name in table.fields if name in self.catalogue.fields}
        keys = {key.id: key.dictionary for key in table.keys}
        rows = []
        for row in node if isinstance(node, Seq) else (node,):
            if not isinstance(row, Map):
                if row != "":
                    self._unfit(row, table.id, Word("expected.rows"))
                continue
            self.found += check_known(row, (*columns, *keys, *self.lost), "field")
            codes = {str(key): self._code(key, code, keys[key]) for key, code in row.items() if key in keys}
            rows.append(codes | self._values({key: value for key, value in row.items() if key in columns}, columns))
        return tuple(rows)

    def _values(self, nodes: Mapping[Text, Node], fields: Mapping[str, Field]) -> dict[str, Given]:
        values: dict[str, Given] = {}
        for key, node in nodes.items():
            field = fields[key]
            if isinstance(node, Text) and (gap := _gap(node, field)) is not None:
                values[str(key)] = gap
            elif field.type is Type.SYMBOL:
                values[str(key)] = self._code(key, node, field.dictionary)
            elif (value := self._convert(str(key), node, _CONVERTERS[field.type])) is not None:
                values[str(key)] = value
        return values

    def _code(self, key: Text, node: Node, dictionary: str) -> str:
        code = self._convert(str(key), node, to_name)
        if code is None:
            return ""
        declared = self.catalogue.dictionaries.get(dictionary)
        if declared is not None:
            self.found += check_known([code], declared.entries or None, "code")
        return str(code)

    def _names(self, about: Mapping[str, Node], key: str, known: Collection[str] | None) -> tuple[str, ...]:
        node = about.get(key, Seq())
        names = [self._convert(key, item, to_name) for item in (node if isinstance(node, Seq) else (node,))]
        self.found += check_known((name for name in names if name is not None), known, _ABOUT[key])
        return tuple(str(name) for name in names if name is not None)

    def _expected(self, nodes: Mapping[Text, Node], at: Span, keys: tuple[str, ...]) -> Expected:
        self.found += _unknown_keys(nodes, keys)
        values: dict[str, Decimal | str | None] = {}
        for key, node in nodes.items():
            if key not in keys:
                continue
            if key in NUMBERS:
                values[str(key)] = None if node == "" else self._convert(str(key), node, to_number)
            elif key == "status" and (status := self._convert("status", node, choice(Status))) is not None:
                values["status"] = str(status)
            elif key in TEXTS and (text := self._convert(str(key), node, to_name)) is not None:
                values[str(key)] = str(text)
        levels = [node for key, node in nodes.items() if key == "level" and isinstance(node, Text)]
        self.found += check_known(levels, self.catalogue.levels or None, "level")
        return Expected(
            at=at,
            values=values,
            places={str(key): key.at for key in nodes},
            percents={
                str(k): str(n) for k, n in nodes.items() if k in NUMBERS and isinstance(n, Text) and n[-1:] == "%"
            },
            breakdown=self._parts(nodes, "nodes" if "share" in keys else "breakdown", keys),
            tolerance=self._convert("tolerance", _under(nodes, "tolerance"), to_size),
            findings=self._listed(nodes, "findings", RULES, "rule"),
            zones=self._listed(nodes, "zones", self.catalogue.zones, "zone"),
        )

    def _listed(
        self, nodes: Mapping[Text, Node], key: str, known: Collection[str], what: str
    ) -> tuple[str, ...] | None:
        """Codes or names; an empty list stands for «none»."""
        node = _under(nodes, key)
        if node is None or isinstance(node, Hole):
            return None
        items = node if isinstance(node, Seq) else (node,) if node != "" else ()
        names = [name for item in items if (name := self._convert(key, item, to_name)) is not None]
        self.found += check_known(names, known, what)
        return tuple(sorted(str(name) for name in names))

    def _parts(self, nodes: Mapping[Text, Node], name: str, keys: tuple[str, ...]) -> dict[str, Expected]:
        """What is expected of breakdowns («key=code»), or of the nodes of a profile («results/passed_share»)."""
        node = _under(nodes, name)
        if node is None or name not in keys:
            return {}
        if not isinstance(node, Map):
            self._unfit(node, name, Word("expected.mapping"))
            return {}
        found = {}
        for key, expected in node.items():
            if not isinstance(expected, Map) or ("=" not in key and name == "breakdown"):
                self._unfit(key, name, Word(f"expected.{name}"))
            else:
                found[str(key)] = self._expected(expected, key.at, tuple(k for k in keys if k not in _OF_WHOLE))
        return found

    def _convert(self, key: str, node: Node | None, convert: Callable[[object], T]) -> T | None:
        """A value by its converter; None where it does not fit, or is not there."""
        if node is None or isinstance(node, Hole):
            return None
        try:
            return convert(node)
        except UnfitError as error:
            self.found.append(error.at(node.at, key=key))
            return None

    def _unfit(self, node: Node, key: str, expected: Word) -> None:
        self.found.append(WRONG_VALUE.at(node.at, key=key, found=shown(node), expected=expected))


def _units(document: CaseDataDocument | None) -> tuple[str, ...]:
    """The organisations that a case gives data of, in any of its periods; the one that it does not name among them."""
    if document is None:
        return ()
    single = (SINGLE,) if document.given else ()
    return (*single, *map(str, document.organisations), *_units(document.previous))


def _under(nodes: Mapping[Text, Node], key: str) -> Node | None:
    return next((node for name, node in nodes.items() if name == key), None)


def _unknown_keys(nodes: Iterable[Text], allowed: tuple[str, ...]) -> Iterator[Diagnostic]:
    for key in nodes:
        if key not in allowed:
            yield UNKNOWN_KEY.at(key.at, key=str(key), close=closest(key, allowed), allowed=allowed)


def _gap(text: Text, field: Field) -> Gap | None:
    """An empty value is a blank; a bare word of absence is that absence, except where a quoted one is a text."""
    if text == "":
        return Gap.BLANK
    spoken = text.plain or field.type is not Type.TEXT
    return Gap(text) if spoken and text in [gap.value for gap in Gap] else None


def _to_count(value: object) -> Decimal:
    number = to_number(value)
    if number != number.to_integral_value():
        raise unfit(value, Word("expected.whole_or_typed"))
    return number


def _to_text(value: object) -> str:
    return str(to_name(value))


_CONVERTERS: Mapping[Type, Callable[[object], Given]] = {
    Type.COUNT: _to_count,
    Type.NUMBER: to_number,
    Type.PERCENT: to_number,
    Type.MARK: _to_count,
    Type.YES_NO: to_flag,
    Type.DATE: to_date,
    Type.TEXT: _to_text,
}
