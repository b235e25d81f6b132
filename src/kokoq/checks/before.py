"""Whether there are answers of the period before, without which nothing can be held against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kokoq.diagnostics import Cell, Diagnostic
from kokoq.folders import COLLECTED
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Period, in_force
from kokoq.observations import Observations
from kokoq.rules import NOTHING_BEFORE


def nothing_before(
    catalogue: Catalogue, observations: Observations, organisations: Sequence[Organisation], period: Period
) -> Iterator[Diagnostic]:
    """How many of those who sent something now and were there before sent nothing then, told once.

    Only where a regulation is run every such period and was in force in the one before: else there is none to miss.
    """
    earlier = period.previous()
    usual = any(period.is_of(regulation.every) for regulation in catalogue.regulations)
    if not usual or not in_force(catalogue.valid_from, catalogue.valid_to, earlier):
        return
    now, then = ({s.unit for s in observations.submissions if s.period == each.text} for each in (period, earlier))
    own = [
        organisation.id
        for organisation in organisations
        if organisation.id in now and organisation.is_expected(earlier)
    ]
    lacking = sum(id not in then for id in own)
    if lacking:
        some = Word("check.before.some", n=lacking, of=len(own))
        whom = some if lacking < len(own) else Word("check.before.nobody")
        yield NOTHING_BEFORE.at(Cell(f"{COLLECTED}/{earlier.slug}"), earlier=earlier.text, whom=whom).of(
            unit="", period=period.text
        )
