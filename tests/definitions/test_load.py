"""A folder of definition files → a catalogue."""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq import plan
from kokoq.definitions.load import load_catalogue
from kokoq.model import PLAIN, Catalogue, Citation, Period, Polarity, Type
from kokoq.resources import shipped

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def good() -> Catalogue:
    checked = load_catalogue(GOOD)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def test_the_examples_of_the_design_load_without_a_finding_and_can_be_computed(good: Catalogue) -> None:
    assert plan.compile(good).value is not None


def test_the_head_of_a_catalogue_is_read(good: Catalogue) -> None:
    assert good.acts["p267"].date == dt.date(2021, 6, 21)
    assert good.valid_from == dt.date(2021, 6, 21)
    assert list(good.levels) == ["high", "basic", "low"]
    assert (good.digits, good.rounding) == (1, "half-up")
    assert good.policies[0].purposes == ("head", "teacher")
    assert good.dictionaries["subjects"].aliases == {"русский": "rus", "матем.": "math"}


def test_fields_take_what_their_table_says(good: Catalogue) -> None:
    assert good.fields["grade9_certified"].part_of == "grade9_graduates"
    assert good.fields["grade9_certified"].table == PLAIN
    assert good.fields["development_programme"].evidence
    score = good.fields["score"]
    assert (score.table, score.type, score.limits) == ("ege_results", Type.NUMBER, (Decimal(0), Decimal(100)))
    subject = good.fields["ege_subject"]
    assert (subject.type, subject.dictionary, subject.title) == (Type.SYMBOL, "subjects", "Предмет")


def test_keys_are_lists_ranges_and_dictionaries(good: Catalogue) -> None:
    table = good.tables["assessments"]
    entries = {key.id: tuple(good.dictionaries[key.dictionary].entries) for key in table.keys}
    assert entries["procedure"] == ("ege", "oge", "vpr", "niko")
    assert entries["subject"] == ("rus", "math")
    assert entries["grade"] == tuple(str(number) for number in range(1, 12))


def test_the_rows_of_a_form_are_products_of_the_listed_codes(good: Catalogue) -> None:
    # vpr × rus × (4, 5), then oge × every subject × 9
    assert good.tables["assessments"].rows == (
        ("vpr", "rus", "4"),
        ("vpr", "rus", "5"),
        ("oge", "rus", "9"),
        ("oge", "math", "9"),
    )
    assert good.tables["ege_results"].rows == ()


def test_a_regulation_has_its_six_parts(good: Catalogue) -> None:
    (regulation,) = good.regulations
    assert [goal.text[:10] for goal in regulation.goals] == ["Установить", "Увидеть до"]
    assert regulation.goals[1].indicators == (
        "grade9_certified_share",
        *(f"threshold_passed_{limit}" for limit in (70, 80, 90, 100)),
    )
    assert regulation.collection == ("statistics", "assessment_database")
    assert (regulation.every, regulation.collect, regulation.submit) == ("year", ("06-21", "07-31"), "07-31")
    assert regulation.act == (Citation(act="p267", clause="5.1.1"),)
    assert regulation.criteria == ("Аттестаты получают почти все выпускники",)


def test_an_indicator_is_read_with_its_scale_and_targets(good: Catalogue) -> None:
    indicator = good.indicators["grade9_certified_share"]
    (scale,) = indicator.scales
    assert [(b.op, b.limit, b.points, b.level) for b in scale.bands] == [
        ("at_least", Decimal("0.98"), 2, "high"),
        ("at_least", Decimal("0.95"), 1, "basic"),
        ("otherwise", None, 0, "low"),
    ]
    assert indicator.targets == {"2021/2022": Decimal("0.99")}
    assert list(indicator.recommend) == ["low"]
    corridor = good.indicators["parents_satisfied_95"]
    assert (corridor.better, corridor.corridor) == (Polarity.CORRIDOR, (Decimal("0.8"), Decimal(1)))
    assert (corridor.part, corridor.part_reason) == ("variative", "new_quality")


def test_a_formula_keeps_the_place_of_its_first_character(good: Catalogue) -> None:
    formula = good.indicators["grade9_certified_share"].formula
    lines = (GOOD / "5.1.1-student-attainment.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[formula.at.line - 1][formula.at.column - 1 :] == formula.text


def test_places_call_the_folder_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (found,) = load_catalogue(tmp_path / "c").diagnostics
    assert (found.rule.code, str(found.where)) == ("KQ901", "c/catalogue.yaml:1:1")
    (found,) = load_catalogue(tmp_path / "c", name="там").diagnostics
    assert str(found.where) == "там/catalogue.yaml:1:1"


def test_a_file_that_cannot_be_read_hides_no_fault_of_another(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    (folder / "fields.yaml").write_text("fields: {", encoding="utf-8")
    (folder / "more.yaml").write_text("fields: {a: {titel: Поле}}", encoding="utf-8")
    checked = load_catalogue(folder)
    assert checked.value is None
    assert [(d.rule.code, d.where.file) for d in checked.diagnostics] == [
        ("KQ291", "c/fields.yaml"),
        ("KQ102", "c/more.yaml"),
    ]


def test_a_duplicate_names_both_places(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    (folder / "more.yaml").write_text("fields: {children_5_18: {title: Дети}}", encoding="utf-8")
    (found,) = load_catalogue(folder).diagnostics
    assert (found.rule.code, str(found.where)) == ("KQ112", "c/more.yaml:1:10")
    assert [str(place) for place in found.related] == ["c/fields.yaml:7:3"]


def test_a_reference_is_answered_by_the_name_that_was_meant(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    (folder / "more.yaml").write_text("fields: {girls: {title: Девочки, part_of: children_5_17}}", encoding="utf-8")
    checked = load_catalogue(folder)
    (found,) = checked.diagnostics
    assert found.params["close"] == ("children_5_18",)
    assert checked.value is not None
    assert checked.value.fields["girls"].part_of == "children_5_18"  # so that no fault follows from this one


def test_the_rounding_of_a_period_is_the_one_that_came_into_force_last(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    text = (folder / "catalogue.yaml").read_text(encoding="utf-8")
    dated = "rounding: [{digits: 0, valid: {to: 2020-12-31}}, {digits: 2, mode: truncate, valid: {from: 2021-01-01}}]"
    text = text.replace("rounding: {digits: 1, mode: half-up}", dated)
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    loaded = load_catalogue(folder)
    assert loaded.value is not None
    assert loaded.diagnostics == ()
    printed = {text: loaded.value.printed_in(Period(text)) for text in ("2020", "2020/2021", "2021", "2031")}
    assert {period: (one.digits, one.rounding) for period, one in printed.items()} == {
        "2020": (0, "half-up"),
        "2020/2021": (2, "truncate"),
        "2021": (2, "truncate"),
        "2031": (2, "truncate"),
    }


def test_regulations_stand_in_the_order_of_their_codes_not_of_their_files(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    for name, code in (("a", "5.1.10"), ("b", "5.1.9")):
        (folder / f"0{name}.yaml").write_text(
            f"id: {name}\ncode: {code}\ntitle: Ещё\nindicators: {{}}\n", encoding="utf-8"
        )
    value = load_catalogue(folder).value
    assert value is not None
    assert [regulation.code for regulation in value.regulations] == ["5.1.1", "5.1.9", "5.1.10"]


def test_files_that_are_no_definitions_may_lie_beside(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "c")
    for name in ("kokoq.yaml", "organisations.yaml", ".hidden.yaml", "README.md"):
        (folder / name).write_text("[", encoding="utf-8")
    assert load_catalogue(folder).diagnostics == ()


@pytest.mark.parametrize("folder", sorted(shipped("indicators").iterdir()), ids=lambda path: path.name)
def test_the_shipped_catalogues_have_no_faults(folder: Path) -> None:
    assert [str(d.where) for d in load_catalogue(folder).diagnostics] == []
