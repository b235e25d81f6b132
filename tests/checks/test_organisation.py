"""What one organisation sent is held against itself: tables against answers, details and evidence against «yes»."""

from __future__ import annotations

from kokoq.diagnostics import Cell
from kokoq.observations import Absence

from .desk import Y2, check, desk, observe, told

LEVELS = desk("""\
fields:
  gifted: {title: Одарённые, asked: school, part_of: pupils}
tables:
  levels:
    title: Уровни
    asked: school
    keys: {level: [noo, ooo]}
    fields:
      pupils: {title: Обучающиеся}
      listed: {title: На учёте, part_of: pupils}
  sections:
    title: Кружки
    asked: school
    keys: {kind: [all, sport]}
    fields:
      members: {title: Занимаются, part_of: pupils}
""")
DETAILS = desk("""\
fields:
  programme: {title: Есть программа, type: yes_no, asked: school}
  events: {title: Мероприятия программы, asked: school, part_of: programme}
""")


def levels(noo: float | Absence, ooo: float | Absence) -> list[dict[str, object]]:
    return [
        {"unit": "a", "level": "noo", "pupils": noo, "listed": 0},
        {"unit": "a", "level": "ooo", "pupils": ooo, "listed": 0},
    ]


def test_a_part_above_the_sum_of_its_whole_in_another_table_is_told_with_the_rows_of_the_whole() -> None:
    (found,) = check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 101}}}, levels=levels(40, 60)))
    assert told([found]) == [("KQ501", "a.xlsx!Данные!B1")]
    assert found.related == (Cell("a.xlsx", "levels", "B1"), Cell("a.xlsx", "levels", "B2"))
    assert found.params["whole_value"] == 100  # 40 + 60


def test_a_part_equal_to_that_sum_is_no_fault() -> None:
    assert check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 100}}}, levels=levels(40, 60))) == ()


def test_a_level_that_is_not_there_counts_for_nothing_and_one_that_is_not_known_leaves_the_sum_open() -> None:
    rows = [{"unit": "a", "level": "noo", "pupils": 40, "listed": 0}, {"unit": "a", "level": "ooo"}]
    assert [d.rule.code for d in check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 41}}}, levels=rows))] == ["KQ501"]
    for unknown in (Absence.NO_DATA, Absence.INVALID, Absence.BLANK):
        assert check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 41}}}, levels=levels(40, unknown))) == ()


def test_rows_of_parts_are_held_against_the_whole_one_by_one() -> None:
    """All of the first kind may be among those of the second."""
    rows = [{"unit": "a", "kind": "all", "members": 100}, {"unit": "a", "kind": "sport", "members": 90}]
    assert check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 0}}}, levels=levels(40, 60), sections=rows)) == ()
    rows[1]["members"] = 120
    found = check(LEVELS, observe(LEVELS, {Y2: {"a": {"gifted": 0}}}, levels=levels(40, 60), sections=rows))
    assert told(found) == [("KQ501", "a.xlsx!sections!B2")]


def test_details_beside_a_no_are_told_at_the_detail_with_the_answer_beside_it() -> None:
    (found,) = check(DETAILS, observe(DETAILS, {Y2: {"a": {"programme": False, "events": 4}}}))
    assert told([found]) == [("KQ506", "a.xlsx!Данные!B2")]
    assert found.related == (Cell("a.xlsx", "Данные", "B1"),)
    assert found.params == {"field": "Мероприятия программы", "value": 4, "answer": "Есть программа"}


def test_details_beside_a_yes_and_none_beside_a_no_are_no_fault() -> None:
    given = {"a": {"programme": True, "events": 4}, "b": {"programme": False, "events": 0}}
    assert check(DETAILS, observe(DETAILS, {Y2: given})) == ()


def test_a_document_beside_a_no_is_noted_and_a_remark_is_not() -> None:
    given = {"a": {"programme": False}, "b": {"programme": False}}
    proofs = {("a", "programme"): "приказ № 12", ("b", "programme"): "ещё не утверждена"}
    (found,) = check(DETAILS, observe(DETAILS, {Y2: given}, evidence=proofs))
    assert (told([found]), str(found.severity)) == ([("KQ507", "a.xlsx!Данные!B1")], "note")


def test_a_document_beside_a_yes_is_as_it_should_be() -> None:
    given = {"a": {"programme": True}}
    assert check(DETAILS, observe(DETAILS, {Y2: given}, evidence={("a", "programme"): "приказ № 12"})) == ()
