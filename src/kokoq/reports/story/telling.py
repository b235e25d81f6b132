"""The whole story of one number: what it means, what was put in, who is in it and who is not, the band, every cell.

``tell`` makes it as a small tree of values; ``story_text`` says them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kokoq.assess.score import chosen_band
from kokoq.compute.finishing import Need
from kokoq.formula.parser import to_source
from kokoq.formula.rows import row_table
from kokoq.formula.to_prose import to_fraction, to_prose
from kokoq.formula.tree import Binary, Call, Formula, Name
from kokoq.formula.types import references
from kokoq.model import PLAIN, Bands, Indicator, Level
from kokoq.plan import Series
from kokoq.reports.contract import ChangeShown, Shown
from kokoq.reports.definitions.methodology import scope_words
from kokoq.reports.definitions.scales import band_words, measure_words, scale_words
from kokoq.reports.facts import Facts, Unit, find_organisation
from kokoq.reports.story.inputs import Input, inputs, plain_values
from kokoq.reports.story.terms import put_in, term_values
from kokoq.reports.tables.advice import advice
from kokoq.reports.tables.matrices import unit_title
from kokoq.reports.tables.regulation import change_shown, earlier_text, n_of_n, notes, sides
from kokoq.results import Result, Status

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.language import Language


_NOTHING_GIVEN = (Status.NOT_SUBMITTED, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation that entered the total: its own formula with numbers, what came out («= 90,0 %»), its cells."""

    title: str
    numbers: str
    outcome: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An organisation in scope that did not enter the total, why, and what it gave, where it gave anything."""

    title: str
    reason: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class BandStep:
    """A band that was tried: ``holds`` is None where an earlier one held already."""

    text: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Story:
    """One value of one unit and period. ``numbers`` is the formula with the numbers put in, ``outcome`` what came out.

    An organisation has ``inputs``; any other unit has ``members``. ``excluded`` are those in scope that did not enter,
    each with its reason. ``references`` are the stories of the indicators that the formula names.
    """

    code: str
    title: str
    unit: str
    period: str
    value: Shown
    full: str
    sentence: str
    formula: str
    numbers: str
    outcome: str
    numerator: str
    numerator_words: str
    denominator: str
    denominator_words: str
    scope: str
    n_of_n: str
    members: tuple[Member, ...]
    excluded: tuple[LeftOut, ...]
    inputs: tuple[Input, ...]
    bands: tuple[BandStep, ...]
    points: str
    illustrative: bool
    earlier_period: str
    earlier: str
    change: ChangeShown | None
    recommend: str
    act: str
    notes: tuple[str, ...]
    remark: str
    references: tuple[Story, ...]


def tell(assessment: Assessment, indicator: str, language: Language, *, organisation: str | None = None) -> Story:
    """The story as values; raises ``KokoqError`` for a name that is not known (KQ907, KQ309)."""
    facts = Facts(assessment, language)
    unit = (
        facts.unit
        if organisation is None
        else (str(Level.ORGANISATION), find_organisation(facts.assessment.organisations, organisation))
    )
    return _tell(facts, facts.find_indicator(indicator), unit)


def _tell(facts: Facts, indicator: Indicator, unit: Unit) -> Story:
    shown = facts.origin(indicator)
    series, result = facts.assessment.plan.series[shown.id], facts.result(indicator, unit)
    typesetter = facts.typesetter
    value = typesetter.value(shown, result)
    numerator, denominator = sides(facts, shown, result)
    words = to_fraction(series.tree, facts.catalogue, facts.language, indicator=shown)
    single = unit[0] == Level.ORGANISATION
    referred = references(series.tree, facts.catalogue)
    return Story(
        code=indicator.code,
        title=indicator.title,
        unit=unit_title(facts, *unit),
        period=facts.period,
        value=value,
        full=typesetter.with_unit(shown, value),
        sentence=to_prose(series.tree, facts.catalogue, facts.language, indicator=shown),
        formula=to_source(series.tree),
        numbers=_numbers(facts, series, unit),
        outcome=_outcome(facts, series, unit),
        numerator=numerator,
        numerator_words=words[0],
        denominator=denominator,
        denominator_words=words[1] or "",
        scope=scope_words(facts, series.scope),
        n_of_n=n_of_n(facts, result),
        members=() if single else _members(facts, series, unit),
        excluded=() if single else _excluded(facts, series, unit),
        inputs=inputs(facts, series, unit[1]) if single else _own_inputs(facts, series, unit),
        bands=_bands(facts, shown, result),
        points=typesetter.points(result),
        illustrative=(scale := facts.scale(shown)) is not None and scale.illustrative,
        earlier_period=facts.assessment.earlier.text if facts.assessment.earlier else "",
        earlier=earlier_text(facts, indicator, unit),
        change=change_shown(facts, indicator, unit),
        recommend=advice(facts, indicator, unit, result.band) if result else "",
        act=facts.cite(indicator.act or facts.regulation(indicator).act),
        notes=notes(facts, indicator, None),
        remark=indicator.remark,
        references=tuple(_tell(facts, facts.catalogue.indicators[name], unit) for name in referred),
    )


def _numbers(facts: Facts, series: Series, unit: Unit) -> str:
    """The formula with the numbers of the unit: «45 / 50»."""

    def say(value: float | None) -> str:
        return facts.say("story.absent") if value is None else facts.typesetter.amount(value)

    condition = _condition(facts, series)
    if condition is not None and unit[0] == Level.ORGANISATION:
        values = {Need(Name(field)): value for field, value in plain_values(facts, unit[1]).items()}
        return to_source(put_in(condition, values, say))
    terms = term_values(facts, series, unit)
    top = put_in(series.numerator, terms, say)
    if series.denominator is None:
        return to_source(top)
    return to_source(Binary("/", top, put_in(series.denominator, terms, say)))


def _outcome(facts: Facts, series: Series, unit: Unit) -> str:
    """«= 90,0 %»; of a condition that one organisation is asked, «: да»."""
    result = facts.result(series.indicator, unit)
    shown = facts.typesetter.value(series.indicator, result)
    if unit[0] == Level.ORGANISATION and _condition(facts, series) is not None and shown.number is not None:
        return facts.say("story.verdict", answer=facts.say("yes" if shown.number else "no"))
    return facts.say("story.equals", value=facts.typesetter.with_unit(series.indicator, shown))


def _condition(facts: Facts, series: Series) -> Formula | None:
    """Of a share or count of organisations, what each of them is asked: there 1 / 1 would say nothing."""
    match series.tree:
        case Call(function="share" | "count", arguments=(condition,), where=None):
            return condition if row_table(condition, facts.catalogue, series.indicator.table) == PLAIN else None
        case _:
            return None


def _members(facts: Facts, series: Series, unit: Unit) -> tuple[Member, ...]:
    """The organisations that entered the unit's total."""
    found = []
    for organisation in facts.members(unit):
        own = (str(Level.ORGANISATION), organisation)
        result = facts.result(series.indicator, own)
        if result is not None and result.n_reported:
            cells, outcome = inputs(facts, series, organisation), _outcome(facts, series, own)
            found.append(Member(unit_title(facts, *own), _numbers(facts, series, own), outcome, cells))
    return tuple(found)


def _excluded(facts: Facts, series: Series, unit: Unit) -> tuple[LeftOut, ...]:
    """The organisations in scope that report for the period and did not enter, and why."""
    found, asked = [], {o.id for o in facts.monitored}
    for organisation in filter(asked.__contains__, facts.members(unit)):
        own = (str(Level.ORGANISATION), organisation)
        result = facts.result(series.indicator, own)
        if result is not None and not result.n_reported:
            gave = () if result.status in _NOTHING_GIVEN else inputs(facts, series, organisation)
            found.append(LeftOut(unit_title(facts, *own), facts.typesetter.absent(result.status).text, gave))
    return tuple(found)


def _own_inputs(facts: Facts, series: Series, unit: Unit) -> tuple[Input, ...]:
    """What the municipality itself reported."""
    return inputs(facts, series, unit[1]) if series.level != Level.ORGANISATION else ()


def _bands(facts: Facts, indicator: Indicator, result: Result | None) -> tuple[BandStep, ...]:
    """What is looked at and the bands in the order in which they are tried; of another scale, what it says."""
    scale = facts.scale(indicator)
    if scale is None or result is None or result.value is None:
        return ()
    if not isinstance(scale.method, Bands):
        return tuple(BandStep(text, None) for text in scale_words(facts, indicator, scale))
    chosen = chosen_band(scale, result)
    steps = [BandStep(text, None) for text in measure_words(facts, scale)]
    held = False
    for band in scale.bands:
        holds = None if held else band is chosen
        held = held or band is chosen
        steps.append(BandStep(band_words(facts, indicator, scale, band), holds))
    return tuple(steps)
