"""The child's end of ``process``: requests come one by one, each is answered, both with their length before them.

Needs the standard library alone, so that a child starts quickly.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from collections.abc import Callable, Iterator

LENGTH = struct.Struct("<Q")


def serving(*, memory: int = 0) -> tuple[Iterator[bytes], Callable[[bytes], None]]:
    """The requests until there are no more, and what sends the answer to the last one.

    ``memory`` bounds the bytes of addresses where the system can; elsewhere the time limit of the parent must do.
    """
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not pass for an answer
    if memory:
        _limit_memory(memory)

    def receive() -> bytes:
        head = source.read(LENGTH.size)
        return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""

    def send(answer: bytes) -> None:
        target.write(LENGTH.pack(len(answer)) + answer)
        target.flush()

    return iter(receive, b""), send


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
