"""Rows of tables left blank as a whole: those that were filled last year, and those that nearly all peers filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kokoq.diagnostics import Diagnostic
from kokoq.language import language
from kokoq.model import Period
from kokoq.observations import Absence
from kokoq.wording import Reader, to_fix, to_message

from .desk import Y1, Y2, Figures, check, desk, observe, school, told

PLAN = desk("""\
dictionaries:
  exams: {title: Процедура, entries: {vpr: ВПР, ege: ЕГЭ}}
fields:
  pupils: {title: Обучающиеся, asked: school}
tables:
  exams:
    title: Экзамены
    asked: school
    keys: {exam: exams, subject: subjects}
    rows: [{exam: [vpr, ege], subject: [rus, math]}]
    fields:
      taken: {title: Участники}
      marks: {title: Отметки, not_for: {exam: [ege]}}
  teachers:
    title: Учителя
    asked: school
    keys: {subject: subjects}
    fields:
      staff: {title: Всего учителей}
""")
EXAMS = (("vpr", "rus"), ("vpr", "math"), ("ege", "rus"), ("ege", "math"))
TEACHERS = ("rus", "math")


def exams(unit: str, *blank: tuple[str, str], period: Period = Y2, given: float | Absence = 5) -> list[Figures]:
    """The four rows of the exams of a school, all with the same figure but for those left blank."""
    return [
        {"period": period.text, "unit": unit, "exam": exam, "subject": subject, "marks": _marks(exam)}
        | ({} if (exam, subject) in blank else {"taken": given} | ({"marks": 3} if exam == "vpr" else {}))
        for exam, subject in EXAMS
    ]


def _marks(exam: str) -> Absence:
    """What is asked of nobody is not applicable, as the reader says."""
    return Absence.NOT_APPLICABLE if exam == "ege" else Absence.BLANK


def teachers(unit: str, *blank: str, period: Period = Y2) -> list[Figures]:
    rows = (
        {"period": period.text, "unit": unit, "subject": s} | ({} if s in blank else {"staff": 2}) for s in TEACHERS
    )
    return list(rows)


def found(
    rows: Iterable[Figures], *names: str, staff: Sequence[Figures] = (), earlier: bool = True
) -> tuple[Diagnostic, ...]:
    periods = (Y1, Y2) if earlier else (Y2,)
    given: Mapping[Period, Mapping[str, Figures]] = {p: {name: {"pupils": 300} for name in names} for p in periods}
    read = observe(PLAN, given, exams=list(rows), teachers=staff)
    own = tuple(school(name) for name in names)
    return tuple(d for d in check(PLAN, read, *own, periods=periods) if d.rule.code in ("KQ517", "KQ518"))


# --- last year ---


def test_rows_filled_last_year_and_blank_now_are_one_warning_at_the_first_of_them() -> None:
    rows = [*exams("a", period=Y1), *exams("a", ("vpr", "math"), ("ege", "math"))]
    (one,) = found(rows, "a")
    assert (told([one]), str(one.severity), one.unit) == ([("KQ517", "a.xlsx!exams!B2")], "warning", "a")
    assert to_message(one, language("ru")) == (
        "«Экзамены»: строк, пустых целиком, хотя за 2019/2020 они заполнены: 2 — «ВПР, Математика», «ЕГЭ, Математика»."
    )


def test_rows_filled_in_both_years_are_silent_and_so_are_those_blank_in_both() -> None:
    blank = ("ege", "math")
    assert found([*exams("a", period=Y1), *exams("a")], "a") == ()
    assert found([*exams("a", blank, period=Y1), *exams("a", blank)], "a") == ()


def test_a_table_left_blank_as_a_whole_is_told_as_a_gap_alone() -> None:
    assert found([*exams("a", period=Y1), *exams("a", *EXAMS)], "a") == ()


def test_a_row_of_not_applicable_answers_the_question() -> None:
    rows = [row for row in exams("a") if (row["exam"], row["subject"]) != ("vpr", "math")]
    none = {"taken": Absence.NOT_APPLICABLE, "marks": Absence.NOT_APPLICABLE}
    typed = {"period": Y2.text, "unit": "a", "exam": "vpr", "subject": "math", **none}
    assert found([*exams("a", period=Y1), *rows, typed], "a") == ()


def test_what_was_no_figure_last_year_is_not_asked_for() -> None:
    before = exams("a", period=Y1, given=Absence.NO_DATA)
    assert [d.params["n"] for d in found([*before, *exams("a", ("ege", "math"))], "a")] == []


def test_many_rows_are_named_up_to_six_in_the_letter_as_on_the_screen() -> None:
    subjects = ", ".join(f"s{n}: Предмет {n}" for n in range(9))
    plan = desk(f"""\
dictionaries:
  many: {{title: Предмет, entries: {{{subjects}}}}}
tables:
  load:
    title: Нагрузка
    asked: school
    keys: {{of: many}}
    fields: {{hours: {{title: Часы}}}}
""")
    before: list[Figures] = [{"period": Y1.text, "unit": "a", "of": f"s{n}", "hours": 1} for n in range(9)]
    now: list[Figures] = [{"unit": "a", "of": f"s{n}"} | ({"hours": 1} if n == 8 else {}) for n in range(9)]
    read = observe(plan, {Y1: {"a": {}}, Y2: {"a": {}}}, load=[*before, *now])
    (one,) = check(plan, read, school("a"), periods=(Y1, Y2))
    named = ", ".join(f"«Предмет {n}»" for n in range(6))
    assert to_message(one, language("ru"), reader=Reader.SENDER) == (
        f"Строк, которые за 2019/2020 вы заполнили, а теперь оставили пустыми: 8 — {named} и ещё 2."
    )
    assert "«не применимо»" in to_fix(one, language("ru"), reader=Reader.SENDER)


# --- peers ---

NAMES = "abcdefghijk"
"""Eleven schools: each has ten others."""


def peers(**blank: tuple[tuple[str, str], ...]) -> list[Figures]:
    return [row for name in NAMES for row in exams(name, *blank.get(name, ()))]


def test_a_row_that_nearly_all_peers_filled_is_a_warning_at_its_cell() -> None:
    blank = ("vpr", "math")
    (one,) = found(peers(c=(blank,)), *NAMES, earlier=False)
    assert (told([one]), str(one.severity), one.unit) == ([("KQ518", "c.xlsx!exams!B2")], "warning", "c")
    assert (one.params["filled"], one.params["of"], one.params["n"]) == (10, 10, 1)


def test_nine_of_ten_others_are_nearly_all_of_them() -> None:
    blank = (("vpr", "math"),)
    both = found(peers(c=blank, d=blank), *NAMES, earlier=False)
    assert [(d.unit, d.params["filled"], d.params["of"]) for d in both] == [("c", 9, 10), ("d", 9, 10)]


def test_a_row_that_two_of_ten_others_left_blank_is_their_own_matter() -> None:
    blank = (("vpr", "math"),)
    assert found(peers(c=blank, d=blank, e=blank), *NAMES, earlier=False) == ()


def test_fewer_than_ten_others_say_nothing() -> None:
    rows = [row for name in NAMES[:10] for row in exams(name, *((("vpr", "math"),) if name == "c" else ()))]
    assert found(rows, *NAMES[:10], earlier=False) == ()


def test_others_that_began_no_row_are_not_among_the_peers() -> None:
    rows = peers(c=(("vpr", "math"),), d=EXAMS)
    assert found(rows, *NAMES, earlier=False) == ()


def test_a_whole_exam_or_subject_left_blank_is_one_that_the_organisation_lacks() -> None:
    assert found(peers(c=(("ege", "rus"), ("ege", "math"))), *NAMES, earlier=False) == ()
    assert found(peers(c=(("ege", "math"), ("vpr", "math"))), *NAMES, earlier=False) == ()


def test_rows_with_one_key_stand_each_for_itself() -> None:
    staff = [row for name in NAMES for row in teachers(name, *(["math"] if name == "c" else []))]
    (one,) = found(peers(), *NAMES, staff=staff, earlier=False)
    assert told([one]) == [("KQ518", "c.xlsx!teachers!B2")]
    assert to_message(one, language("ru")) == (
        "«Учителя»: строк, пустых целиком, хотя почти все такие организации (10 из 10) их заполнили: 1 — «Математика»."
    )


def test_what_was_filled_last_year_is_told_once() -> None:
    rows = [*exams("c", period=Y1), *peers(c=(("vpr", "math"),))]
    assert told(found(rows, *NAMES)) == [("KQ517", "c.xlsx!exams!B2")]


def test_schools_are_not_held_against_kindergartens() -> None:
    own = [school(name, kind="kindergarten" if name == "k" else "school") for name in NAMES]
    given: Mapping[Period, Mapping[str, Figures]] = {Y2: {name: {"pupils": 300} for name in NAMES}}
    read = observe(PLAN, given, exams=peers(c=(("vpr", "math"),)))
    assert [d for d in check(PLAN, read, *own) if d.rule.code == "KQ518"] == []
