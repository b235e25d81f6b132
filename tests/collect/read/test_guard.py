import os
import signal
import struct
import sys
from pathlib import Path

import pytest

from kokoq.collect.read import Kind, Range, Readers, State, read_book
from kokoq.collect.read.guard import XLS, Guard
from kokoq.collect.read.limits import Refused
from tests.collect.read.small import codes, read, xlsb

FIXTURES = Path(__file__).with_name("fixtures")
XLS_BYTES = (FIXTURES / "answers.xls").read_bytes()


def test_an_old_workbook_is_read_with_formats_errors_and_hidden_places() -> None:
    book = read_book(FIXTURES / "answers.xls", name="ответы.xls").value
    assert book is not None
    assert (book.format, book.reader.partition(" ")[0]) == ("xls", "xlrd")
    answers, hidden = book.sheets
    assert (hidden.name, hidden.state) == ("Скрытый", State.HIDDEN)
    assert answers.merges == (Range(1, 1, 1, 4),)
    assert [c.ref for c in answers.cells if c.hidden] == ["C3", "A12"]
    values = {c.ref: (c.kind, c.value) for c in answers.cells}
    assert values["B4"] == (Kind.NUMBER, 0.853)
    assert values["B5"] == (Kind.DATE, 44347.0)
    assert values["B6"] == (Kind.BOOL, True)
    assert values["B7"] == (Kind.ERROR, "#DIV/0!")
    share = answers.at(4, 2)
    assert share is not None
    assert share.percent


def test_a_binary_workbook_is_read_and_what_cannot_be_told_is_said(tmp_path: Path) -> None:
    checked = read(xlsb(), tmp_path)
    assert checked.value is not None
    assert [(c.ref, c.value) for c in checked.value.sheets[0].cells] == [("B2", "школа"), ("C2", 45.0)]
    assert [d.params["what"] for d in checked.diagnostics] == ["read.poor_reader"]


@pytest.mark.parametrize("cut", [600, 3_000, -512])
def test_a_truncated_old_workbook_never_ends_the_run(cut: int, tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken.xls", tmp_path / "whole.xls"
    broken.write_bytes(XLS_BYTES[:cut])
    whole.write_bytes(XLS_BYTES)
    with Readers() as readers:
        checked = readers.read(broken, name="broken.xls")
        assert checked.value is not None or codes(checked) in (["KQ303"], ["KQ301"])
        assert readers.read(whole, name="whole.xls").value is not None


BUSY = "while True: pass"
IDLE = "import sys; sys.stdin.read()"


@pytest.mark.parametrize("program", [BUSY, IDLE])
def test_a_late_child_is_ended_and_another_reads_the_next_file(program: str, tmp_path: Path) -> None:
    own = tmp_path / "child.py"
    own.write_text(program, encoding="utf-8")
    with Guard(seconds=0.2, program=own) as guard:
        with pytest.raises(Refused) as late:
            guard.ask(XLS, XLS_BYTES)
        assert late.value.rule.code == "KQ306"
        assert late.value.params["problem"] == "read.reader_late"
        guard.program, guard.seconds = Guard().program, 60.0
        assert guard.ask(XLS, XLS_BYTES)["sheets"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell what a process had of the processor")
def test_a_child_that_waits_for_the_processor_is_not_late(tmp_path: Path) -> None:
    own = tmp_path / "child.py"
    answer = "import sys, time; time.sleep(0.6); sys.stdout.buffer.write((2).to_bytes(8, 'little') + b'{}')"
    own.write_text(answer, encoding="utf-8")
    with Guard(seconds=0.3, program=own) as guard:  # 0.6 s of the clock, less than 4 × 0.3
        assert guard.ask(XLS, XLS_BYTES) == {}


def test_a_child_that_died_is_replaced() -> None:
    with Guard() as guard:
        guard.ask(XLS, XLS_BYTES)
        first = guard.pid
        os.kill(first, signal.SIGTERM)
        assert guard.ask(XLS, XLS_BYTES)["sheets"]
        assert guard.pid != first


def biff(code: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def workbook(*globals_: bytes) -> bytes:
    """The records of an xls without its container: the sheet «A», where A1 is 7, and these more of the whole book."""
    begin = biff(0x809, struct.pack("<HHHHLL", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    at = len(begin) + len(biff(0x85, bytes(9))) + sum(map(len, globals_)) + len(biff(0x0A))
    sheet = biff(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    sheet += biff(0x203, struct.pack("<HHHd", 0, 0, 0, 7.0)) + biff(0x0A)
    return begin + biff(0x85, struct.pack("<LBBBB", at, 0, 0, 1, 0) + b"A") + b"".join(globals_) + biff(0x0A) + sheet


def renamed(name: str) -> bytes:
    """The answers, where a stream of their container that tells nothing has another name."""
    content, old = (FIXTURES / "answers.xls").read_bytes(), "\5SummaryInformation".encode("utf-16-le")
    at = content.index(old)
    new = name.encode("utf-16-le")
    return content[:at] + new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2) + content[at + 66 :]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook(), []),
        (workbook(biff(0x1AE, b"\1\0\1\4")), []),  # the workbook itself
        (workbook(biff(0x1AE, b"\1\0\1\x3a")), []),  # functions of add-ins
        (workbook(biff(0x1AE, b"\1\0\6\0\0\1b.xls")), ["links"]),
        (workbook(biff(0x1AE, b"\0\0\5\0\0cmd\3x")), ["dde"]),
        (workbook(biff(0x876)), ["connections"]),
        (workbook(biff(0x85, struct.pack("<LBBBB", 0, 0, 1, 1, 0) + b"M")), ["macro_sheets"]),
        (workbook(biff(0x85, struct.pack("<LBBBB", 0, 0, 6, 1, 0) + b"M")), ["macros"]),
        (renamed("_VBA_PROJECT_CUR"), ["macros"]),
        (renamed("MBD0018D4CE"), ["objects"]),
        (renamed("Ctls"), ["controls"]),
    ],
)
def test_what_an_xls_holds_beside_its_data_is_told_and_the_data_read(
    content: bytes, expected: list[str], tmp_path: Path
) -> None:
    checked = read(content, tmp_path, name="файл.xls")
    assert checked.value is not None
    assert checked.value.sheets[0].cells
    assert [str(d.params["what"]) for d in checked.diagnostics] == [f"read.{what}" for what in expected]
