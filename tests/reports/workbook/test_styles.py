"""The colours of the workbook."""

from kokoq.reports.workbook.styles import BARS, shade


def test_levels_between_the_best_and_the_worst_have_colours_between_theirs() -> None:
    assert [shade(part) for part in (0, 0.5, 1)] == [BARS["best"], BARS["middle"], BARS["worst"]]
    # half-way between #6FB183 and #E6C65B: (111 + 230) / 2 = 170.5, (177 + 198) / 2 = 187.5, (131 + 91) / 2 = 111
    assert shade(0.25) in ("#AABC6F", "#ABBC6F", "#AABB6F", "#ABBB6F")
    assert len({shade(place / 4) for place in range(5)}) == 5
