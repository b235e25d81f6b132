"""What counts as filled: the live counter of a form and what is reported of it afterwards follow one rule."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kokoq.campaign import collected_periods, load, validate
from kokoq.collect.form.tally import offered
from kokoq.diagnostics import Cell
from kokoq.model import SourceMapping
from kokoq.reports.completeness.table import completeness
from kokoq.rules import NORMALISED
from tests.collect.tiny import AT, CATALOGUE, SETTINGS
from tests.reports.workbook.recalculation import SOFFICE, cells, recalculated

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[3] / "examples").glob("*/kokoq.yaml"))
SAID = re.compile(r"Заполнено (\d+) из (\d+)(?: · ещё (\d+) в пустых строках)?(?: · нет данных: (\d+))?")


def test_what_comes_from_a_declared_source_asks_nothing_of_anybody() -> None:
    asked = offered(CATALOGUE, SETTINGS)
    # 3 subjects x 3 grades; two levels of contests; a list is one answer; a question is one cell
    assert (asked["passed"], asked["winners"], asked["olympiad"], asked["graduates"]) == (9, 2, 1, 1)
    mappings = {
        name: SourceMapping(table=table, at=AT, files=("*.csv",), columns={"Число": field})
        for name, table, field in (("a", "exams", "passed"), ("b", "olympiad", "score"), ("c", "", "graduates"))
    }
    elsewhere = dict.fromkeys(("passed", "failed", "olympiad", "graduates"), 0)
    assert offered(CATALOGUE, replace(SETTINGS, sources=mappings)) == {**asked, **elsewhere}


@dataclass(frozen=True)
class Sent:
    """A form of an example, what is reported: filled, of which typed with words beside, without data, asked, blank."""

    path: Path
    filled: int
    worded: int
    no_data: int
    asked: int
    blank: int

    def said_by(self, workbook: Path) -> tuple[int, int, int, int]:
        """What the first sheet of the form says: filled, without data, asked, in blank rows."""
        texts = (str(value) for _, _, value in cells(workbook))
        said = next(match for text in texts if (match := SAID.fullmatch(text)))
        return int(said[1]), int(said[4] or 0), int(said[2]), int(said[3] or 0)


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    """Every form of every period of the shipped examples that is still a workbook (csv holds no formulas)."""
    found = []
    for example in EXAMPLES:
        for period in collected_periods(example):
            campaign = load(example).value
            assert campaign is not None
            read = validate(campaign, period)
            worded = Counter(
                d.where.file for d in read.diagnostics if d.rule is NORMALISED and isinstance(d.where, Cell)
            )
            for line in completeness(read, today=dt.date(2021, 7, 1)).lines:
                n = line.count
                found += [
                    Sent(example / file, n.filled, worded[file], n.no_data, n.asked, n.blank)
                    for file in line.files
                    if not file.endswith(".csv")
                ]
    return found


def _told(sent: Sequence[Sent]) -> list[tuple[int, int, int, int]]:
    """What the forms have to say: a form asks for «9 чел.» to be typed as 9, and counts it when it is."""
    return [(one.filled - one.worded, one.no_data, one.asked, one.blank) for one in sent]


def test_every_form_of_the_examples_was_written_with_the_counter_that_is_reported(sent: list[Sent]) -> None:
    """The stored values of the forms' own counters: as many cells are asked, and lie in blank rows, as are reported."""
    xlsx = [one for one in sent if one.path.suffix == ".xlsx"]
    assert [one.said_by(one.path)[2:] for one in xlsx] == [(one.asked, one.blank) for one in xlsx]
    assert any(one.blank for one in xlsx)
    # 5 schools x 3 years; 9 of Kizel; of Promyshlennovsky 15 schools, 13 gardens (1 more is csv) and the office, a
    # year later a school and a garden less; 18 x 2
    assert len(sent) == 15 + 9 + 29 + 27 + 36


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_counter_that_libreoffice_computes_is_the_completeness_that_is_reported(
    sent: list[Sent], tmp_path: Path
) -> None:
    """Over all forms of all examples, without any value that was stored beside a formula."""
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'first').as_uri()}", "--headless", "--convert-to"]
    others = [str(one.path) for one in sent if one.path.suffix != ".xlsx"]
    subprocess.run([*command, "xlsx", "--outdir", str(tmp_path / "xlsx"), *others], check=True, capture_output=True)
    names = {Path(other): tmp_path / "xlsx" / f"{Path(other).stem}.xlsx" for other in others}
    again = recalculated([names.get(one.path, one.path) for one in sent], tmp_path / "again")
    said = [one.said_by(workbook) for one, workbook in zip(sent, again, strict=True)]
    assert dict(zip([one.path for one in sent], said, strict=True)) == dict(
        zip([one.path for one in sent], _told(sent), strict=True)
    )
