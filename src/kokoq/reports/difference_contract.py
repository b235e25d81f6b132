"""What a difference of two versions consists of, ready to be shown: the contract with ``difference.md.j2``."""

from __future__ import annotations

from dataclasses import dataclass

from kokoq.definitions.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """One facet that differs: its name, and what was declared before and after («–» where nothing was)."""

    facet: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: ``change`` is added, removed, renamed or changed; ``former`` is its id before, "" if it had none.

    ``reason`` says in a sentence why its values may or may not be compared.
    """

    indicator: str
    code: str
    title: str
    former: str
    change: str
    change_text: str
    verdict: Verdict
    reason: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The indicators of one verdict."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """A regulation whose data are collected or processed otherwise; ``sides`` are what differs of the two."""

    regulation: str
    code: str
    title: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One profile, added, removed or changed; ``reason`` says why its scores may or may not be compared."""

    profile: str
    title: str
    change: str
    change_text: str
    verdict: Verdict
    reason: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """The difference of two versions, ready to be shown; ``sections`` from the worst verdict, empty ones left out."""

    title: str
    summary: str
    verdict: Verdict
    fingerprints: tuple[str, str]
    sections: tuple[Section, ...]
    profiles: tuple[ProfileLine, ...]
    policies: tuple[Side, ...]
    collected: tuple[Collected, ...]
