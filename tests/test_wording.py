"""Findings as sentences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.cli.explain import code_text
from kokoq.diagnostics import Cell, Diagnostic, Rule, Severity
from kokoq.language import language
from kokoq.reports.findings.sarif import to_sarif
from kokoq.rules import (
    DUPLICATE_SUBMISSION,
    FORMULA_NAME,
    NOT_A_NUMBER,
    OVER_100,
    RULES,
    UNKNOWN_ORGANISATION,
    WRONG_PERIOD,
)
from kokoq.spelling import closest
from kokoq.wording import Reader, nested, to_fix, to_message, to_pattern

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("«Школа № 1» и «Школа № 2»", "«Школа № 1» и «Школа № 2»"),
        ("«Детский сад «Сказка»»: «да»", "«Детский сад „Сказка“»: «да»"),
        ("введено ««»", "введено ««»"),
        ("введено «»»»", "введено «»»»"),
        ("«а «б «в» г» д»", "«а „б „в“ г“ д»"),
    ],
)
def test_quotes_within_quotes_are_others(text: str, shown: str) -> None:
    assert nested(text) == shown


def test_an_organisation_whose_title_has_quotes_is_named_with_care() -> None:
    found = DUPLICATE_SUBMISSION.at(Cell("b.xlsx"), organisation="Детский сад «Сказка»", other="a.xlsx")
    assert to_message(found, language("ru")).startswith("Организация «Детский сад „Сказка“» уже прислала")


def test_a_second_answer_is_told_with_the_file_that_counts_and_how_to_choose_the_other() -> None:
    found = DUPLICATE_SUBMISSION.at(Cell("Школа 1 (2).xlsx"), organisation="Школа № 1", other="Школа 1.xlsx")
    assert to_message(found, language("ru")).endswith("уже прислала файл «Школа 1.xlsx»; этот файл не учтён.")
    assert to_fix(found, language("ru")) == (
        "Сейчас учтён «Школа 1.xlsx»: он первый по имени из тех, где есть ответы; какой новее, kokoq не гадает. Если "
        "верный этот, например ответ на размеченной копии, уберите «Школа 1.xlsx» из папки, иначе уберите этот."
    )


@pytest.mark.parametrize(
    ("value", "shown"), [("\u200b", "U+200B"), ("\x00\x01", "U+0000 U+0001"), ("\u00a0", "U+00A0")]
)
def test_what_nobody_sees_is_named(value: str, shown: str) -> None:
    found = UNKNOWN_ORGANISATION.at(Cell("b.xlsx"), name=value, close=())
    assert to_message(found, language("ru")) == f"Организации «{shown}» нет в списке организаций."


def test_last_years_form_is_told_with_both_periods_and_where_its_figures_may_lie() -> None:
    found = WRONG_PERIOD.at(Cell("Школа 1.xlsx"), found="2019/2020", expected="2020/2021")
    assert to_message(found, language("ru")).endswith("за период «2019/2020», а собирается период «2020/2021».")
    assert to_fix(found, language("ru")) == (
        "Нужна форма за 2020/2021: заполните и пришлите её. Если на этом бланке новые данные, положите в папку периода "
        "2019/2020 то, что организация сдала тогда: kokoq сравнит их и новые прочтёт (KQ328)."
    )


def unknown(name: str, *known: str) -> str:
    return to_message(FORMULA_NAME.at(Cell("r.yaml"), name=name, close=closest(name, known)), language("ru"))


def test_a_name_that_only_looks_like_another_is_told_with_its_letters() -> None:
    assert unknown("passеd", "passed", "passes").endswith(  # the fifth letter is Cyrillic
        "Возможно, имелось в виду: passed. "
        "На вид то же, но знак 5 — русская буква «е» (U+0435), а нужна латинская буква «e» (U+0065)."
    )
    assert unknown("х", "x").endswith("знак 1 — русская буква «х» (U+0445), а нужна латинская буква «x» (U+0078).")


def test_where_the_declared_name_mixes_letters_it_is_the_one_to_be_corrected() -> None:
    told = unknown("order", "оrder")  # its first letter is Cyrillic
    assert "имелось в виду" not in told
    assert told.endswith(
        "Здесь имя написано верно; похожее, «оrder», объявлено с буквами двух алфавитов: "
        "знак 1 — русская буква «о» (U+043E), а нужна латинская буква «o» (U+006F). Исправьте объявленное."
    )


def test_of_many_letters_the_first_are_told_and_how_many_are_left() -> None:
    told = unknown("сахар", "caxap")  # all five are Cyrillic
    assert told.count("U+") == 2 * 3
    assert told.endswith("и ещё 2 таких.")


def test_a_name_that_looks_different_is_told_without_letters() -> None:
    assert unknown("pased", "passed").endswith("Возможно, имелось в виду: passed.")


@pytest.mark.parametrize("code", ["ru", "en"])
def test_where_there_is_no_finding_no_name_of_a_value_is_shown(code: str) -> None:
    words = language(code)
    page = (DOCS / ("diagnostics.ru.md" if code == "ru" else "diagnostics.md")).read_text(encoding="utf-8")
    for rule in RULES.values():
        found = Diagnostic(rule, Cell("x"), dict.fromkeys(rule.params, "1"))
        described = json.loads(to_sarif([found], words))["runs"][0]["tool"]["driver"]["rules"][0]
        explained = code_text(rule.code, words, width=80)
        shown = [described[key]["text"] for key in ("shortDescription", "fullDescription", "help")]
        shown += explained.partition(words.say("cli.explain_code.example") + ":")[:1]  # an example may be of braces
        for text in shown:
            assert not re.search(rf"\{{({'|'.join(rule.params)})\}}|…\.(\s|$)|……|«»", text), (rule.code, text)
        assert all(text in page for text in shown[:3]), rule.code
        assert max(map(len, explained.split("\n"))) <= 80, rule.code


def test_the_words_of_a_rule_say_with_dots_what_a_finding_fills_in() -> None:
    assert to_pattern(RULES["KQ218"], "say", language("ru")) == (
        "Строки числителя и знаменателя отобраны по-разному: … и …"
    )
    assert to_pattern(RULES["KQ164"], "say", language("ru")) == "В слове «…» смешаны русские и латинские буквы: …"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("persns", ("persons",)),
        ("pesrons", ("persons",)),
        ("hgih", ("high",)),
        ("lwo", ("low",)),
        ("kinder", ("kindergarten",)),  # the beginning of it
        ("lessons", ()),  # another word than persons, if of the same letters but two
        ("teachers", ()),
    ],
)
def test_a_short_word_is_taken_for_a_slip_only_where_it_is_hardly_another(written: str, meant: tuple[str, ...]) -> None:
    assert closest(written, ("persons", "hours", "high", "low", "kindergarten")) == meant


def test_a_long_text_of_a_cell_is_cut_in_the_sentence_and_kept_in_the_finding() -> None:
    finding = NOT_A_NUMBER.at(Cell("a.xlsx", "Лист1", "B2"), value="я" * 30_000, field="Выпускники", wanted="9")
    said = to_message(finding, language("ru"))
    assert len(said) < 400
    assert "я…»" in said
    assert len(str(finding.params["value"])) == 30_000


def test_a_share_above_a_hundred_says_why_its_cells_may_not_be_named() -> None:
    found = OVER_100.at(Cell("a.xlsx"), indicator="Аттестаты", value=1.04)
    assert to_message(found, language("ru")) == "Показатель «Аттестаты» получился больше 100\u00a0%: 104,0\u00a0%."
    assert "другие ошибки, исправьте сначала их: до этого её ответы между собой не сверяются" in to_fix(
        found, language("ru")
    )
    assert "correct those first" in to_fix(found, language("en"))


OUTSIDE = (Reader.SENDER, Reader.KEEPER)
PROGRAMS = {"Excel", "LibreOffice", "xlsx", "xls", "ods", "csv", "html"}
OFFICE_WORDS = {
    "ru": r"[Кк]аталог|[Пп]апк|Источник|в папку|признак|скрытая метка|метка говорит",
    "en": r"kokoq|KQ\d|yaml|[Cc]atalogue|folder|Source “|\btags?\b|alias|hidden mark",
}
"""What a methodologist alone knows: settings, folders, the list of organisations with its columns."""
OF_THE_OFFICE = {"source", "mapped", "pattern", "reason"}
"""What findings say of its settings."""


@pytest.mark.parametrize("reader", OUTSIDE)
@pytest.mark.parametrize("code", [rule.code for rule in RULES.values() if rule.for_senders])
def test_what_a_letter_can_say_is_in_words_for_who_sent_the_file(code: str, reader: Reader) -> None:
    rule = RULES[code]
    for words in (language("ru"), language("en")):
        for part in ("say", "fix"):
            text = to_pattern(rule, part, words, reader)
            assert not re.search(OFFICE_WORDS[words.code], text), text
            if words.code == "ru":
                assert set(re.findall("[A-Za-z]{2,}", text)) <= PROGRAMS, text
        found = rule.at(Cell("a.xlsx"), **{name: f"@{name}@" for name in rule.params})
        told = f"{to_message(found, words, reader)} {to_fix(found, words, reader)}"
        assert not set(re.findall("@([a-z_]+)@", told)) & OF_THE_OFFICE, told


@pytest.mark.parametrize("code", [rule.code for rule in RULES.values() if rule.for_senders])
def test_a_letter_does_not_speak_of_the_list_of_organisations(code: str) -> None:
    text = " ".join(to_pattern(RULES[code], part, language("ru"), Reader.SENDER) for part in ("say", "fix"))
    assert not re.search(r"списк\w* организаций", text), text


def test_rules_of_what_was_collected_are_told_to_who_sent_it_unless_they_say_otherwise() -> None:
    new = Rule("KQ399", "new-rule", Severity.ERROR)
    assert new.for_senders
    assert not replace(new, office=True).for_senders
    assert not any(RULES[code].for_senders for code in ("KQ105", "KQ201", "KQ901"))
