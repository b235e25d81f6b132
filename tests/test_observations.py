"""The sheets of all files, counted through, though only files are kept."""

from __future__ import annotations

import pytest

from kokoq.observations import Source, SourceFile, Sources

FILES = (
    SourceFile("a.xlsx", ("Первый", "Второй"), "2021", "00"),
    SourceFile("a.csv", (), "2021", "01"),  # a file of which nothing was read has no sheets
    SourceFile("b.xlsx", ("Первый",), "2020", "02"),
)
SHEETS = (
    Source("a.xlsx", "Первый", "2021", "00"),
    Source("a.xlsx", "Второй", "2021", "00"),
    Source("b.xlsx", "Первый", "2020", "02"),
)


def test_every_sheet_is_found_by_its_number_among_those_of_all_files() -> None:
    sources = Sources(FILES)
    assert len(sources) == 3
    assert tuple(sources[number] for number in range(3)) == tuple(sources) == sources[:] == SHEETS
    assert sources[1:] == SHEETS[1:]


def test_there_is_no_sheet_beyond_the_last_one() -> None:
    for number in (3, -1):
        with pytest.raises(IndexError):
            Sources(FILES)[number]
    assert tuple(Sources()) == ()
