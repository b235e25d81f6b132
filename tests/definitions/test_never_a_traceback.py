"""Whatever is done to good definitions, the answer is findings with places: properties over random changes.

Texts are changed as a careless editor or a broken transfer would, trees as somebody who misread the reference; then
the whole of ``kokoq check`` is run: load, plan, lint, cases. Shipped catalogues are changed in slices, so that a change
costs little; files of a campaign over the shipped catalogue that they were written for, which is loaded once.
"""

import copy
import csv
import datetime as dt
import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kokoq import campaign, plan
from kokoq.cli.failures import FaultyDefinitions
from kokoq.cli.opening import open_traits
from kokoq.collect.cells.words import folded
from kokoq.collect.lists.register import HEADERS
from kokoq.definitions.acceptance import accept, load_acceptances
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Checked, Diagnostic
from kokoq.examine.check import check_definitions
from kokoq.model import Catalogue
from kokoq.rules import RULES
from tests.definitions.answers import Texts, answered
from tests.definitions.mutations import CHANGES, Rows, change, change_table, dumped, parsed, spoil
from tests.definitions.slices import slices

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TODAY = dt.date(2026, 11, 26)
CAREFUL = settings(
    phases=[Phase.generate],  # a failure shows what was drawn: to look for a smaller one would take minutes
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def read(folder: Path) -> Texts:
    paths = sorted(path for path in folder.rglob("*.yaml") if path.name not in ("kokoq.yaml", "sample.yaml"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


SMALL = {folder.name: read(folder) for folder in (HERE / "good", HERE / "lint" / "clean")}
SHIPPED = {path.parent.name: read(path.parent) for path in sorted((ROOT / "indicators").glob("*/catalogue.yaml"))}
SLICES = {name: slices(texts) for name, texts in SHIPPED.items()}
LINKED = [name for name, texts in SHIPPED.items() if "profiles.yaml" in texts]  # what no slice has


def check(folder: Path) -> tuple[Diagnostic, ...]:
    return check_definitions([folder], today=TODAY).diagnostics


# --- catalogues ---


@pytest.mark.parametrize("name", SMALL)
@given(st.data())
@settings(CAREFUL, max_examples=50)
def test_changed_texts_are_answered_by_findings_with_places(name: str, tmp_path_factory, data: st.DataObject) -> None:
    answered(with_changed_texts(data, SMALL[name]), tmp_path_factory.mktemp("c"), check)


@pytest.mark.parametrize("name", SLICES)
@given(st.data())
@settings(CAREFUL, max_examples=13)
def test_changed_texts_of_shipped_catalogues_are_too(name: str, tmp_path_factory, data: st.DataObject) -> None:
    answered(with_changed_texts(data, a_slice(data, name)), tmp_path_factory.mktemp("c"), check)


@pytest.mark.parametrize("name", SMALL)
@given(st.data())
@settings(CAREFUL, max_examples=50)
def test_changed_trees_are_answered_by_findings_with_places(name: str, tmp_path_factory, data: st.DataObject) -> None:
    answered(with_changed_trees(data, SMALL[name]), tmp_path_factory.mktemp("c"), check)


@pytest.mark.parametrize("name", SLICES)
@given(st.data())
@settings(CAREFUL, max_examples=13)
def test_changed_trees_of_shipped_catalogues_are_too(name: str, tmp_path_factory, data: st.DataObject) -> None:
    answered(with_changed_trees(data, a_slice(data, name)), tmp_path_factory.mktemp("c"), check)


@pytest.mark.parametrize("name", SLICES)
@given(st.data())
@settings(CAREFUL, max_examples=12)
def test_what_fits_nowhere_is_found_in_the_file_where_it_stands(
    name: str, tmp_path_factory, data: st.DataObject
) -> None:
    file, texts = with_spoilt_tree(data, a_slice(data, name))
    assert f"c/{file}" in {d.where.file for d in answered(texts, tmp_path_factory.mktemp("c"), check)}


@pytest.mark.parametrize("name", LINKED)
@given(st.data())
@settings(CAREFUL, max_examples=4)
def test_changed_profiles_and_what_they_rest_on_are_answered_too(
    name: str, tmp_path_factory, data: st.DataObject
) -> None:
    linked = {file: SHIPPED[name][file] for file in ("catalogue.yaml", "profiles.yaml", "cases/profiles.yaml")}
    others = {file: text for file, text in SHIPPED[name].items() if not file.startswith("cases/")}
    answered(others | with_changed_trees(data, linked), tmp_path_factory.mktemp("c"), check)


@pytest.mark.parametrize("name", SLICES)
def test_a_slice_is_sound_before_it_is_changed(name: str, tmp_path: Path) -> None:
    for number, texts in enumerate(SLICES[name]):
        found = answered(texts, tmp_path / f"{number}", lambda folder: load_catalogue(folder).diagnostics)
        assert [d for d in found if d.severity == "error"] == []


def a_slice(data: st.DataObject, name: str) -> Texts:
    return SLICES[name][data.draw(st.integers(0, len(SLICES[name]) - 1))]  # its number is told, not all its texts


def with_changed_texts(data: st.DataObject, texts: Texts) -> Texts:
    texts = dict(texts)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(texts)))
        texts[name] = data.draw(st.sampled_from(CHANGES))(data, texts[name])
    return texts


def with_changed_trees(data: st.DataObject, texts: Texts) -> Texts:
    trees = {
        name: parsed(texts[name])
        for name in data.draw(st.lists(st.sampled_from(sorted(texts)), min_size=1, max_size=3))
    }
    for tree in trees.values():
        change(data, tree)
    return texts | {name: dumped(tree) for name, tree in trees.items()}


def with_spoilt_tree(data: st.DataObject, texts: Texts) -> tuple[str, Texts]:
    """The file with what fits nowhere, and all of them."""
    name = data.draw(st.sampled_from(sorted(texts)))
    tree = parsed(texts[name])
    spoil(data, tree)
    return name, texts | {name: dumped(tree)}


# --- campaigns ---


def campaign_texts(folder: Path) -> Texts:
    """The files beside the data: those that an example lacks are those of others."""
    home, names = ROOT / "examples", ("kokoq.yaml", "sample.yaml", "decisions.yaml")
    lent = {"sample.yaml": home / "kizel-2021", "decisions.yaml": home / "ust-ilimsk-2021"}
    paths = {name: folder / name if (folder / name).is_file() else lent[name] / name for name in names}
    paths["accepted.yaml"] = ROOT / "indicators" / "bogotol" / "accepted.yaml"
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}


def organisations(folder: Path) -> Rows:
    if (folder / "organisations.csv").is_file():
        text = (folder / "organisations.csv").read_text(encoding="utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))
    rows = openpyxl.load_workbook(folder / "organisations.xlsx").worksheets[0].iter_rows(values_only=True)
    return [["" if value is None else str(value) for value in row] for row in rows]


FOLDERS = {path.parent.name: path.parent for path in sorted((ROOT / "examples").glob("*/kokoq.yaml"))}
CAMPAIGNS = {name: campaign_texts(folder) for name, folder in FOLDERS.items()}
REGISTERS = {name: organisations(folder) for name, folder in FOLDERS.items()}


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped catalogue is loaded and compiled once: nothing of it changes."""
    monkeypatch.setattr(campaign, "load_catalogue", loaded_once)
    monkeypatch.setattr(plan, "compile", compiled_once)


@cache
def loaded_once(home: Path, *, version: Path | None = None) -> Checked[Catalogue | None]:
    return load_catalogue(home, version=version)


COMPILE = plan.compile
PLANS: dict[int, tuple[Catalogue, Checked[plan.Plan | None]]] = {}


def compiled_once(catalogue: Catalogue) -> Checked[plan.Plan | None]:
    if id(catalogue) not in PLANS:
        PLANS[id(catalogue)] = catalogue, COMPILE(catalogue)
    return PLANS[id(catalogue)][1]


def check_campaign(folder: Path) -> tuple[Diagnostic, ...]:
    """All that is read of a campaign but what was collected; its catalogue is as it was, and is not checked again."""
    loaded = campaign.load(folder)
    accepted = load_acceptances(folder)
    found = [*loaded.diagnostics, *accepted.diagnostics]
    if loaded.value is not None:
        found = [*accept(found, accepted.value, today=TODAY, run=frozenset(RULES))]
        try:
            open_traits(folder, loaded.value.settings.catalogue)
        except FaultyDefinitions as faulty:
            found += faulty.diagnostics
    return tuple(found)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", CAMPAIGNS)
@given(st.data())
@settings(CAREFUL, max_examples=12)
def test_changed_texts_of_a_campaign_are_answered_by_findings_with_places(
    name: str, tmp_path_factory, data: st.DataObject
) -> None:
    files = with_organisations(REGISTERS[name], "csv", with_changed_texts(data, CAMPAIGNS[name]))
    answered(files, tmp_path_factory.mktemp("c"), check_campaign)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", CAMPAIGNS)
@given(st.data())
@settings(CAREFUL, max_examples=12)
def test_changed_trees_of_a_campaign_are_answered_by_findings_with_places(
    name: str, tmp_path_factory, data: st.DataObject
) -> None:
    files = with_organisations(REGISTERS[name], "csv", with_changed_trees(data, CAMPAIGNS[name]))
    answered(files, tmp_path_factory.mktemp("c"), check_campaign)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", CAMPAIGNS)
@given(st.data())
@settings(CAREFUL, max_examples=12)
def test_changed_lists_of_organisations_are_answered_by_findings_with_places(
    name: str, tmp_path_factory, data: st.DataObject
) -> None:
    rows = copy.deepcopy(REGISTERS[name])
    for _ in range(data.draw(st.integers(1, 3))):
        change_table(data, rows)
    files = with_organisations(rows, data.draw(st.sampled_from(["csv", "xlsx", "yaml"])), CAMPAIGNS[name])
    if "organisations.csv" in files and data.draw(st.booleans()):
        files["organisations.csv"] = data.draw(st.sampled_from(CHANGES))(data, str(files["organisations.csv"]))
    answered(files, tmp_path_factory.mktemp("c"), check_campaign)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", CAMPAIGNS)
@given(st.data())
@settings(CAREFUL, max_examples=12)
def test_what_fits_nowhere_is_found_in_the_file_of_a_campaign(name: str, tmp_path_factory, data: st.DataObject) -> None:
    texts = CAMPAIGNS[name] | {"organisations.yaml": register_yaml(REGISTERS[name])}
    texts["kokoq.yaml"] = declaring(texts["kokoq.yaml"], "organisations.yaml")
    file, texts = with_spoilt_tree(data, texts)
    assert file in {d.where.file for d in answered(texts, tmp_path_factory.mktemp("c"), check_campaign)}


def with_organisations(rows: Rows, kind: str, texts: Texts) -> dict[str, str | bytes]:
    """The campaign with its list of organisations in a file of a kind."""
    made = {"csv": register_csv, "xlsx": register_xlsx, "yaml": register_yaml}[kind](rows)
    name = f"organisations.{kind}"
    return {**texts, name: made, "kokoq.yaml": declaring(texts["kokoq.yaml"], name)}


def declaring(settings_text: str, name: str) -> str:
    return re.sub(r"organisations\.(xlsx|csv)", name, settings_text)


def register_csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def register_yaml(rows: Rows) -> str:
    names = {word: key for key, words in HEADERS.items() for word in words}
    keys = [names.get(folded(title), title) for title in rows[0]]
    return dumped([{key: cell for key, cell in zip(keys, row, strict=True) if cell} for row in rows[1:]])


def register_xlsx(rows: Rows) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [cell[:32_000] for cell in row])
    return content.getvalue()
