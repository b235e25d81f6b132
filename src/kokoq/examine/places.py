"""Findings as seen from where a command was run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kokoq.diagnostics import Diagnostic, Place


def seen_from_here(found: Iterable[Diagnostic], campaign: Path) -> tuple[Diagnostic, ...]:
    """The same findings; files that a campaign names by their place in its folder are named with that folder."""
    return tuple(
        replace(d, where=_seen(d.where, campaign), related=tuple(_seen(place, campaign) for place in d.related))
        for d in found
    )


def _seen(place: Place, campaign: Path) -> Place:
    inside = campaign / place.file
    return replace(place, file=inside.as_posix()) if place.file and inside.is_file() else place
