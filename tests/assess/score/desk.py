"""Results written by hand, and the points that a scale gives for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kokoq.assess.score import score
from kokoq.diagnostics import Diagnostic
from kokoq.model import Band, Bands, Expression, Indicator, Kind, Level, Organisation, Scale
from kokoq.results import Result, Results, Status
from tests.compute.small import HERE, Y1, Y2, indicator, plan, school


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def band(op: str, limit: str | None, points: str | None, level: str = "", when: str = "") -> Band:
    condition = Expression(when, HERE) if when else None
    return Band(op=op, limit=number(limit), points=number(points), level=level, at=HERE, when=condition)


def of_bands(*bands: Band, **more: object) -> Scale:
    return Scale(method=Bands(bands=bands), at=HERE, **more)  # type: ignore[arg-type]  # checked by the model


def result(unit: str, value: float | None, *, of: str = "x", period: str = Y2.text, **more: object) -> Result:
    given: dict[str, object] = {
        "level": str(Level.ORGANISATION), "breakdown": "", "numerator": value, "denominator": None,
        "n_reported": 1, "n_expected": 1, "status": Status.BLANK if value is None else Status.OK, **more,
    }  # fmt: skip
    return Result(period=period, unit=unit, indicator=of, value=value, **given)  # type: ignore[arg-type]  # checked by the model


def scored(
    scale: Scale,
    values: Mapping[str, float | None],
    *,
    before: Mapping[str, float | None] | None = None,
    others: Mapping[str, Mapping[str, float | None]] | None = None,
    organisations: tuple[Organisation, ...] = (),
    **of_indicator: object,
) -> dict[str, tuple[float | None, float | None, str]]:
    """Unit → points, most and level."""
    found, _ = judged(scale, values, before=before, others=others, organisations=organisations, **of_indicator)
    return found


def judged(
    scale: Scale,
    values: Mapping[str, float | None],
    *,
    before: Mapping[str, float | None] | None = None,
    others: Mapping[str, Mapping[str, float | None]] | None = None,
    organisations: tuple[Organisation, ...] = (),
    **of_indicator: object,
) -> tuple[dict[str, tuple[float | None, float | None, str]], tuple[Diagnostic, ...]]:
    """The same, and what was found on the way; ``others`` are indicators that conditions name."""
    others = others or {}
    named = [_other(id) for id in others]
    own = plan(_indicator(scale, of_indicator), *named)
    rows = [result(unit, value, period=Y1.text) for unit, value in (before or {}).items()]
    rows += [result(unit, value) for unit, value in values.items()]
    rows += [result(unit, value, of=id) for id, given in others.items() for unit, value in given.items()]
    everybody = organisations or tuple(school(unit) for unit in values)
    checked = score(own, Results(tuple(rows)), everybody)
    found = {
        r.unit: (r.points, r.max_points, r.band)
        for r in checked.value.rows
        if r.period == Y2.text and r.indicator == "x"
    }
    return found, tuple(d for d in checked.diagnostics if d.period == Y2.text)


def points(found: Mapping[str, tuple[float | None, float | None, str]]) -> list[float | None]:
    return [given for given, _, _ in found.values()]


def _indicator(scale: Scale, more: dict[str, object]) -> Indicator:
    return indicator("other", scale=scale, **{"kind": Kind.COUNT, **more})  # type: ignore[arg-type]  # checked by the model


def _other(id: str) -> Indicator:
    return indicator("other", id=id, kind=Kind.COUNT)
