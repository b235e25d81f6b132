"""The whole story of one number, down to the cells; the figures are those of ``sample``."""

from __future__ import annotations

import pytest

from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import language
from kokoq.model import Kind
from kokoq.observations import Absence
from kokoq.reports.story.telling import tell
from kokoq.reports.story.text import story
from kokoq.rules import NORMALISED
from tests.compute.small import Y2, indicator
from tests.reports.sample import CERTIFIED, INDICATORS, NOW, STAFF, assess

RU, EN = language("ru"), language("en")
ASSESSMENT = assess()


def test_an_organisation_s_number_is_told_down_to_its_cells() -> None:
    told = tell(ASSESSMENT, "certified", RU, organisation="a")
    assert (told.full, told.numbers, told.numerator, told.denominator) == ("90,0\u00a0%", "45 / 50", "45", "50")
    # rows 1–3 of the test's sheet are 2019/2020; part is the second column, total the first
    assert [(i.title, i.value, i.place) for i in told.inputs] == [
        ("part", "45 чел.", "form.xlsx!Лист!B4"), ("total", "50 чел.", "form.xlsx!Лист!A4"),
    ]  # fmt: skip


def test_the_band_is_chosen_in_sight() -> None:
    told = tell(ASSESSMENT, "certified", RU, organisation="a")
    assert [step.holds for step in told.bands] == [False, False, True]
    perfect = tell(ASSESSMENT, "certified", RU, organisation="b")
    assert [step.holds for step in perfect.bands] == [True, None, None]


def test_the_municipality_s_number_says_who_is_in_it_and_who_is_not() -> None:
    told = tell(ASSESSMENT, "1.01", RU)
    assert (told.unit, told.numbers, told.n_of_n) == ("Округ", "65 / 70", "2 из 3")
    assert [(m.title, m.numbers, m.outcome) for m in told.members] == [
        ("a", "45 / 50", " = 90,0\u00a0%"), ("b", "20 / 20", " = 100,0\u00a0%"),
    ]  # fmt: skip
    assert [(e.title, e.reason, e.inputs) for e in told.excluded] == [("c", "не сдано", ())]


def test_rows_of_a_table_are_named_by_their_keys() -> None:
    told = tell(ASSESSMENT, "1.04", RU, organisation="b")
    assert told.numbers == "20 / 20"
    assert [(i.title, i.keys) for i in told.inputs] == [("passed", "Русский язык"), ("took", "Русский язык")]


def test_an_absent_number_says_why_and_where_it_was_looked_for() -> None:
    told = tell(ASSESSMENT, "1.03", RU, organisation="b")
    assert told.full == "нет данных"
    assert [(i.value, i.place) for i in told.inputs] == [("нет данных", "form.xlsx!Лист!C5")]


def test_an_organisation_that_did_not_submit_has_no_cells() -> None:
    told = tell(ASSESSMENT, "1.03", RU, organisation="c")
    assert [(i.value, i.place) for i in told.inputs] == [("не сдано", "")]


def test_what_was_noticed_at_a_cell_is_told_with_it() -> None:
    seen = NORMALISED.at(Cell("form.xlsx", "Лист", "B4"), value="45 чел", field="part", read_as="45")
    told = tell(assess(findings=(seen.of(unit="a", period=Y2.text),)), "certified", RU, organisation="a")
    assert "введено «45 чел»" in told.inputs[0].notes[0]


def test_the_share_of_organisations_puts_each_one_s_own_numbers_in() -> None:
    share = indicator(
        "share(each(organisation, part / total) >= 95%)", id="s", code="3.01", kind=Kind.ORGANISATIONS_SHARE
    )
    told = tell(assess(*INDICATORS, share), "s", RU)
    # 45/50 fails, 20/20 passes: 1 of 2
    assert told.numbers == "1 / 2"
    assert [m.numbers + m.outcome for m in told.members] == ["45 / 50 >= 95%: нет", "20 / 20 >= 95%: да"]


def test_indicators_named_in_a_formula_have_their_story_below() -> None:
    double = indicator("2 * certified", id="double", code="3.02", kind=Kind.RATIO)
    told = tell(assess(*INDICATORS, double), "double", RU, organisation="a")
    assert told.numbers == "2 * 0,9"
    assert [reference.code for reference in told.references] == ["1.01"]


def test_the_previous_period_is_put_in_too() -> None:
    grown = indicator("total - previous(other)", id="grown", code="3.03", kind=Kind.COUNT)
    # total of a is 50 this year, other was 8
    assert tell(assess(*INDICATORS, grown), "grown", RU, organisation="a").numbers == "50 - 8"


def test_an_indicator_of_another_type_of_organisation_does_not_apply() -> None:
    assert tell(ASSESSMENT, STAFF.id, RU, organisation="a").full == "не применяется"


@pytest.mark.parametrize("name", ["certified", "CERTIFIED", "1.01"])
def test_an_indicator_is_found_by_id_or_code(name: str) -> None:
    assert tell(ASSESSMENT, name, RU).code == "1.01"


@pytest.mark.parametrize("name", ["b", "Школа № 2", " школа  № 2 "])
def test_an_organisation_is_found_by_any_of_its_names(name: str) -> None:
    assert tell(ASSESSMENT, "certified", RU, organisation=name).unit == "b"


def test_an_unknown_indicator_is_told_with_the_closest() -> None:
    with pytest.raises(KokoqError) as caught:
        tell(ASSESSMENT, "certifed", RU)
    assert caught.value.diagnostic.rule.code == "KQ907"
    assert caught.value.diagnostic.params["close"] == ("certified",)


def test_an_unknown_organisation_is_told_with_the_closest() -> None:
    with pytest.raises(KokoqError) as caught:
        tell(ASSESSMENT, "certified", RU, organisation="Школа № 9")
    assert caught.value.diagnostic.rule.code == "KQ309"


@pytest.mark.parametrize("indicator_id", [i.id for i in INDICATORS])
@pytest.mark.parametrize("organisation", [None, "a", "c", "d"])
@pytest.mark.parametrize("words", [RU, EN])
def test_every_story_fits_a_terminal(indicator_id: str, organisation: str | None, words: object) -> None:
    text = story(ASSESSMENT, indicator_id, RU if words is RU else EN, organisation=organisation, width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert text.endswith("\n")


def test_the_text_of_a_story_reads_from_the_value_to_the_cells() -> None:
    lines = story(ASSESSMENT, "certified", RU, organisation="a").splitlines()
    assert lines[:4] == ["1.01 Доля выпускников с аттестатом", "a, 2020/2021", "", "Значение: 90,0\u00a0%"]
    assert "С числами: 45 / 50 = 90,0\u00a0%" in lines
    assert "    form.xlsx!Лист!B4" in lines


def test_a_story_survives_an_invalid_number() -> None:
    # 60 of 50: the organisation is left out of the total
    now = {**NOW, "a": {"part": 60, "total": 50}}
    told = tell(assess(CERTIFIED, now=now), "certified", RU)
    assert told.numbers == "20 / 20"
    out = told.excluded[0]
    assert (out.title, out.reason) == ("a", "ошибка в данных")
    assert [(i.title, i.value) for i in out.inputs] == [("part", "60 чел."), ("total", "50 чел.")]


def test_an_absent_operand_is_named_in_the_numbers() -> None:
    now = {**NOW, "a": {"part": Absence.NO_DATA, "total": 50}}
    assert tell(assess(CERTIFIED, now=now), "certified", RU, organisation="a").numbers == "нет / 50"
