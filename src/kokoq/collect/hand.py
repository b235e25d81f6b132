"""The process in which files are read beside others: its first request is what to expect, every other one a file.

Started by ``crew``. Answers with packed facts, so that nothing but what a file says is sent.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from itertools import count
from typing import BinaryIO

from kokoq.collect.form_page import asked_columns
from kokoq.collect.intake import Expected, Job, read_file
from kokoq.collect.read import Readers, uncollected
from kokoq.collect.read.process import LENGTH
from kokoq.collect.wire import pack

READY = b"ready"
_COLLECTED_AFTER = 200  # files: there are hardly any cycles, and looking for them often costs more than reading


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not pass for an answer
    expected: Expected = pickle.loads(_receive(requests))  # noqa: S301 - the process that started this one wrote it
    _send(answers, READY)
    with Readers(asked_columns) as readers, uncollected():
        for served in count(1):
            request = _receive(requests)
            if not request:
                return
            job: Job = pickle.loads(request)  # noqa: S301
            _send(answers, pickle.dumps(pack(read_file(readers, job, expected)), protocol=pickle.HIGHEST_PROTOCOL))
            if not served % _COLLECTED_AFTER:
                gc.collect()


def _receive(source: BinaryIO) -> bytes:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _send(target: BinaryIO, answer: bytes) -> None:
    target.write(LENGTH.pack(len(answer)) + answer)
    target.flush()
