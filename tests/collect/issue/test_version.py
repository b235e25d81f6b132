"""Whether a form is of the current version: what was added to its questions since, and what was taken away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import write_form
from kokoq.collect.issue.forms import CheckedForm, check_form, heading, write_one_workbook
from kokoq.language import language
from kokoq.model import Catalogue, Period
from kokoq.plan import Plan
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SCHOOL, SETTINGS, make_field, tiny_plan

YEAR = Period("2020/2021")
RU = language("ru")


def written(path: Path, catalogue: Catalogue = CATALOGUE) -> Path:
    """A form of a school as it was under ``catalogue``."""
    plan = tiny_plan(catalogue)
    head = heading(plan, SETTINGS, SCHOOL, YEAR, RU)
    write_form(lay_out(plan, SCHOOL), catalogue, path, heading=head, language=RU)
    return path


def checked(path: Path, plan: Plan) -> CheckedForm:
    found = check_form(plan, SETTINGS, ORGANISATIONS, path)
    assert found.value is not None
    assert found.diagnostics == ()
    return found.value


def test_a_form_of_today_is_current(tmp_path: Path) -> None:
    form = checked(written(tmp_path / "a.xlsx"), tiny_plan())
    assert (form.organisation, form.period, form.difference.is_current) == (SCHOOL.title, "2020/2021", True)


def test_questions_added_and_removed_since_are_named(tmp_path: Path) -> None:
    exams = CATALOGUE.tables["exams"]
    old = replace(
        CATALOGUE,
        fields={
            **{name: f for name, f in CATALOGUE.fields.items() if name != "certified"},
            "medals": make_field("medals", title="Медалисты"),
        },
        tables={**CATALOGUE.tables, "exams": replace(exams, rows=(*exams.rows[1:], ("rus", "8")))},
    )
    difference = checked(written(tmp_path / "a.xlsx", old), tiny_plan()).difference
    assert not difference.is_current
    assert difference.removed == ("Медалисты", "Экзамены: Русский язык, 8 класс")
    assert difference.added == ("certified", "Экзамены: Русский язык, 9 класс")


def test_another_unit_of_a_question_is_another_version_with_the_same_questions(tmp_path: Path) -> None:
    graduates = replace(CATALOGUE.fields["graduates"], unit="items")
    old = replace(CATALOGUE, fields={**CATALOGUE.fields, "graduates": graduates})
    difference = checked(written(tmp_path / "a.xlsx", old), tiny_plan()).difference
    assert (difference.is_current, difference.added, difference.removed) == (False, (), ())


def test_the_workbook_of_everybody_is_current_as_long_as_all_forms_are(tmp_path: Path) -> None:
    plan = tiny_plan()
    path = write_one_workbook(plan, SETTINGS, ORGANISATIONS, tmp_path, period=YEAR, language=RU)
    assert checked(path, plan).difference.is_current
    newer = tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, "medals": make_field("medals")}))
    assert not checked(path, newer).difference.is_current


def test_what_is_no_form_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "список.csv").write_text("а;б\n1;2\n", encoding="utf-8")
    found = check_form(tiny_plan(), SETTINGS, ORGANISATIONS, tmp_path / "список.csv")
    assert (found.value, [d.rule.code for d in found.diagnostics]) == (None, ["KQ311"])


def test_a_form_of_another_catalogue_is_a_finding(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", replace(CATALOGUE, id="other"))
    found = check_form(tiny_plan(), SETTINGS, ORGANISATIONS, path)
    assert (found.value, [d.rule.code for d in found.diagnostics]) == (None, ["KQ307"])
