"""What stands in a cell besides numbers: the short marks of absence, and number formats in the report's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kokoq.formula.excel import Marks, quoted
from kokoq.language import NBSP, Language, round_decimal
from kokoq.model import Field, Indicator, Kind, Type
from kokoq.observations import Absence
from kokoq.reports.shown import Typesetter, is_percent
from kokoq.results import Result, Status

COMPUTED = frozenset({Status.OK, Status.NO_BASE, Status.INVALID})
"""Statuses beside which a numerator and a denominator may stand."""
OUTSIDE = "—"
"""In place of a value that is asked of nobody there."""


@dataclass(frozen=True)
class Notation:
    """Marks and number formats of one report."""

    language: Language
    typesetter: Typesetter

    def mark(self, status: Status) -> str:
        """The short mark of an absence: «н/с» for what was not submitted; of a present value, that of no data."""
        return self._marks[status]

    @cached_property
    def _marks(self) -> dict[Status, str]:
        absent = [status for status in Status if status is not Status.OK]
        marks = {status: self.language.say(f"workbook.mark.{status}") for status in absent}
        return marks | {Status.OK: marks[Status.NO_DATA]}

    def input_mark(self, absence: int) -> str:
        """The same for a cell that was collected."""
        if absence == Absence.BLANK:
            return self.language.say("workbook.mark.empty")
        return self.mark(Status(Absence(absence).slug))

    @property
    def mark_no_data(self) -> str:
        return self.mark(Status.NO_DATA)

    @cached_property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """Every mark with its words, each mark once."""
        found: dict[str, str] = {}
        for status in Status:
            if status is not Status.OK:
                found.setdefault(self.mark(status), self.language.say(f"absence.{status}"))
        return tuple(found.items())

    def of(self, result: Result | None) -> Marks:
        """The marks of a formula: what it says where the value is absent now, and «no data» where it will be."""
        absent = result is not None and (result.numerator is None or result.status not in COMPUTED)
        status = result.status if result is not None and absent else Status.NO_DATA
        return Marks(quoted(self.mark(status)), quoted(self.mark(Status.NO_BASE)), quoted(self.mark(Status.INVALID)))

    @cached_property
    def _local(self) -> str:
        return "[$-419]" if self.language.code == "ru" else ""

    def percent(self, digits: int) -> str:
        """«85,3 %» of a fraction."""
        sign = f'"{NBSP}"%' if self.language.code == "ru" else "%"
        return f"{self._local}{_decimals('0', digits)}{sign}"

    def decimal(self, digits: int) -> str:
        """«1 234,5»."""
        if digits == 0:
            return self._whole
        return f"{self._local}{_decimals('#,##0', digits)}"

    @cached_property
    def _whole(self) -> str:
        return f"{self._local}#,##0"

    def signed(self, digits: int, unit: str = "") -> str:
        """A difference with its sign."""
        form = f"{_decimals('#,##0', digits)}" + (f'"{NBSP}{unit}"' if unit else "")
        return f"{self._local}+{form};{self._local}\u2212{form};{self._local}{form}"

    @property
    def yes_no(self) -> str:
        """1 and 0 as words."""
        yes, no = self.language.say("report.yes"), self.language.say("report.no")
        return f'"{yes}";"{yes}";"{no}"'

    @property
    def date(self) -> str:
        return "dd.mm.yyyy" if self.language.code == "ru" else "yyyy-mm-dd"

    def amount(self, number: float | None) -> str:
        """Numerators, denominators and points: whole ones without a comma."""
        if number is None or number == int(number):
            return self.decimal(0)
        exact = round_decimal(number, 3).normalize()
        exponent = exact.as_tuple().exponent
        return self.decimal(max(0, -exponent) if isinstance(exponent, int) else 0)

    def numerator(self, indicator: Indicator, result: Result) -> str:
        """The format of a numerator; of a share that is no quotient of two sums it is the share itself."""
        if is_percent(indicator) and result.denominator is None and result.numerator is not None:
            return self.value(indicator, result.value)
        return self.amount(result.numerator)

    def value(self, indicator: Indicator, number: float | None = None) -> str:
        """The format of an indicator's values; more digits where rounding would move this one over a limit."""
        if indicator.kind is Kind.PRESENCE:
            return self.yes_no
        digits = self.typesetter.digits(indicator)
        if number is not None:
            printed = self.typesetter.number(indicator, number).rstrip(f"%{NBSP}")
            _, comma, after = printed.rpartition("," if self.language.code == "ru" else ".")
            digits = max(digits, len(after) if comma else 0)
        return self.percent(digits) if is_percent(indicator) else self.decimal(digits)

    def difference(self, indicator: Indicator, number: float | None = None) -> str:
        """The format of a change: percentage points for shares; more digits where it would be shown as none."""
        digits = base = self.typesetter.digits(indicator)
        while number and not round_decimal(number, digits) and digits < base + 3:
            digits += 1
        return self.signed(digits, self.language.say("workbook.points_short") if is_percent(indicator) else "")

    def field(self, field: Field) -> str:
        """The format of a collected value."""
        match field.type:
            case Type.COUNT | Type.MARK:
                return self.decimal(0)
            case Type.PERCENT:
                return self.percent(self.typesetter.catalogue.digits)
            case Type.YES_NO:
                return self.yes_no
            case Type.DATE:
                return self.date
            case _:
                return ""


def _decimals(whole: str, digits: int) -> str:
    return f"{whole}.{'0' * digits}" if digits else whole
