"""One killable child process for the readers of others: started when needed, bounded in time, replaced when dead."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kokoq.child.process import Child, Late, NotStarted
from kokoq.collect.read.child import MAX_CELLS
from kokoq.collect.read.limits import Refused, damaged, too_large
from kokoq.language import Word
from kokoq.rules import PASSWORD, READER_DIED

SECONDS = 20.0
XLS, XLSB = b"x", b"b"
_CHILD = Path(__file__).with_name("child.py")

Answer = dict[str, Any]


class Guard:
    """Asks the child, at most ``seconds`` for each file; a context manager that ends it.

    ``program`` is the file that the child runs; it answers requests as ``child.py`` beside this file does.
    """

    def __init__(self, seconds: float = SECONDS, *, program: Path = _CHILD) -> None:
        self.seconds = seconds
        self.program = program
        self._child: Child | None = None
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
        answer = self._ask(family, content)
        if answer is None and experienced:
            answer = self._ask(family, content)
        if answer is None:
            raise _died("reader_ended")
        if answer.get("error") == "panic":
            self.stop()  # what is left of it is not to be trusted
        _check(answer)
        return answer

    def _ask(self, family: bytes, content: bytes) -> Answer | None:
        self._served = False
        try:
            answer = _parsed(self._started().ask(family, content, seconds=self.seconds))
        except NotStarted as fault:
            raise _died("reader_not_started") from fault
        except Late:
            self.stop()
            raise _died("reader_late", seconds=round(self.seconds)) from None
        if answer is None:
            self.stop()
        self._served = answer is not None
        return answer

    @property
    def pid(self) -> int:
        """The child's number; 0 while there is none."""
        return self._child.pid if self._child else 0

    def stop(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.stop()

    def _started(self) -> Child:
        if self._child is None or not self._child.alive:
            self.stop()
            self._child = Child(str(self.program))
        return self._child


def _parsed(answer: bytes | None) -> Answer | None:
    """What the child said; None where it said nothing that can be understood."""
    try:
        said = json.loads(answer) if answer else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


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
