"""How a sheet is laid on A4: at what scale, and where its pages end.

A sheet of one page is fitted by the program that prints it. Excel keeps no ends of pages in a sheet that it fits by
itself: what takes more of them is given its scale and every end, so that no heading stays alone at the foot.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple


class Paper(NamedTuple):
    """What there is between the margins, a little less of it: pixels of columns, points of rows."""

    width: float
    height: float


ACROSS, UPRIGHT = Paper(980, 500), Paper(670, 740)
_SHRUNK, _LEAST = 0.85, 80
"""So much smaller letters may become where that saves a page, down to this percent: 8 points of 10."""


class Rows(NamedTuple):
    """The heights of a sheet's rows, the one that is repeated, and those that stay with the next."""

    heights: Sequence[float]
    header: int
    kept: Container[int] = ()

    def pages(self, room: float) -> tuple[int, ...]:
        """The first rows of all pages but the first."""
        found, start, used = list[int](), 0, 0.0
        for row, height in enumerate(self.heights):
            if used + height > room and row > start:
                first = row
                while first - 1 > start and first - 1 in self.kept:
                    first -= 1
                found.append(first)
                start, used = first, self.heights[self.header] + sum(self.heights[first:row])
            used += height
        return tuple(found)

    def even(self, room: float) -> tuple[int, ...]:
        """The same, of as few pages, each about as full as the others."""
        least, most, n = room / 2, room, len(self.pages(room))
        for _ in range(8):
            half = (least + most) / 2
            least, most = (least, half) if len(self.pages(half)) == n else (half, most)
        return self.pages(most)


def fitting(width: float, paper: Paper) -> int:
    """The percent at which columns of so many pixels are as wide as the paper, or less."""
    return max(30, min(100, int(100 * paper.width / width)))


def laid(rows: Rows, paper: Paper, scale: int) -> tuple[int, tuple[int, ...]]:
    """The scale, at most the one given, of the fewest pages, and the first rows of all but the first."""
    scales = range(scale, min(scale, max(_LEAST, round(_SHRUNK * scale))) - 1, -1)
    best = min(scales, key=lambda each: len(rows.pages(paper.height * 100 / each)))
    return best, rows.even(paper.height * 100 / best)
