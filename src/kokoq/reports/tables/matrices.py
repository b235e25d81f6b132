"""The heat maps: organisations × indicators, the same for every level and group, organisations × regulations."""

from __future__ import annotations

from kokoq.model import Indicator, Level
from kokoq.reports.contract import Column, Matrix, MatrixCell, MatrixRow, Shown, Tone
from kokoq.reports.facts import Facts, Unit
from kokoq.results import Status


def matrix(facts: Facts) -> Matrix:
    """Organisations × indicators: those that at least one organisation has."""
    units = [(o.id, o.short or o.title) for o in facts.monitored]
    return _matrix(facts, str(Level.ORGANISATION), facts.say("organisations"), units)


def groups(facts: Facts) -> tuple[Matrix, ...]:
    """The same for every further level or declared group, as computed; the reported unit itself is left out."""
    found: dict[str, dict[str, str]] = {}
    for row in facts.assessment.results.rows:
        if row.period == facts.period and row.level != Level.ORGANISATION and (row.level, row.unit) != facts.unit:
            found.setdefault(row.level, {})[row.unit] = unit_title(facts, row.level, row.unit)
    order = tuple(facts.catalogue.organisation_types)

    def place(unit: tuple[str, str]) -> tuple[int, str]:
        return (order.index(unit[0]) if unit[0] in order else 0, unit[0])

    return tuple(
        _matrix(facts, level, level_title(facts, level), sorted(units.items(), key=place))
        for level, units in found.items()
    )


def level_title(facts: Facts, level: str) -> str:
    """«по типам», «по муниципалитетам», or the tag by which the group is made."""
    if level in facts.catalogue.clusters:
        return facts.say("cluster.level", title=facts.catalogue.clusters[level].title)
    key = f"level.{level}"
    return facts.say(key) if facts.language.has(f"report.{key}") else facts.catalogue.tags.get(level, level)


def unit_title(facts: Facts, level: str, unit: str) -> str:
    """What a unit is called: an organisation's or municipality's title, a type, a tag, else the id itself."""
    if level == Level.ORGANISATION:
        return next((o.title for o in facts.assessment.organisations if o.id == unit), unit)
    municipality = facts.assessment.settings.municipality
    if level == Level.MUNICIPALITY and unit == municipality.id:
        return municipality.title or unit
    if level in facts.catalogue.clusters:
        return facts.say("cluster.name", title=facts.catalogue.clusters[level].title, number=unit)
    return {**facts.catalogue.tags, **facts.catalogue.organisation_types}.get(unit, unit)


def _matrix(facts: Facts, level: str, title: str, units: list[tuple[str, str]]) -> Matrix:
    indicators = [
        i
        for r in facts.catalogue.regulations
        for i in facts.indicators(r)
        if not i.same_as and any(_applies(facts, i, (level, unit)) for unit, _ in units)
    ]
    columns = tuple(Column(i.id, i.code, i.title) for i in indicators)
    rows = tuple(MatrixRow(u, name, tuple(_cell(facts, i, (level, u)) for i in indicators)) for u, name in units)
    return Matrix(level, title, columns, rows)


def _applies(facts: Facts, indicator: Indicator, unit: Unit) -> bool:
    result = facts.result(indicator, unit)
    return result is not None and result.status is not Status.NOT_APPLICABLE


def _cell(facts: Facts, indicator: Indicator, unit: Unit) -> MatrixCell:
    result = facts.result(indicator, unit)
    judged: Tone = "none"
    if result is not None:
        judged = facts.typesetter.judged(indicator, result.band, result.points, result.max_points)
    return MatrixCell(facts.typesetter.value(indicator, result), judged)


def summary(facts: Facts) -> Matrix:
    """Organisations × regulations: percent of points, with n of n where not all that apply could be scored.

    The tone is worst where there is a problem zone, best where every level is the best.
    """
    columns = tuple(Column(r.id, r.code, r.title) for r in facts.catalogue.regulations)
    rows = []
    for organisation in facts.monitored:
        unit = (str(Level.ORGANISATION), organisation.id)
        cells = tuple(_score_cell(facts, list(facts.indicators(r)), unit) for r in facts.catalogue.regulations)
        rows.append(MatrixRow(organisation.id, organisation.short or organisation.title, cells))
    return Matrix(str(Level.ORGANISATION), facts.say("organisations"), columns, tuple(rows))


def _score_cell(facts: Facts, indicators: list[Indicator], unit: Unit) -> MatrixCell:
    score = facts.score(iter(indicators), unit)
    results = [(i, facts.result(i, unit)) for i in indicators if facts.scale(i) is not None and not i.same_as]
    if score.share is None:
        reasons = (r.status for _, r in results if r is not None and r.status is not Status.NOT_APPLICABLE)
        reason = next(reasons, Status.NOT_APPLICABLE)
        if reason is Status.OK:  # a value that the scale could not judge
            return MatrixCell(Shown(facts.say("no_score"), None, reason), "none")
        return MatrixCell(facts.typesetter.absent(reason), "none")
    tones = {facts.typesetter.level(i, r).tone for i, r in results} - {"none"}
    tone: Tone = "worst" if "worst" in tones else "best" if tones == {"best"} else "middle"
    text = score.percent
    if score.n_scored < score.n_scaled:
        text = f"{text} ({facts.typesetter.n_of_n(score.n_scored, score.n_scaled)})"
    return MatrixCell(Shown(text, score.share, Status.OK), tone)
