"""The published tables of Kopeysk (2020 and 2021): T01–T17 of the requirements.

Each row: points scored, maximum, the percent as printed. Half-up reproduces all but T13, which was truncated.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.compute.evaluate import evaluate
from kokoq.language import language
from kokoq.reports.shown import Typesetter
from kokoq.results import Result

from .compute.small import SETTINGS, Y2, close, indicator, observe, plan, school

IN_2020 = {
    "T01": (23, 101, "23"), "T02": (0, 49, "0"), "T03": (1, 63, "2"), "T04": (0, 75, "0"), "T05": (2, 52, "4"),
    "T06": (0, 90, "0"), "T07": (3, 37, "8"), "T08": (0, 39, "0"), "T09": (0, 49, "0"),
}  # fmt: skip
IN_2021 = {
    "T10": (138, 149, "92,6"), "T11": (57, 66, "86,4"), "T12": (123, 147, "83,7"), "T13": (105, 118, "88,9"),
    "T14": (76, 91, "83,5"), "T15": (85, 100, "85,0"), "T16": (132, 148, "89,2"), "T17": (77, 83, "92,8"),
}  # fmt: skip


def computed(score: int, most: int) -> Result:
    own = plan(indicator("part / total"))
    observations = observe({Y2: {"a": {"part": score, "total": most}}})
    results = evaluate(own, observations, (school("a"),), periods=[Y2], settings=SETTINGS).value
    return results.by_key[Y2.text, "municipality", "town", "x", ""]


def printed(score: int, most: int, *, digits: int, rounding: str = "half-up") -> str:
    own = indicator("part / total", digits=digits)
    typesetter = Typesetter(language("ru"), replace(plan(own).catalogue, rounding=rounding))
    return typesetter.value(own, computed(score, most)).text.removesuffix("\u00a0%")


@pytest.mark.parametrize("row", IN_2020)
def test_2020_was_printed_in_whole_percents(row: str) -> None:
    score, most, expected = IN_2020[row]
    assert printed(score, most, digits=0) == expected


@pytest.mark.parametrize("row", [row for row in IN_2021 if row != "T13"])
def test_2021_was_printed_with_one_digit_half_up(row: str) -> None:
    score, most, expected = IN_2021[row]
    assert printed(score, most, digits=1) == expected


def test_one_figure_of_2021_was_truncated() -> None:
    assert printed(*IN_2021["T13"][:2], digits=1, rounding="truncate") == "88,9"
    assert printed(*IN_2021["T13"][:2], digits=1) == "89,0"  # 105/118 = 88,983 %


@pytest.mark.parametrize(
    ("rows", "score", "most", "total", "mean"),
    [(IN_2020, 29, 555, "5,2252", "4,0349"), (IN_2021, 793, 902, "87,9157", "87,7643")],
)
def test_the_total_by_sums_and_the_mean_of_percents_are_two_figures(
    rows: dict[str, tuple[int, int, str]], score: int, most: int, total: str, mean: str
) -> None:
    by_sums = indicator("part / total", id="by_sums")
    of_percents = indicator("mean(each(organisation, part / total))", id="mean", kind="mean")  # type: ignore[arg-type]
    own = plan(by_sums, of_percents)
    observations = observe({Y2: {row: {"part": a, "total": b} for row, (a, b, _) in rows.items()}})
    results = evaluate(own, observations, tuple(school(r) for r in rows), periods=[Y2], settings=SETTINGS).value
    found = results.by_key[Y2.text, "municipality", "town", "by_sums", ""]
    assert (found.numerator, found.denominator) == (score, most)
    assert found.value is not None
    assert language("ru").number(found.value * 100, 4) == total
    average = results.by_key[Y2.text, "municipality", "town", "mean", ""].value
    assert average is not None
    assert language("ru").number(average * 100, 4) == mean
    assert close(found.value, score / most)
