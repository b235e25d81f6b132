"""Facts packed and opened again are the same, and take little room until then."""

from __future__ import annotations

from kokoq.collect.cells.facts import CLOSED, LACKING, Fact, FileFacts, Row, Rows
from kokoq.collect.gather.wire import pack
from kokoq.diagnostics import Cell
from kokoq.observations import Absence, Evidence, Source, pack_ref, unpack_ref
from kokoq.rules import BLANK_CELL

PERIOD = "2020/2021"
FILE = "collected/2020-2021/школа.xlsx"
FOUND = BLANK_CELL.at(Cell(FILE, "Лист", "C5"), field="Выпускники").of(unit="s1", period=PERIOD)


def fact(value: float | str, row: int, column: int, sheet: int = 0) -> Fact:
    return Fact(value, Absence.PRESENT, pack_ref(sheet, row, column))


def facts(**tables: tuple[Row, ...]) -> FileFacts:
    return FileFacts(
        file=FILE,
        period=PERIOD,
        unit="s1",
        sources=(Source(FILE, "Лист", PERIOD, "00ff"), Source(FILE, "Второй", PERIOD, "00ff")),
        plain={"s1": {"graduates": fact(50.0, 5, 3), "word": fact("да", 6, 3), "lost": LACKING}},
        tables=tables,
        evidence=(Evidence(PERIOD, "s1", "word", "приказ", Cell(FILE, "Лист", "D6")),),
        diagnostics=(FOUND,),
    )


def test_opened_facts_are_those_that_were_packed() -> None:
    rows = (
        Row("s1", ("rus", "9"), {"passed": fact(3.0, 7, 2, sheet=1), "failed": CLOSED}),
        Row("s1", ("mat", "9"), {"passed": Fact(None, Absence.INVALID, pack_ref(1, 8, 2))}),
    )
    given = facts(exams=rows, empty=())
    (packed,) = pack([given])
    assert packed.opened() == given
    assert packed.sources == given.sources
    assert packed.opened().diagnostics[0].rule is BLANK_CELL


def test_rows_of_an_export_come_back_with_places_in_the_sources_of_all() -> None:
    rows = Rows({"word"})
    rows.add([Row("s1", ("rus",), {"word": fact("да", 7, 2, sheet=1), "passed": LACKING})])
    (packed,) = pack(
        [FileFacts(file=FILE, period=PERIOD, unit="", sources=(), lists={"exams": rows, "empty": Rows(())})]
    )
    (row,) = packed._replace(first=40).opened().lists["exams"]
    assert (row.unit, row.keys, row.facts["word"].value) == ("s1", ("rus",), "да")
    assert (unpack_ref(row.facts["word"].ref), row.facts["passed"].ref) == ((41, 7, 2), 0)
    assert len(packed.opened().lists["empty"]) == 0


def test_sources_are_numbered_from_where_the_file_stands_among_all() -> None:
    (packed,) = pack([facts()])
    plain = packed._replace(first=40).opened().plain["s1"]
    assert unpack_ref(plain["graduates"].ref) == (40, 5, 3)
    assert plain["lost"].ref == 0  # no cell stays no cell


def test_packed_figures_take_fewer_bytes_than_a_number_has() -> None:
    rows = tuple(Row("s1", (str(n),), {"passed": fact(float(n % 9), n, 2)}) for n in range(1, 2_001))
    (small,), (large,) = pack([facts()]), pack([facts(exams=rows)])
    assert (len(large.content) - len(small.content)) / 2_000 < 8
