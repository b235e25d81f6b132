"""Whatever is changed in the rows of the shipped catalogue, the files then say exactly those rows."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from kokoq.definitions.load import definition_files
from kokoq.definitions.source import parse_source
from kokoq.exchange.build import build, place_rows
from kokoq.exchange.grid import Grid, make_grid
from kokoq.exchange.patch import patch
from kokoq.exchange.read import Written, as_written
from kokoq.exchange.sheets import BY_ID, SHEETS, Form, Sheet
from kokoq.resources import shipped

SHIPPED = shipped("indicators") / "promyshlennovsky"
TEXTS = {p.relative_to(SHIPPED).as_posix(): p.read_text(encoding="utf-8") for p in definition_files(SHIPPED)}
TREES = {file: node for file, text in TEXTS.items() if (node := parse_source(text, name=file).value) is not None}
LEAVES = ("goals", "bands", "cases", "fields", "table_fields", "checks", "entries", "aliases", "words", "notes")
"""Sheets whose rows nothing else refers to by place."""

NEW = {
    Form.TEXT: ("слово", "a: b", "5", "- x", "# нет", '"', "x, y", "{z"),
    Form.NAMES: ("a, b", "c"),
    Form.LINES: ("раз\nдва", "- один", "три: # четыре"),
    Form.PAIRS: ("low: слово: и дело", "2021/2022: 5%"),
    Form.YAML: ("higher", 'a: {b: [1, "2"]}', "a: 1\nb: [{c: , d: 5}]"),
}  # fmt: skip


def written(grid: Grid) -> list[Written]:
    return list(as_written(grid, "t.xlsx"))


def with_cells(row: Written, number: int, cells: dict[str, str]) -> Written:
    return Written(row.sheet, row.file, row.name, number, row.columns, cells)


def changed(rows: list[Written], dice: random.Random) -> list[Written]:
    """Some rows of every sheet of leaves removed, changed and added."""
    made: list[Written] = []
    for row in rows:
        if row.sheet.id not in LEAVES or dice.random() > 0.05:
            made.append(row)
            continue
        match dice.choice(["remove", "change", "add", "clear"]):
            case "change":
                made.append(with_cells(row, row.number, row.cells | some_cell(row.sheet, dice)))
            case "add" if row.sheet.listed:
                made += [row, with_cells(row, row.number, row.cells | some_cell(row.sheet, dice))]
            case "clear" if len(row.cells) > len(row.sheet.keys) + 1:
                optional = [name for name in row.cells if name not in row.sheet.keys]
                gone = dice.choice(optional)
                made.append(with_cells(row, row.number, {k: v for k, v in row.cells.items() if k != gone}))
            case "remove":
                pass
            case _:
                made.append(row)
    counts: Counter[str] = Counter()
    numbered = []
    for row in made:
        counts[row.sheet.id] += 1
        numbered.append(with_cells(row, counts[row.sheet.id] + 1, dict(row.cells)))
    return numbered


def some_cell(sheet: Sheet, dice: random.Random) -> dict[str, str]:
    column = dice.choice([column for column in sheet.columns if column.name != sheet.fold])
    return {column.name: dice.choice(NEW[column.form])}


def told(rows: list[Written]) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """What the rows of every sheet say; names have no order."""
    said: dict[str, list[tuple[tuple[str, str], ...]]] = {sheet.id: [] for sheet in SHEETS}
    for row in rows:
        said[row.sheet.id].append(tuple(sorted((name, text) for name, text in row.cells.items() if text)))
    return {id_: cells if BY_ID[id_].listed else sorted(cells) for id_, cells in said.items()}


@pytest.mark.parametrize("seed", range(8))
def test_the_files_say_what_the_rows_say(seed: int) -> None:
    grid = make_grid(TREES)
    rows = changed(written(grid), random.Random(seed))  # noqa: S311 - which rows, not a secret
    places = place_rows(rows)
    assert places.diagnostics == ()
    made = build(places.value, grid, TREES)
    assert made.diagnostics == ()
    texts = {file: patch(TEXTS[file], TREES[file], tree) for file, tree in made.value.items()}
    trees = {}
    for file, text in texts.items():
        parsed = parse_source(text, name=file)
        assert parsed.diagnostics == ()
        assert parsed.value is not None
        trees[file] = parsed.value
    assert told(written(make_grid(trees))) == told(rows)


def test_rows_as_they_are_make_the_files_as_they_are() -> None:
    grid = make_grid(TREES)
    made = build(place_rows(written(grid)).value, grid, TREES)
    assert {file: patch(TEXTS[file], TREES[file], tree) for file, tree in made.value.items()} == TEXTS
