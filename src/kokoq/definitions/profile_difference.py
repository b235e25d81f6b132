"""What changed of the profiles between two versions of a catalogue, and whether their scores may be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kokoq.definitions.facets import cited
from kokoq.definitions.fingerprint import fingerprint
from kokoq.definitions.verdict import Verdict, worst
from kokoq.formula.canonical import meant
from kokoq.model import Catalogue, Node, Profile

Nodes = Mapping[str, Node]
"""Way from the root («results/grade9_certified_share») → part."""


class ProfileSide(StrEnum):
    """One side of a profile; the order is that in which a difference is told."""

    MEMBERS = "members"
    SCORING = "scoring"  # how the points of an indicator in it come about: its value or its scale
    WEIGHTS = "weights"
    COMBINE = "combine"
    LACKING = "lacking"
    EXEMPT = "exempt"
    FACTORS = "factors"
    BONUS = "bonus"
    SCOPE = "scope"
    MINIMUM = "minimum"
    LEVELS = "levels"
    PURPOSE = "purpose"
    TITLE = "title"
    SOURCE = "source"


EFFECT: Mapping[ProfileSide, Verdict] = {
    **dict.fromkeys(ProfileSide, Verdict.NOT_COMPARABLE),
    **dict.fromkeys((ProfileSide.SCOPE, ProfileSide.MINIMUM, ProfileSide.LEVELS), Verdict.WITH_NOTE),
    **dict.fromkeys((ProfileSide.PURPOSE, ProfileSide.TITLE, ProfileSide.SOURCE), Verdict.COMPARABLE),
}
"""What a difference does to the comparison of scores: the score is another number, or it is judged otherwise."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A profile that is not as it was: ``sides`` are what differs, none of one that was added or removed.

    ``scoring`` are the indicators in it that give their points otherwise.
    """

    id: str
    change: str
    verdict: Verdict
    sides: tuple[ProfileSide, ...] = ()
    scoring: tuple[str, ...] = ()

    @property
    def causes(self) -> tuple[ProfileSide, ...]:
        """The sides that make the verdict what it is."""
        return tuple(side for side in self.sides if EFFECT[side] is self.verdict)


def profile_changes(
    old: Catalogue, new: Catalogue, *, rescored: frozenset[str], successors: Mapping[str, str]
) -> Iterator[ProfileChange]:
    """Every profile of either that differs; ``rescored`` are the indicators whose points come about otherwise.

    ``successors`` maps the ids of indicators that were renamed to those that they have now.
    """
    for id in old.profiles:
        if id not in new.profiles:
            yield ProfileChange(id, "removed", Verdict.NOT_COMPARABLE)
    for id, after in new.profiles.items():
        if id not in old.profiles:
            yield ProfileChange(id, "added", Verdict.WITH_NOTE)
            continue
        before = old.profiles[id]
        scoring = tuple(sorted(rescored.intersection(node.indicator for node in after.tree.walk())))
        sides = tuple(_differing(before, after, successors, rescored=bool(scoring)))
        if sides:
            yield ProfileChange(id, "changed", worst(EFFECT[side] for side in sides), sides, scoring)


def _differing(old: Profile, new: Profile, successors: Mapping[str, str], *, rescored: bool) -> Iterator[ProfileSide]:
    before, after = nodes_of(old, successors), nodes_of(new, {})
    differs = {
        ProfileSide.MEMBERS: members_of(before) != members_of(after),
        ProfileSide.SCORING: rescored,
        **{side: bool(moved_parts(side, before, after)) for side in OF_PARTS},
        **{side: fingerprint(of(old)) != fingerprint(of(new)) for side, of in OF_WHOLE.items()},
        ProfileSide.BONUS: {successors.get(id, id): part for id, part in old.bonus.items()} != dict(new.bonus),
    }
    differs[ProfileSide.TITLE] |= old.title != new.title
    differs[ProfileSide.COMBINE] |= old.tree.by is not new.tree.by
    return (side for side in ProfileSide if differs[side])


OF_WHOLE: Mapping[ProfileSide, Callable[[Profile], object]] = {
    ProfileSide.FACTORS: lambda profile: {meant(who).text: times for who, times in profile.factors},
    ProfileSide.SCOPE: lambda profile: profile.scope and meant(profile.scope),
    ProfileSide.MINIMUM: lambda profile: profile.minimum,
    ProfileSide.LEVELS: lambda profile: profile.levels,
    ProfileSide.PURPOSE: lambda profile: profile.purpose,
    ProfileSide.SOURCE: lambda profile: (cited(profile.source), profile.illustrative),
}

OF_PARTS: Mapping[ProfileSide, Callable[[Node], object]] = {
    ProfileSide.WEIGHTS: lambda node: node.weight,
    ProfileSide.COMBINE: lambda node: node.by,
    ProfileSide.LACKING: lambda node: (node.lacking, node.to),
    ProfileSide.EXEMPT: lambda node: node.exempt and meant(node.exempt),
    ProfileSide.TITLE: lambda node: node.title,
}
"""What is declared of each part; a part that only one version has is told of as a member alone."""


def moved_parts(side: ProfileSide, before: Nodes, after: Nodes) -> tuple[str, ...]:
    """The ways of the parts of both versions in which the side differs."""
    of = OF_PARTS[side]
    return tuple(way for way in after if way in before and fingerprint(of(before[way])) != fingerprint(of(after[way])))


def members_of(nodes: Nodes) -> frozenset[str]:
    """The ways of the indicators."""
    return frozenset(way for way, node in nodes.items() if node.indicator)


def nodes_of(profile: Profile, successors: Mapping[str, str]) -> Nodes:
    """All parts but the root, by the ids that indicators have now."""

    def below(node: Node, way: str) -> Iterator[tuple[str, Node]]:
        for each in node.of:
            own = f"{way}{successors.get(each.id, each.id)}"
            yield own, each
            yield from below(each, f"{own}/")

    return dict(below(profile.tree, ""))
