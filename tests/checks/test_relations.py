"""Declared relations over the totals of one organisation: sides, difference, cells; silent about what is not known."""

from __future__ import annotations

import pytest

from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.observations import Absence
from kokoq.wording import to_message

from .desk import Y1, Y2, check, desk, observe, school, told

SCHOOL = desk("""\
fields:
  graduates: {title: Выпускники, asked: school and upper}
  universities: {title: В вузы, asked: school and upper}
  colleges: {title: В колледжи, asked: school and upper}
  staff: {title: Педагоги, asked: school}
  volunteers: {title: Добровольцы, asked: school}
  groups: {title: Объединения, asked: school}
  ready: {title: Готовность, type: percent, asked: school}
  children: {title: Дети, asked: municipality}
  enrolled: {title: Охвачены, asked: municipality}
tables:
  teachers_by_subject:
    title: Учителя
    asked: school
    keys: {subject: subjects}
    fields:
      teachers: {title: Учителя}
      trained: {title: Обученные}
  olympiad:
    title: Олимпиада
    asked: school
    records: person
    fields:
      pupil: {title: Код, type: text}
      stage: {title: Этап, type: subjects}
checks:
  destinations: {title: Поступили не больше всех, expect: universities + colleges <= graduates}
  teachers_among_staff: {title: Учителей не больше, expect: teachers <= staff}
  russian: {title: Русистов не больше, expect: 'sum(teachers, where = subject == "rus") <= staff'}
  volunteering: {title: Есть добровольцы — есть объединение, expect: volunteers == 0 or groups > 0}
  readiness: {title: Готовность не ниже половины, expect: ready >= 50%, severity: note}
  growth: {title: Педагогов не вдвое больше прежнего, expect: staff <= 2 * previous(staff)}
  coverage: {title: Охвачены не больше всех, expect: enrolled <= children}
  stages:
    title: На первом этапе не меньше
    expect: distinct(pupil, where = stage == "rus") >= distinct(pupil, where = stage == "math")
""")


def test_both_sides_and_the_difference_are_told_at_the_first_cell() -> None:
    (found,) = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"graduates": 20, "universities": 15, "colleges": 8}}}))
    assert told([found]) == [("KQ503", "a.xlsx!Данные!B2")]
    assert found.related == (Cell("a.xlsx", "Данные", "B3"), Cell("a.xlsx", "Данные", "B1"))
    assert found.unit == "a"
    params = dict(found.params)
    # 15 + 8 = 23 of 20
    assert (params["left"], params["right"], params["difference"], params["unit"]) == (23, 20, 3, "")


@pytest.mark.parametrize("figures", [{"colleges": 5}, {"colleges": 4}, {"colleges": Absence.BLANK}, {}])
def test_equal_less_and_unknown_break_nothing(figures: dict[str, float]) -> None:
    assert check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"graduates": 20, "universities": 15, **figures}}})) == ()


def test_who_is_not_asked_the_fields_is_out_of_scope() -> None:
    given = {"b": {"graduates": 20, "universities": 15, "colleges": 8}}  # b has no upper grades
    assert check(SCHOOL, observe(SCHOOL, {Y2: given})) == ()


def test_a_sum_over_a_table_is_told_at_its_rows() -> None:
    rows = [{"unit": "a", "subject": s, "teachers": 6, "trained": 0} for s in ("rus", "math")]
    found = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"staff": 11}}}, teachers_by_subject=rows))
    assert told(found) == [("KQ503", "a.xlsx!teachers_by_subject!B1")]  # 6 + 6 = 12 of 11
    assert [str(cell) for cell in found[0].related] == ["a.xlsx!teachers_by_subject!B2", "a.xlsx!Данные!B4"]


def test_a_condition_over_rows_names_the_rows_that_it_takes() -> None:
    rows = [{"unit": "a", "subject": "math", "teachers": 0}, {"unit": "a", "subject": "rus", "teachers": 5}]
    found = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"staff": 4}}}, teachers_by_subject=rows))
    assert [(d.params["check"], str(d.where)) for d in found] == [
        ("Учителей не больше", "a.xlsx!teachers_by_subject!B1"),
        ("Русистов не больше", "a.xlsx!teachers_by_subject!B2"),
    ]


def test_a_row_that_is_filled_otherwise_leaves_a_sum_open() -> None:
    rows = [
        {"unit": "a", "subject": "rus", "teachers": 12, "trained": 1},
        {"unit": "a", "subject": "math", "teachers": Absence.BLANK, "trained": 1},
    ]
    found = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"staff": 11}}}, teachers_by_subject=rows))
    assert [d.params["check"] for d in found] == ["Русистов не больше"]  # that sum does not need the other row


def test_a_relation_without_sides_is_told_as_such() -> None:
    given = {"a": {"volunteers": 3, "groups": 0}, "b": {"volunteers": 0, "groups": 0}}
    found = check(SCHOOL, observe(SCHOOL, {Y2: given}))
    assert [(d.rule.code, str(d.where), d.params) for d in found] == [
        ("KQ504", "a.xlsx!Данные!B5", {"check": "Есть добровольцы — есть объединение"})
    ]


def test_shares_are_told_as_percent_with_the_declared_weight() -> None:
    (found,) = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {"ready": 0.4}, "b": {"ready": 0.5}}}))
    assert (found.params["left"], found.params["right"], found.params["unit"]) == (40, 50, "check.percent")
    assert to_message(found, language("ru")).endswith(
        "50\u00a0% (разница 10\u00a0п.\u00a0п.)."
    )  # of two percents, points
    assert str(found.severity) == "note"


def test_the_period_before_can_be_asked_for() -> None:
    given = {Y1: {"a": {"staff": 10}, "b": {"staff": 10}}, Y2: {"a": {"staff": 21}, "b": {"staff": 20}}}
    found = check(SCHOOL, observe(SCHOOL, given), periods=(Y1, Y2))
    assert [(d.rule.code, str(d.where), str(d.related[0])) for d in found if d.rule.code == "KQ503"] == [
        ("KQ503", "a.xlsx!Данные!B4", "2019/a.xlsx!Данные!B4")
    ]


def test_the_municipality_has_relations_of_its_own() -> None:
    found = check(SCHOOL, observe(SCHOOL, {Y2: {"town": {"children": 10, "enrolled": 11}}}))
    assert [(d.rule.code, d.unit, str(d.where)) for d in found] == [("KQ503", "town", "town.xlsx!Данные!B9")]


def test_stages_of_records_are_counted_by_persons() -> None:
    rows = [{"unit": "a", "pupil": p, "stage": s} for p, s in (("1", "rus"), ("1", "math"), ("2", "math"))]
    (found,) = check(SCHOOL, observe(SCHOOL, {Y2: {"a": {}}}, olympiad=rows), school("a"))
    assert (found.params["left"], found.params["right"], found.params["difference"]) == (1, 2, 1)
    assert str(found.where) == "a.xlsx!olympiad!B1"


LADDER = desk("""\
fields:
  over70: {title: 70 и выше, asked: school}
  over80: {title: 80 и выше, asked: school}
  over90: {title: 90 и выше, asked: school}
  all100: {title: Ровно 100, asked: school}
  failed: {title: Не справились, type: percent, asked: school}
  passed: {title: Справились, type: percent, asked: school}
checks:
  thresholds:
    title: Чем выше порог, тем меньше тех, кто его прошёл
    expect: over70 >= over80 and over80 >= over90 and over90 >= all100
  whole: {title: Справились и не справились вместе все, expect: failed + passed == 100%}
""")


def test_every_broken_step_of_thresholds_is_told_at_its_cell_and_no_other() -> None:
    given = {"a": {"over70": 20, "over80": 21, "over90": 7, "all100": 8}, "b": dict.fromkeys(("over70", "over80"), 5)}
    found = check(LADDER, observe(LADDER, {Y2: given}))
    assert told(found) == [("KQ503", "a.xlsx!Данные!B1"), ("KQ503", "a.xlsx!Данные!B3")]
    assert [d.params["difference"] for d in found] == [1, 1]  # 21 of 20, 8 of 7


def test_an_identity_is_told_with_the_difference() -> None:
    given = {"a": {"failed": 0.12, "passed": 0.85}, "b": {"failed": 0.15, "passed": 0.85}}
    (found,) = check(LADDER, observe(LADDER, {Y2: given}))
    assert told([found]) == [("KQ503", "a.xlsx!Данные!B5")]
    assert (found.params["left"], found.params["right"], found.params["difference"]) == (97, 100, 3)  # 12 + 85
    assert to_message(found, language("ru")).endswith("100\u00a0% (разница 3\u00a0п.\u00a0п.).")  # of percents, points
