"""All formulas of a catalogue parsed, typed and ordered: what is computed, from which rows, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kokoq.formula.tree import Formula
from kokoq.model import Catalogue, Indicator


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator ready to be computed.

    ``tree`` is its formula with the parameters of ``for_each`` put in. ``numerator`` and ``denominator`` are the two
    sides of the division at its top (of ``share(c)``: the rows where c holds and those where it is known; of
    ``mean(x)``: sum and count); ``denominator`` is None for a count. ``level`` is the lowest level it exists at.
    """

    indicator: Indicator
    tree: Formula
    scope: Formula
    numerator: Formula
    denominator: Formula | None
    level: str


@dataclass(frozen=True, slots=True)
class Plan:
    """``series`` in the order of the catalogue, ``order`` so that an indicator comes after those it refers to."""

    catalogue: Catalogue
    series: Mapping[str, Series]
    order: tuple[str, ...]
    asked: Mapping[str, Formula]  # field or table id → scope
