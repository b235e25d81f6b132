"""How much of a file is read at most, so that none takes 512 MB of memory or 20 seconds.

Honest files of schools stay far below; a ratio of compression is never judged, because honest parts reach 300 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from sys import getsizeof

from kokoq.diagnostics import Param, Rule
from kokoq.language import Word
from kokoq.rules import FILE_TOO_LARGE, TRUNCATED

MEGABYTE = 1 << 20

MAX_FILE = 64 * MEGABYTE
MAX_ENTRIES = 4_000  # parts of a zip archive
MAX_DIRECTORY = 4 * MEGABYTE  # the zip archive's list of parts
MAX_PART = 48 * MEGABYTE
MAX_STRINGS_PART = 64 * MEGABYTE
MAX_TEXT_FILE = 32 * MEGABYTE  # csv, which is read as one text
MAX_HYPERTEXT = 8 * MEGABYTE  # measured, see docs/architecture.md
MAX_UNPACKED = 256 * MEGABYTE
MAX_READ = 128 * MEGABYTE  # of the parts of a workbook that are looked at, pictures apart
MAX_TOKEN = MEGABYTE  # one tag, comment or the like
MAX_DEPTH = 100
MAX_CELLS = 1_000_000
MAX_STRINGS = 1_000_000
MAX_TEXT_MEMORY = 136 * MEGABYTE  # what texts take in memory: up to four bytes for a character that has one in the file
MAX_SHEETS = 1_000
MAX_MERGES = 100_000
MAX_MERGE_STEPS = 5_000_000  # rows and cells looked at under merged ranges
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_TEXT = 32_767


class Refused(Exception):  # noqa: N818 - a decision, not an error of the program
    """A file, or one sheet of it, will not be read on; becomes one finding at the border of this package."""

    def __init__(self, rule: Rule, **params: Param) -> None:
        super().__init__(rule.code, params)
        self.rule = rule
        self.params = params


class TextBudget:
    """What the texts of a workbook take in memory, which their bytes in the file do not tell."""

    def __init__(self) -> None:
        self._size = 0

    def spend(self, texts: Iterable[str]) -> None:
        """Count more texts; refuses the workbook where they are too much."""
        self._size += sum(map(getsizeof, texts))
        if self._size > MAX_TEXT_MEMORY:
            raise too_large("text_megabytes", megabytes(self._size), megabytes(MAX_TEXT_MEMORY))


def too_large(what: str, found: int, limit: int) -> Refused:
    """The refusal of a file that exceeds a budget; ``what`` names it under ``read`` in ``lang``."""
    return Refused(FILE_TOO_LARGE, what=Word(f"read.{what}"), found=found, limit=limit)


def damaged(problem: str, **params: object) -> Refused:
    """The refusal of a file that contradicts its own format; ``problem`` names how, under ``read`` in ``lang``."""
    return Refused(TRUNCATED, problem=Word(f"read.{problem}", **params))


def megabytes(size: int) -> int:
    """Bytes in whole megabytes, rounded up."""
    return -(-size // MEGABYTE)
