"""A header that names two columns alike: nothing is taken from either where they differ."""

from __future__ import annotations

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.sources.read import read_source
from kokoq.diagnostics import Cell, Span
from kokoq.model import SourceMapping
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, from_markdown, make_book, tiny_plan

MAPPING = SourceMapping(
    table="",
    at=Span("kokoq.yaml"),
    files=("*",),
    columns={"Школа": "organisation", "Всего": "graduates", "Аттестат": "certified"},
)


def read(table: str) -> FileFacts:
    return read_source(
        make_book(from_markdown("Лист1", table)),
        "totals",
        MAPPING,
        plan=tiny_plan(),
        known=roster(ORGANISATIONS),
        words=vocabulary(CATALOGUE),
        period="2020/2021",
    )


def test_of_two_columns_that_differ_none_is_read_and_the_cells_of_both_are_told() -> None:
    facts = read(
        """
        | Школа | Всего | Аттестат | Всего |
        | Школа № 1 | 50 | 45 | 20 |
        """
    )
    (found,) = facts.diagnostics
    assert (found.rule.code, found.where) == ("KQ332", Cell("collected/2020-2021/file.xlsx", "Лист1", "B1"))
    assert found.params == {"source": "totals", "column": "Всего", "cells": ("B1", "D1")}
    assert {name: fact.value for name, fact in facts.plain["s1"].items()} == {"certified": 45.0}


def test_a_column_of_organisations_that_is_not_known_stops_the_table() -> None:
    facts = read(
        """
        | Школа | Всего | Школа | Аттестат |
        | Школа № 1 | 50 | Школа № 2 | 45 |
        """
    )
    assert [d.rule.code for d in facts.diagnostics] == ["KQ332"]
    assert facts.plain == {}


def test_columns_that_hold_the_same_or_nothing_are_read() -> None:
    same = read(
        """
        | Школа | Всего | Аттестат | Школа | Всего |
        | Школа № 1 | 50 | 45 | Школа № 1 | |
        | Школа № 2 | 40 | 40 | Школа № 2 | |
        """
    )
    assert same.diagnostics == ()
    assert same.plain["s2"]["graduates"].value == 40.0


def test_what_stands_below_the_table_does_not_count() -> None:
    mapping_ends = read(
        """
        | Школа | Всего | Аттестат | Всего |
        | Школа № 1 | 50 | 45 | 50 |
        | Школа | Всего | Аттестат |
        | Школа № 2 | 40 | 40 | примечание |
        """
    )
    assert [d.rule.code for d in mapping_ends.diagnostics] == []
