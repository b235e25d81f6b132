"""docs/sources.md: each table on it is read by the description below it, and gives what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.sources.read import read_source
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.model import Organisation
from tests.collect.propose.test_spreadsheets import PLANS
from tests.collect.tiny import from_markdown, make_book

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("sources.md", "sources.ru.md")
UPPER = frozenset({"upper"})
SCHOOLS = tuple(Organisation(id=f"s{n}", title=f"Школа № {n}", type="school", tags=UPPER) for n in (1, 2))
PLAN = PLANS["promyshlennovsky"]


def recipes(page: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Of each section with an example: its title, its table, the description, what is read."""
    for section in re.split(r"^## ", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"```(yaml|text)\n(.*?)```", section, re.DOTALL)
        lines = [line for line in section.splitlines() if line.startswith("|") and not line.startswith("|-")]
        if blocks:
            (_, yaml), (_, told) = blocks
            yield section.partition("\n")[0], "\n".join(lines), yaml, told.strip().splitlines()


EXAMPLES = [pytest.param(*recipe, id=f"{page}: {recipe[0]}") for page in PAGES for recipe in recipes(page)]


@pytest.mark.parametrize(("title", "table", "yaml", "told"), EXAMPLES)
def test_a_table_is_read_as_the_page_says(title: str, table: str, yaml: str, told: list[str], tmp_path: Path) -> None:
    (tmp_path / "kokoq.yaml").write_text(f"kokoq: 1\ncatalogue: promyshlennovsky\n{yaml}", encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.value is not None
    assert (*checked.diagnostics, *check_settings(checked.value, PLAN.catalogue)) == ()
    ((name, mapping),) = checked.value.sources.items()
    facts = read_source(
        make_book(from_markdown("Лист1", table)),
        name,
        mapping,
        plan=PLAN,
        known=roster(SCHOOLS),
        words=vocabulary(PLAN.catalogue, checked.value),
        period="2020/2021",
    )
    assert list(said(facts)) == told
    codes = {d.rule.code for d in facts.diagnostics} - {"KQ319", "KQ431"}  # rows passed over, words read as codes
    assert codes <= ({"KQ314"} if "Образовательная" in yaml else set())


def said(facts: FileFacts) -> Iterator[str]:
    titles = {one.id: one.title for one in SCHOOLS}
    for unit, own in facts.plain.items():
        yield f"{titles[unit]}: " + ", ".join(f"{id_} = {fact.value:.0f}" for id_, fact in own.items())
    for row in (row for rows in facts.lists.values() for row in rows):
        values = ", ".join(f"{id_} = {shown(fact.value)}" for id_, fact in row.facts.items())
        yield f"{', '.join((titles[row.unit], *row.keys))}: {values}"


def shown(value: float | str | None) -> str:
    return f"{value:.0f}" if isinstance(value, float) else value or "—"


def test_both_languages_show_the_same_examples() -> None:
    russian, english = (list(recipes(page)) for page in reversed(PAGES))
    assert [recipe[1:] for recipe in russian] == [recipe[1:] for recipe in english]
    assert len(russian) == 11
