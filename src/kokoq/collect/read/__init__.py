"""Any spreadsheet file in, its filled cells with their places out; what cannot be read is a finding."""

from kokoq.collect.read.book import Book, Kind, Range, RawCell, RawSheet, State, to_datetime, to_serial
from kokoq.collect.read.reader import Readers, is_lock_file, read_book, uncollected

__all__ = [
    "Book",
    "Kind",
    "Range",
    "RawCell",
    "RawSheet",
    "Readers",
    "State",
    "is_lock_file",
    "read_book",
    "to_datetime",
    "to_serial",
    "uncollected",
]
