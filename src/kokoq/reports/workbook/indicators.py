"""«Показатели»: every indicator of the reported unit; «Разрезы»: the same by subject, class and other keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kokoq.model import Indicator, Regulation
from kokoq.reports.contract import RegulationView
from kokoq.reports.facts import Facts
from kokoq.reports.shown import is_percent
from kokoq.reports.tables.breakdowns import key_entries, key_title
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.earlier import Earlier
from kokoq.reports.workbook.marks import COMPUTED, Notation
from kokoq.reports.workbook.scale import Cells, Columns, hatch, score_texts, write_score
from kokoq.reports.workbook.totals import Line, Totals, TotalTexts
from kokoq.results import Result

CODE, TITLE, UNIT, NUMERATOR, DENOMINATOR, VALUE, REPORTED, EXPECTED, BEFORE, CHANGE, LEVEL, POINTS, MOST, NOTE = range(
    14
)
HEAD = 4
KEY, KEY_VALUE = 2, 3


@dataclass(frozen=True)
class Shown:
    """Where the indicators of the reported unit stand."""

    page: Page
    rows: Mapping[str, int]
    bands: Mapping[str, tuple[int, int]]

    def cell(self, indicator: str, column: int) -> str:
        """The address of a cell of an indicator, for other sheets."""
        return self.page.cell(self.rows[indicator], column)


@dataclass(frozen=True)
class Indicators:
    """Writes the table; ``exact`` collects which values compare without rounding."""

    page: Page
    facts: Facts
    notation: Notation
    totals: Totals
    earlier: Earlier | None
    exact: dict[str, bool] = field(default_factory=dict)

    def write(self, regulations: tuple[RegulationView, ...]) -> Shown:
        """Write the table of the reported unit."""
        say = self.notation.language.say
        self._head()
        for regulation, shown in zip(self.facts.catalogue.regulations, regulations, strict=True):
            self.page.band(self.bands[regulation.id][0] - 1, f"{regulation.code} {regulation.title}", NOTE)
            for indicator, row in zip(self.facts.indicators(regulation), shown.rows, strict=True):
                notes = [] if self._all_illustrative or not row.illustrative else [say("report.note.illustrative")]
                self._line(indicator, "; ".join((*row.notes, *notes)))
        self._conditions()
        return Shown(self.page, self.rows, self.bands)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Indicator → row; known before anything is written, since indicators refer to each other."""
        return {
            indicator.id: self.bands[regulation.id][0] + place
            for regulation in self.facts.catalogue.regulations
            for place, indicator in enumerate(self.facts.indicators(regulation))
        }

    @cached_property
    def bands(self) -> Mapping[str, tuple[int, int]]:
        """Regulation → first row and the one after the last."""
        found, row = {}, HEAD
        for regulation in self.facts.catalogue.regulations:
            found[regulation.id] = (row + 1, row + 1 + len(regulation.indicators))
            row += 1 + len(regulation.indicators)
        return found

    @cached_property
    def _all_illustrative(self) -> bool:
        """Whether every scale is ours, so that it is said once."""
        scales = [self.facts.scale(i) for i in self.facts.catalogue.indicators.values()]
        return all(scale.illustrative for scale in scales if scale is not None)

    def _head(self) -> None:
        say, page, period = self.notation.language.say, self.page, self.facts.period
        page.title(say("workbook.sheet.indicators"), say("workbook.note.indicators", period=period))
        if self._all_illustrative:
            page.text(HEAD - 2, 0, say("workbook.note.illustrative"), "subtitle")
        of = say("workbook.column.organisations")
        reported, expected = (f"{of}: {say(f'workbook.column.{name}')}" for name in ("reported", "expected"))
        titles = (
            say("report.column.code"), say("report.column.indicator"), say("workbook.column.unit"),
            say("report.column.numerator"), say("report.column.denominator"), say("report.column.value"),
            reported, expected, self._earlier_title,
            say("report.column.change"), say("report.column.level"), say("report.column.points"),
            say("workbook.column.most"), say("workbook.column.note"),
        )  # fmt: skip
        page.row(HEAD - 1, titles, "header")
        page.text(HEAD - 1, TITLE, titles[TITLE], "header_left")
        for column in (NUMERATOR, DENOMINATOR, REPORTED, EXPECTED, POINTS, MOST):  # longer than what stands below
            page.text(HEAD - 1, column, titles[column], "turned")
        page.height(HEAD - 1, 76)
        page.widths(12, 30, 6.5, 8, 8, 8.5, 4.5, 4.5, 9.8, 10, 9, 4.5, 4.5, 14)
        page.frozen(HEAD, 2, repeat=(HEAD - 2, HEAD - 1))
        page.landscape(stretch=TITLE)

    @property
    def _earlier_title(self) -> str:
        earlier = self.facts.assessment.earlier
        return earlier.text if earlier else self.notation.language.say("workbook.column.earlier")

    def _line(self, indicator: Indicator, note: str) -> None:
        page, row = self.page, self.rows[indicator.id]
        result = self.facts.result(indicator, self.facts.unit)
        page.text(row, CODE, indicator.code, "code")
        page.text(row, TITLE, indicator.title, "wrapped_middle")
        page.text(row, UNIT, self.notation.typesetter.unit(indicator), "unit")
        page.text(row, NOTE, note, "quiet_wrapped")
        if result is None:
            self._nowhere(row)
        elif indicator.same_as:
            self._repeated(row, indicator, result)
        else:
            self._computed(row, indicator, result)
            self._before(row, indicator, result)
            self._scored(row, indicator, result)

    def _nowhere(self, row: int) -> None:
        self.page.outside(row, *range(NUMERATOR, NOTE))

    def _repeated(self, row: int, indicator: Indicator, result: Result) -> None:
        """A duplicate shows the line that it repeats, and has no points of its own."""
        original = self.rows[indicator.same_as]
        mark, form = self.notation.mark(result.status), self.notation.value(indicator, result.value)
        for column, value, style, of in (
            (NUMERATOR, result.numerator, "number", self.notation.numerator(indicator, result)),
            (DENOMINATOR, result.denominator, "number", self.notation.amount(result.denominator)),
            (VALUE, result.value, "strong", form),
            (REPORTED, result.n_reported, "number", ""),
            (EXPECTED, result.n_expected, "number", ""),
        ):
            if column == DENOMINATOR and self.facts.assessment.plan.series[indicator.same_as].denominator is None:
                self.page.text(row, column, "", "outside")
            else:
                shown = mark if value is None else value
                self.page.formula(row, column, a1(original, column), shown, style=style, form=of)
        self.page.outside(row, *range(BEFORE, NOTE))

    def _computed(self, row: int, indicator: Indicator, result: Result) -> None:
        series = self.facts.assessment.plan.series[indicator.id]
        line = line_at(row)
        cells = {id: a1(other, VALUE) for id, other in self.rows.items()}
        texts = self.totals.texts(series, result, self.facts.unit, line, cells=cells)
        self.exact[indicator.id] = texts is not None and texts.exact
        write_line(self.page, row, indicator, result, texts, self.notation)

    def _before(self, row: int, indicator: Indicator, result: Result) -> None:
        page, earlier = self.page, self.facts.earlier(indicator, self.facts.unit)
        if self.earlier is None or earlier is None:
            page.outside(row, BEFORE, CHANGE)
            return
        before = earlier.value if earlier.value is not None else self.notation.mark(earlier.status)
        source = self.earlier.page.cell(self.earlier.rows[indicator.id], self.earlier.unit_column)
        page.formula(row, BEFORE, source, before, style="number", form=self.notation.value(indicator, earlier.value))
        now, then = a1(row, VALUE), a1(row, BEFORE)
        factor = "100*" if is_percent(indicator) else ""
        difference: float | None = None
        if result.value is not None and earlier.value is not None:
            difference = round((exact_value(result) - earlier.value) * (100 if factor else 1), 9)
        # 9 digits hide the noise of floating point, which a small difference of large numbers is full of
        text = f'IF(COUNT({now},{then})=2,ROUND({factor}({now}-{then}),9),"")'
        page.formula(
            row, CHANGE, text, difference, style="number", form=self.notation.difference(indicator, difference)
        )

    def _scored(self, row: int, indicator: Indicator, result: Result) -> None:
        scale = self.facts.scale(indicator)
        if scale is None:
            self.page.outside(row, LEVEL, POINTS, MOST)
            return
        value, numerator, denominator, points = (a1(row, c) for c in (VALUE, NUMERATOR, DENOMINATOR, POINTS))
        exact, titles = self.exact[indicator.id], self.facts.catalogue.levels
        texts = score_texts(scale, indicator, titles, Cells(value, numerator, denominator, points, exact))
        write_score(self.page, row, Columns(LEVEL, POINTS, MOST), texts, result, self.notation)

    def _conditions(self) -> None:
        last = max((end for _, end in self.bands.values()), default=HEAD + 1) - 1
        first = HEAD + 1
        for column in (NUMERATOR, DENOMINATOR, VALUE, BEFORE):
            hatch(self.page, f"{a1(first, column)}:{a1(last, column)}", "")
        colour_by_level(self.page, self.facts, first, last, LEVEL, VALUE, LEVEL)


@dataclass(frozen=True)
class Breakdowns:
    """The breakdowns of the reported unit, one line a value of a key."""

    page: Page
    facts: Facts
    notation: Notation
    totals: Totals

    def write(self) -> None:
        say, page = self.notation.language.say, self.page
        page.title(say("workbook.sheet.breakdowns"), say("workbook.note.breakdowns"))
        titles = (
            say("report.column.code"), say("report.column.indicator"), say("workbook.column.key"),
            say("workbook.column.key_value"), say("report.column.numerator"), say("report.column.denominator"),
            say("report.column.value"), say("workbook.column.reported"), say("workbook.column.expected"),
        )  # fmt: skip
        page.row(HEAD - 2, titles, "header")
        page.widths(12, 34, 12, 24, 10, 12, 9.5, 8, 10)
        page.frozen(HEAD - 1, 2, repeat=(HEAD - 2, HEAD - 2))
        page.landscape(stretch=1)
        row = HEAD - 1
        for regulation in self.facts.catalogue.regulations:
            for indicator, key, code, title in self._lines(regulation):
                self._line(row, indicator, key, code, title)
                row += 1
        if row > HEAD - 1:
            hatch(page, f"{a1(HEAD - 1, KEY_VALUE + 1)}:{a1(row - 1, KEY_VALUE + 3)}", "")
            page.sheet.autofilter(HEAD - 2, 0, row - 1, len(titles) - 1)

    def _lines(self, regulation: Regulation) -> Iterator[tuple[Indicator, str, str, str]]:
        for indicator in self.facts.indicators(regulation):
            for key in () if indicator.same_as else indicator.by:
                for code, title in key_entries(self.facts.catalogue, indicator, key).items():
                    found = self.facts.result(indicator, self.facts.unit, breakdown=f"{key}={code}")
                    if found is not None and found.n_reported:
                        yield indicator, key, code, title

    def _line(self, row: int, indicator: Indicator, key: str, code: str, title: str) -> None:
        breakdown = f"{key}={code}"
        result = self.facts.result(indicator, self.facts.unit, breakdown=breakdown)
        if result is None:
            return
        page, shift = self.page, KEY_VALUE + 1 - NUMERATOR
        page.text(row, CODE, indicator.code, "code")
        page.text(row, TITLE, indicator.title, "small_wrapped")
        page.text(row, KEY, key_title(self.facts.catalogue, indicator, key), "small_wrapped")
        page.text(row, KEY_VALUE, title, "wrapped_middle")
        series = self.facts.assessment.plan.series[indicator.id]
        texts = self.totals.texts(series, result, self.facts.unit, line_at(row, shift), cells={}, breakdown=breakdown)
        write_line(page, row, indicator, result, texts, self.notation, shift=shift)


def exact_value(result: Result) -> float:
    """The value as the workbook computes it: results keep 12 significant digits."""
    if result.numerator is not None and result.denominator:
        return result.numerator / result.denominator
    return result.value or 0.0


def line_at(row: int, shift: int = 0) -> Line:
    """The cells of a line; ``shift`` moves its columns."""
    n, d, value, reported, expected = (
        a1(row, column + shift) for column in (NUMERATOR, DENOMINATOR, VALUE, REPORTED, EXPECTED)
    )
    return Line(n, d, value, reported, expected)


def write_line(
    page: Page,
    row: int,
    indicator: Indicator,
    result: Result,
    texts: TotalTexts | None,
    notation: Notation,
    *,
    shift: int = 0,
) -> None:
    """Numerator, denominator, value, how many reported and were expected, as live formulas where there are any."""
    mark = notation.mark(result.status)
    known = result.status in COMPUTED
    numerator, denominator = (result.numerator, result.denominator) if known else (None, None)
    cells = (
        (NUMERATOR, numerator, texts and texts.numerator, "number", notation.numerator(indicator, result)),
        (DENOMINATOR, denominator, texts and texts.denominator, "number", notation.amount(result.denominator)),
        (VALUE, result.value, texts and texts.value, "strong", notation.value(indicator, result.value)),
        (REPORTED, result.n_reported, texts and texts.reported, "number", ""),
        (EXPECTED, result.n_expected, texts and texts.expected, "number", ""),
    )
    for column, number, text, style, form in cells:
        value = mark if number is None else number
        if text:
            array = texts is not None and texts.array and column != VALUE
            page.formula(row, column + shift, text, value, style=style, form=form, array=array)
        elif texts is None and number is not None:
            page.number(row, column + shift, number, style, form)
        elif texts is None and column == VALUE:
            page.text(row, column + shift, mark, "absent")
        else:
            page.text(row, column + shift, "", "outside")


def colour_by_level(page: Page, facts: Facts, first: int, last: int, level: int, *columns: int) -> None:
    """Colour cells by the level that stands in their row, whatever it will be."""
    for id, title in facts.catalogue.levels.items():
        order = tuple(facts.catalogue.levels)
        tone = {0: "best", len(order) - 1: "worst"}.get(order.index(id), "middle")
        condition = f'=${a1(first, level)}="{title}"'
        for column in columns:
            page.sheet.conditional_format(
                first, column, last, column,
                {"type": "formula", "criteria": condition, "format": page.styles.fill(tone)},  # type: ignore[arg-type]  # one of the tones
            )  # fmt: skip
