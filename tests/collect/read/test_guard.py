import os
import signal
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
