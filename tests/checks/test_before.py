"""Whether there is a period before to hold answers against, and who was not in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kokoq.checks.before import nothing_before
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import language
from kokoq.model import Organisation, Period, Regulation
from kokoq.wording import to_message

from .desk import Y1, Y2, Figures, desk, observe, school, told

PLAN = desk("fields:\n  parents: {title: Родители, asked: school}\n")
YEARLY = Regulation(id="r", code="1", title="П", at=Span("r.yaml"))
SCHOOLS = tuple(map(school, "abc"))


def found(
    given: dict[Period, str],
    *organisations: Organisation,
    every: str = "year",
    valid_from: dt.date | None = None,
) -> tuple[Diagnostic, ...]:
    """What is said of the last of these periods, in which the schools of these letters answered."""
    regulations = (replace(YEARLY, every=every),)
    catalogue = replace(PLAN.catalogue, regulations=regulations, valid_from=valid_from)
    figures: dict[Period, dict[str, Figures]] = {p: {name: {"parents": 1} for name in of} for p, of in given.items()}
    return tuple(nothing_before(catalogue, observe(PLAN, figures), organisations or SCHOOLS, list(given)[-1]))


def message(diagnostics: tuple[Diagnostic, ...]) -> str:
    (one,) = diagnostics
    return to_message(one, language("ru"))


def test_a_period_before_that_was_not_collected_is_told_once_as_a_note_for_the_office() -> None:
    (one,) = found({Y2: "abc"})
    assert told([one]) == [("KQ519", "collected/2019-2020")]
    assert (str(one.severity), one.unit, one.rule.for_senders) == ("note", "", False)
    assert message((one,)) == "Сверка с периодом 2019/2020 не сделана ни для кого: прошлых ответов нет."


def test_of_a_period_that_was_collected_in_part_it_is_told_how_many_lack() -> None:
    said = "Сверка с периодом 2019/2020 не сделана для {} из 3: прошлых ответов нет."
    assert message(found({Y1: "ab", Y2: "abc"})) == said.format("1 организации")
    assert message(found({Y1: "a", Y2: "abc"})) == said.format("2 организаций")
    assert message(found({Y1: "a", Y2: "bc"})) == message(found({Y2: "abc"}))  # who answered now had not answered then


def test_nothing_is_said_where_everybody_answered_who_was_there() -> None:
    new = replace(school("d"), opened=dt.date(2020, 9, 1))  # the first day after the period before
    assert found({Y1: "abc", Y2: "abc"}) == ()
    assert found({Y1: "abc", Y2: "ab"}) == ()  # whoever has sent nothing now has nothing to compare
    assert found({Y1: "abc", Y2: "abcd"}, *SCHOOLS, new) == ()
    assert found({Y2: "d"}, *SCHOOLS, new) == ()


@pytest.mark.parametrize(
    ("period", "every", "n"),
    [
        ("2020/2021", "year", 1),
        ("2021", "year", 1),
        ("2021-H1", "half_year", 1),
        ("2021-Q3", "quarter", 1),
        ("2021-05", "month", 1),
        ("2021-Q3", "year", 0),  # collected once in between: there was no quarter before
        ("2021", "quarter", 0),
        ("2021-05", "half_year", 0),
    ],
)
def test_only_a_period_of_the_periodicity_of_a_regulation_has_one_before(period: str, every: str, n: int) -> None:
    assert len(found({Period(period): "abc"}, every=every)) == n


def test_before_the_catalogue_was_in_force_nothing_is_missed() -> None:
    """The period before ended on 31 August 2020."""
    assert found({Y2: "abc"}, valid_from=dt.date(2020, 9, 1)) == ()
    assert len(found({Y2: "abc"}, valid_from=dt.date(2020, 8, 31))) == 1
