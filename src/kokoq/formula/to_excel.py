"""Render a formula as Excel text, asking a ``Place`` where each name lives in the workbook.

English function names and commas (Excel localises what it shows), and only functions that LibreOffice 7 has too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kokoq.formula.excel import NEVER, Excel, arithmetic, literal
from kokoq.formula.excel_terms import CALLS, WHOLE, Algebra, Block, NotLive, Rows, Term
from kokoq.formula.functions import AGGREGATES
from kokoq.formula.rows import names, row_table
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Unary
from kokoq.model import PLAIN, Catalogue, Field, Total, Type

__all__ = ["Block", "NotLive", "Place", "additive", "to_excel"]

SUMMED = frozenset({"sum", "mean"})


class Place(Protocol):
    """One unit in the workbook: where its rows and its other results stand."""

    def block(self, table: str, used: tuple[str, ...]) -> Block | None:
        """The unit's rows of a table, of which ``used`` are needed; None where it has none."""

    def indicator(self, id: str, back: int) -> str | None:
        """The cell of another indicator of the unit, ``back`` periods earlier; None where it has none."""

    def earlier(self, field: str, back: int) -> str | None:
        """The cell of a field's total ``back`` periods earlier."""


def to_excel(
    tree: Formula, place: Place, catalogue: Catalogue, *, table: str = PLAIN, beside: Iterable[Formula] = ()
) -> Excel:
    """The value of a formula at one unit; ``beside`` are the formulas that share its complete rows.

    Raises ``NotLive`` where Excel has no text for it.
    """
    return _Unit(place, catalogue, table, _summed((tree, *beside), catalogue, table)).value(tree)


def additive(tree: Formula, catalogue: Catalogue) -> bool:
    """Whether the value of a group is the sum of the values of its members."""
    match tree:
        case Name(id=id):
            return id in catalogue.fields and _total_measure(catalogue.fields[id]) == "sum"
        case Call(function="sum" | "count"):
            return True
        case Call(function="previous" | "change", arguments=(x,)):
            return additive(x, catalogue)
        case Unary(op="-", operand=x):
            return additive(x, catalogue)
        case Binary(op="+" | "-", left=a, right=b):
            return additive(a, catalogue) and additive(b, catalogue)
        case Binary(op="*", left=Number(), right=x) | Binary(op="*" | "/", left=x, right=Number()):
            return additive(x, catalogue)
        case _:
            return False


@dataclass(frozen=True)
class _Unit(Algebra):
    """Leaves are totals over the unit's rows, other indicators and earlier periods."""

    place: Place
    catalogue: Catalogue
    table: str
    summed: Mapping[str, tuple[str, ...]]

    def text(self, tree: Formula) -> str | None:  # noqa: ARG002 - a unit has no texts
        return None

    def leaf(self, tree: Formula, back: int) -> Excel:
        fields = self.catalogue.fields
        match tree:
            case Call(function="previous", arguments=(x,)):
                return self.value(x, back + 1)
            case Call(function="change", arguments=(x,)):
                return arithmetic("-", self.value(x, back), self.value(x, back + 1))
            case Name(id=id) if id not in fields:
                return _elsewhere(self.place.indicator(id, back), tree, whole=False)
            case Name(id=id) if back:
                return _elsewhere(self.place.earlier(id, back), tree, whole=fields[id].type in WHOLE)
            case Name(id=id):
                return self._term(_total_measure(fields[id]), tree, tree, None)
            case Call(function=function, arguments=arguments, where=where) if function in AGGREGATES and not back:
                return self._term(function, tree, arguments[0] if arguments else None, where)
            case _:
                raise NotLive(tree)

    def _term(self, measure: str, node: Formula, argument: Formula | None, where: Formula | None) -> Excel:
        table = row_table(node, self.catalogue, self.table)
        summed = self.summed.get(table, ()) if measure in SUMMED and table != PLAIN else ()
        block = self.place.block(table, names(node))
        if block is None:
            raise NotLive(node)
        rows = Rows(block, self.catalogue, lambda inner: to_excel(inner, self.place, self.catalogue))
        true, false = ((), NEVER) if where is None else rows.truth(where)
        complete = tuple(block.column(name) for name in summed)
        return CALLS[measure](Term(rows, argument, true, false, complete, _fraction(node)))


TOTALS: Mapping[Total, str] = {
    Total.SUM: "sum",
    Total.MEAN: "mean",
    Total.MAX: "max",
    Total.LAST: "last",
    Total.ANY: "max",
}


def _summed(trees: Iterable[Formula], catalogue: Catalogue, default: str) -> Mapping[str, tuple[str, ...]]:
    """The fields that the formulas sum, by table: a row that lacks one of them enters none of the sums.

    An organisation has one row of the plain fields, and is left out as a whole; there is nothing to share.
    """
    found: dict[str, dict[str, None]] = {}

    def visit(node: Formula) -> None:
        match node:
            case Name(id=id) if id in catalogue.fields:
                if _total_measure(catalogue.fields[id]) in SUMMED:
                    found.setdefault(catalogue.fields[id].table, {})[id] = None
            case Call(function=function, arguments=arguments) if function in AGGREGATES:
                if function in SUMMED:
                    fields = dict.fromkeys(name for name in names(arguments[0]) if name in catalogue.fields)
                    found.setdefault(row_table(node, catalogue, default), {}).update(fields)
            case Call(arguments=arguments):
                for argument in arguments:
                    visit(argument)
            case Unary(operand=x):
                visit(x)
            case Binary(left=a, right=b):
                visit(a)
                visit(b)
            case _:
                return

    for tree in trees:
        visit(tree)
    return {table: tuple(fields) for table, fields in found.items()}


def _elsewhere(cell: str | None, tree: Formula, *, whole: bool) -> Excel:
    if cell is None:
        raise NotLive(tree)
    return Excel(cell, numeric=(cell,), plain=True, whole=whole, exact=True)


def _total_measure(field: Field) -> str:
    return "sum" if field.type is Type.YES_NO else TOTALS[field.total]


def _fraction(node: Formula) -> str:
    match node:
        case Call(arguments=(_, Number() as q)):
            return literal(q.exact)
        case _:
            return ""
