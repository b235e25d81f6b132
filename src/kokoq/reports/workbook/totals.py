"""The formulas of a unit above the organisations: Σ of a block of «Расчёт», or the formula over all of its rows.

A total stands only where enough organisations reported; then it is made of those that did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kokoq.formula.excel import Excel, Marks, guarded, literal, product, quoted
from kokoq.formula.rows import names, row_table
from kokoq.formula.to_excel import NotLive, additive, to_excel
from kokoq.formula.tree import Call, Formula, Number
from kokoq.model import PLAIN, Kind, Level, Missing
from kokoq.plan import Series
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.workbook.calculation import COUNTED, DENOMINATOR, NUMBER, NUMERATOR, VALUE, Blocks, Calculated
from kokoq.reports.workbook.grid import Grid
from kokoq.reports.workbook.inputs import Inputs
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.places import GroupPlace
from kokoq.reports.workbook.sides import Sides
from kokoq.results import Result, Status


@dataclass(frozen=True, slots=True)
class TotalTexts:
    """The formulas of one line; ``array`` are those that need an array formula."""

    numerator: str
    denominator: str
    value: str
    reported: str
    expected: str
    array: bool = False
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """The addresses of the cells of one line on its own sheet."""

    numerator: str
    denominator: str
    value: str
    reported: str
    expected: str


@dataclass(frozen=True)
class Totals:
    """Makes the lines of any unit; ``cells`` are the values of the unit's indicators where they refer to each other."""

    facts: Facts
    grid: Grid
    inputs: Inputs
    notation: Notation
    blocks: Blocks
    earlier_cells: Mapping[str, int]
    earlier_page: str

    def texts(
        self, series: Series, result: Result, unit: Unit, line: Line, *, cells: Mapping[str, str], breakdown: str = ""
    ) -> TotalTexts | None:
        """The formulas of a line, None where Excel has no text for them."""
        block = self.blocks.get((series.indicator.id, breakdown))
        members = frozenset(self.facts.members(unit))
        marks = self._marks(result)
        try:
            if series.level != Level.ORGANISATION:
                if result.status is Status.NOT_SUBMITTED:
                    return None  # an office that sent nothing has no cells to add up
                if unit[0] != Level.MUNICIPALITY and len(self.grid.municipalities) > 1:
                    return None  # data of several municipalities stand in several columns
                return self._own(series, unit, members, line, marks, cells, breakdown)
            if block is None:
                return None
            return self._of_block(series, block, unit, members, line, marks, cells)
        except NotLive:
            return None

    def _marks(self, result: Result) -> Marks:
        marks = self.notation.of(result)
        if result.status is Status.LOW_COVERAGE:
            return Marks(quoted(self.notation.mark(Status.NO_DATA)), marks.no_base, marks.invalid)
        return marks

    def _of_block(
        self,
        series: Series,
        block: Calculated,
        unit: Unit,
        members: frozenset[str],
        line: Line,
        marks: Marks,
        cells: Mapping[str, str],
    ) -> TotalTexts:
        place = self._place(block, unit, members, cells)
        numerator = self._side(series, series.numerator, block, members, NUMERATOR, place)
        denominator = None
        if series.denominator is not None:
            denominator = self._side(series, series.denominator, block, members, DENOMINATOR, place)
        sides = Sides(numerator, denominator)
        inner = guarded(numerator.text, sides.numeric, sides.guards, marks)
        values = block.spans(members, VALUE)
        reported = f"SUM({','.join(block.spans(members, COUNTED))})"
        if not block.is_counted:
            reported = f"COUNT({','.join(block.spans(members, NUMERATOR))})"
        not_applicable = quoted(self.notation.mark(Status.NOT_APPLICABLE))
        expected = "+".join(f"ROWS({span})-COUNTIF({span},{not_applicable})" for span in values)
        return TotalTexts(
            numerator=self._enough(series, line, marks, inner),
            denominator=f"IF(ISNUMBER({line.numerator}),{denominator.bare},{line.numerator})" if denominator else "",
            value=_value(series, line, marks),
            reported=reported,
            expected=expected,
            array=sides.array,
            exact=block.exact,
        )

    def _side(
        self,
        series: Series,
        tree: Formula,
        block: Calculated,
        members: frozenset[str],
        column: int,
        place: GroupPlace,
    ) -> Excel:
        values = ",".join(block.spans(members, column))
        pattern = _VALUES.get(tree.function) if isinstance(tree, Call) and tree.where is None else None
        if pattern is not None and self._is_plain(series, tree) and ("{q}" not in pattern or "," not in values):
            return Excel(pattern.format(x=values, q=_fraction(tree)))  # each organisation has one value, itself
        if additive(tree, self.facts.catalogue):
            text = f"SUM({values})"
            return Excel(text, whole=block.exact, exact=block.exact)
        return self._lowered(series, tree, place)

    def _is_plain(self, series: Series, tree: Formula) -> bool:
        return row_table(tree, self.facts.catalogue, series.table) == PLAIN

    def _lowered(self, series: Series, tree: Formula, place: GroupPlace) -> Excel:
        trees = (series.numerator,) if series.denominator is None else (series.numerator, series.denominator)
        return to_excel(tree, place, self.facts.catalogue, table=series.table, beside=trees)

    def _place(self, block: Calculated, unit: Unit, members: frozenset[str], cells: Mapping[str, str]) -> GroupPlace:
        everyone = frozenset(block.rows)
        numbers, counted = (block.spans(everyone, column)[0] for column in (NUMBER, COUNTED))
        condition = f"SUMIF({numbers},{{numbers}},{counted})"
        if not everyone <= members:
            condition = f"({condition}*{self._among(members)})"
        return self._group_place(unit, condition, cells, _pair(block.breakdown))

    def _group_place(
        self,
        unit: Unit,
        condition: str,
        cells: Mapping[str, str],
        by: tuple[str, str] | None = None,
        complete: tuple[str, ...] = (),
    ) -> GroupPlace:
        own = unit[0] == Level.MUNICIPALITY and unit[1] in self.grid.municipalities
        municipality = unit[1] if own else self.grid.municipalities[0]
        letter = self.grid.letters[municipality] if own else ""
        plan = self.facts.assessment.plan
        return GroupPlace(
            plan,
            self.inputs,
            municipality,
            letter,
            condition,
            cells,
            self.earlier_cells,
            self.earlier_page,
            by,
            complete,
        )

    def _among(self, members: frozenset[str]) -> str:
        if not members:
            raise NotLive  # an empty list of numbers is no formula
        numbers = ",".join(str(number) for unit, number in self.grid.numbers.items() if unit in members)
        return f"ISNUMBER(MATCH({{numbers}},{{{{{numbers}}}}},0))"

    def _own(
        self,
        series: Series,
        unit: Unit,
        members: frozenset[str],
        line: Line,
        marks: Marks,
        cells: Mapping[str, str],
        breakdown: str,
    ) -> TotalTexts:
        """An indicator that exists from the municipality upwards: its own data, with or without the organisations'."""
        plan = self.facts.assessment.plan
        scoped = frozenset(
            o.id for o in self.grid.organisations if o.id in members and plan.in_scope(series.indicator.id, o)
        )
        fields = [name for name in names(series.tree) if name in self.facts.catalogue.fields]
        theirs = tuple(name for name in fields if not plan.asks_municipality(name))
        members_among = self._among(scoped) if theirs else ""
        place = self._group_place(unit, members_among, cells, _pair(breakdown), _plain(theirs, self.facts))
        numerator = self._lowered(series, series.numerator, place)
        denominator = None if series.denominator is None else self._lowered(series, series.denominator, place)
        sides = Sides(numerator, denominator)
        text = guarded(sides.counted(series, marks), sides.numeric, sides.guards, marks)
        reported = guarded("1", sides.numeric, sides.guards, Marks("0", "1", "0"))
        expected = f"IF({line.numerator}={quoted(self.notation.mark(Status.NOT_APPLICABLE))},0,1)"
        if theirs:
            reported, expected = self._of_organisations(theirs, place)
            text = self._enough(series, line, marks, text)
        return TotalTexts(
            numerator=text,
            denominator=f"IF(ISNUMBER({line.numerator}),{denominator.bare},{line.numerator})" if denominator else "",
            value=_value(series, line, marks),
            reported=reported,
            expected=expected,
            array=sides.array or bool(theirs),
            exact=sides.exact,
        )

    def _enough(self, series: Series, line: Line, marks: Marks, text: str) -> str:
        """A numerator where anybody reported, and not too few."""
        short = self._short(series, line)
        if short:
            text = f"IF({short},{quoted(self.notation.mark(Status.LOW_COVERAGE))},{text})"
        return f"IF({line.reported}=0,{marks.reason},{text})"

    def _of_organisations(self, fields: tuple[str, ...], place: GroupPlace) -> tuple[str, str]:
        """How many organisations have all of the plain fields, of those to which they apply."""
        catalogue = self.facts.catalogue
        if any(catalogue.fields[name].table != PLAIN for name in fields):
            raise NotLive(fields[0])
        block = place.block(PLAIN, (fields[0],))
        if block is None:
            raise NotLive(fields[0])
        among = place.members.format(numbers=block.marks)
        cells = [block.column(name) for name in fields]
        given = product(block.only)
        mark = quoted(self.notation.mark(Status.NOT_APPLICABLE))
        asked = "*".join((among, *(f"({cell}<>{mark})" for cell in cells)))
        return f"SUMPRODUCT({given}*1)", f"SUMPRODUCT({asked}*1)"

    def _short(self, series: Series, line: Line) -> str:
        indicator, settings = series.indicator, self.facts.assessment.settings
        minimum = indicator.coverage if indicator.coverage is not None else settings.minimum_coverage
        if indicator.missing is Missing.FAIL:
            minimum = Decimal(1)
        if minimum is None:
            return ""
        return f"{line.reported}<ROUND({literal(minimum)}*{line.expected},9)"


_VALUES: Mapping[str, str] = {
    "median": "MEDIAN({x})",
    "min": "MIN({x})",
    "max": "MAX({x})",
    "quantile": "PERCENTILE({x},{q})",
}
"""Statistics of the organisations' own values; the texts among these are passed over."""


def _fraction(tree: Formula) -> str:
    match tree:
        case Call(arguments=(_, Number() as q)):
            return literal(q.exact)
        case _:
            return ""


def _plain(fields: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    return tuple(name for name in fields if facts.catalogue.fields[name].table == PLAIN)


def _pair(breakdown: str) -> tuple[str, str] | None:
    key, _, code = breakdown.partition("=")
    return (key, code) if key else None


def _value(series: Series, line: Line, marks: Marks) -> str:
    n, d = line.numerator, line.denominator
    if series.denominator is not None:
        over = f"IF({n}=0,{marks.no_base},{marks.invalid})"
        return f"IF(ISNUMBER({n}),IF({d}=0,{over},{n}/{d}),{n})"
    return f"IF(ISNUMBER({n}),IF({n}>0,1,0),{n})" if series.indicator.kind is Kind.PRESENCE else n
