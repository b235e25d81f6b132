"""Facts put into frames file by file: every row in its place, every reason kept, every text once."""

from __future__ import annotations

import tracemalloc
from functools import partial

import pytest

from kokoq.collect.cells.facts import Fact, Row, Rows
from kokoq.collect.gather import frames as frames_of
from kokoq.collect.gather.frames import Frames
from kokoq.collect.gather.shelf import Shelf
from kokoq.model import PLAIN, Period
from kokoq.observations import Absence, pack_ref
from tests.collect.tiny import ORGANISATIONS, tiny_plan

CATALOGUE = tiny_plan().catalogue
PERIOD = Period("2020/2021")
FIFTY = Fact(50.0, Absence.PRESENT, pack_ref(3, 5, 3))
UNCLEAR = Fact(None, Absence.INVALID, pack_ref(3, 6, 3))


def frames() -> Frames:
    asked = {unit.id: {"graduates", "certified"} for unit in ORGANISATIONS}
    return Frames(CATALOGUE, asked, units=ORGANISATIONS, periods=(PERIOD,))


def test_plain_fields_stand_in_the_order_of_units_whichever_file_came_first() -> None:
    made = frames()
    first, second = (unit.id for unit in ORGANISATIONS[:2])
    made.add_plain(PERIOD.text, second, {"graduates": FIFTY}, lacking=Absence.BLANK)
    made.add_plain(PERIOD.text, first, {"graduates": UNCLEAR}, lacking=Absence.NOT_SUBMITTED)
    plain = made.tables()[PLAIN]
    assert plain.frame["unit"].tolist() == [first, second]  # of the third nobody told
    assert plain.absent["graduates"].tolist() == [Absence.INVALID, Absence.PRESENT]
    assert plain.absent["certified"].tolist() == [Absence.NOT_SUBMITTED, Absence.BLANK]
    assert plain.absent["programme"].tolist() == [Absence.NOT_APPLICABLE] * 2
    assert plain.frame["graduates"].iloc[1] == 50.0
    assert plain.refs.column("graduates").tolist() == [UNCLEAR.ref, FIFTY.ref]


def test_rows_of_forms_and_exports_stand_below_one_another_and_keys_are_kept_once() -> None:
    exports = Rows(())
    exports.add([Row("s2", ("region",), {"winners": FIFTY}), Row("s2", ("local",), {"winners": UNCLEAR})])
    made = frames()
    made.add("contests", PERIOD.text, [Row("s1", ("local",), {"winners": FIFTY}), Row("s1", ("region",), {})])
    made.add_export("contests", PERIOD.text, exports)
    data = made.tables()["contests"]
    (key,) = (key.id for key in CATALOGUE.tables["contests"].keys)
    assert data.frame["unit"].tolist() == ["s1", "s1", "s2", "s2"]
    assert data.frame[key].tolist() == ["local", "region", "region", "local"]
    assert data.frame[key].cat.categories.tolist() == ["local", "region"]
    reasons = [Absence.PRESENT, Absence.BLANK, Absence.PRESENT, Absence.INVALID]
    assert data.absent["winners"].tolist() == reasons


def test_a_table_without_rows_has_all_columns() -> None:
    data = frames().tables()["contests"]
    assert len(data.frame) == 0
    assert {"period", "unit", *CATALOGUE.tables["contests"].fields} <= set(data.frame.columns)


def test_texts_keep_their_numbers_when_there_come_to_be_many() -> None:
    made, units = frames(), [f"s{n}" for n in range(300)]  # a byte would do for 127 of them
    for unit in units:
        made.add("contests", PERIOD.text, [Row(unit, ("local",), {"winners": FIFTY})])
    frame = made.tables()["contests"].frame
    assert frame["unit"].tolist() == units
    assert set(frame["level"]) == {"local"}


def test_a_row_takes_few_bytes_while_it_is_put_and_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames_of, "Shelf", partial(Shelf, 1))  # nothing of it lies in memory
    keys = (("local",), ("region",))
    frames().tables()  # what is imported once counts for no row
    tracemalloc.start()
    made = frames()
    room = tracemalloc.get_traced_memory()[0]  # for the rows of each table that wait till they are many
    for n in range(10_000):
        cells = (pack_ref(n, row, 3) for row in (1, 2))
        facts = ({"winners": FIFTY._replace(ref=ref)} for ref in cells)
        made.add("contests", PERIOD.text, [Row(f"s{n % 100}", *row) for row in zip(keys, facts, strict=True)])
    tables = made.tables()
    taken, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(tables["contests"].frame) == 20_000
    # of every second row a run of cells of 16 bytes, beside what Python keeps for the next tuples; runs are sorted
    assert taken / 20_000 < 2 * 8
    assert (most - room) / 20_000 < 3 * 8 + 8
