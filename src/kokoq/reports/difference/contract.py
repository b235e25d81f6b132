"""What a difference of two versions consists of, ready to be shown: the contract with ``difference.md.j2``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

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

    @property
    def groups(self) -> tuple[tuple[Line, ...], ...]:
        """The indicators of which the same is said, together; each group where its first stands."""
        return alike(self.lines)


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
class PartLine:
    """One part of the catalogue, added, removed or changed; ``reason`` says what that does to comparing."""

    part: str
    id: str
    title: str
    change: str
    change_text: str
    verdict: Verdict
    reason: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class PartSection:
    """The parts of one kind."""

    title: str
    lines: tuple[PartLine, ...]

    @property
    def groups(self) -> tuple[tuple[PartLine, ...], ...]:
        """The parts of which the same is said, together."""
        return alike(self.lines)


Told = TypeVar("Told", Line, PartLine)


def alike(lines: tuple[Told, ...]) -> tuple[tuple[Told, ...], ...]:
    """The lines that say the same of several, together."""
    found: dict[tuple[object, ...], list[Told]] = {}
    for line in lines:
        found.setdefault((line.change_text, line.reason, line.sides), []).append(line)
    return tuple(map(tuple, found.values()))


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """The difference of two versions, ready to be shown; ``sections`` from the worst verdict, empty ones left out."""

    title: str
    summary: str
    verdict: Verdict
    fingerprints: tuple[str, str]
    sections: tuple[Section, ...]
    profiles: tuple[ProfileLine, ...]
    parts: tuple[PartSection, ...]
