"""A killable child process that answers requests one by one, each with its length before it.

How the child works is its program's affair; here it is started, asked for a bounded time, and ended.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from typing import IO

LENGTH = struct.Struct("<Q")
LARGEST_ANSWER = 512 << 20


class NotStarted(Exception):  # noqa: N818 - an outcome, not an error of the program
    """The system did not let a process be started."""


class Late(Exception):  # noqa: N818
    """The child was ended because it had not answered in time."""


class Child:
    """One process of this interpreter, started with ``arguments``; what it prints as errors goes nowhere."""

    def __init__(self, *arguments: str) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, a program of this package
                [sys.executable, "-P", "-X", "utf8", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as fault:
            raise NotStarted from fault

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, *request: bytes, seconds: float) -> bytes | None:
        """The answer to the parts of a request; None where the child ended instead; raises ``Late``."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            answer = self._exchange(request)
        finally:
            timer.cancel()
        if answer is None:
            self.stop()
            if late.is_set():
                raise Late
        return answer

    def kill(self) -> None:
        """End the child at once; whoever waits for its answer learns that it ended."""
        self._process.kill()

    def stop(self) -> None:
        """End the child and forget it."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()

    def _exchange(self, request: tuple[bytes, ...]) -> bytes | None:
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            return None
        try:
            asked.write(LENGTH.pack(sum(map(len, request))))
            for part in request:
                asked.write(part)
            asked.flush()
            head = answers.read(LENGTH.size)
            length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
            body = answers.read(length) if length <= LARGEST_ANSWER else b""
        except (OSError, ValueError):
            return None
        return body if length and len(body) == length else None


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was not yet sent to a dead child is lost with it
