"""What changed between two versions of a catalogue, and which series stop being comparable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kokoq.definitions.facets import Facet, Facets, all_facets, differ
from kokoq.definitions.part_difference import PartChange, part_changes
from kokoq.definitions.profile_difference import ProfileChange, profile_changes
from kokoq.definitions.verdict import Verdict, worst
from kokoq.model import Indicator
from kokoq.plan import Plan

_NOTED = (Facet.SCALE, Facet.CONDITIONS, Facet.MAXIMUM, Facet.BETTER, Facet.TARGETS, Facet.COVERAGE, Facet.ABOVE_100,
          Facet.SAMPLE, Facet.LEVELS, Facet.ILLUSTRATIVE, Facet.ROUNDING, Facet.PRINTED, Facet.TITLE, Facet.QUESTIONS,
          Facet.LABELS, Facet.ENTRIES, Facet.ROWS, Facet.LIMITS, Facet.WHOLES, Facet.EVIDENCE, Facet.DATES)  # fmt: skip
BREAKS = (Facet.FORMULA, Facet.SCOPE, Facet.KIND, Facet.TABLE, Facet.FIELDS, Facet.PERIODICITY, Facet.OTHERS,
          Facet.MISSING, Facet.UNIT)  # fmt: skip

EFFECT: Mapping[Facet, Verdict] = {
    **dict.fromkeys(Facet, Verdict.COMPARABLE),
    **dict.fromkeys(_NOTED, Verdict.WITH_NOTE),
    **dict.fromkeys(BREAKS, Verdict.NOT_COMPARABLE),
}
"""What a difference in a facet does to the comparison of values."""

SCORING = frozenset({*BREAKS, Facet.SCALE, Facet.CONDITIONS, Facet.MAXIMUM, Facet.COVERAGE, Facet.ABOVE_100})
"""Facets on which the points of an indicator depend, and so the scores of the profiles that it is in."""

DATA = frozenset({Facet.TABLE, Facet.FIELDS, Facet.PERIODICITY})
"""Facets of what was asked: computing the earlier period anew does not undo a difference in these."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict and the facets that differ, in their order; none differ where the definitions are the same."""

    verdict: Verdict
    facets: tuple[Facet, ...] = ()

    @property
    def causes(self) -> tuple[Facet, ...]:
        """The facets that make the verdict what it is."""
        return tuple(facet for facet in self.facets if EFFECT[facet] is self.verdict)


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator of both versions, by its ids there; they differ where one replaces the other."""

    old: str
    new: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of the indicators added and removed, the renamed and the changed, and how many stayed as they were.

    ``parts`` are the regulations, entries of the data dictionary and what the catalogue declares for all of them.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    n_same: int
    profiles: tuple[ProfileChange, ...] = ()
    parts: tuple[PartChange, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst of all: a removed indicator ends its series, an added one has nothing to be compared with."""
        found = [pair.comparison.verdict for pair in (*self.renamed, *self.changed)]
        found += [change.verdict for change in self.profiles]
        found += [change.verdict for change in self.parts]
        found += [Verdict.NOT_COMPARABLE for _ in self.removed]
        found += [Verdict.WITH_NOTE for _ in self.added]
        return worst(found)


def comparability(old: Facets, new: Facets) -> Comparison:
    """Whether values under two definitions of an indicator may be compared, and what differs.

    A facet that only one of them knows (it was taken by another version of kokoq) is not compared.
    """
    found = differ(old, new)
    return Comparison(worst(EFFECT[facet] for facet in found), found)


def difference(old: Plan, new: Plan) -> Difference:
    """Indicators by id; one that ``replaces`` an id that is gone is the same series under another name."""
    before, after = all_facets(old), all_facets(new)
    gone = [old.catalogue.indicators[id] for id in before if id not in after]
    came = [new.catalogue.indicators[id] for id in after if id not in before]
    successors = {former.id: i.id for i in came for former in gone if _replaces(i, former)}
    both = [Pair(id, id, comparability(before[id], after[id])) for id in after if id in before]
    renamed = tuple(Pair(o, n, comparability(before[o], _unrelated(after[n]))) for o, n in successors.items())
    rescored = frozenset(pair.new for pair in (*both, *renamed) if SCORING.intersection(pair.comparison.facets))
    changes = profile_changes(old.catalogue, new.catalogue, rescored=rescored, successors=successors)
    return Difference(
        added=tuple(i.id for i in came if i.id not in successors.values()),
        removed=tuple(i.id for i in gone if i.id not in successors),
        renamed=renamed,
        changed=tuple(pair for pair in both if pair.comparison.facets),
        n_same=sum(not pair.comparison.facets for pair in both),
        profiles=tuple(changes),
        parts=tuple(part_changes(old.catalogue, new.catalogue)),
    )


def _unrelated(new: Facets) -> Facets:
    """The facets of a successor without that it is one: that it is renamed says so."""
    return {facet: taken for facet, taken in new.items() if facet is not Facet.REPLACES}


def _replaces(indicator: Indicator, former: Indicator) -> bool:
    """Whether an indicator takes the place of another; of a template's indicators, each that of its own parameters."""
    if not indicator.replaces:
        return False
    same = indicator.replaces == former.template and indicator.parameters == former.parameters
    return same or indicator.replaces == former.id
