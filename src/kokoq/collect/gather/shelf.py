"""Where packed facts lie until their turn: few in memory, those of thousands of files in an unnamed temporary file.

The system removes that file when it is closed, also where the process is ended.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from types import TracebackType

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.gather.wire import Packed
from kokoq.outputs import writing

AT_HAND = 1 << 20
"""So many bytes of facts lie in memory."""


class Shelf:
    """The contents of packed files, each by its number."""

    def __init__(self, at_hand: int = AT_HAND) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=at_hand)
        self._ends = array("q", [0])

    def __enter__(self) -> Shelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, file: Packed) -> Packed:
        """The file without its content, which lies here from now on; ``KokoqError`` where the system has no room."""
        with writing(Path(gettempdir())):
            self._file.seek(self._ends[-1])
            self._file.write(file.content)
        self._ends.append(self._ends[-1] + len(file.content))
        return file._replace(content=b"", shelved=len(self._ends) - 2)

    def opened(self, file: Packed) -> FileFacts:
        """The facts of a file that was put here."""
        first, end = self._ends[file.shelved : file.shelved + 2]
        self._file.seek(first)
        return file._replace(content=self._file.read(end - first)).opened()
