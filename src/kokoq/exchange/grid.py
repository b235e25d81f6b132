"""Definition files → rows of sheets, each cell with the part of the file that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kokoq.definitions.load import DICTIONARY_KEYS
from kokoq.definitions.source import Map, Node, Seq, Text, make_text
from kokoq.definitions.strays import CASES
from kokoq.exchange.cells import to_cell
from kokoq.exchange.sheets import BY_ID, FOLDED, SHEETS, Each, Home, Item, Sheet, Step
from kokoq.folders import CATALOGUE

Trees = Mapping[str, Node]
"""file in the catalogue's folder → its tree"""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: where it is (``path`` within ``file``), and the text of every filled cell by its column.

    ``nodes`` are the parts of the file behind the cells, ``node`` is the whole.
    """

    sheet: Sheet
    file: str
    path: Path
    cells: Mapping[str, str]
    nodes: Mapping[str, Node]
    node: Node


Grid = Mapping[str, tuple[Row, ...]]
"""id of a sheet → its rows"""


def home_of(file: str, tree: Node | None = None) -> Home:
    """What kind of file it is: by its place, its name and its keys, as ``definitions.load`` tells them."""
    if file.startswith(f"{CASES}/"):
        return Home.CASES
    if file == CATALOGUE:
        return Home.CATALOGUE
    if isinstance(tree, Map) and "indicators" not in tree and "profiles" in tree:
        return Home.PROFILES
    is_data = isinstance(tree, Map) and "indicators" not in tree and DICTIONARY_KEYS & set(tree)
    return Home.DATA if is_data else Home.REGULATION


def make_grid(trees: Trees) -> Grid:
    """All rows of all sheets, in the order of the files."""
    files = sorted(trees, key=lambda file: (file != CATALOGUE, file))
    grid: dict[str, tuple[Row, ...]] = {}
    for sheet in SHEETS:
        found: list[Row] = []
        if sheet.under:
            for above in grid[sheet.under]:
                owner = {sheet.owner: above.cells[BY_ID[sheet.under].naming]}
                found += _rows(sheet, above.file, above.path, above.node, owner)
        else:
            for file in files:
                if home_of(file, trees[file]) in sheet.homes:
                    owner = {sheet.owner: file} if sheet.owner else {}
                    found += _rows(sheet, file, (), trees[file], owner)
        grid[sheet.id] = tuple(found)
    return grid


def _rows(sheet: Sheet, file: str, path: Path, node: Node, owner: Mapping[str, str]) -> Iterator[Row]:
    for keys, inner, found in _reached(sheet.steps, node):
        if isinstance(found, Seq) or not (isinstance(found, Map) or sheet.steps):
            continue  # several scales of one indicator, which stand in its row
        nodes = dict(_parts(sheet, found))
        cells = {
            column.name: to_cell(nodes[column.name], column.form) for column in sheet.columns if column.name in nodes
        }
        named = {name: str(key) for name, key in keys}
        yield Row(sheet, file, (*path, *inner), {**owner, **named, **cells}, nodes, found)


def _reached(steps: tuple[Step, ...], node: Node) -> Iterator[tuple[tuple[tuple[str, Text], ...], Path, Node]]:
    """Everything that the steps lead to, with the keys on the way."""
    if not steps:
        yield (), (), node
        return
    step, rest = steps[0], steps[1:]
    match step, node:
        case str(), Map():
            below = under(node, step)
            if below is not None:
                for keys, path, found in _reached(rest, below):
                    yield keys, (step, *path), found
        case Each(), (Map() | Seq()):
            for key, below in _entries(node):
                if not step.only or key in step.only:
                    for keys, path, found in _reached(rest, below):
                        yield ((step.column, key), *keys), (str(key), *path), found
        case Item(), _:  # one item stands for the list of it
            for number, below in enumerate(node if isinstance(node, Seq) else (node,)):
                for keys, path, found in _reached(rest, below):
                    yield keys, (number, *path), found
        case _:
            return


def _entries(node: Map | Seq) -> Iterator[tuple[Text, Node]]:
    """The entries of a mapping; a list of codes stands for codes that are their own titles."""
    if isinstance(node, Map):
        yield from node.items()
    else:
        yield from ((item, item) for item in node if isinstance(item, Text))


def _parts(sheet: Sheet, node: Node) -> Iterator[tuple[str, Node]]:
    """The part of a row behind each of its columns; a bare text is the first of them."""
    if not isinstance(node, Map):
        yield sheet.columns[0].name, node
        return
    if sheet.document is None:
        yield sheet.columns[0].name, node
        return
    folded = under(node, sheet.fold) if sheet.fold else None
    if isinstance(folded, Map):
        at = folded.at
        yield sheet.fold, make_text(FOLDED, (at.file, at.line, at.column, at.length))
        yield from _parts(sheet, folded)
    for column in sheet.columns:
        found: Node | None = node
        for key in column.path:
            found = under(found, key) if isinstance(found, Map) else None
        hidden = column.name == sheet.several and not isinstance(found, Seq)
        if found is not None and not hidden and not isinstance(folded, Map):
            yield column.name, found


def under(node: Map, key: str) -> Node | None:
    """What stands under a key."""
    return next((value for own, value in node.items() if own == key), None)
