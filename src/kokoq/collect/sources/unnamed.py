"""Rows of an export that do not say what they are of: a key left empty, a record without the code of its person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.facts import Fact
from kokoq.collect.cells.typing import SheetPlace
from kokoq.collect.read.book import RawCell, RawSheet
from kokoq.collect.read.merged import Merged
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Catalogue, Field, Table, Type
from kokoq.observations import Absence, unpack_ref
from kokoq.rules import RECORD_UNNAMED, ROW_WITHOUT_KEY

_NAMES = (Type.TEXT, Type.SYMBOL)
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

    def __post_init__(self) -> None:
        self.merged = Merged(self.sheet.merges)

    def shown(self, row: int, column: int, asked: Field) -> RawCell | None:
        """The cell above that is seen in this row, too: a name merged over some rows stands for each of them."""
        if self.merged and asked.type in _NAMES:
            return self.merged.shown(self.sheet, row, column)
        return None

    def see(self, facts: Mapping[str, Fact]) -> None:
        """Look at one row, its keys among its facts; where nothing else stands in it, it is no row."""
        table = self.table
        if table is None:
            return
        names = [key.id for key in table.keys] or [*self._naming(facts)]
        empty = [name for name in names if name in facts and facts[name].absence is Absence.BLANK and facts[name].ref]
        if empty and any(fact.absence is not Absence.BLANK for name, fact in facts.items() if name not in names):
            for name in empty:
                self.found.setdefault(name, {})[facts[name].ref] = None

    def _naming(self, names: Iterable[str]) -> Iterator[str]:
        """The field that names whom a record is of: the first text of the table, if there is a column for it."""
        fields = (self.catalogue.fields[name] for name in (self.table.fields if self.table is not None else ()))
        first = next((each.id for each in fields if each.type is Type.TEXT), "")
        return (name for name in names if name == first)

    def told(self, place: SheetPlace) -> Iterator[Diagnostic]:
        """One finding for all empty cells of a key or field."""
        titles = {} if self.table is None else {key.id: key.title for key in self.table.keys}
        for name, refs in self.found.items():
            places = [Cell(*place, make_ref(*unpack_ref(ref)[1:])) for ref in list(refs)[:_NAMED]]
            cells = (*(cell.ref for cell in places), *["…"] * (len(refs) > _NAMED))
            rule = ROW_WITHOUT_KEY if name in titles else RECORD_UNNAMED
            title = titles.get(name) or self.catalogue.fields[name].title
            yield rule.at(places[0], related=places[1:], field=title, n=len(refs), cells=cells)
