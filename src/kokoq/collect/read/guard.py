"""One killable child process for the readers of others: started when needed, bounded in time, replaced when dead."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from kokoq.collect.read.child import LENGTH, MAX_CELLS
from kokoq.collect.read.limits import MAX_FILE, Refused, damaged, too_large
from kokoq.language import Word
from kokoq.rules import PASSWORD, READER_DIED

SECONDS = 60.0
XLS, XLSB = b"x", b"b"
_LARGEST_ANSWER = 4 * MAX_FILE
_CHILD = Path(__file__).with_name("child.py")

Answer = dict[str, Any]


class Guard:
    """Asks the child, at most ``seconds`` for each file; a context manager that ends it.

    ``program`` is the file that the child runs; it answers requests as ``child.py`` beside this file does.
    """

    def __init__(self, seconds: float = SECONDS, *, program: Path = _CHILD) -> None:
        self.seconds = seconds
        self.program = program
        self._child: subprocess.Popen[bytes] | None = None
        self._served = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def ask(self, family: bytes, content: bytes) -> Answer:
        """The sheets of a file as the child read them; refuses it if the child died, was late or could not.

        A child that served other files may have died of something else than this one: a new child tries again.
        """
        experienced = self._served
        answer = self._ask(family + content)
        if answer is None and experienced:
            answer = self._ask(family + content)
        if answer is None:
            raise _died("reader_ended")
        if answer.get("error") == "panic":
            self.stop()  # what is left of it is not to be trusted
        _check(answer)
        return answer

    def _ask(self, request: bytes) -> Answer | None:
        child = self._started()
        late = threading.Event()

        def kill() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self.seconds, kill)
        timer.start()
        try:
            answer = _exchange(child, request)
        finally:
            timer.cancel()
        self._served = answer is not None
        if answer is None:
            self.stop()
            if late.is_set():
                raise _died("reader_late", seconds=round(self.seconds))
        return answer

    @property
    def pid(self) -> int:
        """The child's number; 0 while there is none."""
        return self._child.pid if self._child else 0

    def stop(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)
        child.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.stop()
            try:
                self._child = subprocess.Popen(  # noqa: S603 - this interpreter, a file of this package
                    [sys.executable, "-P", "-X", "utf8", str(self.program)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except (OSError, ValueError) as fault:
                raise _died("reader_not_started") from fault
        return self._child


def _exchange(child: subprocess.Popen[bytes], request: bytes) -> Answer | None:
    """Send a request and wait for its answer; None if the child ended instead."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(LENGTH.pack(len(request)))
        child.stdin.write(request)
        child.stdin.flush()
        head = child.stdout.read(LENGTH.size)
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        body = child.stdout.read(length) if length <= _LARGEST_ANSWER else b""
        answer = json.loads(body) if length and len(body) == length else None
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _check(answer: Answer) -> None:
    match answer.get("error"):
        case None:
            return
        case "password":
            raise Refused(PASSWORD)
        case "cells":
            raise too_large("cells", MAX_CELLS + 1, MAX_CELLS)
        case "panic":
            raise _died("reader_panic", words=str(answer.get("words", "")))
        case _:
            raise damaged("reader_fault", words=str(answer.get("words", "")))


def _died(problem: str, **params: object) -> Refused:
    return Refused(READER_DIED, problem=Word(f"read.{problem}", **params))


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was not yet sent to a dead child is lost with it
