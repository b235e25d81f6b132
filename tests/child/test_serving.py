"""A child's end of the conversation: every request is answered, and nothing else passes for an answer."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kokoq.child.process import Child

ANSWERING = """
from kokoq.child.serving import serving
requests, send = serving(memory={memory})
for request in requests:
    print("a library says hello")
    send(request.upper() if request != b"how much" else str(len(bytes(200 << 20))).encode())
"""


def test_requests_are_answered_one_by_one_whatever_is_printed() -> None:
    child = Child("-c", ANSWERING.format(memory=0))
    try:
        assert [child.ask(b"one", seconds=20), child.ask(b"t", b"wo", seconds=20)] == [b"ONE", b"TWO"]
        assert child.ask(b"how much", seconds=20) == b"209715200"
    finally:
        child.stop()


def test_a_child_that_takes_more_memory_than_it_may_ends_without_an_answer() -> None:
    resource = pytest.importorskip("resource", reason="the system bounds no memory")
    assert resource.RLIMIT_AS
    assert Child("-c", ANSWERING.format(memory=128 << 20)).ask(b"how much", seconds=20) is None


def test_no_more_requests_end_the_child() -> None:
    command = [sys.executable, "-c", ANSWERING.format(memory=0)]
    assert subprocess.run(command, input=b"", capture_output=True, check=True, timeout=20).stdout == b""
