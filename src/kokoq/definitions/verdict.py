"""Whether values or scores under two definitions may be compared."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """From best to worst."""

    COMPARABLE = "comparable"
    WITH_NOTE = "with-note"
    NOT_COMPARABLE = "not-comparable"

    @property
    def weight(self) -> int:
        return tuple(Verdict).index(self)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several; of none, that nothing stands against comparing."""
    return max(verdicts, key=lambda verdict: verdict.weight, default=Verdict.COMPARABLE)
