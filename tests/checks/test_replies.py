"""What a regulation asks of an organisation, and that the two reports of it say the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kokoq.campaign import Assessment, Validation, collected_periods, load, validate
from kokoq.checks.replies import Replies
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports.completeness.table import completeness
from kokoq.reports.facts import Facts
from kokoq.reports.sections.coverage import coverage
from kokoq.results import NO_RESULTS

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/kokoq.yaml"))
MANY = Path(__file__).parents[2] / "examples" / "promyshlennovsky-2021"
Cells = tuple[int, int, int, int]


def read(example: Path, period: Period) -> Validation:
    campaign = load(example).value
    assert campaign is not None
    return validate(campaign, period)


def told_by_validate(read: Validation) -> dict[tuple[str, str], Cells]:
    """Organisation, regulation → cells filled, without data, asked, blank, where any are asked: sources ask nothing."""
    shown = completeness(read, today=dt.date(2021, 7, 1))
    parts = {(line.id, r.code): line.part(r.code) for line in shown.lines for r in read.plan.catalogue.regulations}
    counts = {key: part.count for key, part in parts.items() if part is not None}
    return {key: (n.filled, n.no_data, n.asked, n.blank) for key, n in counts.items() if n.asked}


def told_by_the_report(read: Validation) -> dict[tuple[str, str], Cells]:
    nothing = Assessment(
        read.plan, read.settings, read.organisations, read.period, None, read.observations, NO_RESULTS, (), ()
    )
    rows = coverage(Facts(nothing, language("ru"))).organisations
    regulations = read.plan.catalogue.regulations
    every = {(row.name.id, r.code): n for row in rows for r, n in zip(regulations, row.by_regulation, strict=True)}
    return {key: (n.filled, n.no_data, n.asked, n.blank) for key, n in every.items() if n.asked}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_validate_and_the_report_count_the_same_of_every_organisation_and_regulation(example: Path) -> None:
    for period in collected_periods(example):
        found = read(example, period)
        monitored = {o.id for o in found.organisations}
        told = {key: cells for key, cells in told_by_validate(found).items() if key[0] in monitored}
        assert told_by_the_report(found) == told


def test_a_regulation_whose_indicators_do_not_concern_an_organisation_asks_nothing_of_it() -> None:
    """5.2.4 is of kindergartens; of its fields a school is asked one, which it needs for another regulation."""
    found = read(MANY, Period("2020/2021"))
    replies = Replies(found.plan, found.observations, found.period, found.settings)
    school, garden = (next(o for o in found.organisations if o.type == t) for t in ("school", "kindergarten"))
    quality = next(r.id for r in found.plan.catalogue.regulations if r.code == "5.2.4")
    of_garden = replies.asked(garden).by_regulation[quality]
    assert of_garden & set(replies.asked(school).fields)
    assert quality not in replies.asked(school).by_regulation
    assert told_by_the_report(found).get((school.id, "5.2.4")) is None


def test_the_municipality_is_asked_for_its_own_data_by_whichever_indicator_needs_them() -> None:
    found = read(MANY, Period("2020/2021"))
    asked = Replies(found.plan, found.observations, found.period, found.settings).asked(None)
    of_talents = next(r.id for r in found.plan.catalogue.regulations if r.code == "5.1.3")
    assert asked.by_regulation[of_talents] <= set(asked.fields)
    assert all(found.plan.asks_municipality(field) for field in asked.fields)
