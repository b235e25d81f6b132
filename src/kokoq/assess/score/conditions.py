"""Whether the conditions of a scale hold, from the results of this and other indicators of the same unit."""

from __future__ import annotations

import numpy as np

from kokoq.assess.score.outcome import Holds
from kokoq.compute.finishing import Finishing, Need, needs
from kokoq.compute.rows import BLANK, PRESENT, Quantity
from kokoq.formula.tree import Formula, Name
from kokoq.model import Period, Scale
from kokoq.plan import Series
from kokoq.results import Result, Results


def truths(series: Series, scale: Scale, block: list[Result], results: Results) -> list[Holds]:
    """For every result, which conditions hold: true, false, or None where a value that decides is absent."""
    texts = {band.when.text for band in (*scale.bands, *scale.levels) if band.when is not None}
    found: list[dict[str, bool | None]] = [{} for _ in block]
    for text in sorted(texts):
        for holds, answer in zip(found, _truth(series.conditions[text], block, results), strict=True):
            holds[text] = answer
    return [*found] if texts else []


def _truth(tree: Formula, block: list[Result], results: Results) -> list[bool | None]:
    shape = (len(block), 1)
    quantities = {need: _quantity(need, block, results) for need in needs(tree)}
    true, false = Finishing(quantities, shape).truth(tree, 0)
    pairs = zip(true[:, 0].tolist(), false[:, 0].tolist(), strict=True)
    return [True if is_true else False if is_false else None for is_true, is_false in pairs]


def _quantity(need: Need, block: list[Result], results: Results) -> Quantity:
    """The values of another indicator, or of an earlier period, for the units of a block."""
    values = np.full((len(block), 1), np.nan)
    absent = np.full((len(block), 1), BLANK, dtype=np.int8)
    name = need.node.id if isinstance(need.node, Name) else ""
    for place, row in enumerate(block):
        period = Period(row.period).previous(need.back).text if need.back else row.period
        other = results.get(period, row.level, row.unit, name)
        if other is not None and other.value is not None:
            values[place, 0], absent[place, 0] = other.value, PRESENT
    return Quantity(values, absent)
