"""The fingerprint of a catalogue."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.definitions.fingerprint import fingerprint
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Span
from tests.compute.small import SETTINGS, school

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(GOOD, tmp_path / "c")


def taken(folder: Path) -> str:
    value = load_catalogue(folder).value
    assert value is not None
    return value.fingerprint


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_comments_order_files_and_cases_change_nothing(folder: Path) -> None:
    before = taken(folder)
    fields = folder / "fields.yaml"
    first = '  grade9_graduates: {title: "Выпускники 9-х классов, всего", unit: persons, asked: school}\n'
    change(fields, first, "  # сказано в другом файле\n")
    (folder / "another.yml").write_text(f"fields:\n{first}", encoding="utf-8")
    change(folder / "catalogue.yaml", "rounding: {digits: 1, mode: half-up}", "rounding: {mode: half-up}")
    change(folder / "5.1.1-student-attainment.yaml", "at_least: 98%", "at_least: 0.980")
    change(folder / "5.1.1-student-attainment.yaml", "grade9_certified /", "grade9_certified  /")
    shutil.rmtree(folder / "cases")
    assert taken(folder) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("fields.yaml", "part_of: grade9_graduates", "part_of: parents_surveyed"),
        ("fields.yaml", "asked: municipality", "asked: school"),
        ("catalogue.yaml", "{high: высокий, basic: базовый,", "{basic: базовый, high: высокий,"),
        ("5.1.1-student-attainment.yaml", "at_least: 98%", "at_least: 97%"),
        ("5.1.1-student-attainment.yaml", "at_least: 98%", "above: 98%"),
        ("5.1.1-student-attainment.yaml", "score >= limit", "score > limit"),
        ("5.1.1-student-attainment.yaml", "[70, 80, 90, 100]", "[70, 80, 90]"),
    ],
)
def test_any_change_of_meaning_changes_it(folder: Path, file: str, old: str, new: str) -> None:
    before = taken(folder)
    change(folder / file, old, new)
    assert taken(folder) != before


def test_the_fingerprint_follows_what_is_declared_and_not_where() -> None:
    organisation = school("a", "shnor", "shfnsu")
    assert fingerprint((organisation,)) == fingerprint((school("a", "shfnsu", "shnor"),))
    assert fingerprint((organisation,)) != fingerprint((school("a", "shnor"),))
    settings = SETTINGS
    assert fingerprint(settings) == fingerprint(replace(settings, at=Span("elsewhere.yaml", 9)))
