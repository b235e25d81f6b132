"""Rows looked at some groups at a time: none is lost, and no group is torn apart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoq.compute import rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-1, 6)), st.integers(1, 5))
def test_rows_of_known_groups_come_once_in_their_order_and_with_all_of_their_group(
    monkeypatch: pytest.MonkeyPatch, groups: list[int], together: int
) -> None:
    monkeypatch.setattr(rows, "TOGETHER", together)
    found = [some.tolist() for some in rows.some_groups(np.array(groups, dtype=np.int32))]
    assert sorted(row for some in found for row in some) == [row for row, group in enumerate(groups) if group >= 0]
    held = [{groups[row] for row in some} for some in found]
    assert sum(map(len, held)) == len(set(groups) - {-1})
    for some in found:
        assert all(one < other for one, other in pairwise(some) if groups[one] == groups[other])


def test_some_groups_are_few_rows_where_groups_are_small() -> None:
    groups = np.repeat(np.arange(10_000, dtype=np.int32), 10)
    assert max(map(len, rows.some_groups(groups))) < rows.TOGETHER + 10
