"""Each regulation's table: value, numerator, denominator, n of N, change, level, points, and the notes beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kokoq.assess.alike import compare_alike
from kokoq.model import Catalogue, Indicator, Kind, Missing, Part, Polarity, Regulation
from kokoq.reports.contract import ChangeShown, IndicatorRow, Note, RegulationView
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.shown import ILLUSTRATIVE
from kokoq.reports.tables.advice import advice
from kokoq.reports.tables.breakdowns import breakdowns
from kokoq.results import Comparability, Result


def regulations(facts: Facts) -> tuple[RegulationView, ...]:
    """All directions, as declared."""
    return tuple(_regulation(facts, regulation) for regulation in facts.catalogue.regulations)


def _regulation(facts: Facts, regulation: Regulation) -> RegulationView:
    rows = tuple(indicator_row(facts, indicator, facts.unit) for indicator in facts.indicators(regulation))
    return RegulationView(
        id=regulation.id,
        code=regulation.code,
        title=regulation.title,
        block=facts.catalogue.blocks.get(regulation.block, regulation.block),
        act=facts.cite(regulation.act),
        goals=tuple(goal.text for goal in regulation.goals),
        remark=regulation.remark,
        rows=rows,
        notes=tuple(_notes(facts, rows)),
        breakdowns=breakdowns(facts, regulation),
        score=facts.score(facts.indicators(regulation), facts.unit),
        n_worst=sum(1 for row, i in zip(rows, facts.indicators(regulation), strict=True) if is_worst(row, i)),
    )


def is_worst(row: IndicatorRow, indicator: Indicator) -> bool:
    """Whether it is a problem zone; a duplicate is none of its own."""
    return row.level.tone == "worst" and not indicator.same_as


def indicator_row(facts: Facts, indicator: Indicator, unit: Unit) -> IndicatorRow:
    """One line of the table for a unit of any level."""
    typesetter, result, shown = facts.typesetter, facts.result(indicator, unit), facts.origin(indicator)
    value, level = typesetter.value(shown, result), typesetter.level(shown, result)
    numerator, denominator = sides(facts, shown, result)
    target = shown.targets.get(facts.period)
    return IndicatorRow(
        id=indicator.id,
        code=indicator.code,
        title=indicator.title,
        kind=facts.say(f"kind.{shown.kind}"),
        group=facts.say(f"group.{indicator.group}"),
        unit=typesetter.unit(shown),
        value=value,
        full=typesetter.with_unit(shown, value),
        numerator=numerator,
        denominator=denominator,
        n_of_n=n_of_n(facts, result),
        n_reported=result.n_reported if result else 0,
        n_expected=result.n_expected if result else 0,
        earlier=earlier_text(facts, indicator, unit),
        change=change_shown(facts, indicator, unit),
        level=level,
        points="" if indicator.same_as else typesetter.points(result),
        target=typesetter.limit(shown, target) if target is not None else "",
        target_met=target_met(shown, value.number, target),
        recommend=advice(facts, indicator, unit, level.id),
        illustrative=is_illustrative(shown),
        mark=ILLUSTRATIVE if is_illustrative(shown) and level.text else "",
        remark=indicator.remark,
        notes=notes(facts, indicator, result),
    )


def is_illustrative(indicator: Indicator) -> bool:
    """Whether its scale is ours and not the act's own."""
    return any(scale.illustrative for scale in indicator.scales[-1:])


def sides(facts: Facts, indicator: Indicator, result: Result | None) -> tuple[str, str]:
    """Numerator and denominator as printed; of yes or no, how many said yes and how many reported; else both ""."""
    if result is not None and indicator.kind is Kind.PRESENCE and result.n_expected > 1 and result.value is not None:
        return facts.typesetter.amount(result.numerator), facts.typesetter.amount(result.n_reported)
    if result is None or result.denominator is None:
        return "", ""
    return facts.typesetter.amount(result.numerator), facts.typesetter.amount(result.denominator)


def n_of_n(facts: Facts, result: Result | None) -> str:
    """How many organisations reported of those expected; "" where it is asked of none."""
    return facts.typesetter.n_of_n(result.n_reported, result.n_expected) if result and result.n_expected else ""


def earlier_text(facts: Facts, indicator: Indicator, unit: Unit) -> str:
    """The value of the earlier period or its reason; "" where that period was not collected."""
    earlier = facts.earlier(indicator, unit)
    return facts.typesetter.value(facts.origin(indicator), earlier).text if earlier else ""


def target_met(indicator: Indicator, value: float | None, target: Decimal | None) -> bool | None:
    """Whether the exact value reaches the target, in the direction of the indicator."""
    if value is None or target is None:
        return None
    exact = Decimal(f"{value:.12g}")
    return exact <= target if indicator.better is Polarity.LOWER else exact >= target


def notes(facts: Facts, indicator: Indicator, result: Result | None) -> tuple[str, ...]:
    """What the reader must know beside the number."""
    found = []
    if indicator.same_as:
        found.append(facts.say("note.same_as", code=_code(facts.catalogue, indicator.same_as)))
    if indicator.part is Part.VARIATIVE:
        found.append(facts.say(f"note.variative.{indicator.part_reason}"))
    if indicator.missing is not Missing.EXCLUDE:
        found.append(facts.say(f"note.missing_{indicator.missing}"))
    if indicator.may_exceed_100:
        found.append(facts.say("note.may_exceed_100"))
    if indicator.sample:
        found.append(facts.say("note.sample"))
    if indicator.replaces:
        found.append(facts.say("note.replaces", code=_code(facts.catalogue, indicator.replaces)))
    if result is not None and result.value is None and result.n_expected:
        counted = facts.typesetter.n_of_n(result.n_reported, result.n_expected)
        found.append(facts.say("note.without_value", n_of_n=counted))
    return tuple(found)


def _notes(facts: Facts, rows: Iterable[IndicatorRow]) -> Iterator[Note]:
    """Targets, notes and remarks in the order of the rows; what is said of several indicators is said once."""
    codes: dict[str, list[str]] = {}
    for row in rows:
        met = facts.say("page.target_met" if row.target_met else "page.target", target=row.target)
        said = [*((met,) if row.target and not row.value.absent else ()), *row.notes]
        text = " ".join(part for part in (f"{'; '.join(said)}." if said else "", row.remark) if part)
        if text:
            codes.setdefault(text, []).append(row.code)
    return (Note(", ".join(of), f"{text[:1].upper()}{text[1:]}") for text, of in codes.items())


def change_shown(facts: Facts, indicator: Indicator, unit: Unit) -> ChangeShown | None:
    """The change of a unit; over the organisations that reported in both periods, where not all did."""
    change, shown, earlier = facts.change(indicator, unit), facts.origin(indicator), facts.assessment.earlier
    alike = None
    if change is not None and earlier is not None and change.comparability is Comparability.ORGANISATIONS_CHANGED:
        periods, members = (earlier, facts.assessment.period), facts.members(unit)
        alike = compare_alike(shown, facts.assessment.results, change, members=members, periods=periods)
    return facts.typesetter.change(shown, change, alike)


def _code(catalogue: Catalogue, indicator: str) -> str:
    return catalogue.indicators[indicator].code if indicator in catalogue.indicators else indicator
