"""The pages in Markdown: what they contain, that nothing breaks them, that an office can change them."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.nodes import Block
from markdown_it import MarkdownIt

from kokoq import markdown
from kokoq.diagnostics import KokoqError, Span
from kokoq.language import language
from kokoq.markdown import escape
from kokoq.model import Kind
from kokoq.reports.markdown import organisation_page, pages, report
from kokoq.reports.view import view
from kokoq.resources import shipped
from kokoq.rules import TEMPLATE_FAULT
from tests.compute.small import indicator, school
from tests.reports.sample import CERTIFIED, ORGANISATIONS, assess

RU = language("ru")
SHOWN = view(assess(), RU)
MARKDOWN = MarkdownIt("commonmark").enable("table")

HOSTILE = (
    "a|b",
    "*важно* и __очень__",
    "# не заголовок",
    "- не список",
    "1. не список",
    "[ссылка](http://example.org)",
    "<script>x</script>",
    "`код`",
    "строка\nвторая | третья",
    "&nbsp; &amp;",
    "~~нет~~",
    "\\|",
    "> не цитата",
    "\u202eобратно",
)


def test_the_report_has_every_section() -> None:
    headings = re.findall(r"^## (.+)$", report(SHOWN, RU), re.MULTILINE)
    assert headings == [
        "Главное",
        "1. Направление 1",
        "2. Направление 2",
        "Проблемные зоны и рекомендации",
        "Изменения к 2019/2020",
        "Управленческий цикл",
        "Организации по направлениям",
        "Полнота сведений",
        "Замечания к данным",
        "Как считались показатели",
        "Приложение: разбивки",
    ]


def test_a_row_of_a_regulation_reads_as_a_board_reads_it() -> None:
    assert (
        "| 1.01 | Доля выпускников с аттестатом | 92,9\u00a0% | 65 | 70 | 2 из 3 | 85,7\u00a0% |"
        " +7,1\u00a0п.\u00a0п. (улучшение) | низкий ³ | 0 из 2 |"
    ) in report(SHOWN, RU)


def test_every_table_is_whole() -> None:
    for name, text in pages(view(assess(groups=("type",)), RU), RU):
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(widths) == 1, (name, block)


def test_there_is_a_page_for_every_monitored_organisation() -> None:
    assert [name for name, _ in pages(SHOWN, RU)] == [
        "report.md", "organisations/a.md", "organisations/b.md", "organisations/c.md", "organisations/d.md",
    ]  # fmt: skip


def test_an_organisation_that_did_not_submit_is_told_so() -> None:
    page = organisation_page(SHOWN, SHOWN.organisations[2], RU)
    assert "Сведения не сданы." in page
    assert "| не сдано |" in page


def test_the_same_input_gives_the_same_pages() -> None:
    assert list(pages(view(assess(), RU), RU)) == list(pages(SHOWN, RU))


def test_the_pages_exist_in_english_too() -> None:
    en = language("en")
    text = report(view(assess(), en), en)
    assert "92.9%" in text
    assert "## Problem zones and recommendations" in text


def test_pages_end_with_one_line_break_and_have_no_heaps_of_empty_lines() -> None:
    for _, text in pages(SHOWN, RU):
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\n\n\n" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_an_escaped_text_is_shown_letter_by_letter(text: str) -> None:
    rendered = MARKDOWN.parse(escape(text))
    assert [token.type for token in rendered] == ["paragraph_open", "inline", "paragraph_close"]
    children = rendered[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    shown = "".join(child.content for child in children)
    assert shown == re.sub(r"[\n]", " ", text).replace("\u202e", "").strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_from_a_school_cannot_break_a_table(text: str) -> None:
    organisations = (school("a", short=text), *ORGANISATIONS[1:])
    hostile = indicator("part / total", id="h", code="1.01", title=text, remark=text, kind=Kind.SHARE)
    page = report(view(assess(replace(CERTIFIED, code="1.02"), hostile, organisations=organisations), RU), RU)
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in block.splitlines()}) == 1
    assert "<script>" not in MARKDOWN.render(page)


def test_words_inside_names_stay_legible() -> None:
    assert escape("grade9_certified_share 5*2") == "grade9_certified_share 5\\*2"


def test_an_office_replaces_a_block_of_the_shipped_template(tmp_path: Path) -> None:
    own = '{% extends "report.md.j2" %}{% block findings %}\n## Своё: {{ view.findings.summary }}\n{% endblock %}'
    (tmp_path / "report.md.j2").write_text(own, encoding="utf-8")
    text = report(SHOWN, RU, templates=tmp_path)
    assert "## Своё: 1 ошибка, 4 предупреждения" in text
    assert "## Замечания к данным" not in text
    assert "## Полнота сведений" in text


def test_an_own_template_is_used_alone_where_it_extends_nothing(tmp_path: Path) -> None:
    (tmp_path / "organisation.md.j2").write_text("{{ organisation.name.title }}\n", encoding="utf-8")
    assert organisation_page(SHOWN, SHOWN.organisations[0], RU, templates=tmp_path) == "a\n"


def test_a_template_that_names_what_does_not_exist_fails_loudly(tmp_path: Path) -> None:
    (tmp_path / "report.md.j2").write_text("{{ view.heading.titel }}", encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        report(SHOWN, RU, templates=tmp_path)
    assert caught.value.diagnostic.rule is TEMPLATE_FAULT
    assert "titel" in str(caught.value.diagnostic.params["problem"])


def test_a_template_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "report.md.j2").write_text("# a\n{% for %}\n", encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        report(SHOWN, RU, templates=tmp_path)
    assert caught.value.diagnostic.where == Span(str(tmp_path / "report.md.j2"), 2)


def test_a_template_cannot_reach_out_of_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "report.md.j2").write_text("{{ view.__class__.__mro__ }}", encoding="utf-8")
    with pytest.raises(KokoqError):
        report(SHOWN, RU, templates=tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("# a\n{{ view.heading.titel }}\n", 2, "titel"),
        ("a\n\n{% for i in range(1000000000) %}{% endfor %}\n", 3, "Range too big"),
        ("{{ 1 / 0 }}\n", 1, "division by zero"),
    ],
)
def test_what_fails_while_printing_is_told_with_its_line(text: str, line: int, problem: str, tmp_path: Path) -> None:
    (tmp_path / "report.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        report(SHOWN, RU, templates=tmp_path)
    assert caught.value.diagnostic.where == Span(str(tmp_path / "report.md.j2"), line)
    assert problem in str(caught.value.diagnostic.params["problem"])


def test_a_template_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "SECONDS", 1.0)
    loop = "{% for i in range(99999) %}"
    (tmp_path / "report.md.j2").write_text(f"{loop * 3}{'{% endfor %}' * 3}", encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        report(SHOWN, RU, templates=tmp_path)
    assert caught.value.diagnostic.params["problem"] == "template.late"
    (tmp_path / "report.md.j2").write_text("{{ view.findings.summary }}", encoding="utf-8")
    assert report(SHOWN, RU, templates=tmp_path) == "1 ошибка, 4 предупреждения\n"


@pytest.mark.parametrize("text", ["{{ 'a' * 10**10 }}", "{{ '%0999999999d'|format(1) }}"])
def test_a_template_that_takes_all_memory_is_ended(text: str, tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="the system bounds no memory")
    (tmp_path / "report.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        report(SHOWN, RU, templates=tmp_path)
    assert caught.value.diagnostic.params["problem"] == "template.ended"


@pytest.mark.parametrize("page", ["templates.md", "templates.ru.md"])
def test_the_documentation_names_every_template_with_its_blocks_and_its_example_works(
    page: str, tmp_path: Path
) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    given, blocks = (
        {row[1]: row[2] for row in re.finditer(r"^\| `([\w.]+)` \|(.*)\|$", part, re.MULTILINE)}
        for part in re.split("^```$", text, flags=re.MULTILINE)
    )
    sources = {path.name: path.read_text(encoding="utf-8") for path in shipped("templates").glob("*.j2")}
    declared = {name: [b.name for b in Environment().parse(source).find_all(Block)] for name, source in sources.items()}  # noqa: S701 - nothing is printed
    assert {name: sorted(re.findall(r"`(\w+)`", row)) for name, row in blocks.items()} == {
        name: sorted(names) for name, names in declared.items()
    }
    assert given.keys() == sources.keys()
    for name in re.findall(r"`(kokoq[\w.]+\.[A-Z]\w+)`", text):
        module, _, shape = name.rpartition(".")
        assert hasattr(import_module(module), shape), name
    (example,) = re.findall(r"```jinja\n(.*?)```", text, re.DOTALL)
    (tmp_path / "report.md.j2").write_text(example, encoding="utf-8")
    assert "1 ошибка, 4 предупреждения." in report(SHOWN, RU, templates=tmp_path)
