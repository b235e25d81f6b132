"""Numerator and denominator of an indicator as Excel text, and the pattern from which the rows of «Расчёт» are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kokoq.compute.evaluate import NEVER_ABOVE_ONE
from kokoq.formula.excel import Excel, Guard, Marks, guarded, significant
from kokoq.formula.to_excel import Place, to_excel
from kokoq.model import Catalogue, Kind, Missing
from kokoq.plan import Series
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.places import OrganisationPlace

REASON, ROW = "\ue001", "\ue002"
"""Tokens of the reason of absence and of the row on the sheet itself."""
_TOKEN, _BETWEEN = re.compile("([\ue000-\uf8ff])"), "\0"


@dataclass(frozen=True)
class Sides:
    """The two sides of an indicator at one place, and what both must fulfil."""

    numerator: Excel
    denominator: Excel | None

    @property
    def numeric(self) -> tuple[str, ...]:
        return (*self.numerator.numeric, *(self.denominator.numeric if self.denominator else ()))

    @property
    def guards(self) -> tuple[Guard, ...]:
        return (*self.numerator.guards, *(self.denominator.guards if self.denominator else ()))

    @property
    def free(self) -> bool:
        """Whether there is a number whatever the cells hold: a count is never absent by itself."""
        return not self.numeric and not self.guards

    @property
    def exact(self) -> bool:
        """Whether the value compares as it is, without rounding to 12 digits."""
        return self.numerator.whole and (self.denominator is None or self.denominator.whole)

    @property
    def array(self) -> bool:
        return self.numerator.array or bool(self.denominator and self.denominator.array)

    def counted(self, series: Series, marks: Marks) -> str:
        """The numerator, or a mark where it cannot be: above its denominator, or over a zero."""
        numerator, denominator = self.numerator, self.denominator
        if denominator is None or _within(numerator, denominator):
            return numerator.text
        if series.indicator.kind in NEVER_ABOVE_ONE and not series.indicator.may_exceed_100:
            n, d = (x.text if x.exact or x.plain else significant(x.text) for x in (numerator, denominator))
            return f"IF({n}>{d},{marks.invalid},{numerator.bare})"
        return f"IF({denominator.bare}=0,IF({numerator.bare}=0,0,{marks.invalid}),{numerator.bare})"


@dataclass(frozen=True)
class Pattern:
    """The formulas of a block, with tokens in place of what differs by row."""

    sides: Sides
    place: OrganisationPlace
    catalogue: Catalogue
    numerator: str
    denominator: str
    value: str
    counted: str

    @cached_property
    def _pieces(self) -> list[str]:
        """All four formulas as one, cut at the tokens."""
        return _TOKEN.split(_BETWEEN.join((self.numerator, self.denominator, self.value, self.counted)))

    def fill(
        self, unit: str, row: int, code: str, reason: str, others: Mapping[str, Mapping[str, int]]
    ) -> Filled | None:
        """The formulas of an organisation; None where it has no such rows. ``others`` are the rows of indicators."""
        pairs = self.place.pairs(unit, code, others)
        if pairs is None:
            return None
        actual = dict(pairs) | {ROW: str(row + 1), REASON: reason}
        return Filled(*"".join([actual.get(piece, piece) for piece in self._pieces]).split(_BETWEEN))


@dataclass(frozen=True, slots=True)
class Filled:
    """The formulas of one row."""

    numerator: str
    denominator: str
    value: str
    counted: str


def sides_of(series: Series, place: Place, facts: Facts) -> Sides:
    """Both sides at a place; raises ``NotLive``."""
    trees = (series.numerator,) if series.denominator is None else (series.numerator, series.denominator)
    made = [to_excel(tree, place, facts.catalogue, table=series.table, beside=trees) for tree in trees]
    return Sides(made[0], made[1] if len(made) > 1 else None)


def pattern_of(
    series: Series, place: OrganisationPlace, facts: Facts, marks: Marks, letters: tuple[str, str]
) -> Pattern:
    """The pattern of a block; ``letters`` are the columns of numerator and denominator. Raises ``NotLive``."""
    sides = sides_of(series, place, facts)
    n, d = (f"{letter}{ROW}" for letter in letters)
    with_reason = Marks(REASON, marks.no_base, marks.invalid)
    numerator = guarded(sides.counted(series, with_reason), sides.numeric, sides.guards, with_reason)
    denominator = ""
    if sides.denominator:
        denominator = sides.denominator.bare
        if series.indicator.missing is Missing.ZERO:  # then a numerator says nothing of its denominator
            denominator = guarded(denominator, sides.numeric, sides.guards, with_reason)
        denominator = f"IF(ISNUMBER({n}),{denominator},{n})"
    value = n
    if sides.denominator:
        value = f"IF(ISNUMBER({n}),IF({d}=0,{marks.no_base},{n}/{d}),{n})"
    elif series.indicator.kind is Kind.PRESENCE:
        value = f"IF(ISNUMBER({n}),IF({n}>0,1,0),{n})"
    return Pattern(sides, place, facts.catalogue, numerator, denominator, value, _reported(sides, n, marks))


def _reported(sides: Sides, numerator: str, marks: Marks) -> str:
    """1 where an organisation has all that is needed: a division by zero within a side is no lack of data."""
    if not any(guard.over for guard in sides.guards):
        return f"COUNT({numerator})"
    needs = [guard for guard in sides.guards if not guard.over]
    given = guarded("1", sides.numeric, needs, Marks("0", "0", "0"))
    return given if sides.denominator is None else f"IF({numerator}={marks.invalid},0,{given})"


def _within(numerator: Excel, denominator: Excel) -> bool:
    """Whether the rows counted above are some of those counted below, so that neither fault is possible."""
    if numerator.factors is None or denominator.factors is None or denominator.numeric:
        return False
    distinct = "FREQUENCY(" in numerator.text, "FREQUENCY(" in denominator.text
    unguarded = numerator.guards == () == denominator.guards
    return unguarded and distinct[0] == distinct[1] and set(denominator.factors) <= set(numerator.factors)
