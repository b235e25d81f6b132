"""How tables are printed on A4: as wide as one sheet where that can be read, else as strips side by side.

What belongs together is not torn apart by the end of a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

PRINTED_POINTS = 500  # the height of A4 on its side between the margins, less what programs differ by
PRINTED_PIXELS = 930  # the width of A4 on its side between the margins, at full scale
LEAST_SCALE = 0.9  # at which letters of 9 points are still of 8 on paper


def pixels(width: float) -> float:
    """How wide a column of so many characters is."""
    return width * 7 + 5


def breaks(columns: Sequence[float], repeated: int) -> tuple[int, ...]:
    """Where strips end, of columns of so many pixels of which the first are repeated; none where one sheet does."""
    head, room = sum(columns[:repeated]), PRINTED_PIXELS / LEAST_SCALE
    if sum(columns) <= room or not repeated or head > 0.7 * room:
        return ()
    found, start = list[int](), repeated
    for column in range(repeated + 1, len(columns)):
        if head + sum(columns[start : column + 1]) > room:
            found.append(column)
            start = column
    return tuple(found)


def scale(columns: Sequence[float], repeated: int, cut: Sequence[int]) -> int:
    """The percent at which the widest of the strips fits its sheet."""
    edges = (repeated, *cut, len(columns))
    widest = sum(columns[:repeated]) + max(sum(columns[first:end]) for first, end in pairwise(edges))
    return max(30, min(100, int(100 * PRINTED_PIXELS / widest)))


def page_ends(heights: Sequence[float], starts: Sequence[int], *, room: float, repeated: float) -> tuple[int, ...]:
    """The rows before which a sheet ends, so that it ends within a block only where that is higher than a sheet.

    A block goes from one of ``starts`` to the next; every sheet after the first repeats heads of so many points.
    """
    ends, used = list[int](), sum(heights[: starts[0]]) if starts else 0.0
    least = used
    for first, end in pairwise((*starts, len(heights))):
        block = sum(heights[first:end])
        if used + block > room and used > least:
            ends.append(first)
            used = least = repeated
        used += block
        while used > room:
            used -= max(room - repeated, 1.0)
    return tuple(ends)
