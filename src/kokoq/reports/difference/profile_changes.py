"""What changed of profiles, each side in the words of its own catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kokoq.definitions.difference import Difference
from kokoq.definitions.profile_difference import (
    OF_PARTS,
    ProfileChange,
    ProfileSide,
    members_of,
    moved_parts,
    nodes_of,
)
from kokoq.definitions.verdict import Verdict
from kokoq.model import Node, Profile
from kokoq.reports.definitions.profiles import lacking_words, node_title, profile_words, whom_words
from kokoq.reports.difference.contract import ProfileLine, Side
from kokoq.reports.facts import Facts


def profile_lines(found: Difference, old: Facts, new: Facts) -> Iterator[ProfileLine]:
    """Every profile that is not as it was, in the order of the catalogues."""
    successors = {pair.old: pair.new for pair in found.renamed}
    for change in found.profiles:
        facts = old if change.change == "removed" else new
        pair = (old.catalogue.profiles.get(change.id), new.catalogue.profiles.get(change.id))
        say = new.language.say
        yield ProfileLine(
            profile=change.id,
            title=facts.catalogue.profiles[change.id].title,
            change=change.change,
            change_text=say(f"difference.change.{change.change}"),
            verdict=change.verdict,
            reason=_reason(new, change),
            sides=() if None in pair else tuple(_sides(change, (old, pair[0]), (new, pair[1]), successors)),  # type: ignore[arg-type] # None is out
        )


def _reason(facts: Facts, change: ProfileChange) -> str:
    say = facts.language.say
    if change.change != "changed":
        return say(f"difference.profile_reason.{change.change}")
    return say(f"difference.profile_verdict.{change.verdict}", why="; ".join(_causes(facts, change)))


def _causes(facts: Facts, change: ProfileChange) -> Iterator[str]:
    say = facts.language.say
    if change.verdict is Verdict.COMPARABLE:
        titles = (say(f"profile.side.{side}") for side in change.sides)
        yield say("difference.profile_reason.only", sides=tuple(f"{title[:1].lower()}{title[1:]}" for title in titles))
        return
    scored = tuple(facts.catalogue.indicators[id].label for id in change.scoring)
    for side in change.causes:
        yield say(f"difference.profile_reason.{side}", indicators=scored)


def _sides(
    change: ProfileChange, before: tuple[Facts, Profile], after: tuple[Facts, Profile], successors: Mapping[str, str]
) -> Iterator[Side]:
    pairs = ((*before, nodes_of(before[1], successors)), (*after, nodes_of(after[1], {})))
    alone = members_of(pairs[0][2]) ^ members_of(pairs[1][2])
    for side in change.sides:
        if side is ProfileSide.SCORING:
            continue  # the indicators have lines of their own
        ways = moved_parts(side, pairs[0][2], pairs[1][2]) if side in OF_PARTS else ()
        shown = []
        for facts, profile, nodes in pairs:
            if side is ProfileSide.MEMBERS:
                said = [node_title(facts, node) for way, node in nodes.items() if way in alone]
            else:
                said = [f"{_title(facts, nodes[way])} — {PART[side](facts, profile, nodes[way])}" for way in ways]
                said += _whole(facts, profile, side)
                if side is ProfileSide.COMBINE and before[1].tree.by is not after[1].tree.by:
                    title = facts.language.say("profile.whole")
                    said.append(f"{title} — {PART[side](facts, profile, profile.tree)}")
            shown.append("; ".join(said) or "–")
        yield Side(str(side), after[0].language.say(f"profile.side.{side}"), *shown)


def _title(facts: Facts, node: Node) -> str:
    return facts.catalogue.indicators[node.indicator].label if node.indicator else node.title or node.id


def _whole(facts: Facts, profile: Profile, side: ProfileSide) -> list[str]:
    if side is ProfileSide.TITLE:
        return [profile.title]
    return [] if side in OF_PARTS else list(profile_words(facts, profile).get(side, ()))


PART: Mapping[ProfileSide, Callable[[Facts, Profile, Node], str]] = {
    ProfileSide.WEIGHTS: lambda facts, _, node: facts.typesetter.amount(float(node.weight)),
    ProfileSide.COMBINE: lambda facts, _, node: facts.language.say(f"docs.definitions.enum.Combine.{node.by}"),
    ProfileSide.LACKING: lacking_words,
    ProfileSide.EXEMPT: lambda facts, _, node: whom_words(facts, node.exempt) or "–",
    ProfileSide.TITLE: lambda _, __, node: node.title or "–",
}
"""Side → how what is declared of a part reads."""
