"""One change between two periods with its causes: what may be compared, and what is beyond chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kokoq.assess.alike import Alike, compare_alike
from kokoq.assess.statistics import Interval, newcombe
from kokoq.definitions.facets import Facet
from kokoq.definitions.verdict import Verdict
from kokoq.model import Indicator, Kind, Level, Period
from kokoq.results import Change, Comparability, Result, Results


class Cause(StrEnum):
    """From what a difference may come; of the first three nobody can tell how much."""

    DEFINITION = "definition"
    MAXIMUM = "maximum"
    UNKNOWN = "unknown"  # how the indicator was defined then is not kept
    ORGANISATIONS = "organisations"
    MERGED = "merged"  # the organisation took others over
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A change, both results, and how it may be read.

    ``came`` and ``left`` are the organisations that reported in one of the periods alone; ``alike`` is the change over
    the others, None where all are the same or the value is not made of their sums. ``merged`` are those that an
    organisation took over since: what it was before is not all that it is now. ``relative`` is a part of the
    earlier value, None where that is not above 0. ``interval`` is that of the difference, for a share of a sample.
    """

    change: Change
    before: Result
    after: Result
    verdict: Verdict
    causes: tuple[Cause, ...]
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    alike: Alike | None = None
    relative: float | None = None
    interval: Interval | None = None

    @property
    def parted(self) -> bool:
        """Whether the total moved one way, and the organisations that are the same in both periods the other."""
        return _parted(self.change, self.alike)

    @property
    def beyond_chance(self) -> bool | None:
        """Whether chance alone hardly gives such a difference; None where there is no interval."""
        return None if self.interval is None else not self.interval.has(0)


def between(
    indicator: Indicator,
    results: Results,
    change: Change,
    *,
    members: Iterable[str],
    periods: tuple[Period, Period],
    known: bool = True,
    merged: tuple[str, ...] = (),
) -> Between | None:
    """The change of a unit made of ``members``, periods earlier first; ``known``: both definitions are.

    ``merged`` are the organisations that it took over in between. None where the results lack one of its sides.
    """
    ids = tuple(members)
    before, after = (results.get(p.text, change.level, change.unit, change.indicator) for p in periods)
    if before is None or after is None:
        return None
    then, now = (_reported(results, period, indicator, ids) for period in periods)
    came, left = tuple(id for id in now if id not in then), tuple(id for id in then if id not in now)
    changed = bool(came or left) and change.level != Level.ORGANISATION
    alike = compare_alike(indicator, results, change, members=ids, periods=periods) if changed else None
    verdict = _verdict(change, alike, changed=changed or bool(merged), known=known)
    return Between(
        change=change,
        before=before,
        after=after,
        verdict=verdict,
        causes=tuple(_causes(change, verdict, changed=changed, known=known, merged=bool(merged))),
        came=came if changed else (),
        left=left if changed else (),
        merged=merged,
        alike=alike,
        relative=float(f"{change.difference / change.before:.12g}") if change.before > 0 else None,
        interval=_interval(indicator, before, after),
    )


def _reported(results: Results, period: Period, indicator: Indicator, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The organisations that entered the total of a period."""
    level = str(Level.ORGANISATION)
    return tuple(id for id in ids if (r := results.get(period.text, level, id, indicator.id)) and r.n_reported)


def _verdict(change: Change, alike: Alike | None, *, changed: bool, known: bool) -> Verdict:
    """A total that moved one way while the same organisations moved the other says nothing of quality."""
    if _parted(change, alike) or change.comparability is Comparability.DEFINITION_CHANGED:
        return Verdict.NOT_COMPARABLE
    return Verdict.WITH_NOTE if changed or change.redefined or not known else Verdict.COMPARABLE


def _parted(change: Change, alike: Alike | None) -> bool:
    return alike is not None and {alike.direction, change.direction} == {"better", "worse"}


def _causes(change: Change, verdict: Verdict, *, changed: bool, known: bool, merged: bool) -> Iterable[Cause]:
    if set(change.redefined) - {Facet.MAXIMUM}:
        yield Cause.DEFINITION
    if Facet.MAXIMUM in change.redefined:
        yield Cause.MAXIMUM
    if not known:
        yield Cause.UNKNOWN
    if changed:
        yield Cause.ORGANISATIONS
    if merged:
        yield Cause.MERGED
    if change.difference and verdict is not Verdict.NOT_COMPARABLE:
        yield Cause.DATA


def _interval(indicator: Indicator, before: Result, after: Result) -> Interval | None:
    """Newcombe's, where not all were asked; who asked everybody has no sampling error."""
    if not indicator.sample or indicator.kind is not Kind.SHARE:
        return None
    sides = [(r.numerator, r.denominator) for r in (before, after)]
    (a, n), (b, m) = sides
    return None if a is None or n is None or b is None or m is None else newcombe((a, n), (b, m))
