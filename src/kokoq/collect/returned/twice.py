"""Questions of a form that were answered once more: below the form, or on a sheet that was copied with its marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kokoq.diagnostics import Cell, Diagnostic
from kokoq.rules import ANSWERED_TWICE, DUPLICATE_ROW, SHEET_REPEATED

_MANY = 3
"""So many answers that were given before come with a sheet that was copied."""


class Twice(NamedTuple):
    """An answer given before: where it stands, to what, and whether the two differ."""

    at: Cell
    key: str
    differs: bool


def told_twice(twice: Sequence[Twice], *, copied: bool) -> Iterator[Diagnostic]:
    """What is told of one sheet: each answer, or one finding for all of a sheet that was copied.

    It was surely ``copied`` where its marks were on a sheet before; else so many answers tell.
    """
    if len(twice) < (1 if copied else _MANY):
        yield from (DUPLICATE_ROW.at(one.at, key=one.key) for one in twice)
        return
    differing = [one.at for one in twice if one.differs]
    if not differing:
        yield SHEET_REPEATED.at(twice[0].at, n=len(twice))
        return
    first, *others = differing
    yield ANSWERED_TWICE.at(first, related=others, n=len(twice), differing=len(differing))
