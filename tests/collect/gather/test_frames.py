"""Facts put into frames file by file: every row in its place, every reason kept, every text once."""

from __future__ import annotations

import tracemalloc

from kokoq.collect.cells.facts import Fact, Row, Rows
from kokoq.collect.gather.frames import Frames
from kokoq.model import PLAIN, Period
from kokoq.observations import Absence, pack_ref
from tests.collect.tiny import ORGANISATIONS, tiny_plan

CATALOGUE = tiny_plan().catalogue
PERIOD = Period("2020/2021")
FIFTY = Fact(50.0, Absence.PRESENT, pack_ref(3, 5, 3))
UNCLEAR = Fact(None, Absence.INVALID, pack_ref(3, 6, 3))


def frames(**room: int) -> Frames:
    asked = {unit.id: {"graduates", "certified"} for unit in ORGANISATIONS}
    return Frames(CATALOGUE, asked, room, units=ORGANISATIONS, periods=(PERIOD,))


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
    made = frames(contests=10)  # more room than rows
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
    made, units = frames(contests=300), [f"s{n}" for n in range(300)]  # a byte would do for 127 of them
    for unit in units:
        made.add("contests", PERIOD.text, [Row(unit, ("local",), {"winners": FIFTY})])
    frame = made.tables()["contests"].frame
    assert frame["unit"].tolist() == units
    assert set(frame["level"]) == {"local"}


def test_a_row_takes_few_bytes_for_every_cell_while_it_is_put_and_afterwards() -> None:
    keys = (("local",), ("region",))
    frames().tables()  # what is imported once counts for no row
    tracemalloc.start()
    made = frames(contests=20_000)
    for n in range(10_000):
        cells = (pack_ref(n, row, 3) for row in (1, 2))
        facts = ({"winners": FIFTY._replace(ref=ref)} for ref in cells)
        made.add("contests", PERIOD.text, [Row(f"s{n % 100}", *row) for row in zip(keys, facts, strict=True)])
    tables = made.tables()
    taken, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(tables["contests"].frame) == 20_000
    # of each of two fields a number of 8 bytes and its reason of 1, of every second row a run of cells of 16; of a
    # period, a unit and a key a byte each for good, and a number of 4 bytes while the rows are put; runs are sorted
    assert taken / 20_000 < 2 * 9 + 8 + 3 + 10
    assert most / 20_000 < 2 * 9 + 3 * 8 + 3 * 4 + 3 + 10
