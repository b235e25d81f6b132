"""Lists of which one column names what is asked and another has the answers: which names are read, which are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import folded
from kokoq.collect.read.book import RawCell
from kokoq.collect.sources.headers import IGNORE, near
from kokoq.diagnostics import Diagnostic
from kokoq.model import Field, Pivot, SourceMapping
from kokoq.rules import NAME_NOT_FOUND, NAMES_UNREAD

_LISTED = 3
"""Names that nobody declares are shown up to so many."""


@dataclass(slots=True)
class Named:
    """A column that names what is asked and the one of the answers: folded text → what it is read as, None if not.

    ``seen`` has every text that stood in the rows of an organisation, folded, with the first cell.
    """

    name: int
    value: int
    fields: Mapping[str, tuple[str, Field] | None]
    seen: dict[str, RawCell] = field(default_factory=dict)

    def targets(self, cell: RawCell | None) -> tuple[tuple[str, int, Field], ...]:
        """What the answer in a row is to be read as, by the cell that names it; nothing where it is not read."""
        if cell is None or not cell.text.strip():
            return ()
        text = folded(cell.text)
        self.seen.setdefault(text, cell)
        told = self.fields.get(text)
        return ((told[0], self.value, told[1]),) if told else ()


def told_of_names(
    found: Sequence[tuple[SheetPlace, Named]], source: str, pivot: Pivot, others: Sequence[SourceMapping]
) -> Iterator[Diagnostic]:
    """Names in the tables of a source that no source of the file declares, and declared ones that stand in none."""
    elsewhere = (other.pivot.fields for other in others if other.pivot)
    declared = {folded(text) for fields in (pivot.fields, *elsewhere) for text in fields}
    unread: list[str] = []
    for place, named in found:
        cells = [cell for text, cell in named.seen.items() if text not in declared]
        names = [" ".join(cell.text.split()) for cell in cells]
        unread += names
        if cells:
            shown = tuple(f"«{name}»" for name in names[:_LISTED])
            yield NAMES_UNREAD.at(place.place(cells[0]), source=source, n=len(cells), names=shown)
    seen = {text: cell for _, named in found for text, cell in named.seen.items()}
    read = {pivot.fields[text] for text in pivot.fields if folded(text) in seen}
    lacking: dict[str, str] = {}
    for text, target in pivot.fields.items():
        if target != IGNORE and target not in read:
            lacking.setdefault(target, text)
    for text in lacking.values() if seen else ():  # of a table without rows that are read nothing is known
        place, first = found[0][0], next(iter(seen.values()))
        yield NAME_NOT_FOUND.at(place.place(first), source=source, name=text, close=near(text, tuple(unread)))
