"""What is typed into a form is what is read from it: for every field of the example, whatever saved the file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest

from kokoq import campaign
from kokoq.a1 import split_ref
from kokoq.collect.form.central import write_central
from kokoq.collect.form.layout import QuestionSheet
from kokoq.collect.form.write import Answers, Entry, write_form
from kokoq.collect.gather.run import gather
from kokoq.collect.issue.forms import heading, units_asked
from kokoq.collect.sample.draw import Drawn
from kokoq.collect.sample.filled import Filled, fill
from kokoq.collect.sample.traits import Traits
from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.model import PLAIN, Key, Period
from kokoq.observations import PERIOD, UNIT, Observations

EXAMPLE = Path(__file__).parents[2] / "examples" / "promyshlennovsky-2021"
YEAR = Period("2021/2022")
RU = language("ru")
OFFICE = shutil.which("soffice")
THROUGH_OFFICE = ("school_05", "kindergarten_01")


@dataclass(frozen=True)
class Made:
    """A form, its answers, and the cells that they stand in."""

    filled: Filled
    cells: Mapping[str, Cell]
    path: Path


@pytest.fixture(scope="module")
def example() -> campaign.Campaign:
    loaded = campaign.load(EXAMPLE)
    assert loaded.value is not None
    return replace(loaded.value, settings=replace(loaded.value.settings, sources={}))  # every table is asked in forms


@pytest.fixture(scope="module")
def forms(example: campaign.Campaign, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Blank forms of every organisation, and what a script is to type into each."""
    folder = tmp_path_factory.mktemp("blank")
    made = {}
    for unit, layout in units_asked(example.plan, example.settings, example.organisations, YEAR):
        filled = fill(Drawn(example.plan, Traits(), unit, YEAR, 3), layout, file=f"{unit.id}.xlsx", language=RU)
        path = folder / filled.file
        head = heading(example.plan, example.settings, unit, YEAR, RU)
        blank = Answers(records={name: _blank(rows) for name, rows in filled.records.items()})
        cells = write_form(
            layout,
            example.plan.catalogue,
            path,
            heading=head,
            language=RU,
            answers=blank,
            relations=example.plan.relations,
        )
        made[unit.id] = Made(filled, cells, path)
    return made


def _blank(rows: tuple[dict[str, Entry], ...]) -> tuple[dict[str, Entry], ...]:
    return tuple(dict.fromkeys(row) for row in rows)


def typed(made: Made, to: Path) -> Path:
    """The form filled cell by cell through openpyxl, as a script of somebody else would do it."""
    book = openpyxl.load_workbook(made.path)
    for id_, entry in made.filled.answers.by_id.items():
        at = made.cells.get(id_) or _record_cell(made, id_)
        book[at.sheet][at.ref] = entry
    for id_, text in made.filled.evidence.items():
        at = made.cells[id_]
        row, column = split_ref(at.ref)
        beside = next(c.column for c in book[at.sheet][1] if c.value == "#evidence")
        assert beside > column
        book[at.sheet].cell(row, beside).value = text
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to


def _record_cell(made: Made, id_: str) -> Cell:
    raise AssertionError(f"{made.filled.unit.id}: {id_} has no cell")


def read(example: campaign.Campaign, folder: Path) -> Observations:
    checked = gather(example.plan, example.settings, example.organisations, folder, periods=(YEAR,), processes=1)
    others = {"KQ316"}  # who has sent nothing here
    assert [(d.rule.code, str(d.where), d.params) for d in checked.diagnostics if d.rule.code not in others] == []
    return checked.value


def assert_read(example: campaign.Campaign, found: Observations, filled: list[Filled]) -> int:
    """Every answer is there, with its value and nothing besides; returns how many there were."""
    frames = {name: table.frame for name, table in found.tables.items()}
    n = 0
    for form in filled:
        for id_, entry in form.cells.items():
            table, codes, name = _parts(id_)
            frame = frames[table]
            rows = frame[frame[UNIT] == form.unit.id]
            for key, code in zip((k.id for k in _keys(example, table)), codes, strict=True):
                rows = rows[rows[key] == code]
            (value,) = rows[name].tolist()
            assert _same(value, entry, example, name), (form.unit.id, id_, value, entry)
            n += 1
        for table, records in form.records.items():
            rows = frames[table][frames[table][UNIT] == form.unit.id]
            assert len(rows) == len(records)
            for row, record in zip(rows.to_dict("records"), records, strict=True):
                assert all(_same(row[name], entry, example, name) for name, entry in record.items())
                n += len(record)
        given = [(e.field, e.text) for e in found.evidence if e.unit == form.unit.id and e.text]
        assert sorted(given) == sorted((_parts(id_)[2], text) for id_, text in form.evidence.items())
    return n


def _parts(id_: str) -> tuple[str, tuple[str, ...], str]:
    head, *parts = id_.split("|")
    return (parts[0], tuple(parts[1:-1]), parts[-1]) if parts else (PLAIN, (), head)


def _keys(example: campaign.Campaign, table: str) -> tuple[Key, ...]:
    return example.plan.catalogue.tables[table].keys if table else ()


def _same(value: object, entry: Entry, example: campaign.Campaign, name: str) -> bool:
    field = example.plan.catalogue.fields[name]
    if entry is None:
        return value is None or value != value  # NaN
    if field.type == "yes_no":
        return value == float(entry == "да")
    if field.type == "symbol":
        return example.plan.catalogue.dictionaries[field.dictionary].entries[str(value)] == entry
    if field.type == "percent":
        return value == pytest.approx(float(entry) / 100, abs=1e-12)
    return value == entry


def test_every_field_of_every_organisation_is_read_as_it_was_typed(
    example: campaign.Campaign, forms: dict[str, Made], tmp_path: Path
) -> None:
    for made in forms.values():
        typed(made, tmp_path / "collected" / YEAR.slug / made.filled.file)
    filled = [made.filled for made in forms.values()]
    assert assert_read(example, read(example, tmp_path), filled) > 4000
    asked = {q.field.id for f in filled for s in f.layout.sheets if isinstance(s, QuestionSheet) for q in s.questions}
    tables = {name for f in filled for table in f.layout.tables for name in table.fields}
    assert asked | tables == set(example.plan.catalogue.fields)  # no field of the catalogue is left out


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods", "csv"])
def test_a_form_saved_by_libreoffice_is_read_as_it_was_typed(
    example: campaign.Campaign, forms: dict[str, Made], tmp_path: Path, format_: str
) -> None:
    """As csv each sheet comes alone, and no value but what it shows."""
    chosen = [forms[unit] for unit in THROUGH_OFFICE]
    sources = [typed(made, tmp_path / "typed" / made.filled.file) for made in chosen]
    saved(sources, tmp_path / "collected" / YEAR.slug, format_)
    assert assert_read(example, read(example, tmp_path), [made.filled for made in chosen]) > 200


def saved(files: list[Path], into: Path, format_: str) -> None:
    """The files as LibreOffice saves them; as csv the sheets with answers alone."""
    filter_ = (
        "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1" if format_ == "csv" else format_
    )
    command = [str(OFFICE), f"-env:UserInstallation={(into.parents[1] / 'profile').as_uri()}", "--headless"]
    names = map(str, files)
    subprocess.run([*command, "--convert-to", filter_, "--outdir", str(into), *names], check=True, capture_output=True)
    for path in into.iterdir() if format_ == "csv" else ():
        if any(mark in path.name for mark in ("-_", "Инструкция", "Организации")):
            path.unlink()


def central(example: campaign.Campaign, made: list[Made], path: Path, *, earlier: bool) -> Path:
    """The workbook with these answers; ``earlier``: beside those of a year before, other ones."""
    answers = {each.filled.unit.id: each.filled.answers for each in made}
    asked = units_asked(example.plan, example.settings, example.organisations, YEAR)
    units = [(unit, layout) for unit, layout in asked if unit.id in answers]
    head = heading(example.plan, example.settings, units[-1][0], YEAR, RU)
    before = {
        unit.id: fill(Drawn(example.plan, Traits(), unit, YEAR.previous(), 4), layout, file="", language=RU).cells
        for unit, layout in units
    }
    write_central(
        units,
        example.plan.catalogue,
        path,
        heading=head,
        language=RU,
        answers=answers,
        earlier=before if earlier else None,
        relations=example.plan.relations,
    )
    return path


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods", "csv"])
def test_a_central_workbook_saved_by_libreoffice_is_read_without_the_values_of_last_year(
    example: campaign.Campaign, forms: dict[str, Made], tmp_path: Path, format_: str
) -> None:
    chosen = [forms[unit] for unit in THROUGH_OFFICE]
    path = central(example, chosen, tmp_path / "typed" / "все.xlsx", earlier=True)
    saved([path], tmp_path / "collected" / YEAR.slug, format_)
    assert assert_read(example, read(example, tmp_path), [made.filled for made in chosen]) > 200


@pytest.mark.parametrize("earlier", [False, True])
def test_a_workbook_filled_centrally_is_read_as_the_forms_are(
    example: campaign.Campaign,
    forms: dict[str, Made],
    tmp_path: Path,
    earlier: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    central(example, list(forms.values()), tmp_path / "collected" / YEAR.slug / "все.xlsx", earlier=earlier)
    found = read(example, tmp_path)
    assert assert_read(example, found, [made.filled for made in forms.values()]) > 4000
    assert {s.unit for s in found.submissions} == set(forms)
    assert {s.period for s in found.submissions} == {YEAR.text}
    assert (found.tables[PLAIN].frame[PERIOD] == YEAR.text).all()


def test_organisations_of_which_a_central_workbook_says_nothing_have_not_submitted(
    example: campaign.Campaign, forms: dict[str, Made], tmp_path: Path
) -> None:
    units = list(units_asked(example.plan, example.settings, example.organisations, YEAR))
    head = heading(example.plan, example.settings, units[-1][0], YEAR, RU)
    one = {"school_05": forms["school_05"].filled.answers}
    path = tmp_path / "collected" / YEAR.slug / "все.xlsx"
    write_central(units, example.plan.catalogue, path, heading=head, language=RU, answers=one)
    found = read(example, tmp_path)
    assert [s.unit for s in found.submissions] == ["school_05"]
    assert assert_read(example, found, [forms["school_05"].filled]) > 100
