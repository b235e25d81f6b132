"""Points and levels by which a hidden value could be told: those that compare with it.

The best among peers has full points, the others their part of his: whoever sees theirs knows his value. So it is with
places and distances, with changes since a hidden value, and with conditions on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kokoq.assess.score.peers import Membership
from kokoq.assess.suppress.numbers import key_of
from kokoq.compute.finishing import needs
from kokoq.formula.tree import Name
from kokoq.model import Dynamics, Organisation, Period, Relative, Scale
from kokoq.plan import Plan, Series
from kokoq.results import Key, Result, Results, Status


def telling_points(plan: Plan, results: Results, organisations: tuple[Organisation, ...]) -> set[Key]:
    """The results whose points or level were given by comparison with one that is hidden, or that is not there."""
    members = Membership(organisations, plan.catalogue)
    blocks: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for row in results.rows:
        if not row.breakdown:
            blocks[row.period, row.indicator].append(row)
    found: set[Key] = set()
    for (period, indicator), block in blocks.items():
        series = plan.series[indicator]
        scale = series.indicator.scale_in(Period(period))
        if scale is not None:
            found |= {key_of(row) for row in _telling(series, scale, block, results, members)}
    return found


def _telling(
    series: Series, scale: Scale, block: list[Result], results: Results, members: Membership
) -> Iterator[Result]:
    if isinstance(scale.measure, Relative):
        yield from _among_hidden(scale.measure, block, members)
    if isinstance(scale.measure, Dynamics):
        yield from (row for row in block if _is_secret(_other(results, row, row.indicator, 1), back=1))
    named = list(_named(series, scale))
    for row in block if named else ():
        if any(_is_secret(_other(results, row, name, back), back=back) for name, back in named):
            yield row


def _among_hidden(relative: Relative, block: Iterable[Result], members: Membership) -> Iterator[Result]:
    """All of a group of peers of which one is hidden."""
    groups: dict[tuple[object, ...] | None, list[Result]] = defaultdict(list)
    for row in block:
        groups[members.group(row, relative.peers)].append(row)
    for rows in groups.values():
        if any(row.status is Status.SUPPRESSED for row in rows):
            yield from rows


def _named(series: Series, scale: Scale) -> Iterator[tuple[str, int]]:
    """The indicators that the conditions of a scale look at, and how many periods back."""
    for band in (*scale.bands, *scale.levels):
        if band.when is not None:
            for need in needs(series.conditions[band.when.text]):
                if isinstance(need.node, Name):
                    yield need.node.id, need.back


def _other(results: Results, row: Result, indicator: str, back: int) -> Result | None:
    period = Period(row.period).previous(back).text if back else row.period
    return results.get(period, row.level, row.unit, indicator)


def _is_secret(other: Result | None, *, back: int) -> bool:
    """Whether a value is hidden; one of an earlier period that is not shown beside may be hidden in its own report."""
    return bool(back) if other is None else other.status is Status.SUPPRESSED
