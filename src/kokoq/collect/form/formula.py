"""A declared relation as a formula over the cells of a form, with the value that it has now.

What a form does not hold (records from elsewhere, earlier periods, distinct persons) cannot be said there: None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kokoq.collect.form.book import Answered
from kokoq.collect.form.places import Codes, Places, Spot, ref, refs
from kokoq.formula.excel import quoted
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.language import Language
from kokoq.model import Catalogue, Type

_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TOTALS: Mapping[str, tuple[str, Callable[[list[float]], float]]] = {
    "sum": ("SUM", math.fsum),
    "max": ("MAX", max),
    "min": ("MIN", min),
    "mean": ("AVERAGE", lambda values: math.fsum(values) / len(values)),
}
_COUNTED = frozenset({Type.COUNT, Type.MARK, Type.YES_NO})


@dataclass(frozen=True, slots=True)
class Side:
    """A piece of a formula: its text, its value where all cells that it needs are numbers, and these cells."""

    text: str
    value: float | bool
    needs: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that a formula may speak of: all of the form, or those of one row of a table.

    ``here`` is the sheet on which the formula stands, ``table`` and ``codes`` the row whose fields are meant.
    """

    catalogue: Catalogue
    language: Language
    places: Places
    answers: Answered
    here: str
    table: str = ""
    codes: Codes = ()

    def at(self, here: str, *, table: str = "", codes: Codes = ()) -> Cells:
        """The same cells seen from another sheet or row."""
        return replace(self, here=here, table=table, codes=codes)

    def number(self, spot: Spot) -> float | None:
        """The number that stands in a cell, as formulas take it; None where there is none."""
        entry = self.answers.get(spot.id)
        if spot.field.type is Type.YES_NO:
            words = (self.language.say("form.no"), self.language.say("form.yes"))
            said = entry.casefold() if isinstance(entry, str) else ""
            return float(words.index(said)) if said in words else None
        if isinstance(entry, str) or entry is None:
            return None
        return entry / 100 if spot.field.type is Type.PERCENT else float(entry)

    def is_known(self, side: Side) -> bool:
        return all(self.number(spot) is not None for spot in side.needs)

    def known(self, needs: Iterable[Spot]) -> str:
        """The condition that all these cells hold numbers (or yes, or no)."""
        spots = list(dict.fromkeys(needs))
        numbers = [spot for spot in spots if spot.field.type is not Type.YES_NO]
        parts = [f"COUNT({refs(numbers, here=self.here)})={len(numbers)}"] if numbers else []
        for spot in spots:
            if spot.field.type is Type.YES_NO:
                at, yes, no = self.ref(spot), *(quoted(self.language.say(f"form.{word}")) for word in ("yes", "no"))
                parts.append(f"COUNTIF({at},{yes})+COUNTIF({at},{no})>0")  # which an error does not stop
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})" if parts else "TRUE"

    def ref(self, spot: Spot) -> str:
        return ref(spot, here=self.here)

    def cell(self, spot: Spot) -> Side:
        value = self.number(spot)
        text = self.ref(spot)
        match spot.field.type:
            case Type.YES_NO:
                text = f"({text}={quoted(self.language.say('form.yes'))})*1"
            case Type.PERCENT:
                text = f"({text}/100)"
        return Side(text, math.nan if value is None else value, (spot,))

    def total(self, spots: list[Spot], function: str) -> Side | None:
        """The total of some cells of numbers."""
        if not spots or spots[0].field.type in (Type.YES_NO, Type.PERCENT, Type.SYMBOL, Type.TEXT, Type.DATE):
            return None
        if len(spots) == 1:
            return self.cell(spots[0])
        name, fold = _TOTALS[function]
        values = [number for spot in spots if (number := self.number(spot)) is not None]
        value = fold(values) if len(values) == len(spots) else math.nan
        return Side(f"{name}({refs(spots, here=self.here)})", value, tuple(spots))


def broken(tree: Formula, cells: Cells) -> Side | None:
    """The condition that a requirement surely does not hold."""
    match tree:
        case Binary(op=op, left=left, right=right) if op in _SIGNS:
            a, b = side(left, cells), side(right, cells)
            if a is None or b is None:
                return None
            opposite = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}[op]
            wrong = _compared(opposite, a, b)
        case _:
            whole = side(tree, cells)
            if whole is None:
                return None
            wrong = Side(f"NOT({whole.text})", not whole.value, whole.needs)
    if not wrong.needs:
        return None
    text = f"IF({cells.known(wrong.needs)},{wrong.text})"
    return Side(text, cells.is_known(wrong) and bool(wrong.value), wrong.needs)


def side(tree: Formula, cells: Cells) -> Side | None:
    """A number or condition over cells; None where the form does not hold what it needs."""
    match tree:
        case Number():
            return Side(format(tree.exact, "f"), float(tree.exact))
        case Truth(value=value):
            return Side("1" if value else "0", float(value))
        case Name(id=id):
            return _named(id, cells)
        case Unary(op="-", operand=operand):
            x = side(operand, cells)
            return None if x is None else Side(f"(-{x.text})", -x.value, x.needs)
        case Unary(operand=operand):
            x = side(operand, cells)
            return None if x is None else Side(f"NOT({x.text})", not x.value, x.needs)
        case Binary(op="in"):
            return None
        case Binary(op=op, left=left, right=right):
            a, b = side(left, cells), side(right, cells)
            return None if a is None or b is None else _joined(op, a, b)
        case Call(function=function, arguments=(Name(id=id),), where=where) if function in _TOTALS and not cells.table:
            return cells.total(_where(id, where, cells), function)
        case _:
            return None


def _named(id: str, cells: Cells) -> Side | None:
    """A plain field, the field of the row meant, or the sum of a field over its table."""
    spots = cells.places.of(id)
    if cells.table:
        spot = spots.get(cells.codes) if id in cells.catalogue.tables[cells.table].fields else spots.get(())
        return None if spot is None else cells.cell(spot)
    if set(spots) == {()}:
        return cells.cell(spots[()])
    return cells.total(list(spots.values()), "sum")


def _joined(op: str, a: Side, b: Side) -> Side | None:
    needs = (*a.needs, *b.needs)
    match op:
        case "and":
            return Side(f"AND({a.text},{b.text})", bool(a.value) and bool(b.value), needs)
        case "or":
            return Side(f"OR({a.text},{b.text})", bool(a.value) or bool(b.value), needs)
        case "+":
            return Side(f"({a.text}+{b.text})", a.value + b.value, needs)
        case "-":
            return Side(f"({a.text}-{b.text})", a.value - b.value, needs)
        case "*":
            return Side(f"({a.text}*{b.text})", a.value * b.value, needs)
        case _ if op in _SIGNS:
            return _compared(op, a, b)
        case _:
            return None  # a division may have nothing to divide by: left to the checks after collection


def _compared(op: str, a: Side, b: Side) -> Side:
    """Both sides rounded where they are no whole numbers, as the checks after collection do."""
    needs = (*a.needs, *b.needs)
    exact = all(spot.field.type in _COUNTED for spot in needs)
    texts = [each.text if exact else f"ROUND({each.text},9)" for each in (a, b)]
    left, right = (float(each.value) if exact else round(float(each.value), 9) for each in (a, b))
    holds = {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]
    return Side(f"{texts[0]}{_SIGNS[op]}{texts[1]}", holds, needs)


def _where(field: str, where: Formula | None, cells: Cells) -> list[Spot]:
    """The cells of a field in the rows whose keys satisfy a condition; none where it speaks of other things."""
    known = cells.catalogue.fields.get(field)
    if known is None or known.table not in cells.catalogue.tables:
        return list(cells.places.of(field).values()) if where is None else []
    keys = [key.id for key in cells.catalogue.tables[known.table].keys]
    chosen = []
    for codes, spot in cells.places.of(field).items():
        holds = True if where is None else _holds(where, dict(zip(keys, codes, strict=True)))
        if holds is None:
            return []
        if holds:
            chosen.append(spot)
    return chosen


def _holds(where: Formula, row: Mapping[str, str]) -> bool | None:
    """A condition on the keys of one row; None where it is on anything else."""
    match where:
        case Binary(op="and" | "or" as op, left=left, right=right):
            both = (_holds(left, row), _holds(right, row))
            return None if None in both else all(both) if op == "and" else any(both)
        case Unary(op="not", operand=operand):
            inner = _holds(operand, row)
            return None if inner is None else not inner
        case Binary(op="==" | "!=" as op, left=Name(id=id), right=Text(value=code)) if id in row:
            return (row[id] == code) == (op == "==")
        case Binary(op="in", left=Name(id=id), right=Items(items=items)) if id in row:
            return row[id] in {item.value for item in items if isinstance(item, Text)}
        case _:
            return None
