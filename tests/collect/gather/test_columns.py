"""Columns on a shelf: whatever rows are asked for come back as they were added, from however many pieces."""

from __future__ import annotations

import numpy as np
import pytest

from kokoq.collect.gather.columns import TOGETHER, Proofs, Shelved
from kokoq.collect.gather.shelf import Shelf
from kokoq.diagnostics import Cell
from kokoq.observations import Evidence

TEXTS = ["а", None, "б", "а", "", "в"]


@pytest.mark.parametrize("places", [slice(0, 6), slice(1, 5), slice(2, 3), slice(4, 4), slice(6, 6)])
def test_rows_below_each_other_come_from_all_pieces_that_hold_them(places: slice) -> None:
    numbers, texts = Shelved(Shelf(1), np.float64), Shelved(Shelf(1), np.object_)
    for first, end in ((0, 2), (2, 3), (3, 6)):
        numbers.add(np.arange(first, end, dtype=np.float64))
        texts.add(TEXTS[first:end])
    assert numbers[places].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0][places]
    assert texts[places].tolist() == TEXTS[places]


def test_rows_in_any_order_and_more_than_once() -> None:
    shelf = Shelf(1)
    texts, codes = Shelved(shelf, np.object_), Shelved(shelf, np.int32, lambda found: found * 10)
    for first, end in ((0, 2), (2, 6)):  # two columns on one shelf
        texts.add(TEXTS[first:end])
        codes.add(np.arange(first, end, dtype=np.int32))
    places = np.array([5, 0, 3, 0])
    assert texts[places].tolist() == ["в", "а", "а", "а"]
    assert codes[places].tolist() == [50, 0, 30, 0]
    assert codes[np.array([], dtype=np.int64)].tolist() == []


def test_evidence_comes_in_its_order_as_often_as_it_is_asked_for() -> None:
    given = [Evidence("2021", f"s{n}", "word", "приказ", Cell(f"{n}.xlsx", "Лист", "D6")) for n in range(TOGETHER + 9)]
    proofs = Proofs(Shelf(1))
    for first in range(0, len(given), 7):  # some lie on the shelf, the last ones in memory
        proofs.add(given[first : first + 7])
    assert [*proofs] == [*proofs] == given
