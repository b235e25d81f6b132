"""The process in which files are read beside others: its first request is what to expect, every other one a file.

Started by ``crew``. Answers with packed facts, so that nothing but what a file says is sent.
"""

from __future__ import annotations

import gc
import pickle

from kokoq.child.serving import serving
from kokoq.collect.gather.intake import Expected, Job, read_file
from kokoq.collect.gather.wire import pack
from kokoq.collect.read import Readers, uncollected
from kokoq.collect.returned.page import asked_columns

READY = b"ready"
_COLLECTED_AFTER = 200  # files: there are hardly any cycles, and looking for them often costs more than reading


def main() -> None:
    """Answer requests until there are no more."""
    requests, send = serving()
    expected: Expected = pickle.loads(next(requests))  # noqa: S301 - the process that started this one wrote it
    send(READY)
    with Readers(asked_columns) as readers, uncollected():
        for served, request in enumerate(requests, start=1):
            job: Job = pickle.loads(request)  # noqa: S301
            send(pickle.dumps(pack(read_file(readers, job, expected)), protocol=pickle.HIGHEST_PROTOCOL))
            if not served % _COLLECTED_AFTER:
                gc.collect()
