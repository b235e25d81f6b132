"""Many files read by several processes at once, with the outcome of reading them one after another.

A process that dies or is late costs the file that it was reading and nothing else. Facts come back packed and stay so;
each with the number of its file, so that nothing depends on who was faster.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import NamedTuple

from kokoq.child.process import Child, Late, NotStarted
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.gather.intake import Expected, Job, read_file
from kokoq.collect.gather.wire import Packed, pack
from kokoq.collect.read import Readers
from kokoq.collect.returned.labels import Labels
from kokoq.collect.returned.page import asked_columns
from kokoq.diagnostics import Cell
from kokoq.language import Word
from kokoq.model import Progress
from kokoq.rules import READER_DIED

FEWEST_FILES = 300
FEWEST_BYTES = 8 << 20
"""Below both of them, starting processes costs more than it saves."""
LARGE = 2 << 20
"""A file of so many bytes is read by another process even if alone: the memory that it takes ends with that process."""
MOST_PROCESSES = 32
SECONDS = 60.0
BYTES_A_SECOND = 50_000
"""How slowly a large file, or a zipped folder, may be read before its process is given up: ``SECONDS`` and these."""
_START_SECONDS = 60.0
PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from kokoq.collect.gather.hand import main; main()"

Answer = tuple[int, list[Packed]]


def size(jobs: Sequence[Job]) -> int:
    """How many processes pay for their start with these files; 0 is none but this one."""
    sizes = [_bytes(job) for job in jobs]
    if max(sizes, default=0) < LARGE and len(jobs) < FEWEST_FILES and sum(sizes) < FEWEST_BYTES:
        return 0
    return min(_processors(), len(jobs), MOST_PROCESSES)


def read_files(
    jobs: Sequence[Job],
    expected: Expected,
    *,
    processes: int,
    progress: Progress | None = None,
    seconds: float = SECONDS,
    program: str = PROGRAM,
) -> Iterator[Answer]:
    """The number of every file among the ``jobs``, with its facts, as they come.

    ``seconds`` is the time for a small file; ``program`` is what a process runs, the search path being its arguments.
    """
    if progress is not None:
        progress("read", 0, len(jobs))
    hands = _Hands(pickle.dumps(_needed(expected), protocol=pickle.HIGHEST_PROTOCOL), seconds, program)
    crew = _Crew(jobs, [_Hand(hands) for _ in range(min(processes, len(jobs)))])
    for done, answer in enumerate(_all_answers(crew, expected), start=1):
        if progress is not None:
            progress("read", done, len(jobs))
        yield answer


def _needed(expected: Expected) -> Expected:
    """What reading needs of what is expected: nothing of what is computed later, and nothing that is dear to import."""
    plan = expected.plan
    catalogue = replace(
        plan.catalogue, regulations=(), indicators={}, checks={}, cases=(), profiles={}, zones={}, clusters={}
    )
    plan = replace(plan, catalogue=catalogue, series={}, order=(), relations=())
    return replace(expected, plan=plan, labels=Labels(catalogue, expected.words))


def _all_answers(crew: _Crew, expected: Expected) -> Iterator[Answer]:
    """The packed facts of every file, as they come; what no process could be started for is read here."""
    try:
        yield from crew.answers()
    finally:
        crew.stop()
    with Readers(asked_columns) as readers:
        for number in tuple(crew.left):
            yield number, pack(read_file(readers, crew.jobs[number], expected))


@dataclass(slots=True)
class _Crew:
    """The files that are left, and the processes that read them: each is waited for by a thread of its own."""

    jobs: Sequence[Job]
    hands: Sequence[_Hand]
    left: deque[int] = field(default_factory=deque)
    found: SimpleQueue[tuple[int, bytes] | None] = field(default_factory=SimpleQueue)
    ended: bool = False

    def answers(self) -> Iterator[Answer]:
        """The packed facts of every file that a process could be started for."""
        self.left.extend(range(len(self.jobs)))
        threads = [threading.Thread(target=self._serve, args=(hand,), daemon=True) for hand in self.hands]
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            try:
                answer = self.found.get(timeout=1.0)  # so that an interrupt from the keyboard is heard everywhere
            except Empty:
                continue
            if answer is None:
                working -= 1
            else:
                number, packed = answer
                yield number, pickle.loads(packed)  # noqa: S301 - our own process wrote it

    def stop(self) -> None:
        """End all processes; their threads end with them."""
        self.ended = True
        for hand in self.hands:
            hand.kill()

    def _serve(self, hand: _Hand) -> None:
        """Give one process file after file; a process that cannot be started leaves its file to others."""
        try:
            while not self.ended:
                try:
                    number = self.left.popleft()
                except IndexError:
                    return
                try:
                    self.found.put((number, hand.read(self.jobs[number])))
                except NotStarted:
                    self.left.appendleft(number)
                    return
        finally:
            hand.stop()
            self.found.put(None)


class _Hands(NamedTuple):
    """What all processes have in common."""

    expected: bytes
    seconds: float
    program: str


@dataclass(slots=True)
class _Hand:
    """One process, started when there is a file for it and replaced when it is dead."""

    common: _Hands
    child: Child | None = None
    served: int = 0

    def read(self, job: Job) -> bytes:
        """The packed facts of a file as they were sent, or the finding that its process died or was late.

        A process that read other files before may have died of something else than this one: a new one tries again.
        """
        limit = self.common.seconds + _bytes(job) / BYTES_A_SECOND
        request = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            answer = self._ask(request, limit)
            if answer is None and self.served:
                self.served = 0
                answer = self._ask(request, limit)
        except Late:
            self.stop()
            return _died(job, Word("read.reader_late", seconds=round(limit)))
        if answer is None:
            return _died(job, Word("read.reader_ended"))
        self.served += 1
        return answer

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()

    def stop(self) -> None:
        child, self.child = self.child, None
        self.served = 0
        if child is not None:
            child.stop()

    def _ask(self, request: bytes, seconds: float) -> bytes | None:
        answer = self._started().ask(request, seconds=seconds)
        if answer is None:
            self.child = None
        return answer

    def _started(self) -> Child:
        if self.child is None:
            self.child = Child("-c", self.common.program, *sys.path)
            try:
                ready = self.child.ask(self.common.expected, seconds=_START_SECONDS)
            except Late as fault:
                raise NotStarted from fault
            if ready is None:
                raise NotStarted
        return self.child


def _died(job: Job, problem: Word) -> bytes:
    finding = READER_DIED.at(Cell(job.name), problem=problem)
    return pickle.dumps(
        pack([FileFacts(file=job.name, period=job.period.text, unit="", sources=(), diagnostics=(finding,))])
    )


def _bytes(job: Job) -> int:
    try:
        return job.path.stat().st_size
    except OSError:
        return 0


def _processors() -> int:
    """How many processors this process may use."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
