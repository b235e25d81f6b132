"""Figures of one row are held against each other, at their cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kokoq.checks import run
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.model import Period
from kokoq.observations import Absence, Observations

from ..compute.small import SETTINGS, Y2, indicator, observe, place, plan, school
from . import desk

OWN = plan(indicator("part / total"))


def found_in(observations: Observations, *periods: Period) -> tuple[Diagnostic, ...]:
    return run(OWN, observations, (school("a"), school("b")), periods=periods or (Y2,), settings=SETTINGS)


def codes(observations: Observations) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in found_in(observations)]


def test_a_part_above_its_whole_is_found_at_the_part_with_the_whole_beside_it() -> None:
    (found,) = found_in(observe({Y2: {"a": {"part": 5, "total": 4}}}))
    assert (found.rule.code, found.unit, found.period) == ("KQ501", "a", Y2.text)
    assert found.where == Cell("form.xlsx", "Лист", place(1, "part"))
    assert found.related == (Cell("form.xlsx", "Лист", place(1, "total")),)
    assert (found.params["part_value"], found.params["whole_value"]) == (5, 4)


# --- a part that was given in another unit ---

STAFF = desk.desk("""\
fields:
  staff: {title: Педагоги, asked: school}
  certified: {title: Аттестованы, asked: school, part_of: staff}
  highest: {title: Высшая категория, asked: school, part_of: certified}
  young: {title: Молодые, asked: school, part_of: staff}
""")


def meant(**figures: float) -> dict[str, object]:
    """Of every part above its whole: its cell, and what it would be in the unit that fits."""
    found = desk.check(STAFF, desk.observe(STAFF, {Y2: {"a": figures}}))
    slips = {str(d.where): d.params["slip"] for d in found if d.rule.code == "KQ501"}
    return {at: getattr(slip, "params", {}).get("meant") for at, slip in slips.items()}


def test_a_part_a_hundred_times_too_great_is_told_with_what_would_fit() -> None:
    # 4500 of 50: 450 is still too much, 4.5 are no persons
    assert meant(staff=50, certified=4500, young=5) == {"a.xlsx!Данные!B2": 45.0}


def test_what_is_a_part_of_the_part_tells_the_factor_where_its_whole_alone_does_not() -> None:
    # 3000 of 50: 30 and 3 would do; since 10 of them have the highest category, only 30
    assert meant(staff=50, certified=3000, young=5) == {"a.xlsx!Данные!B2": None}
    assert meant(staff=50, certified=3000, highest=10, young=5) == {"a.xlsx!Данные!B2": 30.0}


def test_a_whole_that_is_too_small_for_all_of_its_parts_is_not_taken_for_slips_of_them() -> None:
    assert meant(staff=50, certified=4500, young=600) == {"a.xlsx!Данные!B2": None, "a.xlsx!Данные!B4": None}


def test_a_part_a_little_above_its_whole_is_no_slip() -> None:
    assert meant(staff=50, certified=100, young=5) == {"a.xlsx!Данные!B2": None}


def test_an_equal_part_and_an_absent_whole_are_no_fault() -> None:
    data = {"a": {"part": 4, "total": 4}, "b": {"part": 5, "total": Absence.BLANK}}
    assert codes(observe({Y2: data})) == []


def test_the_rows_of_a_table_are_checked_one_by_one() -> None:
    rows = [
        {"unit": "a", "subject": "rus", "took": 3, "passed": 4},
        {"unit": "a", "subject": "math", "took": 4, "passed": 4},
    ]
    assert [code for code, _ in codes(observe({Y2: {"a": {}}}, matrix=rows))] == ["KQ501"]


def test_each_period_is_checked_by_itself() -> None:
    observations = observe({Period("2019/2020"): {"a": {"part": 5, "total": 4}}, Y2: {"a": {"part": 1, "total": 4}}})
    assert codes(observations) == []


# --- dates, evidence, relations in every row: a catalogue of their own ---

DATES = desk.desk("fields:\n  opened: {title: Дата приказа, type: date, asked: school}\n")
PROOF = desk.desk("fields:\n  act: {title: Есть акт, type: yes_no, asked: school, evidence: required}\n")
MARKS = desk.desk("""\
tables:
  exams:
    title: Экзамены
    asked: school
    keys: {subject: subjects}
    fields:
      took: {title: Участники}
      failed: {title: Не справились}
      passed: {title: Справились}
checks:
  outcomes: {title: Справились и не справились не больше участников, table: exams, expect: failed + passed <= took}
  some: {title: Участники были, table: exams, expect: took > 0 and took <= 100, severity: warning}
""")


def test_a_date_before_or_after_the_period_is_told_with_its_bounds() -> None:
    given = {"a": {"opened": date(2020, 8, 31)}, "b": {"opened": date(2021, 9, 1)}}
    found = desk.check(DATES, desk.observe(DATES, {Y2: given}))
    assert desk.told(found) == [("KQ505", "a.xlsx!Данные!B1"), ("KQ505", "b.xlsx!Данные!B1")]
    assert found[0].params == {
        "value": "31.08.2020", "field": "Дата приказа", "first": "01.09.2020", "last": "31.08.2021"
    }  # fmt: skip


def test_the_first_and_the_last_day_lie_within_the_period() -> None:
    given = {"a": {"opened": date(2020, 9, 1)}, "b": {"opened": date(2021, 8, 31)}}
    assert desk.check(DATES, desk.observe(DATES, {Y2: given})) == ()


def test_a_yes_without_evidence_is_told_at_the_answer() -> None:
    given = {"a": {"act": True}, "b": {"act": True}}
    found = desk.check(PROOF, desk.observe(PROOF, {Y2: given}, evidence={("b", "act"): "приказ"}))
    assert desk.told(found) == [("KQ414", "a.xlsx!Данные!B1")]


def test_a_no_needs_no_evidence() -> None:
    assert desk.check(PROOF, desk.observe(PROOF, {Y2: {"a": {"act": False}}})) == ()


def test_a_relation_of_a_table_is_told_at_the_row_that_breaks_it() -> None:
    rows = [
        {"unit": "a", "subject": "rus", "took": 20, "failed": 3, "passed": 17},
        {"unit": "a", "subject": "math", "took": 20, "failed": 4, "passed": 18},
    ]
    (found,) = desk.check(MARKS, desk.observe(MARKS, {Y2: {"a": {}}}, exams=rows))
    # 4 + 18 = 22 of 20; the sheet has took, failed, passed in columns B, C, D
    assert desk.told([found]) == [("KQ503", "a.xlsx!exams!C2")]
    assert [cell.ref for cell in found.related if isinstance(cell, Cell)] == ["D2", "B2"]
    assert (found.params["left"], found.params["right"], found.params["difference"]) == (22, 20, 2)
    assert found.severity is Severity.ERROR


def test_each_part_of_a_relation_is_told_by_itself_with_the_declared_weight() -> None:
    rows = [{"unit": "a", "subject": "rus", "took": 101, "failed": 1, "passed": 1}]
    (found,) = desk.check(MARKS, desk.observe(MARKS, {Y2: {"a": {}}}, exams=rows))
    assert (found.rule.code, found.severity, str(found.params["relation"])) == (
        "KQ503", Severity.WARNING, "check.relation.at_most"
    )  # fmt: skip


def test_a_row_that_lacks_a_figure_breaks_nothing() -> None:
    rows = [{"unit": "a", "subject": "rus", "took": 2, "failed": 3, "passed": Absence.BLANK}]
    assert desk.check(MARKS, desk.observe(MARKS, {Y2: {"a": {}}}, exams=rows)) == ()


LISTS = desk.desk("""\
fields: {}
tables:
  exam:
    title: Экзамен
    asked: school
    records: person
    fields:
      pupil: {title: Код, type: text}
      subject: {title: Предмет, type: subjects}
      score: {title: Балл, type: number}
  scores:
    asked: school
    records: person
    fields: {mark: {title: Отметка, type: mark}}
""")


def listed(*rows: desk.Figures, **more: Sequence[desk.Figures]) -> tuple[Diagnostic, ...]:
    return desk.check(LISTS, desk.observe(LISTS, {Y2: {"a": {}, "b": {}}}, exam=rows, **more))


def test_a_record_of_a_list_is_told_where_it_stands_again() -> None:
    one = {"unit": "a", "pupil": "05-012", "subject": "rus", "score": 64}
    (found,) = listed(one, {**one, "pupil": "05-013"}, one)
    assert (found.rule.code, found.unit, str(found.severity)) == ("KQ516", "a", "warning")
    assert found.where == Cell("a.xlsx", "exam", "B3")
    assert found.related == (Cell("a.xlsx", "exam", "B1"),)
    assert found.params == {"record": "05-012", "table": "Экзамен"}


def test_records_that_differ_in_anything_are_two() -> None:
    one = {"unit": "a", "pupil": "05-012", "subject": "rus", "score": 64}
    assert listed(one, {**one, "subject": "math"}, {**one, "score": 65}, {**one, "unit": "b"}) == ()
    assert listed(one, {**one, "score": Absence.BLANK}) == ()


def test_equal_records_without_a_name_may_be_two_persons() -> None:
    nameless = {"unit": "a", "pupil": Absence.BLANK, "subject": "rus", "score": 64}
    marks = ({"unit": "a", "mark": 4}, {"unit": "a", "mark": 4})
    assert listed(nameless, nameless, scores=marks) == ()
