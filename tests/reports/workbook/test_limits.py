"""What Excel allows of a formula and of a row: beyond it a workbook opens with a prompt to repair it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import accumulate
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from kokoq import campaign as campaigns
from kokoq import plan as plans
from kokoq.campaign import Campaign
from kokoq.cli.opening import open_traits
from kokoq.collect.form.formula_sheet import HIGHEST
from kokoq.collect.issue.forms import write_forms, write_one_workbook
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.write import write_samples
from kokoq.formula.excel import LONGEST_FORMULA, quoted
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports import deliver
from kokoq.reports.completeness import pages
from kokoq.reports.completeness.table import completeness
from kokoq.reports.workbook.book import Book

EXAMPLE = Path(__file__).parents[3] / "examples" / "ust-ilimsk-2021"
RU, YEAR = language("ru"), Period("2021")
LONG = 300
WORDS = ' и ещё "длинное" слово'
TITLES = frozenset({"title", "short"})
DICTIONARIES = frozenset({"organisation_types", "tags", "topics", "levels", "entries"})
FORMULA = re.compile(r"<(f|formula|formula1|formula2)(?: [^>]*)?>([^<]*)</\1>")
TEXT = re.compile(r"""'(?:[^']|'')*'|"((?:[^"]|"")*)\"""")
"""A sheet's name, or a text within a formula."""


def lengthened(value: object) -> object:
    """Whatever is declared, every title in it of 300 letters, some of them quotes."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: (each.name, getattr(value, each.name)) for each in fields(value) if each.init}
        return replace(value, **{name: _of_part(*part) for name, part in parts.items()})
    if isinstance(value, Mapping):
        return {key: lengthened(part) for key, part in value.items()}
    return tuple(map(lengthened, value)) if type(value) is tuple else value


def _of_part(name: str, value: object) -> object:
    if name in TITLES and isinstance(value, str):
        return long(value)
    if name in DICTIONARIES and isinstance(value, Mapping):
        return {key: long(part) if isinstance(part, str) else lengthened(part) for key, part in value.items()}
    return lengthened(value)


def long(title: str) -> str:
    return (title + WORDS * LONG)[: LONG - 1] + "й" if title else ""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of workbook of a campaign with long titles."""
    home = tmp_path_factory.mktemp("long")
    loaded = campaigns.load(EXAMPLE).value
    assert loaded is not None
    compiled = plans.compile(lengthened(loaded.plan.catalogue)).value  # type: ignore[arg-type]  # it is a catalogue still
    assert compiled is not None
    units = tuple(replace(unit, title=long(unit.title), short="") for unit in loaded.organisations)
    campaign = replace(loaded, folder=home, plan=compiled, organisations=units)
    known = (campaign.plan, campaign.settings, campaign.organisations)
    collected = home / "collected" / YEAR.slug
    for folder in ("forms", "one"):
        (home / folder).mkdir()
    write_forms(*known, home / "forms", period=YEAR, language=RU, earlier={})
    write_one_workbook(*known, home / "one", period=YEAR, language=RU)
    collected.mkdir(parents=True)
    traits = open_traits(EXAMPLE, loaded.settings.catalogue)
    write_samples(*known, collected, period=YEAR, language=RU, traits=traits, seed=1, dirt=Dirt.NONE)
    _report(campaign, home)
    return home


def _report(campaign: Campaign, home: Path) -> None:
    shown = completeness(campaigns.validate(campaign, YEAR), today=dt.date(2021, 12, 1))
    pages.write(shown, home / "completeness", RU)
    deliver.deliver(campaigns.assess(campaign, YEAR), home / "reports", language=RU, formats=("xlsx",))


def parts(book: Path) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook as XML."""
    with ZipFile(book) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield f"{book.name} {name}", packed.read(name).decode()


def formulas(sheet: str) -> Iterator[str]:
    yield from (html.unescape(found[2]) for found in FORMULA.finditer(sheet))


def deepest(formula: str) -> int:
    """How many brackets are open at once."""
    return max(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in TEXT.sub("", formula)), default=0)


@pytest.mark.parametrize("folder", ["forms", "one", "collected", "completeness", "reports"])
def test_no_workbook_holds_what_excel_would_repair(written: Path, folder: str) -> None:
    books = sorted((written / folder).rglob("*.xlsx"))
    sheets = [sheet for book in books for sheet in parts(book)]
    found = [(name, formula) for name, sheet in sheets for formula in formulas(sheet)]
    assert books
    assert found or folder == "completeness"
    assert [(name, t[:80]) for name, t in found for text in TEXT.findall(t) if len(text) > 255] == []
    assert [(name, t[:80]) for name, t in found if len(t) > LONGEST_FORMULA or deepest(t) > 64] == []
    heights = [(name, float(height)) for name, sheet in sheets for height in re.findall(r' ht="([^"]*)"', sheet)]
    assert heights
    assert [(name, height) for name, height in heights if height > HIGHEST] == []


def test_the_long_titles_are_there(written: Path) -> None:
    """Else nothing would be tested."""
    book = openpyxl.load_workbook(written / "reports" / "report.xlsx")
    counted = [cell.value for row in book["Полнота"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert sum(len(text) == LONG for text in counted) > 10
    longest = max(
        len("".join(TEXT.findall(t)))
        for _, sheet in parts(written / "reports" / "report.xlsx")
        for t in formulas(sheet)
    )
    assert longest > 255


def test_a_text_in_pieces_is_the_same_text() -> None:
    text = '«а» "б" ' * 60
    joined = "".join(piece[1:-1] for piece in re.findall(r'"(?:[^"]|"")*"', quoted(text))).replace('""', '"')
    assert joined == text
    assert quoted("коротко") == '"коротко"'


def test_a_text_that_is_higher_than_a_row_goes_on_below(tmp_path: Path) -> None:
    book = Book(tmp_path / "a.xlsx", "Проба", dt.datetime.combine(dt.date(2021, 7, 1), dt.time()))
    page = book.add("Лист")
    page.widths(10, 30)
    words = " ".join(f"слово{n}" for n in range(700))
    after = page.texts(2, (("код", "code_top"), (words, "small_wrapped_top")))
    assert page.texts(after, (("код", "code_top"), ("коротко", "small_wrapped_top"))) == after + 1
    book.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    told = [str(sheet.cell(row, 2).value) for row in range(3, after + 1)]
    assert " ".join(told) == words
    assert after > 3
    assert [sheet.cell(row, 1).value for row in range(3, after + 2)] == ["код", *[None] * (after - 3), "код"]
    assert all(sheet.row_dimensions[row].height <= HIGHEST for row in range(3, after + 1))
