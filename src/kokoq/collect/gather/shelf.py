"""Where what is not needed at once lies: a little in memory, that of thousands of files in an unnamed temporary file.

The system removes that file when it is closed, also where the process is ended.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from types import TracebackType
from weakref import finalize

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.gather.wire import Packed
from kokoq.outputs import writing

AT_HAND = 1 << 20
"""So many bytes lie in memory."""


class Shelf:
    """Contents, each by its number. They are given up with the shelf, if it is not closed before."""

    def __init__(self, at_hand: int = AT_HAND) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=at_hand)
        self._ends = array("q", [0])
        finalize(self, self._file.close)

    def __enter__(self) -> Shelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, content: bytes) -> int:
        """The number of this content, which lies here from now on; ``KokoqError`` where the system has no room."""
        with writing(Path(gettempdir())):
            self._file.seek(self._ends[-1])
            self._file.write(content)
        self._ends.append(self._ends[-1] + len(content))
        return len(self._ends) - 2

    def content(self, number: int) -> bytes:
        """What was kept under this number."""
        first, end = self._ends[number : number + 2]
        self._file.seek(first)
        return self._file.read(end - first)

    def put(self, file: Packed) -> Packed:
        """The file without its content, which lies here from now on."""
        return file._replace(content=b"", shelved=self.keep(file.content))

    def opened(self, file: Packed) -> FileFacts:
        """The facts of a file that was put here."""
        return file._replace(content=self.content(file.shelved)).opened()
