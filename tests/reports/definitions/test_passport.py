"""What ``kokoq show`` says of a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import KokoqError
from kokoq.language import language
from kokoq.plan import Plan, compile
from kokoq.reports.definitions.passport import WIDTH, passport

SHIPPED = Path(__file__).parents[3] / "indicators"
RU = language("ru")


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded = load_catalogue(SHIPPED / "promyshlennovsky").value
    assert loaded is not None
    planned = compile(loaded).value
    assert planned is not None
    return planned


def test_a_profile_is_shown_with_its_parts_and_their_shares(plan: Plan) -> None:
    lines = passport(plan, "school_head", RU).replace("\u00a0", " ").splitlines()
    assert lines[0] == "Профиль руководителя школы (без ВПР) (school_head)"
    assert "Без балла: вес делится между остальными" in lines
    assert "Нельзя использовать: Оценочная процедура: ВПР" in lines
    assert "  - Кадры — вес 30, 30,0 % всей оценки" in lines
    # 30 of 100, and of that 1 of 2 + 1 + 1: 7.5 %
    assert "      7,5 % всей оценки" in lines
    assert max(map(len, lines)) <= WIDTH


def test_a_regulation_taken_whole_is_one_line(plan: Plan) -> None:
    text = passport(plan, "open_report", RU).replace("\u00a0", " ")
    # 2 of 2 + 1 + 1 + 1 + 2 is 2/7
    assert "  - Качество подготовки — вес 2, 28,6 % всей оценки; сумма баллов 24 показателей" in text


def test_the_catalogue_names_its_profiles_and_a_slip_is_answered(plan: Plan) -> None:
    assert "  - Профиль для открытого отчёта (open_report)" in passport(plan, "", RU)
    with pytest.raises(KokoqError) as caught:
        passport(plan, "open_reprt", RU)
    assert "open_report" in caught.value.diagnostic.params["close"]
