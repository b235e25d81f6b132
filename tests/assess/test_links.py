"""Which results go together with conditions."""

from __future__ import annotations

import pytest

from kokoq.assess.links import find_links
from kokoq.compute.evaluate import evaluate
from kokoq.model import Group, Kind

from ..compute.small import SETTINGS, Y1, Row, indicator, observe, plan, school


def test_a_result_that_follows_a_condition_is_found_and_counts_are_left_out() -> None:
    # part/total is 0.1 … 0.6; other/total 0.2 … 1.2, twice as much, but for the last, 1.1: nearly on a line
    result = indicator("part / total", id="result")
    context = indicator("other / total", id="context", kind=Kind.RATIO, group=Group.CONTEXT)
    count = indicator("other", id="count", kind=Kind.COUNT, group=Group.CONTEXT)
    own = plan(result, context, count)
    rows: dict[str, Row] = {
        unit: {"part": n, "total": 10, "other": 11 if n == 6 else 2 * n} for n, unit in enumerate("abcdef", start=1)
    }
    organisations = tuple(school(unit) for unit in "abcdef")
    results = evaluate(own, observe({Y1: rows}), organisations, periods=[Y1], settings=SETTINGS).value
    found = find_links(own, results, Y1)
    ((link),) = found.links
    assert (link.result, link.context, link.found.n) == ("result", "context", 6)
    # x̄ = 3.5, ȳ = (2+4+6+8+10+11)/6 = 41/6; Σxy = 176 − 3.5·41 = 32.5; Σx² = 17.5, Σy² = 341 − 41²/6 = 60.8333
    assert link.found.r == pytest.approx(32.5 / (17.5 * 60.83333333) ** 0.5)
    assert (found.tested, found.expected) == (1, pytest.approx(0.05))


def test_four_organisations_are_too_few() -> None:
    own = plan(indicator("part / total", id="r"), indicator("other / total", id="c", group=Group.CONTEXT))
    rows: dict[str, Row] = {unit: {"part": n, "total": 10, "other": n} for n, unit in enumerate("abcd", start=1)}
    organisations = tuple(school(unit) for unit in "abcd")
    results = evaluate(own, observe({Y1: rows}), organisations, periods=[Y1], settings=SETTINGS).value
    assert find_links(own, results, Y1).tested == 0
