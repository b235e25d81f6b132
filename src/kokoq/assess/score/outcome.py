"""What a value is given, or why it is given nothing; exact numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Holds = Mapping[str, bool | None]
"""Text of a condition → whether it holds; None where nobody knows."""

NOTHING_KNOWN: Holds = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points of the most possible (each None where there is no such number) and a level ("" for none)."""

    points: Decimal | None
    most: Decimal | None
    level: str


class Unscored(StrEnum):
    """Why a value has no points."""

    NO_PEERS = "no_peers"
    NO_EARLIER = "no_earlier"
    NO_TARGET = "no_target"
    CONDITION = "condition"
    NO_BAND = "no_band"


def exact(value: float) -> Decimal:
    """The number that a float stands for, to 12 significant digits."""
    return Decimal(f"{value:.12g}")


def rounded(value: Decimal) -> Decimal:
    """To 12 significant digits: 2.9999999999999996 is 3."""
    return Decimal(f"{value:.12g}")
