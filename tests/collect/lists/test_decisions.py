"""The register of decisions: one reading for YAML and for sheets, every fault at its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from kokoq.collect.lists.decisions import load_decisions
from kokoq.decisions import Deadline, Decision, DeedKind, DeedStatus, Standing
from kokoq.diagnostics import Cell, Checked, Span
from kokoq.model import Expression, Indicator, Kind, Organisation, Period
from tests.collect.tiny import AT, CATALOGUE, SETTINGS

INDICATOR = Indicator(
    id="certified_share",
    code="1.1.03",
    title="Доля с аттестатом",
    regulation="results",
    kind=Kind.SHARE,
    formula=Expression("certified / graduates", AT),
    scope=Expression("school", AT),
    at=AT,
)
KNOWN = replace(CATALOGUE, indicators={INDICATOR.id: INDICATOR})
SCHOOL = Organisation(id="s1", title="Школа № 1", type="school", tags=frozenset({"upper"}), cluster="село")
GARDEN = Organisation(id="k1", title="Сад № 1", type="kindergarten")

WHOLE = """\
decisions:
  - number: "3.1"
    kind: measure
    problem: Мало аттестатов
    action: Разобрать каждый случай
    to: [school, s1]
    role: методический центр
    responsible: директор школы
    date: 2021-11-24
    period: 2020/2021
    deadline: до 31 мая 2022
    basis: решение коллегии, п. 3.1
    indicators: [certified_share]
    status: done
    since: 2022-05-20
"""
SHORT = """\
decisions:
  - number: "1"
    action: Сделать
    role: управление
    date: 2021-11-24
    period: 2020/2021
    deadline: постоянно
"""


def load(folder: Path, text: str = "") -> Checked[tuple[Decision, ...]]:
    if text:
        (folder / "decisions.yaml").write_text(text, encoding="utf-8")
    return load_decisions(folder, SETTINGS, KNOWN, (SCHOOL, GARDEN))


def found(loaded: Checked[tuple[Decision, ...]]) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in loaded.diagnostics]


def expected(at: Span | Cell) -> Decision:
    return Decision(
        number="3.1",
        at=at,
        kind=DeedKind.MEASURE,
        action="Разобрать каждый случай",
        date=dt.date(2021, 11, 24),
        period=Period("2020/2021"),
        deadline=Deadline("до 31 мая 2022", None, dt.date(2022, 5, 31)),
        problem="Мало аттестатов",
        to=("school", "s1"),
        role="методический центр",
        responsible="директор школы",
        basis="решение коллегии, п. 3.1",
        indicators=("certified_share",),
        status=DeedStatus.DONE,
        since=dt.date(2022, 5, 20),
    )


def test_a_campaign_without_a_register_has_no_decisions(tmp_path: Path) -> None:
    assert load(tmp_path) == Checked(())


def test_every_key_of_the_yaml_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE) == Checked((expected(Span("decisions.yaml", 2, 14, 3)),))


SHEET: Mapping[str, str | float] = {
    "Пункт": "3.1",
    "Вид": "Мероприятие",
    "Проблема": "Мало аттестатов",
    "Мера": "Разобрать каждый случай",
    "Кому": "Школа; s1",
    "Адресат словами": "методический центр",
    "Ответственный": "директор школы",
    "Дата решения": 44524.0,  # 24 November 2021: 44524 days after 30 December 1899
    "По итогам": "2020-2021",
    "Срок исполнения": "до 31 мая 2022",
    "Основание": "решение коллегии, п. 3.1",
    "Показатели": "1.1.03",
    "Состояние": "Выполнено",
    "Отметка от": "20.05.2022",
}


def write(folder: Path, *rows: Sequence[str | float]) -> Path:
    with Workbook(str(folder / "decisions.xlsx")) as book:
        sheet = book.add_worksheet("Реестр")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value != "":
                    sheet.write(row, column, value, day if isinstance(value, float) else None)
    return folder


def test_a_sheet_gives_what_the_yaml_gives(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, ("Реестр решений",), tuple(SHEET), tuple(SHEET.values())))
    assert loaded == Checked((expected(Cell("decisions.xlsx", "Реестр", "A3")),))


def test_a_deadline_typed_as_a_date_is_that_day(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, tuple(SHEET), tuple({**SHEET, "Срок исполнения": 44712.0}.values())))
    # 44712 = 44524 + 188 days: 6 of November, 31 + 31 + 28 + 31 + 30 to the end of April, 31 of May
    assert loaded.value[0].deadline == Deadline("31.05.2022", None, dt.date(2022, 5, 31))


def test_every_fault_of_a_sheet_stands_at_its_cell(tmp_path: Path) -> None:
    wrong = {
        **SHEET,
        "Кому": "Школо",
        "Ответственный": "Иванов И. И.",
        "Срок исполнения": "скоро",
        "Показатели": "1.1.30",
        "Состояние": "сделано",
    }
    loaded = load(write(tmp_path, tuple(SHEET), tuple(SHEET.values()), tuple(wrong.values())))
    assert found(loaded) == [
        ("KQ112", "decisions.xlsx!Реестр!A3"),  # the number of the first line again
        ("KQ111", "decisions.xlsx!Реестр!E3"),
        ("KQ352", "decisions.xlsx!Реестр!G3"),
        ("KQ350", "decisions.xlsx!Реестр!J3"),
        ("KQ111", "decisions.xlsx!Реестр!L3"),
        ("KQ105", "decisions.xlsx!Реестр!M3"),
    ]
    assert [decision.number for decision in loaded.value] == ["3.1"]


def test_a_sheet_without_a_needed_column_is_told_once_with_a_close_header(tmp_path: Path) -> None:
    renamed = ["Срокк" if name == "Срок исполнения" else name for name in SHEET]
    loaded = load(write(tmp_path, renamed, tuple(SHEET.values()), tuple(SHEET.values())))
    assert found(loaded) == [("KQ314", "decisions.xlsx!Реестр!A1")]
    assert loaded.diagnostics[0].params["close"] == ("Срокк",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("deadline: постоянно", "deadline: скоро"), ("KQ350", "decisions.yaml:7:15")),
        (("    role: управление\n", ""), ("KQ351", "decisions.yaml:2:14")),
        (("role: управление", "role: Петрова Анна Ивановна"), ("KQ352", "decisions.yaml:4:11")),
        (("role: управление", "responsible: П.П. Иванов\n    to: school"), ("KQ352", "decisions.yaml:4:18")),
        (("deadline: постоянно", "deadline: до марта 2021"), ("KQ353", "decisions.yaml:7:15")),
        (("deadline: постоянно", "deadline: постоянно\n    status: done"), ("KQ354", "decisions.yaml:2:14")),
        (("role: управление", "to: schol"), ("KQ111", "decisions.yaml:4:9")),
        (("role: управление", "rolle: управление\n    to: s1"), ("KQ102", "decisions.yaml:4:5")),
        (("    period: 2020/2021\n", ""), ("KQ104", "decisions.yaml:2:5")),
        (("period: 2020/2021", "period: 2020-2021"), ("KQ105", "decisions.yaml:6:13")),
        (("date: 2021-11-24", "date: 24.11.2021"), ("KQ105", "decisions.yaml:5:11")),
    ],
)
def test_every_fault_of_the_yaml_stands_at_its_place(
    tmp_path: Path, change: tuple[str, str], fault: tuple[str, str]
) -> None:
    assert change[0] in SHORT
    assert found(load(tmp_path, SHORT.replace(*change))) == [fault]


@pytest.mark.parametrize("role", ["директор школы им. А. С. Пушкина", "методический центр", "МКУ «ЦРО»"])
def test_a_post_is_no_person(tmp_path: Path, role: str) -> None:
    assert load(tmp_path, SHORT.replace("управление", role)).diagnostics == ()


ODD = ("", "yes", "5", "9999-12-31", "0001-01-01", "0000/0001", "до 31.12.9999", "Иванов И. И.", [], {}, [""], [[]])
KEYS = [*yaml.safe_load(SHORT)["decisions"][0], "to", "kind", "indicators", "status", "since"]


@given(st.sampled_from(KEYS), st.sampled_from(ODD))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_under_a_key_is_answered_by_findings(tmp_path: Path, key: str, odd: object) -> None:
    line = {**yaml.load(SHORT, yaml.BaseLoader)["decisions"][0], key: odd}  # noqa: S506 - texts as typed
    loaded = load(tmp_path, yaml.safe_dump({"decisions": [line]}, allow_unicode=True))
    assert len(loaded.value) == 1 or loaded.failed


def test_an_addressee_is_who_is_named_or_what_it_is() -> None:
    one = replace(expected(AT), to=("upper",))
    assert (one.is_for(SCHOOL), one.is_for(GARDEN)) == (True, False)
    assert replace(one, to=("село",)).is_for(SCHOOL)
    assert replace(one, to=("k1",)).is_for(GARDEN)
    assert not replace(one, to=()).is_for(GARDEN)  # a garden without a cluster


def test_the_standing_of_a_term_turns_on_its_days() -> None:
    span = Deadline("", dt.date(2022, 4, 1), dt.date(2022, 5, 31))
    one = replace(expected(AT), status=DeedStatus.IN_WORK, deadline=span)
    days = [(2022, 3, 31), (2022, 4, 1), (2022, 5, 31), (2022, 6, 1)]
    standings = [one.standing(dt.date(*day)) for day in days]
    assert standings == [Standing.AHEAD, Standing.DUE, Standing.DUE, Standing.OVERDUE]
    until = replace(one, deadline=Deadline("", None, dt.date(2022, 5, 31)))
    assert until.standing(dt.date(2021, 11, 24)) is Standing.DUE  # from the day of the decision on
    assert replace(one, deadline=Deadline("постоянно")).standing(dt.date(2030, 1, 1)) is Standing.PERMANENT
    assert replace(one, status=DeedStatus.DONE).standing(dt.date(2030, 1, 1)) is Standing.DONE


def test_only_an_earlier_period_of_the_same_kind_can_be_compared() -> None:
    one = expected(AT)
    assert one.precedes(Period("2021/2022"))
    assert not any(one.precedes(Period(text)) for text in ("2020/2021", "2019/2020", "2022", "2022-H1", "2022-05"))
    half = replace(one, period=Period("2021-H1"))
    assert (half.precedes(Period("2021-H2")), half.precedes(Period("2021-Q4"))) == (True, False)
