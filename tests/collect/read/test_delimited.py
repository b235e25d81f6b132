from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.collect.read.delimited import decode, find_delimiter
from kokoq.diagnostics import Cell
from kokoq.language import language
from tests.collect.read.small import cells_of, codes, read

WORDS = st.lists(
    st.sampled_from(["школа", "обучающихся", "сведения", "участники", "ЕГЭ", "выпускников", "Ёлкино", "№", "5"]),
    min_size=3,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "cp866"])
def test_russian_text_is_read_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    content = "Школа;Доля\r\nСОШ № 1;85,3\r\n".encode(encoding, "replace")
    assert cells_of(content, tmp_path) == {"A1": "Школа", "B1": "Доля", "A2": "СОШ № 1", "B2": "85,3"}


@settings(deadline=None)
@given(WORDS, st.sampled_from(["utf-8", "cp1251", "cp866"]))
def test_words_come_back_whatever_their_encoding(words: list[str], encoding: str) -> None:
    text = " ".join(["школа", *words])  # letters that only one of the encodings has at their places
    assert decode(text.encode(encoding)) == (text, 0)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("а;б\n1,5;2,5\n", ";"),
        ("1,5;2,5\n3,5;4,5\n", ";"),  # as many commas as semicolons would be: the comma is a decimal one
        ("name,n\nschool,5\n", ","),
        ("а\tб\n1;2\t3\n4\t5\n", "\t"),
        ("а|б|в\n1|2|3\n", "|"),
        ("Отчёт школы, 2021 год\n\nа;б;в\n1;2;3\n4;5;6\n", ";"),
        ('"а;б",в\n"г;д",е\n', ","),
        ("одно слово\n", ";"),
    ],
)
def test_the_delimiter_cuts_rows_evenly(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_places_count_rows_as_excel_does_and_blanks_are_not_listed(tmp_path: Path) -> None:
    content = 'а;;в\n\n"две\nстроки";2\n'.encode()
    assert cells_of(content, tmp_path) == {"A1": "а", "C1": "в", "A3": "две\nстроки", "B3": "2"}


def test_a_first_line_may_declare_the_delimiter(tmp_path: Path) -> None:
    assert cells_of("sep=|\nа|1;2\n".encode(), tmp_path) == {"A1": "а", "B1": "1;2"}


@pytest.mark.parametrize(
    ("content", "cells", "at"),
    [
        (b"school;n\n\0a;12\0\nb;7\n", {"A1": "school", "B1": "n", "A2": "a", "B2": "12", "A3": "b", "B3": "7"}, "A2"),
        (b"school;n\na;1\x002\n", {"A1": "school", "B1": "n", "A2": "a", "B2": "1\ufffd2"}, "B2"),  # no 12, no 1 or 2
        ("школа;\x01\n".encode("cp1251"), {"A1": "школа"}, "B1"),
    ],
)
def test_control_characters_are_told_at_their_cell_and_join_no_figures(
    content: bytes, cells: dict[str, str], at: str, tmp_path: Path
) -> None:
    checked = read(content, tmp_path)
    assert checked.value is not None
    assert {cell.ref: cell.value for cell in checked.value.sheets[0].cells} == cells
    assert [(d.rule.code, str(d.params["what"]), d.where) for d in checked.diagnostics] == [
        ("KQ324", "read.control_characters", Cell("файл.xlsx", "", at))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_zeros_behind_the_end_are_nothing(encoding: str, tmp_path: Path) -> None:
    content = "школа;12\n".encode(encoding) + b"\0" * 500
    assert cells_of(content, tmp_path) == {"A1": "школа", "B1": "12"}


@pytest.mark.parametrize("content", [b"\0", b"\0" * 900, b"a\0" + bytes(range(32)), b"7\x01"])
def test_bytes_that_are_hardly_letters_are_no_text(content: bytes, tmp_path: Path) -> None:
    assert codes(read(content, tmp_path)) == ["KQ301"]


def test_a_two_byte_text_cut_within_a_letter_is_still_read_as_one(tmp_path: Path) -> None:
    checked = read("школа;12\r\nлицей;7\r\n".encode("utf-16-le")[:-1], tmp_path)
    assert checked.value is not None
    assert [cell.value for cell in checked.value.sheets[0].cells] == ["школа", "12", "лицей", "7", "\ufffd"]
    assert codes(checked) == ["KQ324"]


def test_unreadable_characters_are_a_loss(tmp_path: Path) -> None:
    checked = read(b"\xef\xbb\xbfa;\xff\n", tmp_path)
    assert [(d.rule.code, d.params["what"]) for d in checked.diagnostics] == [("KQ324", "read.characters")]
    (told,) = checked.diagnostics
    assert language("ru").say("rules.KQ324.say", **told.params).count("1 знак не распознан") == 1


def test_a_text_of_one_endless_field_is_refused(tmp_path: Path) -> None:
    assert codes(read(b'a;"' + b"x" * (2 << 20), tmp_path)) == ["KQ303"]


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    assert codes(read(b"1;" * 20_000, tmp_path)) == ["KQ305"]
