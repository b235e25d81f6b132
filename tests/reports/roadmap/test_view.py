"""The days of the regulations within a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kokoq.language import language
from kokoq.model import Catalogue, Period, Regulation
from kokoq.reports.roadmap.view import terms
from tests.compute.small import HERE

SUMMER = Regulation(id="a", code="1", title="Одно", at=HERE, collect=("06-21", "07-31"), submit="07-31")


def days(period: str, *regulations: Regulation) -> list[tuple[str, str, str, tuple[str, ...]]]:
    catalogue = Catalogue(id="c", title="", issuer="", at=HERE, regulations=regulations)
    found = terms(catalogue, Period(period), language("ru"))
    return [(t.kind, t.first.isoformat(), t.last.isoformat(), t.codes) for t in found]


@pytest.mark.parametrize(("period", "year"), [("2020/2021", 2021), ("2021", 2021), ("2021-Q3", 2022)])
def test_the_days_are_the_first_from_the_beginning_of_the_period(period: str, year: int) -> None:
    assert days(period, SUMMER) == [  # the third quarter begins on 1 July, after 21 June
        ("collect", f"{year}-06-21", f"{year}-07-31", ("1",)),
        ("submit", f"{year}-07-31", f"{year}-07-31", ("1",)),
    ]


def test_a_collection_over_the_new_year_ends_in_the_next() -> None:
    winter = replace(SUMMER, collect=("12-15", "01-20"), submit="02-29")
    assert days("2020/2021", winter) == [
        ("collect", "2020-12-15", "2021-01-20", ("1",)),
        ("submit", "2021-02-28", "2021-02-28", ("1",)),  # a common year
    ]


def test_regulations_that_share_the_days_share_a_term() -> None:
    other = replace(SUMMER, id="b", code="2", submit="08-10")
    assert days("2020/2021", SUMMER, other) == [
        ("collect", "2021-06-21", "2021-07-31", ("1", "2")),
        ("submit", "2021-07-31", "2021-07-31", ("1",)),
        ("submit", "2021-08-10", "2021-08-10", ("2",)),
    ]


def test_without_days_there_is_no_term() -> None:
    assert days("2020/2021", replace(SUMMER, collect=None, submit="")) == []
    assert (
        dt.date(2021, 7, 31)
        == next(
            terms(
                Catalogue(id="c", title="", issuer="", at=HERE, regulations=(replace(SUMMER, collect=None),)),
                Period("2020/2021"),
                language("ru"),
            )
        ).first
    )
