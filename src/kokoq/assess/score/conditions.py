"""Whether the conditions of a scale hold, from the results of this and other indicators of the same unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kokoq.assess.score.outcome import Holds
from kokoq.compute.finishing import Finishing, Need, needs
from kokoq.compute.rows import BLANK, PRESENT, Quantity
from kokoq.formula.tree import Formula, Name
from kokoq.model import Period, Scale
from kokoq.plan import Series
from kokoq.results import Result, Results

Given = Callable[[str, list[Result]], Sequence[float | None]]
"""What is known of the results of a block under a name with a colon; None where it is not known."""


def truths(series: Series, scale: Scale, block: list[Result], results: Results) -> list[Holds]:
    """For every result, which conditions hold: true, false, or None where a value that decides is absent."""
    texts = {band.when.text for band in (*scale.bands, *scale.levels) if band.when is not None}
    found: list[dict[str, bool | None]] = [{} for _ in block]
    for text in sorted(texts):
        for holds, answer in zip(found, answers(series.conditions[text], block, results), strict=True):
            holds[text] = answer
    return [*found] if texts else []


def answers(tree: Formula, block: list[Result], results: Results, given: Given | None = None) -> list[bool | None]:
    """Whether a condition holds for each result of a block; None where a value that decides is absent."""
    shape = (len(block), 1)
    quantities = {need: _quantity(need, block, results, given) for need in needs(tree)}
    true, false = Finishing(quantities, shape).truth(tree, 0)
    pairs = zip(true[:, 0].tolist(), false[:, 0].tolist(), strict=True)
    return [True if is_true else False if is_false else None for is_true, is_false in pairs]


def _quantity(need: Need, block: list[Result], results: Results, given: Given | None) -> Quantity:
    """The values of another indicator, or of an earlier period, for the units of a block."""
    values = np.full((len(block), 1), np.nan)
    absent = np.full((len(block), 1), BLANK, dtype=np.int8)
    name = need.node.id if isinstance(need.node, Name) else ""
    found = given(name, block) if given and ":" in name else [value_of(row, name, need.back, results) for row in block]
    for place, value in enumerate(found):
        if value is not None:
            values[place, 0], absent[place, 0] = value, PRESENT
    return Quantity(values, absent)


def value_of(row: Result, name: str, back: int, results: Results) -> float | None:
    """The value of another indicator, or of an earlier period, for the unit of a result."""
    period = Period(row.period).previous(back).text if back else row.period
    other = results.get(period, row.level, row.unit, name)
    return None if other is None else other.value
