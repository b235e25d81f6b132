"""The text of the regulations: what stands in it, as Markdown and as an office document."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from kokoq.cli.opening import open_plan
from kokoq.diagnostics import KokoqError
from kokoq.language import language
from kokoq.reports.document.contract import Chapter, DocumentView, Fraction
from kokoq.reports.document.docx import to_docx
from kokoq.reports.document.view import document_view
from kokoq.reports.markdown import document

RU, EN = language("ru"), language("en")


@pytest.fixture(scope="module")
def view() -> DocumentView:
    return document_view(open_plan("promyshlennovsky"), RU, regulation="5.1.1")


@pytest.fixture(scope="module")
def whole() -> DocumentView:
    return document_view(open_plan("promyshlennovsky"), RU)


def named(parts: tuple[Chapter, ...], text: str) -> Chapter:
    return next(part for part in parts if text in part.title)


def test_a_regulation_has_its_six_parts_in_order(view: DocumentView) -> None:
    (regulation,) = view.regulations
    assert [part.title[:2] for part in regulation.parts] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert all(part.texts or part.items or part.table for part in regulation.parts)


def test_every_indicator_has_a_passport_and_a_line(whole: DocumentView) -> None:
    plan = open_plan("promyshlennovsky")
    codes = [i.code for i in plan.catalogue.indicators.values()]
    assert sorted(p.code for r in whole.regulations for p in r.passports) == sorted(codes)
    lines = [row[0] for r in whole.regulations for part in r.parts if part.table for row in part.table.rows]
    assert sorted(lines) == sorted(codes)


def test_a_passport_says_all_that_a_methodologist_asks(view: DocumentView) -> None:
    passport = next(p for p in view.regulations[0].passports if p.id == "grade9_certified_share")
    assert passport.fraction == Fraction("П", "А", "Б", "× 100\u00a0%")
    items = {item.name: item.texts for item in passport.items}
    assert items["Единица"] == ("%",)
    assert items["Числитель"] == ("А — «Выпускники 9-х классов, сдавшие ГИА-9 и получившие аттестат»",)
    assert items["Знаменатель"] == ("Б — «Выпускники 9-х классов»",)
    assert items["По кому"] == ("общеобразовательная организация",)
    assert items["Периодичность"] == ("раз в год; с 21 июня по 31 июля",)
    assert items["Основание"] == ("приказ управления образования №\u00a0267/1 от 21.06.2021, п.\u00a05.1.1",)
    assert items["Шкала"][0].replace("\u00a0", " ") == "не менее 98 % — 3 балла, уровень высокий"
    assert {"Вид", "Что считается", "Источники данных", "Ответственный", "Направление"} <= set(items)
    assert any("→" in text for text in items["Разобранные примеры"])


def test_a_yes_or_no_is_no_fraction(whole: DocumentView) -> None:
    plan = open_plan("promyshlennovsky")
    kinds = {i.id: i.kind for i in plan.catalogue.indicators.values()}
    fractions = {p.id: p.fraction for r in whole.regulations for p in r.passports}
    assert {fractions[id] for id, kind in kinds.items() if kind in ("presence", "count")} == {None}


def test_the_dictionary_holds_each_field_once_with_its_indicators(whole: DocumentView) -> None:
    plan = open_plan("promyshlennovsky")
    table = named(whole.appendices, "Словарь").table
    assert table is not None
    fields = [row for row in table.rows if len(row) > 1]
    assert len(fields) == len(plan.catalogue.fields)
    row = next(row for row in fields if row[0].startswith("Выпускники 9-х классов, сдавшие ГИА-9"))
    assert row[2:] == ("общеобразовательная организация", "1.1.03")


def test_goals_without_indicators_and_indicators_without_goal_are_said(view: DocumentView) -> None:
    table = named(view.appendices, "Цели").table
    assert table is not None
    assert ("Выявить, что влияет на качество подготовки", "показателей нет") in table.rows
    assert ("Показатели, которые не отнесены ни к одной цели", "1.1.07") in table.rows


def test_the_calendar_and_the_remarks_are_there(view: DocumentView, whole: DocumentView) -> None:
    calendar, remarks = named(view.appendices, "Календарь").table, named(view.appendices, "Замечания").table
    assert calendar is not None
    assert calendar.rows[0][1:4] == ("раз в год", "с 21 июня по 31 июля", "31 июля")
    assert remarks is not None
    assert any(row[0] == "1.1.02" and row[1].startswith("D07: ") for row in remarks.rows)
    assert not any(row[0] == "–" for row in remarks.rows)  # those on the whole act stand in the whole text
    every = named(whole.appendices, "Замечания").table
    assert every is not None
    assert every.rows[0][0] == "–"


def test_profiles_stand_with_weights_and_what_they_are_for(whole: DocumentView) -> None:
    (profiles,) = (part for part in whole.appendices if part.title == "Приложение. Профили оценки")
    assert profiles.table is not None
    rows = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in profiles.table.rows]
    at = rows.index(("Профиль руководителя школы (без ВПР)",))
    assert "Назначение: оценка руководителя" in rows[at + 1][3]
    assert "Нельзя использовать: Оценочная процедура: ВПР" in rows[at + 1][3]
    assert rows[at + 2] == ("Результаты обучающихся", "50", "50,0 %", "–")
    # 50 of 100, and of that 2 of 1 + 2 + 2: a fifth
    assert rows[at + 5][1:] == ("2", "20,0 %", "не оцениваются: не есть 10–11 классы")


def test_an_unknown_regulation_is_answered_by_the_known_ones() -> None:
    with pytest.raises(KokoqError) as caught:
        document_view(open_plan("promyshlennovsky"), RU, regulation="5.1.9")
    assert (caught.value.diagnostic.rule.code, str(caught.value.diagnostic.where)) == ("KQ921", "--regulation")
    assert set(caught.value.diagnostic.params["close"]) < {"5.1.1", "5.1.2", "5.1.3", "5.1.4"}  # type: ignore[arg-type]


def test_markdown_is_made_of_sound_tables(view: DocumentView) -> None:
    text = document(view, RU)
    assert text.startswith("# Система оценки качества подготовки обучающихся\n")
    assert "Формула: **П = А ÷ Б × 100\u00a0%**" in text
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 6  # indicators, dictionary, calendar, goals, profiles, remarks
    assert all({line.count("|") for line in block} == {block[0].count("|")} for block in blocks)


def test_an_office_may_override_the_template(view: DocumentView, tmp_path: Path) -> None:
    own = '{% extends "document.md.j2" %}{% block title %}# Наше\n{% endblock %}{% block appendices %}{% endblock %}'
    (tmp_path / "document.md.j2").write_text(own, encoding="utf-8")
    text = document(view, RU, templates=tmp_path)
    assert text.startswith("# Наше\n")
    assert "Приложение" not in text


def test_the_office_document_has_the_same_bytes_every_time(view: DocumentView) -> None:
    one = to_docx(view, RU)
    assert one == to_docx(view, RU)
    with zipfile.ZipFile(io.BytesIO(one)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_office_document_looks_like_one(view: DocumentView) -> None:
    made = docx.Document(io.BytesIO(to_docx(view, RU)))
    section = made.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (made.styles["Normal"].font.name, made.styles["Normal"].font.size.pt) == ("Times New Roman", 14)
    assert 'w:instr="PAGE"' in section.header._element.xml
    headed = [t for t in made.tables if t.style is not None and t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(headed) == 6
    assert {t.style.name for t in made.tables if t.style is not None} == {"Table Grid"}
    headings = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 3"]
    assert headings == [f"{p.code} {p.title}" for p in view.regulations[0].passports]


def test_the_english_text_has_no_russian_words_of_the_program() -> None:
    text = document(document_view(open_plan("promyshlennovsky"), EN, regulation="5.1.1"), EN)
    assert "### Passports of the indicators" in text
    assert "Formula: **V = A ÷ B × 100\u00a0%**" in text


def test_without_python_docx_the_extra_is_named(view: DocumentView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(KokoqError) as caught:
        to_docx(view, RU)
    assert caught.value.diagnostic.params == {"package": "python-docx", "extra": "docx"}


@pytest.mark.parametrize("code", ["ru", "en"])
def test_no_word_of_a_head_is_broken_by_its_column(code: str) -> None:
    told = document_view(open_plan("promyshlennovsky"), language(code))
    assert len(told.appendices) == 5
    for part in told.appendices:
        assert part.table is not None
        for title, share in zip(part.table.columns, part.table.widths, strict=True):
            room = 165 * share / 100 - 3.8  # millimetres: the page between its margins, less those of a cell
            longest = max(map(len, title.split()))
            assert longest * 2.1 <= room, title  # a letter of the bold face of tables is 2.1 mm wide on the average


def test_limits_of_a_share_are_told_in_percent() -> None:
    told = document_view(open_plan("kopeysk"), RU)
    dictionary = named(told.appendices, "Словарь данных").table
    assert dictionary is not None
    (percent,) = (row for row in dictionary.rows if row[0].startswith("Процент."))
    assert percent[1] == "процент; от 0\u00a0% до 100\u00a0%"
