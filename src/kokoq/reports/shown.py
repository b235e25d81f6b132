"""How a number is printed: declared digits, half-up, a decimal comma; one more digit where the reader would be misled.

An absent value is printed as its reason; the words come from ``lang`` under ``absence`` and ``report``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from kokoq.assess.alike import Alike
from kokoq.definitions.facets import Facet
from kokoq.language import MINUS, NBSP, Language, round_decimal
from kokoq.model import Catalogue, Indicator, Kind, Level, Period, Polarity
from kokoq.reports.contract import ChangeShown, LevelShown, Shown, Tone
from kokoq.results import Change, Comparability, Result, Status

PERCENT_UNITS = frozenset({"percent", "%"})
ALIKE, NOT_COMPARABLE, ILLUSTRATIVE = "¹", "²", "³"  # the signs of the footnotes
MORE_DIGITS = 6  # at most so many beyond the declared ones


Number = Decimal | float | None

NO_LEVEL = LevelShown("", "", "none")


@dataclass(frozen=True)
class Typesetter:
    """Prints the values of one catalogue in one language."""

    language: Language
    catalogue: Catalogue
    _printed: dict[tuple[float, int], str] = field(default_factory=dict)
    _amounts: dict[float, str] = field(default_factory=dict)
    _absent: dict[Status, Shown] = field(default_factory=dict)
    _limits: dict[tuple[str, str], list[tuple[str, Decimal, float]]] = field(default_factory=dict)

    def value(self, indicator: Indicator, result: Result | None) -> Shown:
        """The value of a result, or its reason in words; an indicator that was not computed there is not applicable."""
        if result is None:
            return self.absent(Status.NOT_APPLICABLE)
        if result.value is None:
            return self.absent(result.status)
        if is_yes_no(indicator, result.level) and result.value in (0, 1):
            return Shown(self.yes_no(result.value), result.value, result.status)
        return Shown(self.number(indicator, result.value, period=result.period), result.value, result.status)

    def absent(self, status: Status) -> Shown:
        if status not in self._absent:
            self._absent[status] = Shown(self.language.say(f"absence.{status}"), None, status)
        return self._absent[status]

    def number(self, indicator: Indicator, value: float, *, period: str = "") -> str:
        """A value of the indicator with its digits, and more where rounding would move it over a limit or target."""
        digits = self._enough_digits(indicator, value, period)
        return self.fraction_percent(value, digits) if is_percent(indicator) else self.decimal(value, digits)

    def with_unit(self, indicator: Indicator, shown: Shown) -> str:
        """«12 чел.»: the printed value followed by its unit, unless it says its unit itself."""
        unit = self.unit(indicator)
        said = shown.number is not None and shown.text == self.yes_no(shown.number)
        if shown.absent or said or not unit or unit == "%":
            return shown.text
        return f"{shown.text}{NBSP}{unit}"

    def unit(self, indicator: Indicator) -> str:
        """The unit of a column's heading; «%» for shares, "" for yes or no."""
        if is_percent(indicator):
            return "%"
        return self.catalogue.units.get(indicator.unit, indicator.unit)

    def digits(self, indicator: Indicator) -> int:
        """Digits after the comma: none for counts unless declared."""
        if indicator.digits is not None:
            return indicator.digits
        return 0 if indicator.kind in (Kind.COUNT, Kind.ORGANISATIONS_COUNT, Kind.PRESENCE) else self.catalogue.digits

    def decimal(self, value: float, digits: int) -> str:
        """A number with exactly so many digits, rounded as the catalogue declares."""
        key = (value, digits)
        if key not in self._printed:
            self._printed[key] = self.language.number(value, digits, mode=self.catalogue.rounding)
        return self._printed[key]

    def fraction_percent(self, fraction: float, digits: int) -> str:
        hundredfold = self.decimal(float(f"{fraction * 100:.12g}"), digits)
        return f"{hundredfold}{NBSP}%" if self.language.code == "ru" else f"{hundredfold}%"

    def percent(self, fraction: float) -> str:
        """A fraction as percent with the digits that it has: «85,3 %»."""
        text = self.amount(float(f"{fraction * 100:.12g}"))
        return f"{text}{NBSP}%" if self.language.code == "ru" else f"{text}%"

    def amount(self, value: float | None) -> str:
        """A numerator, denominator or number of points: whole ones without a comma, others with up to three digits."""
        if value is None:
            return ""
        if value not in self._amounts:
            exact = round_decimal(value, 3, mode="half-up").normalize()
            exponent = exact.as_tuple().exponent
            self._amounts[value] = self.decimal(value, max(0, -exponent) if isinstance(exponent, int) else 0)
        return self._amounts[value]

    def limit(self, indicator: Indicator, limit: Decimal) -> str:
        """A limit of a band or a target in its shortest form: «98 %», «2,5»."""
        shown = (limit * 100 if is_percent(indicator) else limit).normalize()
        exponent = shown.as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        text = self.language.number(shown, digits)
        if not is_percent(indicator):
            return text
        return f"{text}{NBSP}%" if self.language.code == "ru" else f"{text}%"

    def level(self, indicator: Indicator, result: Result | None) -> LevelShown:
        """The quality level that a result reached."""
        if result is None or not result.band:
            return NO_LEVEL
        title = self.catalogue.levels.get(result.band, result.band)
        return LevelShown(result.band, title, self.tone(indicator, result.band))

    def tone(self, indicator: Indicator, level: str) -> Tone:
        """The place of a level: by the catalogue's list, best first, or by the points of the indicator's own scale."""
        order = tuple(self.catalogue.levels)
        if level not in order and indicator.scales:
            bands = sorted(indicator.scales[-1].bands, key=lambda b: -(b.points or Decimal(0)))
            order = tuple(dict.fromkeys(b.level for b in bands))
        if level not in order or len(order) < 2:
            return "none"
        return {0: "best", len(order) - 1: "worst"}.get(order.index(level), "middle")  # type: ignore[return-value]  # the three tones

    def judged(self, indicator: Indicator, level: str, points: Number, most: Number) -> Tone:
        """The tone of a level; without one that of the points: best for all that are possible, worst for none."""
        tone = self.tone(indicator, level)
        if tone != "none" or points is None or not most:
            return tone
        return "best" if points >= most else "worst" if points <= 0 else "middle"

    def change(self, indicator: Indicator, change: Change | None, alike: Alike | None = None) -> ChangeShown | None:
        """A difference with its sign, in percentage points for shares, and what must be said beside it."""
        if change is None:
            return None
        caveat, mark, same, say = "", "", "", self.language.say
        only_maximum = change.redefined == (Facet.MAXIMUM,) and change.comparability is Comparability.DEFINITION_CHANGED
        parted = alike is not None and {alike.direction, change.direction} == {"better", "worse"}
        if alike is not None:
            same = self.difference(indicator, alike.difference)
            caveat, mark = say("report.caveat.alike", n=alike.n), NOT_COMPARABLE if parted else ALIKE
        elif change.comparability is not Comparability.COMPARABLE:
            why = Facet.MAXIMUM if only_maximum else change.comparability
            caveat, mark = say(f"report.caveat.{why}"), NOT_COMPARABLE
        redefined = "" if only_maximum else ", ".join(say(f"facet.{facet}") for facet in change.redefined)
        if redefined:
            caveat = "; ".join(filter(None, (caveat, say("report.caveat.redefined", facets=redefined))))
        text, direction = self.difference(indicator, change.difference), ""
        if change.direction:
            within = change.direction == "same" and change.difference
            direction = say("report.direction.within" if within else f"report.direction.{change.direction}")
        if is_yes_no(indicator, change.level):
            before, after = self.yes_no(change.before), self.yes_no(change.after)
            text = say("report.became", before=before, after=after)
            text, direction = (direction, "") if before == after else (text, direction)
        comparable = mark != NOT_COMPARABLE
        said = (text, change.difference, change.direction, direction)
        return ChangeShown(*said, comparable, caveat, mark, alike=same, redefined=redefined)

    def yes_no(self, value: float) -> str:
        """«да» or «нет»."""
        return self.language.say("report.yes" if value else "report.no")

    def n_of_n(self, n: int, total: int) -> str:
        return self.language.say("report.n_of_n", n=self.decimal(n, 0), total=self.decimal(total, 0))

    def points(self, result: Result | None) -> str:
        """«1 из 2» points; "" where nothing was scored."""
        if result is None or result.points is None or result.max_points is None:
            return ""
        return self.language.say("report.n_of_n", n=self.amount(result.points), total=self.amount(result.max_points))

    def fraction(self, indicator: Indicator, result: Result | None) -> str:
        """«45 из 50»: numerator and denominator of a value that has both."""
        if result is None or result.numerator is None or result.denominator is None:
            return ""
        if indicator.kind in (Kind.COUNT, Kind.ORGANISATIONS_COUNT) or is_yes_no(indicator, result.level):
            return ""
        if indicator.kind is Kind.MEAN and result.denominator == 1:  # of one figure: it is the value itself
            return ""
        n, total = self.amount(result.numerator), self.amount(result.denominator)
        return self.language.say("report.n_of_n", n=n, total=total)

    def difference(self, indicator: Indicator, difference: float) -> str:
        """A difference with its sign, in percentage points for shares, and digits enough to be seen."""
        percent = is_percent(indicator)
        shown = float(f"{difference * 100:.12g}") if percent else difference
        digits = base = self.digits(indicator)
        while shown and not round_decimal(shown, digits) and digits < base + 3:
            digits += 1
        text = self.decimal(shown, digits)
        sign = "+" if not text.startswith(MINUS) and text.strip("0,.") else ""
        return self.language.say("report.percentage_points", value=sign + text) if percent else sign + text

    def _enough_digits(self, indicator: Indicator, value: float, period: str) -> int:
        digits = self.digits(indicator)
        factor = 100 if is_percent(indicator) else 1
        near = 10.0**-digits / factor
        key = (indicator.id, period)
        if key not in self._limits:
            self._limits[key] = [(op, limit, float(limit)) for op, limit in _limits(indicator, period)]
        limits = [(op, limit) for op, limit, number in self._limits[key] if abs(value - number) <= near]
        if not limits:
            return digits
        exact = Decimal(f"{value:.12g}")
        for more in range(MORE_DIGITS):
            rounded = round_decimal(exact * factor, digits + more, mode=self.catalogue.rounding) / factor
            if all(holds(op, rounded, limit) == holds(op, exact, limit) for op, limit in limits):
                return digits + more
        return digits + MORE_DIGITS


def is_percent(indicator: Indicator) -> bool:
    """Whether its values are fractions that are printed a hundredfold."""
    return indicator.kind in (Kind.SHARE, Kind.ORGANISATIONS_SHARE, Kind.SCORE) or indicator.unit in PERCENT_UNITS


def is_yes_no(indicator: Indicator, level: str) -> bool:
    """Whether a value of that level answers yes or no: of organisations counted, a single one either is or not."""
    counted = indicator.kind in (Kind.ORGANISATIONS_SHARE, Kind.ORGANISATIONS_COUNT)
    return indicator.kind is Kind.PRESENCE or (counted and level == Level.ORGANISATION)


def holds(op: str, value: Decimal, limit: Decimal) -> bool:
    """Whether a value fulfils the condition of a band."""
    match op:
        case "at_least":
            return value >= limit
        case "above":
            return value > limit
        case "at_most":
            return value <= limit
        case "below":
            return value < limit
        case _:
            return True


def _limits(indicator: Indicator, period: str) -> list[tuple[str, Decimal]]:
    latest = indicator.scales[-1] if indicator.scales else None
    scale = indicator.scale_in(Period(period)) if period else latest
    bands = scale.bands if scale is not None and scale.measure is None else ()
    limits = [(band.op, band.limit) for band in bands if band.limit is not None]
    if indicator.corridor is not None:
        limits += [("at_least", indicator.corridor[0]), ("at_most", indicator.corridor[1])]
    target = indicator.targets.get(period)
    if target is not None:
        limits.append(("at_most" if indicator.better is Polarity.LOWER else "at_least", target))
    return limits
