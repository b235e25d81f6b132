"""Findings in words: text like a compiler's, JSON, groups; places are exact and the order is stable."""

from __future__ import annotations

import json

import pytest

from kokoq.diagnostics import Cell, Severity, Span, ordered
from kokoq.language import Word, language
from kokoq.reports.findings import summary, to_json, to_text
from kokoq.rules import (
    BLANK_CELL,
    COVERAGE_LOW,
    FORMULA_NAME,
    MEANS_DISAGREE,
    NOT_A_NUMBER,
    OVER_100,
    PART_EXCEEDS_WHOLE,
    UNKNOWN_INDICATOR,
    UNKNOWN_KEY,
    WRONG_VALUE,
)
from kokoq.wording import cell_ranges, to_message

RU, EN = language("ru"), language("en")
TYPED = NOT_A_NUMBER.at(Cell("школа 1.xlsx", "Контингент", "C7"), value="нет", field="Всего", wanted="9")


def test_a_finding_reads_severity_code_place_text_and_then_what_to_do() -> None:
    told, fix = to_text([TYPED], RU, width=200).splitlines()
    assert told == "ошибка[KQ401] школа 1.xlsx!Контингент!C7: В поле «Всего» ожидалось число, введено «нет»."
    assert fix.startswith("  Что сделать: ")


def test_what_does_not_fit_goes_on_below_its_beginning() -> None:
    assert to_text([TYPED], RU, width=60).splitlines()[:2] == [
        "ошибка[KQ401] школа 1.xlsx!Контингент!C7: В поле «Всего»",
        "  ожидалось число, введено «нет».",
    ]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, to_text([TYPED], RU, width=width).splitlines())) <= width


def test_no_line_begins_with_a_dash_or_with_the_number_after_it() -> None:
    told = NOT_A_NUMBER.at(Cell("a.xlsx", "Л", "C7"), value="слово — 0, а не слово — слово", field="Всего", wanted="9")
    for width in range(40, 90):
        lines = to_text([told], RU, width=width).splitlines()
        assert not [line for line in lines if line.strip().startswith(("—", "0"))]
        assert "слово — 0, а не слово — слово" in " ".join(map(str.strip, lines))


def test_equal_findings_of_a_sheet_are_told_once_with_all_their_cells() -> None:
    blank = [BLANK_CELL.at(Cell("a.xlsx", "Л", ref), field="Всего") for ref in ("C7", "C8", "C9", "E2")]
    assert "a.xlsx!Л!E2, C7:C9: " in to_text(blank, RU, width=200)


def test_the_advice_stands_once_below_findings_of_one_rule() -> None:
    found = [BLANK_CELL.at(Cell("a.xlsx", "Л", ref), field=ref) for ref in ("C7", "C8")]
    assert to_text(found, RU, width=200).count("Что сделать") == 1


def test_a_definition_shows_its_line_with_carets_below_the_fault() -> None:
    span = Span("x.yaml", 2, 12, 15)
    text = to_text(
        [FORMULA_NAME.at(span, name="grade9_certfied", close=("grade9_certified",))],
        RU,
        width=200,
        source=lambda file: "id: x\n  formula: grade9_certfied / b\n" if file == "x.yaml" else None,
    )
    assert text.splitlines()[1:4] == [
        "   |",
        "  2|   formula: grade9_certfied / b",
        "   |            ^^^^^^^^^^^^^^^",
    ]
    assert "Возможно, имелось в виду: grade9_certified." in text


def test_a_long_line_is_cut_around_the_fault() -> None:
    line = "formula: " + "a + " * 60 + "wrong" + " + a" * 60
    fault = FORMULA_NAME.at(Span("x.yaml", 1, line.index("wrong") + 1, 5), name="wrong", close=())
    lines = to_text([fault], EN, width=60, source=lambda _: line).splitlines()
    carets = next(i for i, text in enumerate(lines) if "^" in text)
    assert max(map(len, lines)) <= 60
    assert lines[carets - 1][lines[carets].index("^") :].startswith("wrong")
    assert lines[carets - 1].partition("| ")[2].startswith("…")
    assert lines[carets - 1].endswith("…")


def test_the_source_may_be_missing() -> None:
    text = to_text([FORMULA_NAME.at(Span("x.yaml", 9, 1, 5), name="x", close=())], EN, source=lambda _: None)
    assert "|" not in text


def test_the_head_alone_is_painted() -> None:
    text = to_text([TYPED], RU, paint=lambda severity, head: f"<{severity}>{head}</>")
    assert text.startswith("<error>ошибка[KQ401]</> школа 1.xlsx")


def test_a_parameter_that_is_a_word_is_said_in_the_language_of_the_reader() -> None:
    found = WRONG_VALUE.at(Span("x.yaml"), key="points", found="two", expected=Word("diagnostic.note"))
    assert "примечание" in to_message(found, RU)
    assert json.loads(to_json([found], EN))[0]["params"]["expected"] == "note"


def test_fractional_parameters_have_the_comma_of_the_language() -> None:
    found = PART_EXCEEDS_WHOLE.at(
        Cell("a.xlsx"), part="Ставки", part_value=12.5, whole="Всего", whole_value=12.0, slip=""
    )
    assert "12,5" in to_message(found, RU)
    assert "12.5" in to_message(found, EN)
    assert "12,0" not in to_message(found, RU)


def test_computed_shares_are_shown_in_percent() -> None:
    over = OVER_100.at(Cell("a.xlsx"), indicator="x", value=1.04)
    parted = MEANS_DISAGREE.at(Cell(""), indicator="x", total="+25.0", mean="-15.0")
    few = COVERAGE_LOW.at(Cell(""), indicator="x", n_reported=9, n_expected=15, minimum="80")
    assert "104,0\u00a0%" in to_message(over, RU)
    assert "+25,0\u00a0п.\u00a0п." in to_message(parted, RU)
    assert "−15,0\u00a0п.\u00a0п." in to_message(parted, RU)
    assert "80\u00a0%" in to_message(few, RU)


def test_json_has_one_finding_a_line_with_its_place_in_parts() -> None:
    text = to_json([TYPED, UNKNOWN_KEY.at(Span("x.yaml", 3, 5, 4), key="a", close=(), allowed=("b", "c"))], RU)
    first, second = json.loads(text)
    assert (first["code"], first["name"], first["severity"]) == ("KQ401", "not-a-number", "error")
    assert (first["file"], first["sheet"], first["cell"]) == ("школа 1.xlsx", "Контингент", "C7")
    assert (second["line"], second["column"], second["params"]["allowed"]) == (3, 5, ["b", "c"])
    assert len(text.splitlines()) == 4
    assert to_json([], RU) == "[]\n"


def test_the_summary_counts_by_severity_with_russian_plurals() -> None:
    found = [TYPED] * 1 + [BLANK_CELL.at(Cell("a"), field="x")] * 22
    found += [MEANS_DISAGREE.at(Cell("a"), indicator="x", total="1.0", mean="-2.0")] * 5
    assert summary(found, RU) == "1 ошибка, 22 предупреждения, 5 примечаний"
    assert summary([], RU) == "замечаний нет"
    assert summary(found[:1], EN) == "1 error"


def test_findings_that_differ_in_the_period_alone_are_both_kept() -> None:
    one = TYPED.of(unit="a", period="2020/2021")
    assert len(ordered([one, one, TYPED.of(unit="a", period="2019/2020")])) == 2


@pytest.mark.parametrize(
    ("refs", "ranges"),
    [
        (("C9", "C7", "C8"), ("C7:C9",)),
        (("C7", "D7"), ("C7", "D7")),
        (("AA10", "C2"), ("C2", "AA10")),
        ((), ()),
    ],
)
def test_cells_that_follow_each_other_are_one_range(refs: tuple[str, ...], ranges: tuple[str, ...]) -> None:
    assert cell_ranges(refs) == ranges


def test_a_finding_without_a_place_has_no_empty_place() -> None:
    text = to_text([UNKNOWN_INDICATOR.at(Cell(""), name="x", close=())], RU, width=200)
    assert text.startswith("ошибка[KQ907] ")
    assert "] :" not in text


def test_control_characters_of_a_cell_do_not_reach_the_terminal() -> None:
    found = NOT_A_NUMBER.at(Cell("a.xlsx", "Л", "C7"), value="\x1b[31mкрасно\x07", field="Всего", wanted="9")
    text = to_text([found], RU)
    assert "\x1b" not in text
    assert "\x07" not in text


def test_every_severity_has_a_word() -> None:
    assert [RU.say(f"diagnostic.{s}") for s in Severity] == ["ошибка", "предупреждение", "примечание"]
