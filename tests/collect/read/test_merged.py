from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.collect.read import Kind, Range, RawCell
from kokoq.collect.read.merged import column_number, parse_range, split_covered

SPOT = st.integers(1, 6)
RANGES = st.builds(lambda a, b, c, d: Range(min(a, c), min(b, d), max(a, c), max(b, d)), SPOT, SPOT, SPOT, SPOT)


def test_a_reference_becomes_a_rectangle_with_its_corners_in_order() -> None:
    assert parse_range("C3:A1") == Range(1, 1, 3, 3)
    assert parse_range("$B$2") == Range(2, 2, 2, 2)
    assert parse_range("A0:B2") is None
    assert parse_range("A1:XFE2") is None
    assert parse_range("A:C") is None
    assert column_number("XFD") == 16_384


@settings(deadline=None)
@given(st.sets(st.tuples(SPOT, SPOT)), RANGES)
def test_a_cell_is_covered_if_a_range_holds_it_beyond_its_corner(places: set[tuple[int, int]], merge: Range) -> None:
    cells = [RawCell(row, column, Kind.NUMBER, 1.0) for row, column in sorted(places)]
    seen, covered = split_covered(cells, [merge])
    assert set(covered) == {c for c in cells if merge.holds(c.row, c.column) and (c.row, c.column) != merge[:2]}
    assert sorted([*seen, *covered]) == cells
