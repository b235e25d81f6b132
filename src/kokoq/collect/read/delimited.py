"""Text tables (csv, tsv): encoding and delimiter are found by content, and every cell is text with its place."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from kokoq.collect.read.book import Kind, RawCell, RawSheet
from kokoq.collect.read.cells import Losses
from kokoq.collect.read.formats import BY_PROGRAM
from kokoq.collect.read.limits import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    MAX_TEXT_FILE,
    damaged,
    megabytes,
    too_large,
)
from kokoq.collect.read.markup import clip
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.sniff import looks_utf16

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARABLE = frozenset(("windows-1251", "cp1251", "koi8-r", "koi8-u", "cp866", "ibm866", "iso-8859-5"))
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 200
_DELIMITERS = (";", "\t", "|", ",")  # in this order where two fit alike: a comma may be a decimal one
_DECLARED = re.compile(r'"?sep=(.)"?\r?(?:\n|$)', re.IGNORECASE)
_RUSSIAN = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ")
_PUNCTUATION = frozenset("«»„“”‘’–—…№°§\u00a0")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
_CONTROLS = "".join(map(chr, (c for c in range(32) if c not in b"\t\n\r")))
_CONTROL = re.compile(f"[{re.escape(_CONTROLS)}]")
"""What is no letter: around a value it is left out, within one it may have been a digit."""
_LONGEST_LINE = 4 << 20
_LARGEST_FIELD = 1 << 20


def read_delimited(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """The one sheet, without a name, of a text table; its rows are counted as Excel would count them."""
    text, lost = decode(content)
    text = text.rstrip("\0")  # with which some programs fill a file up
    if lost:
        findings.loss("characters", n=lost)
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else find_delimiter(text)
    losses = Losses()
    with findings.sheet("", losses):
        return (RawSheet("", tuple(_cells(text, delimiter, losses))),)
    return ()


def decode(content: bytes, *, declared: str = "") -> tuple[str, int]:
    """The text of a file, and how many of its bytes stand for no character.

    ``declared`` is the encoding that the text itself names: believed if it is one of Russian texts and not UTF-8.
    """
    if len(content) > MAX_TEXT_FILE:
        raise too_large("file_megabytes", megabytes(len(content)), megabytes(MAX_TEXT_FILE))
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _counted(content[len(mark) :], encoding)
    wide = looks_utf16(content[:_SAMPLE])
    if wide:
        return _counted(content, wide)
    try:
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        sample = content[:_SAMPLE]
    if declared.lower() in _DECLARABLE:
        return _counted(content, declared)
    return _counted(
        content, max(("cp1251", "cp866"), key=lambda encoding: likeness(sample.decode(encoding, "replace")))
    )


def _counted(content: bytes, encoding: str) -> tuple[str, int]:
    text = content.decode(encoding, "replace")
    return text, text.count("\ufffd")


def likeness(text: str) -> float:
    """How much a text looks like Russian: its Russian letters less all other characters that are not punctuation."""
    foreign = [letter for letter in text if letter > "\x7f" and letter not in _PUNCTUATION]
    russian = sum(letter in _RUSSIAN for letter in foreign)
    return (2 * russian - len(foreign)) / (len(foreign) or 1)


def find_delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of columns."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample.rpartition("\n")[0] or sample
    best, best_share = _DELIMITERS[0], 0.0
    for delimiter in _DELIMITERS:
        share = _stability(sample, delimiter)
        if share > best_share:
            best, best_share = delimiter, share
    return best


def _stability(sample: str, delimiter: str) -> float:
    """The share of rows that have the most usual number of columns above one."""
    if delimiter not in sample:
        return 0.0
    try:
        counts = [len(row) for row in islice(_records(sample, delimiter), _SAMPLE_ROWS) if any(row)]
    except csv.Error:
        return 0.0
    usual = Counter(n for n in counts if n > 1).most_common(1)
    return usual[0][1] / len(counts) if usual else 0.0


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    previous = csv.field_size_limit(_LARGEST_FIELD)
    try:
        yield from csv.reader(_lines(text), delimiter=delimiter)
    finally:
        csv.field_size_limit(previous)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, one by one: all of them at once would be a second text."""
    for line in _LINE.finditer(text):
        if line.end() - line.start() > _LONGEST_LINE:
            raise damaged("text_table")
        yield line[0]


def _cells(text: str, delimiter: str, losses: Losses) -> Iterator[RawCell]:
    room = MAX_CELLS
    for number, record in enumerate(_checked(_records(text, delimiter)), start=1):
        if number > MAX_ROW:
            raise too_large("rows", number, MAX_ROW)
        if len(record) > MAX_COLUMN:
            raise too_large("columns", len(record), MAX_COLUMN)
        for column, value in enumerate(record, start=1):
            if _CONTROL.search(value):
                losses.add("control_characters", number, column)
                value = _CONTROL.sub("\ufffd", value.strip(_CONTROLS))
            if value:
                if len(value) > MAX_TEXT:
                    losses.add("text_cut", number, column)
                yield RawCell(number, column, Kind.TEXT, clip(value.replace("\r\n", "\n")), BY_PROGRAM)
                room -= 1
        if room < 0:
            raise too_large("cells", MAX_CELLS - room, MAX_CELLS)


def _checked(records: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from records
    except csv.Error as fault:
        raise damaged("text_table") from fault
