"""Rows of an export that do not say what they are of: a key left empty, a record without the code of its person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import Fact
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.read.book import RawCell, RawSheet
from kokoq.collect.read.merged import Merged
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Catalogue, Field, Table, Type
from kokoq.observations import Absence, unpack_ref
from kokoq.rules import RECORD_UNNAMED, ROW_WITHOUT_KEY

NAMES = (Type.TEXT, Type.SYMBOL)
_NAMED = 5
"""So many cells are named."""


@dataclass(slots=True)
class Unnamed:
    """The empty cells of one sheet that were to name something, by the keys or the field that they are of."""

    table: Table | None
    catalogue: Catalogue
    sheet: RawSheet
    found: dict[str, dict[int, None]] = field(default_factory=dict)
    merged: Merged = field(init=False)
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.merged = Merged(self.sheet.merges)
        self.names = () if self.table is None else tuple(key.id for key in self.table.keys) or self._naming(self.table)

    def _naming(self, table: Table) -> tuple[str, ...]:
        """The field that names whom a record is of: the first text of the table."""
        return tuple(name for name in table.fields if self.catalogue.fields[name].type is Type.TEXT)[:1]

    def shown(self, row: int, column: int, asked: Field) -> RawCell | None:
        """The cell above that is seen in this row, too: a name merged over some rows stands for each of them."""
        if self.merged and asked.type in NAMES:
            return self.merged.shown(self.sheet, row, column)
        return None

    def see(self, facts: Mapping[str, Fact]) -> None:
        """Look at one row, its keys among its facts; where nothing else stands in it, it is no row."""
        told = [(name, facts[name]) for name in self.names if name in facts]
        empty = [(name, fact.ref) for name, fact in told if fact.absence is Absence.BLANK and fact.ref]
        if empty and any(fact.absence is not Absence.BLANK for name, fact in facts.items() if name not in self.names):
            for name, ref in empty:
                self.found.setdefault(name, {})[ref] = None

    def told(self, place: SheetPlace) -> Iterator[Diagnostic]:
        """One finding for all empty cells of a key or field."""
        titles = {} if self.table is None else {key.id: key.title for key in self.table.keys}
        for name, refs in self.found.items():
            places = [Cell(*place, make_ref(*unpack_ref(ref)[1:])) for ref in list(refs)[:_NAMED]]
            cells = (*(cell.ref for cell in places), *["…"] * (len(refs) > _NAMED))
            rule = ROW_WITHOUT_KEY if name in titles else RECORD_UNNAMED
            title = titles.get(name) or self.catalogue.fields[name].title
            yield rule.at(places[0], related=places[1:], field=title, n=len(refs), cells=cells)
