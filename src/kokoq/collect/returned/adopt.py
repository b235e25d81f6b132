"""Who sent forms, told by the forms themselves: for a run without a campaign, where nobody keeps a list.

The type and tags of an organisation are those whose form would ask most nearly what its form asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from kokoq.collect.form.layout import MUNICIPALITY_TYPE, is_asked
from kokoq.collect.read import Book, Readers
from kokoq.collect.returned.page import identify
from kokoq.language import language
from kokoq.model import PLAIN, Municipality, Organisation, Period
from kokoq.plan import Plan

MOST_TAGS = 3
"""Tags that an organisation is supposed to have at most."""

Files = Mapping[Period, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Adopted:
    """The organisations and the municipality whose forms were found, and the files of each period.

    A file that is no form belongs to the latest period.
    """

    organisations: tuple[Organisation, ...] = ()
    municipality: Municipality = field(default_factory=Municipality)
    files: Files = field(default_factory=dict)


def adopt(plan: Plan, paths: Iterable[Path]) -> Adopted:
    """Look into every file for whose form it is."""
    candidates = tuple(_candidates(plan))
    units: dict[str, Organisation] = {}
    periods: dict[Path, Period | None] = {}
    with Readers() as readers:
        for path in paths:
            book = readers.read(path, name=path.name).value
            identity = None if book is None else identify(book)
            if book is None or identity is None:
                periods[path] = None
                continue
            periods[path] = Period.parse(identity.period)
            units.setdefault(identity.unit, _unit(book, identity.unit, plan, candidates))
    office = next((u for u in units.values() if u.type == MUNICIPALITY_TYPE), None)
    municipality = Municipality() if office is None else Municipality(id=office.id, title=office.title)
    organisations = tuple(
        replace(units[id_], municipality=municipality.id)
        for id_ in sorted(units)
        if units[id_].type != MUNICIPALITY_TYPE
    )
    return Adopted(organisations, municipality, _by_period(periods))


def _candidates(plan: Plan) -> Iterator[tuple[Organisation, frozenset[str]]]:
    """Every type with every few tags, the fewest first, and the plain fields that are asked of it."""
    plain = [f.id for f in plan.catalogue.fields.values() if f.table == PLAIN]
    few = [frozenset(tags) for n in range(MOST_TAGS + 1) for tags in combinations(plan.catalogue.tags, n)]
    kinds = [
        (MUNICIPALITY_TYPE, few[0]),
        *((type_, tags) for tags in few for type_ in plan.catalogue.organisation_types),
    ]
    for type_, tags in kinds:
        kind = Organisation(id="", title="", type=type_, tags=tags)
        yield kind, frozenset(name for name in plain if is_asked(plan, name, kind))


def _unit(book: Book, unit: str, plan: Plan, candidates: Iterable[tuple[Organisation, frozenset[str]]]) -> Organisation:
    said = {cell.text for sheet in book.sheets for cell in sheet.cells if cell.column == 1}
    asked = {name for name in said if name in plan.catalogue.fields}
    kind, _ = min(candidates, key=lambda candidate: len(candidate[1] ^ asked))
    return Organisation(id=unit, title=_title(book) or unit, type=kind.type, tags=kind.tags)


def _title(book: Book) -> str:
    """The name beside «Организация» on the first sheet."""
    labels = {language(code).say("form.organisation") for code in ("ru", "en")}
    for cell in book.sheets[0].cells if book.sheets else ():
        beside = book.sheets[0].at(cell.row, cell.column + 1)
        if cell.text in labels and beside is not None:
            return beside.text
    return ""


def _by_period(periods: Mapping[Path, Period | None]) -> Files:
    known = sorted({period for period in periods.values() if period is not None})
    return {
        period: tuple(path for path, own in periods.items() if own == period or (own is None and period == known[-1]))
        for period in known
    }
