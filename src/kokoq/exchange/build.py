"""Rows of a workbook → the trees of the files that they describe; what says the same stays the node that it is now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from kokoq.definitions.kinds import keys_of
from kokoq.definitions.scalars import VERSION
from kokoq.definitions.source import Map, Node, Seq, make_map, make_seq
from kokoq.definitions.strays import CASES, is_definition
from kokoq.diagnostics import Checked, Diagnostic
from kokoq.exchange.cells import UnreadableError, free, from_cell
from kokoq.exchange.grid import Grid, Path, Row, Trees
from kokoq.exchange.read import Written
from kokoq.exchange.sheets import FOLDED, SHEETS, VERSION_KEY, Each, Home, Sheet
from kokoq.exchange.titles import column_title
from kokoq.folders import CATALOGUE
from kokoq.language import Word
from kokoq.rules import DUPLICATE_ID, TABLE_BAD_FILE, TABLE_CELL_UNREADABLE, TABLE_ROW_INCOMPLETE, UNKNOWN_NAME
from kokoq.spelling import closest

_NOWHERE = ("", 1, 1, 1)
_PLAIN_NAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]+\.ya?ml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the files a row of the workbook belongs."""

    row: Written
    file: str
    path: Path


@dataclass(slots=True)
class _Placing:
    """Where the rows belong, found sheet by sheet: those above are known before those under them."""

    places: list[Place] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    owners: dict[tuple[str, str], Place] = field(default_factory=dict)
    taken: dict[tuple[str, Path], Written] = field(default_factory=dict)
    counts: dict[tuple[str, Path], int] = field(default_factory=lambda: defaultdict(int))


def place_rows(rows: Iterable[Written]) -> Checked[tuple[Place, ...]]:
    """The places of all rows; rows that have none are findings at their cells."""
    placing = _Placing()
    by_sheet: dict[str, list[Written]] = defaultdict(list)
    for row in rows:
        by_sheet[row.sheet.id].append(row)
    for sheet in SHEETS:
        before = ""
        for row in by_sheet[sheet.id]:
            before = _place(row, before, placing)
    return Checked(tuple(placing.places), tuple(placing.found))


def _place(row: Written, before: str, placing: _Placing) -> str:
    """Find the place of a row; the value is its file, which the next row takes if it names none."""
    sheet, home = row.sheet, _home(row, before, placing)
    absent = [name for name in _required(sheet) if not row.cells.get(name)]
    for name in absent:
        placing.found.append(TABLE_ROW_INCOMPLETE.at(row.at(name), column=column_title(name, row.words)))
    if home is None or absent:
        return before
    file, path = home
    for step in sheet.steps:
        if isinstance(step, str):
            path = (*path, step)
        elif isinstance(step, Each):
            key = row.cells[step.column]
            if step.only and key not in step.only:
                close = closest(key, step.only)
                placing.found.append(UNKNOWN_NAME.at(row.at(step.column), name=key, what=Word("noun.key"), close=close))
                return file
            path = (*path, key)
        else:
            number = placing.counts[file, path]
            placing.counts[file, path] += 1
            path = (*path, number)
    _take(Place(row, file, path), placing)
    return file


def _required(sheet: Sheet) -> tuple[str, ...]:
    """The cells without which a row has no place."""
    named = sheet.naming if any(other.under == sheet.id for other in SHEETS) else ""
    return tuple(dict.fromkeys(name for name in (*sheet.keys, named) if name and name != "file"))


def _take(place: Place, placing: _Placing) -> None:
    row, sheet = place.row, place.row.sheet
    names = [(place.file, (sheet.id, *place.path))]
    named = row.cells.get(sheet.naming, "")
    if not sheet.listed and any(other.under == sheet.id for other in SHEETS):
        names.append(("", (sheet.id, named)))
    first = next((placing.taken[name] for name in names if name in placing.taken), None)
    if first is not None:
        column = sheet.keys[-1] if sheet.keys else sheet.naming
        related = (first.at(column),)
        text = row.cells.get(column, "")
        placing.found.append(DUPLICATE_ID.at(row.at(column), id=text, what=Word("exchange.row"), related=related))
        return
    placing.taken |= dict.fromkeys(names, row)
    placing.owners.setdefault((sheet.id, named), place)
    placing.places.append(place)


def _home(row: Written, before: str, placing: _Placing) -> tuple[str, Path] | None:
    """The file that a row belongs to, and what it stands under there."""
    sheet = row.sheet
    if not sheet.owner:
        return CATALOGUE, ()
    named = row.cells.get(sheet.owner, "")
    if sheet.under:
        above = placing.owners.get((sheet.under, named))
        if above is None and named:
            known = [name for id_, name in placing.owners if id_ == sheet.under]
            what = Word(f"exchange.sheet.{sheet.under}")
            placing.found.append(
                UNKNOWN_NAME.at(row.at(sheet.owner), name=named, what=what, close=closest(named, known))
            )
        return None if above is None else (above.file, above.path)
    file = named or before or _USUAL.get(sheet.id, "")
    if not _is_good(file, sheet):
        placing.found.append(TABLE_BAD_FILE.at(row.at("file"), file=file))
        return None
    return file, ()


_USUAL = {
    "fields": "fields.yaml",
    "tables": "fields.yaml",
    "checks": "fields.yaml",
    "profiles": "profiles.yaml",
    "dictionaries": CATALOGUE,
    "words": CATALOGUE,
}
"""Where the rows of a sheet go that name no file."""


def _is_good(file: str, sheet: Sheet) -> bool:
    """Whether a file may have that name: one of the folder's own, and of the kind that the sheet shows."""
    name = file.removeprefix(f"{CASES}/")
    cased = name != file
    if not _PLAIN_NAME.fullmatch(name) or not is_definition(name) or cased != (Home.CASES in sheet.homes):
        return False
    return file != CATALOGUE or Home.CATALOGUE in sheet.homes


# --- trees ---


def build(places: Iterable[Place], grid: Grid, trees: Trees) -> Checked[dict[str, Node]]:
    """The tree of every file that has rows, in which whatever the cells leave as it was is the present node itself."""
    made: dict[str, Node] = {}
    found: list[Diagnostic] = []
    before = _partners(places, grid)
    for place in places:
        node = _node(place, before.get((place.row.sheet.id, place.row.number)), found)
        tree = made.setdefault(
            place.file, make_seq(_NOWHERE) if place.file.startswith(f"{CASES}/") else make_map(_NOWHERE)
        )
        _put(tree, place.path, node)
    for file, tree in made.items():
        if isinstance(tree, Map):
            _keep_the_rest(file, tree, trees.get(file))
    return Checked(made, tuple(found))


def _partners(places: Iterable[Place], grid: Grid) -> dict[tuple[str, int], Row]:
    """The present row that each row of the workbook stands for: of the same name, or the likeliest item of a list."""
    found: dict[tuple[str, int], Row] = {}
    by_path = {(id_, row.file, row.path): row for id_, rows in grid.items() for row in rows}
    lists: dict[tuple[str, str, Path], list[Place]] = defaultdict(list)
    for place in places:
        sheet = place.row.sheet
        if sheet.listed:
            lists[sheet.id, place.file, place.path[:-1]].append(place)
        elif row := by_path.get((sheet.id, place.file, place.path)):
            found[sheet.id, place.row.number] = row
    for (id_, file, path), items in lists.items():
        old = [row for row in grid.get(id_, ()) if (row.file, row.path[:-1]) == (file, path)]
        before, after = [_seen(row.cells) for row in old], [_seen(place.row.cells) for place in items]
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for _, a1, a2, b1, b2 in matcher.get_opcodes():
            pairs = zip(old[a1:a2], items[b1:b2], strict=False)
            found |= {(id_, place.row.number): row for row, place in pairs}
    return found


def _seen(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, text) for name, text in cells.items() if text and name != "file"))


def _node(place: Place, before: Row | None, found: list[Diagnostic]) -> Node:
    """What a row says."""
    sheet, cells = place.row.sheet, place.row.cells
    values: list[tuple[tuple[str, ...], Node]] = []
    for column in sheet.columns:
        text = cells.get(column.name, "")
        if not text or (column.name == sheet.fold and text == FOLDED):
            continue
        if before is not None and before.cells.get(column.name) == text:
            values.append((column.path, before.nodes[column.name]))
            continue
        try:
            values.append((column.path, from_cell(text, column)))
        except UnreadableError as error:
            found.append(TABLE_CELL_UNREADABLE.at(place.row.at(column.name), problem=error.problem))
    if sheet.document is None:
        return values[0][1] if values else free("")
    made = make_map(_NOWHERE)
    for path, value in sorted(values, key=lambda pair: _rank(sheet, pair[0][0])):
        _put(made, path, value)
    return make_map(_NOWHERE, [(free(sheet.fold), made)]) if cells.get(sheet.fold) == FOLDED else made


def _rank(sheet: Sheet, key: str) -> int:
    """The place of a key among the keys of its document, the naming ones first."""
    keys = [*sheet.front, *(keys_of(sheet.document) if sheet.document is not None else ())]
    return keys.index(key) if key in keys else len(keys)


def _put(tree: Node, path: Path, value: Node) -> None:
    """Put a value at a path and make what is missing on the way; a mapping that is there gets the keys of the value."""
    here, *rest = path or ("",)
    if not path:
        if isinstance(tree, Map) and isinstance(value, Map):
            tree.update({key: node for key, node in value.items() if key not in tree})
        return
    if isinstance(tree, Seq):
        tree.append(value)
        return
    if not isinstance(tree, Map):
        return
    key = free(str(here))
    if not rest:
        below = tree.get(key)
        if isinstance(below, Map) and isinstance(value, Map):
            below.update({name: node for name, node in value.items() if name not in below})
        else:
            tree[key] = value
        return
    if key not in tree:
        tree[key] = make_seq(_NOWHERE) if isinstance(rest[0], int) else make_map(_NOWHERE)
    _put(tree[key], tuple(rest), value)


def _keep_the_rest(file: str, tree: Map, old: Node | None) -> None:
    """What no sheet shows stays: the version of the language, and sections without entries."""
    for key, node in old.items() if isinstance(old, Map) else ():
        if key not in tree and (key == VERSION_KEY or not node):
            tree[key] = node
    if file == CATALOGUE and VERSION_KEY not in tree:
        rest = dict(tree)
        tree.clear()
        tree[free(VERSION_KEY)] = free(str(VERSION), words=False)
        tree.update(rest)
