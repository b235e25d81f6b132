"""Rows of exports in columns: what is put in comes out, whatever columns files have, and it takes little room."""

from __future__ import annotations

import pickle
import tracemalloc

from kokoq.collect.cells.facts import LACKING, Fact, Row, Rows
from kokoq.observations import Absence, pack_ref, unpack_ref

TEXTS = frozenset({"subject"})
MATH = Fact("math", Absence.PRESENT, pack_ref(0, 2, 3))
BLANK = Fact(None, Absence.BLANK, pack_ref(0, 2, 4))
SCORE = Fact(87.0, Absence.PRESENT, pack_ref(0, 3, 4))
WRONG = Fact(None, Absence.INVALID, pack_ref(0, 4, 3))


def made(*rows: Row) -> Rows:
    found = Rows(TEXTS)
    found.add(rows)
    return found


def test_rows_come_out_as_they_were_put_in() -> None:
    given = (Row("s1", ("9",), {"subject": MATH, "score": BLANK}), Row("s2", (), {"subject": WRONG, "score": SCORE}))
    assert tuple(made(*given)) == given
    assert tuple(pickle.loads(pickle.dumps(made(*given)))) == given  # noqa: S301 - made one line above


def test_a_row_lacks_the_fields_that_only_others_have() -> None:
    rows = made(Row("s1", (), {"subject": MATH}))
    rows.extend(made(Row("s2", (), {"score": SCORE})))
    first, second = rows
    assert (first.facts, second.facts) == (
        {"subject": MATH, "score": LACKING},
        {"subject": LACKING, "score": SCORE},
    )


def test_rows_that_say_the_same_are_alike_wherever_they_stand_and_whatever_the_order_of_columns() -> None:
    there = Fact(87.0, Absence.PRESENT, pack_ref(4, 90, 1))
    one, other = (
        made(Row("s1", (), {"subject": MATH, "score": SCORE})),
        made(Row("s1", (), {"score": there, "subject": MATH})),
    )
    assert list(one.said()) == list(other.said())
    nothing = made(Row("s1", (), {"score": BLANK, "subject": MATH}))
    assert list(nothing.said()) == list(nothing.said())  # what is absent equals itself, though a NaN does not
    assert list(nothing.said()) != list(one.said())


def test_some_rows_are_taken_out_with_all_that_belongs_to_them() -> None:
    rows = made(*(Row(f"s{n}", (str(n),), {"subject": MATH, "score": SCORE._replace(ref=n)}) for n in range(4)))
    some = list(rows.only([False, True, False, True]))
    assert [(row.unit, row.keys, row.facts["score"].ref) for row in some] == [("s1", ("1",), 1), ("s3", ("3",), 3)]
    assert {row.facts["subject"].value for row in some} == {"math"}


def test_another_answer_takes_the_place_of_one() -> None:
    rows = made(Row("s1", (), {"subject": MATH, "score": BLANK}))
    rows.columns["score"].put(0, SCORE)
    rows.columns["subject"].put(0, WRONG)
    assert rows.row(0).facts == {"subject": WRONG, "score": SCORE}


def test_places_are_moved_and_no_place_stays_none() -> None:
    rows = made(Row("s1", (), {"score": SCORE, "subject": LACKING}))
    moved = rows.moved(pack_ref(7, 0, 0)).row(0).facts
    assert (unpack_ref(moved["score"].ref), moved["subject"].ref) == ((7, 3, 4), 0)
    assert unpack_ref(rows.row(0).facts["score"].ref) == (0, 3, 4)


def test_a_long_list_takes_few_bytes_for_every_cell() -> None:
    tracemalloc.start()
    rows = Rows(TEXTS)
    for start in range(0, 20_000, 1_000):
        rows.add(
            [Row("s1", (), {"subject": MATH, "score": SCORE._replace(ref=n)}) for n in range(start, start + 1_000)]
        )
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 40_000 < 40  # a number, its place, its absence: 17 bytes; a text of all: a pointer; and room to grow
