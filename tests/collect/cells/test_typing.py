from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.typed import SheetPlace, Typed
from kokoq.collect.cells.typing import read_cell
from kokoq.collect.cells.words import SENTINELS, Vocabulary, vocabulary
from kokoq.collect.read.book import Kind, RawCell
from kokoq.collect.read.formats import BY_PROGRAM
from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.model import Field, Sentinel, Type
from kokoq.observations import Absence
from kokoq.wording import to_fix, to_message
from tests.collect.tiny import CATALOGUE, SETTINGS, Raw, make_cell, make_field

SHEET = SheetPlace("file.xlsx", "Лист1")
WORDS = vocabulary(CATALOGUE, SETTINGS)


def field(kind: Type, *, limits: tuple[Decimal | None, Decimal | None] = (None, None)) -> Field:
    return make_field("x", type=kind, limits=limits, dictionary="subjects" if kind is Type.SYMBOL else "")


def read(value: Raw, kind: Type, *, words: Vocabulary = WORDS, style: str = "General") -> Typed:
    return read_cell(make_cell(value, row=7, column=3, style=style), field(kind), sheet=SHEET, words=words)


def codes(typed: Typed) -> list[str]:
    return [finding.rule.code for finding in typed.findings]


@pytest.mark.parametrize(
    ("typed", "value"),
    [(12, 12.0), (0, 0.0), (12.0000000001, 12.0)],
)
def test_a_plain_number_is_read_without_a_note(typed: str | float, value: float) -> None:
    assert read(typed, Type.COUNT) == Typed(value, Absence.PRESENT)


def manner(found: Typed) -> tuple[str, str, str]:
    """By which rule the manner of writing is told, what stands there, what it is read as."""
    assert found.manner is not None
    return (found.manner.rule.code, str(found.manner.written), found.manner.read_as)


@pytest.mark.parametrize(
    ("typed", "kind", "value", "read_as"),
    [
        ("12", Type.COUNT, 12.0, "12"),
        (" 12\u00a0", Type.COUNT, 12.0, "12"),
        ("-0", Type.COUNT, 0.0, "0"),
        ("85,3", Type.NUMBER, 85.3, "85,3"),
        ("85", Type.PERCENT, 0.85, "85\u00a0%"),
        ("4", Type.MARK, 4.0, "4"),
    ],
)
def test_a_number_kept_as_a_text_is_told_by_its_manner(typed: str, kind: Type, value: float, read_as: str) -> None:
    found = read(typed, kind)
    assert (found.value, codes(found), manner(found)) == (value, [], ("KQ417", typed, read_as))


@pytest.mark.parametrize("kind", [Type.COUNT, Type.NUMBER, Type.DATE])
def test_what_a_csv_holds_is_a_text_by_nature(kind: Type) -> None:
    typed = "01.05.2021" if kind is Type.DATE else "12"
    assert read_cell(RawCell(7, 3, Kind.TEXT, typed, BY_PROGRAM), field(kind), sheet=SHEET, words=WORDS).manner is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234", 1234.0),
        ("1\u00a0234", 1234.0),
        ("1\u202f234\u202f567", 1234567.0),
        ("12 чел.", 12.0),
        ("12чел", 12.0),
        ("12 уч.", 12.0),
        ("12 детей", 12.0),
        ("12 обучающихся", 12.0),
        ("12 шт", 12.0),
        ("12.", 12.0),
        ("'12", 12.0),
        ("’12", 12.0),
        ("12\u2009345", 12345.0),
    ],
)
def test_a_number_dressed_up_is_read_and_noted(typed: str, value: float) -> None:
    found = read(typed, Type.COUNT)
    assert (found.value, codes(found)) == (value, ["KQ408"])
    assert found.findings[0].where == Cell("file.xlsx", "Лист1", "C7")


@pytest.mark.parametrize("typed", ["нет", "около 20", "12 34", "12,", "12/05", "двенадцать", "12 яблок", "5+7", True])
def test_what_is_no_number_is_not_guessed(typed: Raw) -> None:
    found = read(typed, Type.COUNT)
    assert (found.value, found.absence, codes(found)) == (None, Absence.INVALID, ["KQ401"])


@pytest.mark.parametrize("kind", [Type.COUNT, Type.NUMBER, Type.PERCENT, Type.MARK])
@pytest.mark.parametrize("typed", ["9" * 310, "9" * 40_000, "1234567890123456", 1e15, 1e30, 1e308])
def test_a_figure_that_no_cell_keeps_exactly_is_none(typed: Raw, kind: Type) -> None:
    found = read(typed, kind)
    assert (found.value, found.absence, codes(found)) == (None, Absence.INVALID, ["KQ420"])
    assert found.findings[0].where == Cell("file.xlsx", "Лист1", "C7")


def test_the_largest_figure_that_is_exact_is_read() -> None:
    assert read(999_999_999_999_999, Type.COUNT) == Typed(999_999_999_999_999.0, Absence.PRESENT)
    assert codes(read("-1234567890123456", Type.NUMBER)) == ["KQ420"]


@pytest.mark.parametrize(
    ("typed", "unit", "kind"),
    [
        ("12 руб.", "persons", Type.COUNT),
        ("12 баллов", "persons", Type.COUNT),
        ("12 руб.", "", Type.COUNT),
        ("12 чел.", "events", Type.COUNT),
        ("12 чел.", "", Type.PERCENT),
        ("12 руб.", "", Type.PERCENT),
        ("12шт", "", Type.PERCENT),
        ("4 чел.", "", Type.MARK),
        ("12 чел.", "roubles", Type.NUMBER),
    ],
)
def test_a_unit_of_something_else_is_not_passed_over(typed: str, unit: str, kind: Type) -> None:
    units = {"persons": "чел.", "events": "мероприятий", "roubles": "тыс. руб."}
    words = vocabulary(replace(CATALOGUE, units=units), SETTINGS)
    asked = make_field("x", type=kind, unit=unit)
    found = read_cell(make_cell(typed), asked, sheet=SHEET, words=words)
    assert (found.value, codes(found)) == (None, ["KQ421"])
    assert "«12" in to_message(found.findings[0], language("ru")) or "«4" in to_message(
        found.findings[0], language("ru")
    )


@pytest.mark.parametrize(
    ("typed", "unit", "kind", "value"),
    [
        ("12 тыс. руб.", "roubles", Type.NUMBER, 12.0),
        ("12 человек", "persons", Type.COUNT, 12.0),
        ("12 мероприятий", "events", Type.COUNT, 12.0),
        ("12 шт.", "events", Type.COUNT, 12.0),
        ("12 руб.", "", Type.NUMBER, 12.0),  # no unit is declared that it could contradict
        ("85,3 процента", "", Type.PERCENT, 0.853),
        ("4 балла", "", Type.MARK, 4.0),
        ("85 %", "share", Type.NUMBER, 85.0),
    ],
)
def test_the_unit_that_is_asked_for_is_read_and_noted(typed: str, unit: str, kind: Type, value: float) -> None:
    units = {"persons": "чел.", "events": "мероприятий", "roubles": "тыс. руб.", "share": "%"}
    words = vocabulary(replace(CATALOGUE, units=units), SETTINGS)
    found = read_cell(make_cell(typed), make_field("x", type=kind, unit=unit), sheet=SHEET, words=words)
    assert (found.value, codes(found)) == (value, ["KQ408"])


@pytest.mark.parametrize(
    ("typed", "kind", "readings"),
    [
        ("01.09", Type.NUMBER, "«1,09», дата 01.09"),
        ("01.09", Type.PERCENT, "«1,09», дата 01.09"),
        ("01.09", Type.COUNT, "«1,09», дата 01.09"),
        ("1.234", Type.NUMBER, "«1,234», «1234»"),
        ("-12.500", Type.NUMBER, "«-12,500», «-12500»"),
        ("12.000", Type.COUNT, "«12,000», «12000»"),
        ("12,000", Type.COUNT, "«12,000», «12000»"),
        ("1.234", Type.COUNT, "«1,234», «1234»"),
        ("12,000", Type.NUMBER, "«12,000», «12000»"),
        ("09.2025", Type.NUMBER, "«9,2025», месяц 09.2025"),
        ("12.2025", Type.PERCENT, "«12,2025», месяц 12.2025"),
    ],
)
def test_a_point_that_may_mean_two_things_is_not_guessed(typed: str, kind: Type, readings: str) -> None:
    found = read(typed, kind)
    assert (found.value, codes(found)) == (None, ["KQ422"])
    assert f"({readings})" in to_message(found.findings[0], language("ru"))


def test_a_point_is_clear_where_the_limits_leave_one_reading() -> None:
    limited = field(Type.NUMBER, limits=(Decimal(2), Decimal(5)))
    assert read_cell(make_cell("4.123"), limited, sheet=SHEET, words=WORDS).value == 4.123
    large = field(Type.NUMBER, limits=(Decimal(100), None))
    assert codes(read_cell(make_cell("4.123"), large, sheet=SHEET, words=WORDS)) == ["KQ411"]
    assert read("0.123", Type.NUMBER).value == 0.123


@pytest.mark.parametrize(
    "typed", ["45\n123", "4\n500", "45 \r\n 123", "45\t123", "1 234\n567", "12\u2028345", "12.\n345"]
)
@pytest.mark.parametrize("kind", [Type.COUNT, Type.NUMBER])
def test_a_break_of_lines_or_a_tab_parts_numbers_and_no_thousands(typed: str, kind: Type) -> None:
    found = read(typed, kind)
    assert (found.value, codes(found)) == (None, ["KQ366"])


@pytest.mark.parametrize("typed", ["\n45\n", "45\nчел.", "45\t"])
def test_a_break_beside_a_number_or_before_its_unit_parts_nothing(typed: str) -> None:
    assert read(typed, Type.COUNT).value == 45.0


@pytest.mark.parametrize("typed", ["12,345", "13.2025", "12,00", "9,2025"])
def test_a_fraction_that_is_written_plainly_is_one(typed: str) -> None:
    assert read(typed, Type.NUMBER).value == float(typed.replace(",", "."))


@pytest.mark.parametrize(
    ("kind", "style", "shown"),
    [
        (Type.COUNT, '0.0"%"', "12,0%"),
        (Type.PERCENT, '0" чел."', "12 чел."),
        (Type.PERCENT, "0.00 ₽", "12,00 ₽"),
        (Type.COUNT, "#,##0 [$₽-419]", "12 ₽"),
        (Type.COUNT, '#,##0.00"р."', "12,00р."),
        (Type.COUNT, '0" тыс."', "12 тыс."),
        (Type.COUNT, '0" тыс. чел."', "12 тыс. чел."),
        (Type.NUMBER, '0.0" тыс. руб."', "12,0 тыс. руб."),
        (Type.NUMBER, '0" млн"', "12 млн"),
    ],
)
def test_a_unit_that_a_number_format_shows_is_held_like_a_typed_one(kind: Type, style: str, shown: str) -> None:
    found = read_cell(make_cell(12, style=style), make_field("x", type=kind, unit=""), sheet=SHEET, words=WORDS)
    assert (found.value, codes(found), found.findings[0].params["value"]) == (None, ["KQ421"], shown)


@pytest.mark.parametrize(
    ("kind", "style", "value"),
    [(Type.COUNT, '0" чел."', 12.0), (Type.PERCENT, '0.0"%"', 0.12), (Type.NUMBER, "0.00 ₽", 12.0)],
)
def test_a_unit_of_the_field_in_a_number_format_is_silent(kind: Type, style: str, value: float) -> None:
    asked = make_field("x", type=kind, unit="")
    assert read_cell(make_cell(12, style=style), asked, sheet=SHEET, words=WORDS) == Typed(value, Absence.PRESENT)


@pytest.mark.parametrize("typed", ["12–15", "12-15", "12 - 15 чел.", "12…15", "от 12 до 15", "12 до 15"])
def test_a_span_is_told_as_one(typed: str) -> None:
    assert codes(read(typed, Type.COUNT)) == ["KQ423"]


@pytest.mark.parametrize("typed", ["1.234,5", "1,234.5", "1.234.567,8"])
def test_a_point_and_a_comma_in_one_number_are_told(typed: str) -> None:
    assert codes(read(typed, Type.NUMBER)) == ["KQ424"]


@pytest.mark.parametrize(("typed", "value"), [("85,3", 85.3), ("85.3", 85.3), ("−3,5", -3.5), ("-3", -3.0)])
def test_comma_and_dot_are_both_decimal_signs(typed: str, value: float) -> None:
    assert read(typed, Type.NUMBER).value == value


@pytest.mark.parametrize(
    ("typed", "style", "value"),
    [(85.3, "General", 0.853), (0.853, "0.0%", 0.853), (1.0, "0%", 1.0), (100, "General", 1.0), (0, "General", 0.0)],
)
def test_a_percent_is_kept_as_a_fraction(typed: float, style: str, value: float) -> None:
    assert read(typed, Type.PERCENT, style=style) == Typed(value, Absence.PRESENT)


@pytest.mark.parametrize("typed", ["85,3 %", "85.3%", "85,3\u00a0%"])
def test_a_percent_sign_typed_as_text_is_noted(typed: str) -> None:
    found = read(typed, Type.PERCENT)
    assert (found.value, codes(found)) == (0.853, ["KQ408"])


@pytest.mark.parametrize("typed", [0.853, "0,853", 1])
def test_a_fraction_where_percents_are_asked_is_unclear(typed: str | float) -> None:
    assert codes(read(typed, Type.PERCENT)) == ["KQ413"]


def test_a_percent_in_a_field_of_persons_is_no_number() -> None:
    assert codes(read(0.5, Type.COUNT, style="0%")) == ["KQ401"]
    assert codes(read("50 %", Type.COUNT)) == ["KQ421"]


def test_a_percent_above_a_hundred_is_out_of_range() -> None:
    found = read(853, Type.PERCENT)
    assert codes(found) == ["KQ411"]
    assert found.findings[0].params["limits"] == "0–100\u00a0%"


@pytest.mark.parametrize(
    ("typed", "value", "note"),
    [
        ("да", 1.0, ""),
        ("Нет", 0.0, ""),
        ("+", 1.0, "KQ408"),
        ("−", 0.0, "KQ408"),
        ("-", 0.0, "KQ408"),
        ("имеется", 1.0, "KQ408"),
        (1, 1.0, "KQ408"),
        ("0", 0.0, "KQ408"),
    ],
)
def test_yes_and_no_are_read_in_words_and_signs(typed: Raw, value: float, note: str) -> None:
    found = read(typed, Type.YES_NO)
    assert (found.value, codes(found)) == (value, note.split())


@pytest.mark.parametrize("typed", ["частично", 2, "да, но нет"])
def test_half_an_answer_is_no_answer(typed: str | float) -> None:
    assert codes(read(typed, Type.YES_NO)) == ["KQ402"]


@pytest.mark.parametrize("typed", ["-", "—", "н/д", "Н/Д", "нет данных", "нд", "…"])
def test_a_word_for_no_data_is_an_absence_of_its_own(typed: str) -> None:
    found = read(typed, Type.COUNT)
    assert (found.value, found.absence, codes(found)) == (None, Absence.NO_DATA, ["KQ409"])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Type.COUNT, "введите число, а если таких случаев не было — 0"),
        (Type.NUMBER, "введите число"),
        (Type.PERCENT, "введите число процентов"),
        (Type.MARK, "введите отметку от 2 до 5"),
        (Type.YES_NO, "выберите «да» или «нет»"),
        (Type.DATE, "введите дату, например 01.09.2021"),
        (Type.TEXT, "впишите ответ словами"),
    ],
)
def test_what_to_do_about_no_data_is_said_as_the_type_wants_it(kind: Type, answer: str) -> None:
    (finding,) = read("н/д", kind).findings
    assert to_fix(finding, language("ru")) == f"Если данные есть, {answer}."


@pytest.mark.parametrize("minus", ["-", "−"])
def test_a_minus_is_a_no_where_yes_or_no_is_asked(minus: str) -> None:
    found = read(minus, Type.YES_NO)
    assert (found.value, codes(found)) == (0.0, ["KQ408"])


@pytest.mark.parametrize("dash", ["–", "—", " — ", "―"])
def test_a_long_dash_says_nothing_also_where_yes_or_no_is_asked(dash: str) -> None:
    found = read(dash, Type.YES_NO)
    assert (found.absence, codes(found)) == (Absence.NO_DATA, ["KQ409"])


@pytest.mark.parametrize("cross", ["x", "Х", "х", "×"])
def test_a_cross_is_neither_yes_nor_no_unless_the_campaign_says_what_it_is(cross: str) -> None:
    assert codes(read(cross, Type.YES_NO)) == ["KQ402"]
    declared = Vocabulary({**SENTINELS, cross.lower(): Sentinel.NOT_APPLICABLE}, declared=frozenset({cross.lower()}))
    assert read(cross, Type.YES_NO, words=declared).absence is Absence.NOT_APPLICABLE
    assert read("x", Type.COUNT).absence is Absence.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("typed", "read_as"), [("007", "7"), ("12,00", "12"), ("１２", "12"), ("85.3", "85,3"), ("12.05", "12,05")]
)
def test_a_number_written_otherwise_than_we_would_is_noted(typed: str, read_as: str) -> None:
    found = read(typed, Type.NUMBER)
    assert (codes(found), found.findings[0].params["read_as"]) == (["KQ408"], read_as)


def test_a_csv_may_write_its_numbers_with_a_point() -> None:
    cell = RawCell(7, 3, Kind.TEXT, "98.1507", BY_PROGRAM)
    assert read_cell(cell, field(Type.NUMBER), sheet=SHEET, words=WORDS) == Typed(98.1507, Absence.PRESENT)


@pytest.mark.parametrize(
    ("typed", "codes_"),
    [("01.09", ["KQ422"]), ("09.2025", ["KQ422"]), ("1.09", []), ("12.2025", []), ("0.5", []), ("0.125", [])],
)
def test_a_csv_does_not_begin_a_number_with_a_nought_unless_it_is_a_day(typed: str, codes_: list[str]) -> None:
    cell = RawCell(7, 3, Kind.TEXT, typed, BY_PROGRAM)
    assert codes(read_cell(cell, field(Type.NUMBER), sheet=SHEET, words=WORDS)) == codes_


@pytest.mark.parametrize("typed", ["0", "12", "-3", "85,3", "0,25"])
def test_a_number_written_as_we_would_needs_no_note(typed: str) -> None:
    assert codes(read(typed, Type.NUMBER)) == []


@pytest.mark.parametrize("typed", ["10/05/2021", "1/2/2021", "10/05/2021 0:00:00", "10/05/2021 12:30"])
def test_a_date_with_slashes_that_may_be_two_days_is_not_guessed(typed: str) -> None:
    found = read(typed, Type.DATE)
    assert (found.value, found.absence, codes(found)) == (None, Absence.INVALID, ["KQ418"])
    readings = found.findings[0].params["readings"]
    assert readings == (("01.02.2021", "02.01.2021") if typed[0:2] == "1/" else ("10.05.2021", "05.10.2021"))


@pytest.mark.parametrize(("typed", "day"), [("05/25/2021", 25), ("25/05/2021", 25), ("05/05/2021", 5)])
def test_a_date_with_slashes_that_can_be_one_day_only_is_read_and_noted(typed: str, day: int) -> None:
    found = read(typed, Type.DATE)
    assert (found.value, codes(found)) == (float(dt.date(2021, 5, day).toordinal()), ["KQ408"])


def test_not_applicable_is_noted() -> None:
    found = read("не применимо", Type.COUNT)
    assert (found.absence, codes(found)) == (Absence.NOT_APPLICABLE, ["KQ408"])


def test_a_campaign_may_declare_that_a_word_is_zero() -> None:
    words = Vocabulary({**SENTINELS, "нет": Sentinel.ZERO})
    found = read("нет", Type.COUNT, words=words)
    assert (found.value, codes(found)) == (0.0, ["KQ408"])
    assert read("нет", Type.YES_NO, words=words).value == 0.0


@pytest.mark.parametrize(("typed", "code"), [(-1, "KQ415"), (2.5, "KQ412"), ("2,5", "KQ412"), ("−4", "KQ415")])
def test_persons_are_whole_and_not_negative(typed: str | float, code: str) -> None:
    assert codes(read(typed, Type.COUNT)) == [code]


def test_a_value_beyond_the_declared_limits_is_no_value() -> None:
    limited = field(Type.COUNT, limits=(Decimal(0), Decimal(300)))
    found = read_cell(make_cell(4100), limited, sheet=SHEET, words=WORDS)
    assert (found.value, codes(found), found.findings[0].params["limits"]) == (None, ["KQ411"], "0–300")


def test_a_mark_lies_between_two_and_five() -> None:
    assert read(5, Type.MARK).value == 5.0
    assert codes(read(1, Type.MARK)) == ["KQ411"]
    assert codes(read(4.5, Type.MARK)) == ["KQ412"]


DAY = float(dt.date(2021, 3, 15).toordinal())


@pytest.mark.parametrize("typed", ["15.03.2021", "15.3.2021", "2021-03-15"])
def test_a_date_in_figures_is_told_by_being_a_text_alone(typed: str) -> None:
    found = read(typed, Type.DATE)
    assert (found.value, codes(found), manner(found)) == (DAY, [], ("KQ417", typed, "15.03.2021"))


@pytest.mark.parametrize("typed", ["2021-03-15T00:00", "15.03.2021 12:30", "15.3.2021  9:05:07", "2021-03-15 12:30"])
def test_a_time_beside_a_written_date_is_left_out_and_told(typed: str) -> None:
    found = read(typed, Type.DATE)
    assert (found.value, codes(found), manner(found)) == (DAY, [], ("KQ432", typed, "15.03.2021"))


@pytest.mark.parametrize(
    ("serial", "style", "code", "written"),
    [
        (44270.52, "dd.mm.yyyy", "KQ432", "15.03.2021 12:28:48"),  # 0.52 of 86 400 s is 44 928 s, 12 h 28 min 48 s
        (44270.5, "dd.mm.yyyy h:mm", "KQ432", "15.03.2021 12:00"),
        (44270.0, "mmmm yyyy", "KQ433", "cell.date_part.month"),
        (44270.0, "[$-419]mmm\\ yy;@", "KQ433", "cell.date_part.month"),
        (44270.0, "d/m", "KQ433", "cell.date_part.day"),
        (44270.5, "h:mm", "KQ433", "cell.date_part.time"),
    ],
)
def test_what_a_date_hides_or_has_beside_is_told(serial: float, style: str, code: str, written: str) -> None:
    cell = RawCell(7, 3, Kind.DATE, serial, style)  # 44 270 is 15 March 2021
    found = read_cell(cell, field(Type.DATE), sheet=SHEET, words=WORDS)
    assert (found.value, codes(found), manner(found)) == (DAY, [], (code, written, "15.03.2021"))


@pytest.mark.parametrize(
    "style", ["dd.mm.yyyy", "yyyy-mm-dd", "d mmmm yyyy", "[$-F800]dddd, mmmm dd, yyyy", '"от" d.m.yy']
)
def test_a_date_that_is_seen_whole_is_silent(style: str) -> None:
    cell = RawCell(7, 3, Kind.DATE, 44270.0, style)
    assert read_cell(cell, field(Type.DATE), sheet=SHEET, words=WORDS) == Typed(DAY, Absence.PRESENT)


@pytest.mark.parametrize(
    "typed",
    [
        *("15.3.2021 г.", "15 марта 2021 г.", "15 МАРТА 2021", "15/03/2021", "15 мар. 2021 г.", "15.03.2021."),
        *('"15" марта 2021г.', "15 марта 2021 12:30", "15.03.21", "15.03.21 г.", "１５.03.2021"),
        *("15.03. 2021", "15. 03. 21", "15 марта 21 г.", "2021.03.15", "2021/03/15"),
    ],
)
def test_a_date_in_words_is_read_and_noted(typed: str) -> None:
    found = read(typed, Type.DATE)
    assert (found.value, codes(found)) == (DAY, ["KQ408"])
    assert found.findings[0].params["read_as"] == "15.03.2021"


@pytest.mark.parametrize("typed", ["#Н/Д", "#ДЕЛ/0!", "#ССЫЛКА!", "#DIV/0!"])
@pytest.mark.parametrize("asked", [Type.COUNT, Type.YES_NO, Type.DATE, Type.TEXT])
def test_an_error_value_that_comes_as_a_text_is_one_all_the_same(typed: str, asked: Type) -> None:
    cell = RawCell(7, 3, Kind.TEXT, typed)
    assert codes(read_cell(cell, field(asked), sheet=SHEET, words=WORDS)) == ["KQ405"]


def test_a_date_cell_is_read_plainly_and_a_bare_serial_with_a_note() -> None:
    # 44270 days after 30 December 1899 is 15 March 2021
    cell = RawCell(7, 3, Kind.DATE, 44270.0, "dd.mm.yyyy")
    assert read_cell(cell, field(Type.DATE), sheet=SHEET, words=WORDS) == Typed(DAY, Absence.PRESENT)
    found = read(44270, Type.DATE)
    assert (found.value, codes(found)) == (DAY, ["KQ408"])


@pytest.mark.parametrize(
    "typed", ["31.02.2021", "2021", "скоро", 3, 0.5, "01.09.0025", "01.09.45", "01/09/21", "01.09.2201"]
)
def test_what_is_no_date_is_said(typed: str | float) -> None:
    assert codes(read(typed, Type.DATE)) == ["KQ404"]


@pytest.mark.parametrize("serial", [2025.0, 0.520833, 60.0, 3_500.0])
def test_a_cell_that_shows_a_year_or_a_time_as_a_day_is_no_date(serial: float) -> None:
    # 2025 days after 30 December 1899 is 17.07.1905; 60 the 29 February that 1900 had not; 3500 is 31.07.1909
    cell = RawCell(7, 3, Kind.DATE, serial, "dd.mm.yyyy")
    found = read_cell(cell, field(Type.DATE), sheet=SHEET, words=WORDS)
    assert (found.value, codes(found)) == (None, ["KQ404"])


def test_a_day_long_ago_is_one_where_it_is_written_as_one() -> None:
    # 13150 days after 30 December 1899 is 1 January 1936
    cell = RawCell(7, 3, Kind.DATE, 13_150.0, "dd.mm.yyyy")
    day = float(dt.date(1936, 1, 1).toordinal())
    assert read_cell(cell, field(Type.DATE), sheet=SHEET, words=WORDS).value == day
    assert read("01.01.1936", Type.DATE).value == day


def test_a_year_in_two_digits_is_of_this_century_up_to_29() -> None:
    assert parse_date("01.09.29") == dt.date(2029, 9, 1)
    assert parse_date("01.09.75") == dt.date(1975, 9, 1)
    assert parse_date("01.09.30") is None


def test_a_number_that_excel_turned_into_a_date_is_no_number() -> None:
    cell = RawCell(7, 3, Kind.DATE, 44270.0, "d-mmm")
    found = read_cell(cell, field(Type.COUNT), sheet=SHEET, words=WORDS)
    assert codes(found) == ["KQ401"]
    assert found.findings[0].params["value"] == "15.03.2021"


@pytest.mark.parametrize(
    ("kind", "fix"),
    [
        (Type.COUNT, "Введите число без слов и единиц, например 9; если таких нет, введите 0."),
        (Type.NUMBER, "Введите число без слов и единиц, например 9 или 9,5."),  # a price of 0 would be an answer
        (Type.PERCENT, "Введите число без слов и единиц, например 9 или 9,5."),
    ],
)
def test_only_a_count_of_none_is_advised_to_be_zero(kind: Type, fix: str) -> None:
    (finding,) = read("сто рублей", kind).findings
    assert to_fix(finding, language("ru")) == fix


@pytest.mark.parametrize("typed", ["rus", "Русский язык"])
def test_symbols_are_read_by_code_and_title(typed: str) -> None:
    assert read(typed, Type.SYMBOL) == Typed("rus", Absence.PRESENT)


@pytest.mark.parametrize(
    ("typed", "code", "title"),
    [
        ("русский  ЯЗЫК", "rus", "Русский язык"),
        ("Русский язык ", "rus", "Русский язык"),
        ("«Математика»", "math", "Математика"),
        ("RUS", "rus", "Русский язык"),
        ("матем.", "math", "Математика"),
    ],
)
def test_a_symbol_in_another_spelling_or_by_an_alias_is_told_by_its_manner(typed: str, code: str, title: str) -> None:
    found = read(typed, Type.SYMBOL)
    assert (found.value, codes(found), manner(found)) == (code, [], ("KQ431", typed, title))


@pytest.mark.parametrize(
    ("typed", "word", "written"),
    [
        ("Да", "form.yes", "Да"),
        (" нет", "form.no", " нет"),
        ("«да»", "form.yes", "«да»"),
        ("yes", "form.yes", "yes"),
        (True, "form.yes", "cell.true"),
        (False, "form.no", "cell.false"),
    ],
)
def test_yes_and_no_in_another_spelling_are_told_by_their_manner(typed: Raw, word: str, written: str) -> None:
    found = read(typed, Type.YES_NO)
    assert (found.value, codes(found), manner(found)) == (float(word == "form.yes"), [], ("KQ431", written, word))


def test_an_english_form_asks_for_yes_and_a_russian_one_for_da() -> None:
    english = vocabulary(CATALOGUE, replace(SETTINGS, language="en"))
    assert read("yes", Type.YES_NO, words=english) == Typed(1.0, Absence.PRESENT)
    assert manner(read("да", Type.YES_NO, words=english)) == ("KQ431", "да", "form.yes")


def test_an_unknown_symbol_gets_close_ones() -> None:
    found = read("Обществазнание", Type.SYMBOL)
    assert codes(found) == ["KQ403"]
    assert found.findings[0].params["close"] == ("обществознание",)


def test_an_error_value_and_a_formula_without_a_value_are_told_apart() -> None:
    assert codes(read("#ДЕЛ/0!", Type.COUNT)) == ["KQ405"]
    assert codes(read(None, Type.COUNT)) == ["KQ406"]


@pytest.mark.parametrize("kind", [Type.TEXT, Type.COUNT, Type.DATE])
@pytest.mark.parametrize("typed", ["\u2060", " \u200b\u00a0"])
def test_what_nobody_sees_is_no_answer(typed: str, kind: Type) -> None:
    assert read(typed, kind) == Typed(None, Absence.BLANK)


def test_a_text_is_what_is_seen_in_the_cell() -> None:
    assert read(1e15, Type.TEXT).value == "1000000000000000"
    day = RawCell(7, 3, Kind.DATE, 44270.0, "dd.mm.yyyy")  # 15 March 2021, as above
    assert read_cell(day, field(Type.TEXT), sheet=SHEET, words=WORDS).value == "15.03.2021"


def test_an_empty_cell_is_blank_and_silent() -> None:
    assert read_cell(None, field(Type.COUNT), sheet=SHEET, words=WORDS) == Typed(None, Absence.BLANK)
    assert read(" \u00a0 ", Type.COUNT) == Typed(None, Absence.BLANK)


@pytest.mark.parametrize(
    ("typed", "text"), [("  Приказ   № 5 ", "Приказ № 5"), ("Приказ\n№\u00a05", "Приказ № 5"), (True, "TRUE")]
)
def test_a_text_keeps_its_words_and_needless_spaces_are_told(typed: Raw, text: str) -> None:
    found = read(typed, Type.TEXT)
    written = "cell.true" if typed is True else str(typed)
    assert (found.value, codes(found), manner(found)) == (text, [], ("KQ434", written, text))


@pytest.mark.parametrize(
    ("held", "style", "text"),
    [(123, "0000000", "0000123"), (1234, "000", "1234"), (12, "0", "12"), (5, "General", "5")],
)
def test_a_code_in_digits_keeps_the_noughts_that_its_format_shows(held: float, style: str, text: str) -> None:
    assert read(held, Type.TEXT, style=style) == Typed(text, Absence.PRESENT)


@pytest.mark.parametrize("typed", ["Приказ № 5", 5, 5.25])
def test_a_text_as_it_stands_is_silent(typed: Raw) -> None:
    assert read(typed, Type.TEXT).manner is None


def test_a_month_is_known_by_its_name_or_three_letters_alone() -> None:
    assert parse_date("1 мая 2021") == dt.date(2021, 5, 1)
    assert parse_date("1 сент. 2021") == dt.date(2021, 9, 1)
    assert parse_date("1 сен 2021") == dt.date(2021, 9, 1)
    assert parse_date("30 мартобря 2021") is None


@pytest.mark.parametrize(
    ("cell", "ru", "en"),
    [
        (RawCell(7, 3, Kind.BOOL, value=True), "ИСТИНА", "TRUE"),
        (RawCell(7, 3, Kind.BOOL, value=False), "ЛОЖЬ", "FALSE"),
        (RawCell(7, 3, Kind.DATE, 44_319.0), "03.05.2021", "03.05.2021"),  # 44 317 is 1 May 2021
        (RawCell(7, 3, Kind.NUMBER, 0.5, "0%"), "50\u00a0%", "50\u00a0%"),
        (RawCell(7, 3, Kind.ERROR, "#N/A"), "#Н/Д", "#N/A"),
        (RawCell(7, 3, Kind.ERROR, "#SPILL!"), "#SPILL!", "#SPILL!"),
    ],
)
def test_a_value_is_quoted_as_its_program_shows_it(cell: RawCell, ru: str, en: str) -> None:
    (found,) = read_cell(cell, field(Type.COUNT), sheet=SHEET, words=WORDS).findings
    assert f"«{ru}»" in to_message(found, language("ru"))
    assert f"“{en}”" in to_message(found, language("en"))


# --- number formats that show something else than the cell holds ---


@pytest.mark.parametrize(
    ("held", "style", "shown"),
    [
        (85000, "0,", "85"),
        (85400, "#,##0.0,", "85,4"),
        (7_000_000, "0,,", "7"),
        (85000, '0," чел."', "85 чел."),
        (12, '0"00"', "1200"),
        (12, "0\\0", "120"),
        (26, '"20"00', "2026"),
        (12, '0".5"', "12.5"),
        (12, '"нет"', "нет"),
        (12, '"-";"-"', "-"),
        (0, '0;-0;"5"', "5"),
        (125, '0"."0', "12.5"),
        (1250, "0\\,00", "12,50"),
        (3, '[<5]"мало";0', "мало"),
        (12, '[<5]0;[>=10]"много";0', "много"),
        (45, '0" 000"', "45 000"),
        (45, "0\\ \\0\\0\\0", "45 000"),
        (5, '"-"0', "-5"),
        (5, "[Red]-0", "-5"),
        (5, "(0)", "(5)"),
        (45, '0" из 500"', "45 из 500"),
        (45, '"до "0', "до 45"),
        (45, '"≈"0', "≈45"),
        (45, "*~0", "~45"),
        (12, '0" чел. 9 кл."', "12 чел. 9 кл."),
        (12, '"№ "0', "№ 12"),
        (45000, '0," млн"', "45 млн"),  # one comma is a thousand
        (0, '0;-0;"н/д"', "н/д"),
    ],
)
def test_a_number_that_its_format_shows_as_another_is_asked_back(held: float, style: str, shown: str) -> None:
    found = read(held, Type.COUNT, style=style)
    assert (found.value, found.absence, codes(found)) == (None, Absence.INVALID, ["KQ427"])
    assert found.findings[0].where == Cell("file.xlsx", "Лист1", "C7")
    assert (found.findings[0].params["shown"], found.findings[0].params["value"]) == (shown, str(held))


@pytest.mark.parametrize("style", [";;;", '""', ";;"])
def test_a_number_that_its_format_hides_is_read_and_told(style: str) -> None:
    found = read(12, Type.COUNT, style=style)
    assert (found.value, codes(found)) == (12.0, ["KQ428"])
    assert found.findings[0].where == Cell("file.xlsx", "Лист1", "C7")


@pytest.mark.parametrize(
    "style",
    [
        *("General", "0", "0.0", "#,##0", "# ##0", "#,##0.00", "@", "0.00E+00", "# ?/?", "00", "General;-General"),
        *("0;(0)", '#,##0.0_р_.;[Red](#,##0.0_р_.);"нет"', '0, "тыс. чел."'),
        *('0" чел."', "0_р_.", "[Red]0", "0;[Red]-0", "[>100]0,;0", '0, "тыс."'),
        *(
            "0;-0;;@",
            '_-* #,##0_р_._-;-* #,##0_р_._-;_-* "-"??_р_._-;_-@_-',
            "General_)",
            "+0;-0;0",
            "00-00",
            '[<0]"нет";0',
        ),
    ],
)
@pytest.mark.parametrize("held", [12, 0])
def test_a_format_that_only_rounds_or_decorates_a_number_is_silent(held: float, style: str) -> None:
    assert read(held, Type.COUNT, style=style) == Typed(float(held), Absence.PRESENT)


@pytest.mark.parametrize(
    ("style", "value"),
    [
        *(("0;-0", -5.0), ("0;(0)", -5.0), ("0;[Red]0", -5.0), ('0" чел.";[Red]-0" чел."', -5.0), ("0.0", -5.0)),
        *(("0;0", None), ('0;"минус "0', None), ('0" тыс.";-0" тыс."', None)),
    ],
)
def test_a_number_below_zero_shows_it_by_a_minus_by_brackets_or_by_its_colour(style: str, value: float | None) -> None:
    assert read(-5, Type.NUMBER, style=style).value == value


@pytest.mark.parametrize(
    ("style", "unit", "held", "value"),
    [
        ('0.0" тыс. руб."', "thousands", 45.1, 45.1),  # the unit in which it is asked
        ('0.0," тыс. руб."', "roubles", 45100, 45100.0),  # 45 100 roubles, shown as 45.1 thousands
        ('0.0," тыс. руб."', "thousands", 45100, None),  # shown: 45.1 thousands; held: 45 100 thousands
        ('0.0," руб."', "roubles", 45100, None),
        ("[$₽-419] #,##0.00", "roubles", 45100, 45100.0),
        ("[$$-409]#,##0.00", "roubles", 45100, None),
        ('General" тыс. руб."', "roubles", 45.1, None),
    ],
)
def test_the_scale_that_a_format_shows_is_held_against_the_one_in_which_it_is_asked(
    style: str, unit: str, held: float, value: float | None
) -> None:
    words = vocabulary(replace(CATALOGUE, units={"roubles": "руб.", "thousands": "тыс. руб."}), SETTINGS)
    asked = make_field("x", type=Type.NUMBER, unit=unit)
    assert read_cell(make_cell(held, style=style), asked, sheet=SHEET, words=words).value == value


@pytest.mark.parametrize("typed", ["45,1 тыс. руб.", "45 тыс.", "2 млн"])
def test_a_scale_behind_a_typed_number_is_told_as_such(typed: str) -> None:
    assert codes(read(typed, Type.NUMBER)) == ["KQ421"]


@pytest.mark.parametrize("kind", [Type.COUNT, Type.TEXT, Type.YES_NO, Type.DATE])
def test_a_text_that_its_format_hides_or_replaces_is_told(kind: Type) -> None:
    typed = {Type.COUNT: "12", Type.TEXT: "приказ 5", Type.YES_NO: "да", Type.DATE: "01.09.2021"}[kind]
    assert codes(read(typed, kind, style=";;;"))[-1:] == ["KQ428"]
    assert codes(read(typed, kind, style='0;0;0;"нет"')) == ["KQ427"]
    for style in (";;", ";;;@", "@", '0;0;0;@" шт."', "General;General;General;@"):
        assert codes(read(typed, kind, style=style)) == codes(read(typed, kind))


def test_letters_of_the_colour_behind_them_are_read_and_told() -> None:
    assert (read(12, Type.COUNT, style="\u2060General").value, codes(read(12, Type.COUNT, style="\u20600"))) == (
        12.0,
        ["KQ428"],
    )
    assert codes(read("да", Type.YES_NO, style="\u2060@")) == ["KQ428"]
    assert codes(read(0.85, Type.PERCENT, style="\u20600%")) == ["KQ428"]
    assert read(" ", Type.COUNT, style="\u2060General") == Typed(None, Absence.BLANK)


def test_a_number_hidden_in_a_field_of_another_kind_is_told() -> None:
    assert codes(read(5, Type.TEXT, style=";;;")) == ["KQ428"]
    assert codes(read(5, Type.TEXT, style="0")) == []


def test_percents_and_words_are_no_matter_of_formats_that_show_other_numbers() -> None:
    assert codes(read(0.85, Type.PERCENT, style="0%")) == []
    assert codes(read(85, Type.TEXT, style="0,")) == []


# --- letters struck through, digits raised ---


@pytest.mark.parametrize("kind", [Type.COUNT, Type.TEXT, Type.YES_NO, Type.DATE])
@pytest.mark.parametrize(
    ("held", "style", "value", "struck"),
    [
        ("2\u03365\u0336 27", "General", "25 27", "25"),
        ("2\u03365\u033627", "General", "2527", "25"),
        ("27", "\u0336General", "27", "27"),
        (2.5, "\u03360.0", "2,5", "2,5"),
    ],
)
def test_an_answer_with_something_struck_through_is_asked_back(
    held: Raw, style: str, value: str, struck: str, kind: Type
) -> None:
    found = read(held, kind, style=style)
    assert (found.value, found.absence, codes(found)) == (None, Absence.INVALID, ["KQ429"])
    assert found.findings[0].where == Cell("file.xlsx", "Лист1", "C7")
    assert (found.findings[0].params["value"], found.findings[0].params["struck"]) == (value, struck)


def test_a_number_with_a_raised_digit_is_asked_back_and_a_text_is_not() -> None:
    assert (read("12¹", Type.COUNT).value, codes(read("12¹", Type.COUNT))) == (None, ["KQ430"])
    assert read("12¹", Type.COUNT).findings[0].where == Cell("file.xlsx", "Лист1", "C7")
    assert read("приказ 12¹", Type.TEXT) == Typed("приказ 12¹", Absence.PRESENT)


def test_a_blank_cell_that_is_struck_through_is_blank() -> None:
    assert read("  ", Type.COUNT, style="\u0336General") == Typed(None, Absence.BLANK)


# --- letters that look like others, formats that make something else of a number ---


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        *(("5О0", Type.COUNT, "500"), ("1О", Type.COUNT, "10"), ("О", Type.COUNT, "0"), ("б00", Type.NUMBER, "600")),
        *(("l2 чел.", Type.COUNT, "12 чел."), ("8О,5", Type.PERCENT, "80,5")),
        *(("дa", Type.YES_NO, "да"), ("Heт", Type.YES_NO, "нет"), ("yеs", Type.YES_NO, "yes")),
        *(("О1.09.2020", Type.DATE, "01.09.2020"), ("1 О9 2020", Type.DATE, "")),
        *(("зо", Type.COUNT, ""), ("бо", Type.COUNT, ""), ("Оно", Type.COUNT, ""), ("дано", Type.YES_NO, "")),
    ],
)
def test_a_letter_that_only_looks_like_what_is_needed_is_explained_and_not_taken(
    typed: str, kind: Type, meant: str
) -> None:
    found = read(typed, kind)
    plain = {Type.COUNT: "KQ401", Type.YES_NO: "KQ402", Type.DATE: "KQ404"}
    assert (found.value, codes(found)) == (None, ["KQ367" if meant else plain[kind]])
    if meant:
        assert found.findings[0].params["close"] == (meant,)
        assert "На вид то же, но знак" in to_message(found.findings[0], language("ru"))


def test_the_letter_and_the_digit_that_was_meant_are_named() -> None:
    said = to_message(read("5О0", Type.COUNT).findings[0], language("ru"))
    assert "знак 2 — русская буква «о» (U+043E), а нужна цифра «0» (U+0030)" in said.replace("О", "о").replace(
        "041E", "043E"
    )


@pytest.mark.parametrize(("typed", "value"), [("да.", 1.0), ("Нет.", 0.0), ("да..", 1.0)])
def test_a_full_stop_behind_yes_and_no_is_none_of_their_letters(typed: str, value: float) -> None:
    assert read(typed, Type.YES_NO).value == value


@pytest.mark.parametrize("typed", ["д.", "н.д.", "..."])
def test_a_point_behind_a_letter_makes_another_word_of_it(typed: str) -> None:
    assert read(typed, Type.YES_NO).value is None


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (make_cell(40, style="dd.mm.yyyy")._replace(kind=Kind.DATE), Type.COUNT),  # shown as 09.02.1900
        (make_cell(0.5, style="h:mm")._replace(kind=Kind.DATE), Type.NUMBER),
        (make_cell(40, style="0%"), Type.COUNT),  # shown as 4000 %
        (make_cell(40, style="dd.mm.yyyy")._replace(kind=Kind.DATE), Type.PERCENT),
    ],
)
def test_a_number_in_a_format_of_dates_or_percents_gets_advice_that_helps(cell: RawCell, kind: Type) -> None:
    found = read_cell(cell, field(kind), sheet=SHEET, words=WORDS)
    assert (found.value, codes(found)) == (None, ["KQ401"])
    assert "сначала задайте ячейке общий формат" in to_fix(found.findings[0], language("ru"))
