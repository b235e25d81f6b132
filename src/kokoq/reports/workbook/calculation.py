"""«Расчёт»: every indicator at every organisation, numerator and denominator from the inputs, one row each.

The rows of an indicator stand together, so that a total is the sum of a block. What does not count holds a reason
instead of a numerator, and a sum passes over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kokoq.assess.score.peers import Membership
from kokoq.formula.to_excel import NotLive, additive
from kokoq.model import Level, Missing, Relative
from kokoq.plan import Series
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.grid import Grid
from kokoq.reports.workbook.inputs import Inputs
from kokoq.reports.workbook.marks import Notation
from kokoq.reports.workbook.places import OrganisationPlace
from kokoq.reports.workbook.scale import Cells, Columns, score_texts, write_score
from kokoq.reports.workbook.sides import Filled, Pattern, pattern_of
from kokoq.reports.workbook.worksheet import LETTERS
from kokoq.results import Result, Status

CODE, NUMBER, ORGANISATION, NUMERATOR, DENOMINATOR, VALUE, COUNTED, LEVEL, POINTS, MOST = range(10)
HEAD = 3
_SCORED = Columns(LEVEL, POINTS, MOST, ("small_text", "cell", "count"))


@dataclass(frozen=True)
class Calculated:
    """The rows of one indicator (or one value of a breakdown): ``results`` in the order of the rows.

    ``pattern`` is None where Excel has no text for the formula.
    """

    series: Series
    breakdown: str
    page: Page
    first: int
    results: tuple[Result, ...]
    pattern: Pattern | None

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Organisation → row."""
        return {result.unit: self.first + place for place, result in enumerate(self.results)}

    @property
    def is_counted(self) -> bool:
        """Whether its rows say who counts: elsewhere that is who has a number for a numerator."""
        if not self.breakdown or self.pattern is None:
            return True
        sides, catalogue = self.pattern.sides, self.pattern.catalogue
        trees = (self.series.numerator, self.series.denominator)
        added = all(tree is None or additive(tree, catalogue) for tree in trees)
        return not added or any(guard.over for guard in sides.guards)

    @property
    def exact(self) -> bool:
        """Whether the values compare as they are, without rounding to 12 digits."""
        return self.pattern is not None and self.pattern.sides.exact

    def spans(self, units: frozenset[str], column: int) -> tuple[str, ...]:
        """The cells of some organisations in a column, as few ranges as they make."""
        if units >= self.rows.keys():
            return (self.page.span((self.first, column), (self.first + len(self.results) - 1, column)),)
        found: list[list[int]] = []
        for unit, row in self.rows.items():
            if unit in units:
                if found and found[-1][1] == row - 1:
                    found[-1][1] = row
                else:
                    found.append([row, row])
        return tuple(self.page.span((first, column), (last, column)) for first, last in found)


Blocks = Mapping[tuple[str, str], Calculated]
"""(indicator, breakdown) → its rows"""


@dataclass(frozen=True)
class Calculation:
    """Writes one such sheet: the totals of all indicators, or their breakdowns."""

    page: Page
    facts: Facts
    grid: Grid
    inputs: Inputs
    notation: Notation
    earlier_cells: Mapping[str, int]
    earlier_page: str
    breakdowns: bool = False
    _patterns: dict[tuple[str, str], Pattern | None] = field(default_factory=dict)
    _groups: dict[tuple[str, tuple[str, ...]], dict[object, tuple[str, ...]]] = field(default_factory=dict)

    def write(self) -> Blocks:
        """Write all blocks in the order of the catalogue."""
        self._head()
        places = list(self._places())
        others = {series.indicator.id: _rows(first, results) for series, _, first, results in places}
        blocks = {}
        for series, breakdown, first, results in places:
            pattern = self._pattern(series, breakdown)
            block = Calculated(series, breakdown, self.page, first, results, pattern)
            blocks[series.indicator.id, breakdown] = block
            for place, result in enumerate(results):
                self._row(block, first + place, result, others)
        last = max((b.first + len(b.results) for b in blocks.values()), default=HEAD + 1)
        self.page.sheet.autofilter(HEAD - 1, 0, max(last - 1, HEAD), self._last_column)
        self.page.sheet.seal()
        return blocks

    @property
    def _last_column(self) -> int:
        return LEVEL - 1 if self.breakdowns else MOST

    def _head(self) -> None:
        say, page = self.notation.language.say, self.page
        name = "breakdown_calculation" if self.breakdowns else "calculation"
        page.title(say(f"workbook.sheet.{name}"), say(f"workbook.note.{name}"))
        titles = [
            say("report.column.code"), say("workbook.column.number"), say("report.column.organisation"),
            say("report.column.numerator"), say("report.column.denominator"), say("report.column.value"),
            say("workbook.column.counted"), say("report.column.level"), say("report.column.points"),
            say("workbook.column.most"),
        ]  # fmt: skip
        page.row(HEAD - 1, tuple(titles[: self._last_column + 1]), "header")
        page.widths(30 if self.breakdowns else 15, 5, 32, 12, 13, 12, 9, 12, 8, 11)
        page.frozen(HEAD, 3, repeat=(HEAD - 1, HEAD - 1))
        page.landscape()

    def _places(self) -> Iterator[tuple[Series, str, int, tuple[Result, ...]]]:
        """Every block with its first row."""
        row = HEAD
        found = self._results()
        for id, series in self.facts.assessment.plan.series.items():
            for breakdown, results in found.get(id, {}).items():
                if not self._is_shown(series, breakdown):
                    continue
                yield series, breakdown, row, tuple(results)
                row += len(results)

    def _is_shown(self, series: Series, breakdown: str) -> bool:
        """Whether anybody has this value of the breakdown: who submitted nothing is expected in all of them."""
        total = self.facts.result(series.indicator, self.facts.unit, breakdown=breakdown)
        return not breakdown or (total is not None and total.n_reported > 0)

    def _results(self) -> Mapping[str, Mapping[str, Sequence[Result]]]:
        """The results of those who report for the period."""
        found: dict[str, dict[str, list[Result]]] = {}
        period, own = self.facts.period, self.grid.numbers
        for r in self.facts.assessment.results.rows:
            if r.period != period or r.level != Level.ORGANISATION or r.unit not in own:
                continue
            if bool(r.breakdown) == self.breakdowns:
                found.setdefault(r.indicator, {}).setdefault(r.breakdown, []).append(r)
        return found

    def _pattern(self, series: Series, breakdown: str) -> Pattern | None:
        key, _, _ = breakdown.partition("=")
        made = (series.indicator.id, key)
        if made not in self._patterns:
            place = OrganisationPlace(
                self.facts.assessment.plan, self.inputs, self.earlier_cells, self.earlier_page, LETTERS[VALUE], key
            )
            letters = LETTERS[NUMERATOR], LETTERS[DENOMINATOR]
            try:
                self._patterns[made] = pattern_of(series, place, self.facts, self.notation.of(None), letters)
            except NotLive:
                self._patterns[made] = None
        return self._patterns[made]

    def _row(self, block: Calculated, row: int, result: Result, others: Mapping[str, Mapping[str, int]]) -> None:
        page, indicator = self.page, block.series.indicator
        number, title, cell = self._organisations[result.unit]
        page.text(row, CODE, f"{indicator.code} {block.breakdown}" if block.breakdown else indicator.code, "code")
        if self.breakdowns or not cell:
            page.number(row, NUMBER, number, "count")
        else:
            page.formula(row, NUMBER, cell, number, style="count")
        page.text(row, ORGANISATION, title, "small_text")
        filled = None
        if block.pattern is not None and not (block.pattern.sides.free and result.numerator is None):
            _, _, code = block.breakdown.partition("=")
            reason = self._reason(block.series, result)
            filled = block.pattern.fill(result.unit, row, code, reason, others)
        if filled is None:
            self._static(block, row, result)
        else:
            self._live(block, row, result, filled)
        if not self.breakdowns:
            self._scored(block, row, result)

    @cached_property
    def _organisations(self) -> Mapping[str, tuple[int, str, str]]:
        """Organisation → its number, its title, the cell of its number."""
        titles = dict(zip(self.grid.units, self.grid.titles, strict=True))
        return {unit: (number, titles[unit], self.inputs.number(unit)) for unit, number in self.grid.numbers.items()}

    def _live(self, block: Calculated, row: int, result: Result, filled: Filled) -> None:
        page, notation = self.page, self.notation
        mark = notation.mark(result.status)
        array = block.pattern is not None and block.pattern.sides.array
        for column, text, number, form in (
            (NUMERATOR, filled.numerator, result.numerator, notation.numerator(block.series.indicator, result)),
            (DENOMINATOR, filled.denominator, result.denominator, notation.amount(result.denominator)),
            (VALUE, filled.value, result.value, notation.value(block.series.indicator)),
        ):
            if text:
                shown = mark if number is None else number
                page.formula(row, column, text, shown, style="cell", form=form, array=array and column != VALUE)
            else:
                page.text(row, column, "", "outside")
        if not self.breakdowns or block.is_counted:
            page.formula(row, COUNTED, filled.counted, result.n_reported, style="count")

    def _static(self, block: Calculated, row: int, result: Result) -> None:
        """An organisation of which nothing is asked here, or a formula that Excel has no text for."""
        notation = self.notation
        for column, number, form in (
            (NUMERATOR, result.numerator, notation.numerator(block.series.indicator, result)),
            (DENOMINATOR, result.denominator, notation.amount(result.denominator)),
            (VALUE, result.value, notation.value(block.series.indicator)),
        ):
            if number is not None:
                self.page.number(row, column, number, "cell", form)
            elif column == DENOMINATOR and block.series.denominator is None:
                self.page.text(row, column, "", "outside")
            else:
                self.page.text(row, column, notation.mark(result.status), "absent")
        if not self.breakdowns or block.is_counted:
            counted = f"COUNT({LETTERS[NUMERATOR]}{row + 1})"
            self.page.formula(row, COUNTED, counted, result.n_reported, style="count")

    def _scored(self, block: Calculated, row: int, result: Result) -> None:
        indicator = block.series.indicator
        scale = self.facts.scale(indicator)
        if scale is None:
            self.page.outside(row, LEVEL, POINTS, MOST)
            return
        value, numerator, denominator, points = (
            f"{LETTERS[column]}{row + 1}" for column in (VALUE, NUMERATOR, DENOMINATOR, POINTS)
        )
        peers = self._peers(block, scale.measure, result) if isinstance(scale.measure, Relative) else None
        cells = Cells(value, numerator, denominator, points, block.exact, whole=True, peers=peers)
        titles = self.facts.catalogue.levels
        texts = score_texts(scale, indicator, titles, cells)
        write_score(self.page, row, _SCORED, texts, result, self.notation)

    def _peers(self, block: Calculated, relative: Relative, result: Result) -> tuple[str, ...] | None:
        """The values with which one is compared; None where it has nobody to be compared with."""
        key = block.series.indicator.id, relative.peers
        if key not in self._groups:
            groups: dict[object, set[str]] = {}
            for row in block.results:
                groups.setdefault(self._members.group(row, relative.peers), set()).add(row.unit)
            self._groups[key] = {
                group: block.spans(frozenset(units), VALUE) for group, units in groups.items() if group is not None
            }
        return self._groups[key].get(self._members.group(result, relative.peers))

    @cached_property
    def _members(self) -> Membership:
        return Membership(self.facts.assessment.organisations, self.facts.catalogue)

    def _reason(self, series: Series, result: Result) -> str:
        """What stands in place of a numerator: a mark, or 0 where a missing one counts as such."""
        if series.indicator.missing is Missing.ZERO and result.status is not Status.NOT_APPLICABLE:
            return "0"
        return self.notation.of(result).reason


def _rows(first: int, results: tuple[Result, ...]) -> Mapping[str, int]:
    return {result.unit: first + place for place, result in enumerate(results)}
