"""The cells of tables: what is put is what is found, and rows alike cost nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kokoq.observations import pack_ref
from kokoq.refs import STEP, Found, Runs, no_refs

FIELDS = ("took", "passed")
CELLS = st.one_of(st.just(0), st.builds(pack_ref, st.integers(0, 3), st.integers(1, 4), st.integers(1, 3)))
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=8)


def test_a_step_is_one_row_further_down() -> None:
    assert pack_ref(7, 3, 2) - pack_ref(7, 2, 2) == STEP


@given(st.lists(ROWS, max_size=5), st.randoms())
def test_every_cell_is_found_whatever_the_order_in_which_rows_were_put(forms: list[list[tuple[int, int]]], by) -> None:  # type: ignore[no-untyped-def]
    runs, firsts = Runs(), np.cumsum([0, *map(len, forms)]).tolist()
    parts = list(zip(firsts, forms, strict=False))
    by.shuffle(parts)
    for first, rows in parts:
        runs.add(first, np.array(rows, dtype=np.int64).reshape(-1, 2).T)
    every = [row for rows in forms for row in rows]
    refs = runs.refs(FIELDS, range(len(every)))
    assert [refs.column(field).tolist() for field in FIELDS] == [[row[n] for row in every] for n in (0, 1)]
    assert [[refs.at(row, field) for field in FIELDS] for row in range(len(refs))] == [list(row) for row in every]
    for chosen in (slice(1, None), slice(None, None, 2), np.arange(len(every))[::-1]):
        some = refs.rows(chosen).rows(slice(1, None))
        assert some.column("passed").tolist() == np.array([row[1] for row in every])[chosen].tolist()[1:]


def test_rows_of_forms_alike_have_one_layout_and_a_run_for_each_form() -> None:
    runs = Runs()
    for form in range(100):
        cells = [[pack_ref(2 * form, row, 3), pack_ref(2 * form + 1, row + 2, 1)] for row in range(1, 41)]
        runs.add(40 * form, np.array(cells, dtype=np.int64).T)
    refs = runs.refs(FIELDS, range(4_000))
    assert (len(refs.firsts), len(refs.layouts)) == (100, 1)
    assert refs.at(41, "passed") == pack_ref(3, 4, 1)  # of the second form the second row


def test_cells_are_found_by_their_fields_and_rows() -> None:
    runs = Runs()
    runs.add(0, np.array([[pack_ref(0, 5, 2), pack_ref(0, 6, 2)], [pack_ref(0, 5, 3), 0]], dtype=np.int64))
    refs = runs.refs(FIELDS, range(2))
    wanted = {pack_ref(0, 6, 2), pack_ref(0, 5, 3), pack_ref(9, 9, 9)}
    assert list(refs.holding(wanted)) == [Found(1, "took", pack_ref(0, 6, 2)), Found(0, "passed", pack_ref(0, 5, 3))]
    assert list(refs.holding(())) == []


def test_figures_without_cells_have_none() -> None:
    refs = no_refs(FIELDS, 3)
    assert (len(refs), refs.column("took").tolist(), refs.at(2, "passed")) == (3, [0, 0, 0], 0)
    assert no_refs(FIELDS, 0).column("took").tolist() == []
    assert len(no_refs((), 2)) == 2
