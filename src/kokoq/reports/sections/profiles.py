"""Profiles in words: a table of everybody for the report, a card with all parts for an organisation's page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from kokoq.assess.scorecards import Score, level_of
from kokoq.model import Combine, Level, Node, Profile
from kokoq.reports.contract import ProfileCard, ProfileLine, ProfileRow, ProfileTable
from kokoq.reports.definitions.profiles import purpose_words
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.tables.matrices import unit_title

MORE_DIGITS = 6


def profiles(facts: Facts) -> tuple[ProfileTable, ...]:
    """One table for each profile: the reported unit first, then the organisations that it concerns."""
    return tuple(_table(facts, profile) for profile in facts.catalogue.profiles.values() if _shown(facts, profile))


def cards(facts: Facts, unit: Unit) -> tuple[ProfileCard, ...]:
    """The profiles of one unit, each with all its parts."""
    return tuple(
        _card(facts, profile, unit, whole)
        for profile in facts.catalogue.profiles.values()
        if (whole := _score(facts, profile, unit, "")) is not None
    )


def _shown(facts: Facts, profile: Profile) -> bool:
    return any(s.profile == profile.id and s.period == facts.period for s in facts.assessment.scores.rows)


def _score(facts: Facts, profile: Profile, unit: Unit, node: str) -> Score | None:
    return facts.assessment.scores.by_key.get((facts.period, *unit, profile.id, node))


def _table(facts: Facts, profile: Profile) -> ProfileTable:
    rows = (_row(facts, profile, unit, *name) for unit, name in units_of(facts).items())
    return ProfileTable(
        id=profile.id,
        title=profile.title,
        about=_about(facts, profile),
        parts=tuple(node.title for node in profile.tree.of),
        rows=tuple(row for row in rows if row is not None),
    )


def units_of(facts: Facts) -> dict[Unit, tuple[str, str]]:
    """Who may stand in a profile → the name and the page ("" of the reported unit)."""
    units = {facts.unit: (unit_title(facts, *facts.unit), "")}
    for organisation in facts.monitored:
        name = facts.name(organisation)
        units[str(Level.ORGANISATION), organisation.id] = (name.short, name.page)
    return units


def _row(facts: Facts, profile: Profile, unit: Unit, title: str, page: str) -> ProfileRow | None:
    whole = _score(facts, profile, unit, "")
    if whole is None:
        return None
    parts = (_score(facts, profile, unit, node.id) for node in profile.tree.of)
    percents = tuple("–" if part is None else _percent(facts, None, part.share) for part in parts)
    return ProfileRow(title, page, percents, _line(facts, profile, profile.tree, whole, 0))


def _card(facts: Facts, profile: Profile, unit: Unit, whole: Score) -> ProfileCard:
    lines = (
        _line(facts, None, node, score, depth)
        for way, node, depth in _ways(profile.tree, "", 0)
        if (score := _score(facts, profile, unit, way)) is not None
    )
    return ProfileCard(
        id=profile.id,
        title=profile.title,
        about=_about(facts, profile),
        whole=_line(facts, profile, profile.tree, whole, 0),
        lines=tuple(lines),
    )


def _ways(node: Node, way: str, depth: int) -> Iterator[tuple[str, Node, int]]:
    for below in node.of:
        own = f"{way}/{below.id}" if way else below.id
        yield own, below, depth
        if below.by is not Combine.SUMS:  # the indicators of a regulation have a table of their own
            yield from _ways(below, own, depth + 1)


def _line(facts: Facts, profile: Profile | None, node: Node, score: Score, depth: int) -> ProfileLine:
    sums, amount = score.total, facts.typesetter.amount
    title = node.title or (facts.catalogue.indicators[node.indicator].title if node.indicator else node.id)
    return ProfileLine(
        title=title,
        depth=depth,
        weight=facts.typesetter.amount(float(node.weight)),
        percent=_percent(facts, profile, score.share),
        points=facts.say("n_of_n", n=amount(sums.points), total=amount(sums.most)) if sums.n_scored else "",
        n_of_n=facts.say("n_of_n", n=sums.n_scored, total=sums.n_expected),
        level=facts.catalogue.levels.get(score.band, score.band),
    )


def _percent(facts: Facts, profile: Profile | None, share: Fraction | None) -> str:
    """A share as percent, with more digits where rounding would show it beyond the limit of its level."""
    if share is None:
        return facts.say("no_score")
    digits = first = facts.typesetter.catalogue.digits
    levels = profile.levels if profile is not None else ()
    while digits < first + MORE_DIGITS:
        scale = 10 ** (digits + 2)
        shown = Fraction(floor(share * scale + Fraction(1, 2)), scale)
        if level_of(levels, shown) == level_of(levels, share):
            break
        digits += 1
    return facts.typesetter.fraction_percent(float(share), digits)


def _about(facts: Facts, profile: Profile) -> str:
    """What a profile is for, and whose weights they are."""
    source = facts.say("page.own_weights") if profile.illustrative else facts.cite(profile.source)
    return facts.say("page.purpose", purpose=purpose_words(facts, profile.purpose), source=source)
