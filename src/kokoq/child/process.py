"""A killable child process that answers requests one by one, each with its length before it.

How the child works is its program's affair (``serving`` is its end of it); here it is started, asked for a bounded
time, and ended. The time is that of the processor, where the system tells it: a child is not to blame for a machine
that is busy with other things.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import IO, NamedTuple

from kokoq.child.serving import LENGTH

LARGEST_ANSWER = 112 << 20
PATIENCE = 4
"""So many times as long by the clock may a request take, where the processor's time is told."""
_TICK = 0.05


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
        self._request: _Request | None = None
        self._late = False
        self._ended = threading.Event()
        self._changing = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()  # one for all requests: each would cost a thread

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, *request: bytes, seconds: float) -> bytes | None:
        """The answer to the parts of a request; None where the child ended instead; raises ``Late``."""
        with self._changing:
            self._request = _Request(seconds, time.monotonic(), _processor_seconds(self.pid))
        try:
            answer = self._exchange(request)
        finally:
            with self._changing:
                self._request = None
        if answer is None:
            self.stop()
            if self._late:
                raise Late
        return answer

    def kill(self) -> None:
        """End the child at once; whoever waits for its answer learns that it ended."""
        self._process.kill()

    def stop(self) -> None:
        """End the child and forget it."""
        self._ended.set()
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()

    def _watch(self) -> None:
        """End the child when its request takes too long."""
        while not self._ended.wait(_TICK):
            with self._changing:
                if self._request is not None and self._request.is_late(self.pid):
                    self._late = True
                    self.kill()
                    return

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


class _Request(NamedTuple):
    """How long a request may take, and when it began: by the clock, and by the child's own time where it is told."""

    seconds: float
    began: float
    spent: float | None

    def is_late(self, pid: int) -> bool:
        by_clock, spent = time.monotonic() - self.began, _processor_seconds(pid)
        if self.spent is None or spent is None:
            return by_clock > self.seconds
        return spent - self.spent > self.seconds or by_clock > self.seconds * PATIENCE


def _processor_seconds(pid: int) -> float | None:
    """What a process has had of the processor; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime(~pid << 3 | 2)  # how Linux numbers the processor clocks of processes
    except OSError:
        return None


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was not yet sent to a dead child is lost with it
