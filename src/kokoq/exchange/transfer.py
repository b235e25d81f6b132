"""From a folder of definitions to a workbook, and from a workbook into a folder: all of it, or nothing and the reasons.

A file in which nothing changed is not written; of one that changed, only the lines that had to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kokoq.collect.read.limits import MAX_TEXT
from kokoq.definitions.acceptance import FILE as ACCEPTED
from kokoq.definitions.load import definition_files, load_catalogue
from kokoq.definitions.source import Map, Node, Seq, parse_source, read_source
from kokoq.diagnostics import Cell, Checked, Diagnostic, Place, Span, has_errors, ordered
from kokoq.exchange.build import Place as RowPlace
from kokoq.exchange.build import build, place_rows
from kokoq.exchange.emit import file_text
from kokoq.exchange.grid import Grid, Row, Trees, make_grid
from kokoq.exchange.grid import Path as Route
from kokoq.exchange.patch import patch, says_the_same
from kokoq.exchange.read import Written, as_written, read_table
from kokoq.exchange.titles import column_title, sheet_title
from kokoq.exchange.write import write_table
from kokoq.folders import CATALOGUE
from kokoq.language import Language, Word, language
from kokoq.outputs import writing
from kokoq.rules import (
    ACT_INCOMPLETE,
    BAND_WITHOUT_OUTCOME,
    MISSING_KEY,
    NOT_FOR_A_TABLE,
    REGULATION_DETAIL_MISSING,
    REGULATION_INCOMPLETE,
    TABLE_CELL_UNREADABLE,
    TABLE_ROW_INCOMPLETE,
)

Check = Callable[[Path], Iterable[Diagnostic]]
"""Everything that is wrong with the catalogue in a folder."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did to the files of the folder; those that it left as they were are in neither."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def export_table(folder: Path, table: Path, *, words: Language) -> Checked[bool]:
    """Write the catalogue in a folder as a workbook; nothing is written of one with errors."""
    loaded = load_catalogue(folder)
    if loaded.failed or loaded.value is None:
        return Checked(value=False, diagnostics=loaded.diagnostics)
    trees = _read_folder(folder).value
    grid = make_grid(trees)
    unfit = (*_too_long(grid), *_unshown(folder, grid, trees))
    if not unfit:
        with writing(table):
            write_table(grid, table, title=loaded.value.title, words=words)
    return Checked(value=not unfit, diagnostics=unfit)


def _too_long(grid: Grid) -> Iterator[Diagnostic]:
    for rows in grid.values():
        for row in rows:
            for name, text in row.cells.items():
                if len(text.encode("utf-16-le")) > 2 * MAX_TEXT and name in row.nodes:
                    problem = Word("exchange.too_long", n=len(text), limit=MAX_TEXT)
                    yield NOT_FOR_A_TABLE.at(row.nodes[name].at, problem=problem)


def _unshown(folder: Path, grid: Grid, trees: Trees) -> Iterator[Diagnostic]:
    """Where the files hold what no sheet shows: a table without any change would take it out of them."""
    made = build(place_rows(as_written(grid, "")).value, grid, trees)
    for file, text in _texts(folder, made.value, trees).value.items():
        before = _text_of(folder / file)
        if text != before:
            pairs = enumerate(zip(before.split("\n"), f"{text}\n".split("\n"), strict=False), 1)
            line = next((number for number, (old, new) in pairs if old != new), 1)
            place = Span((folder / file).as_posix(), line)
            yield NOT_FOR_A_TABLE.at(place, problem=Word("exchange.unshown"))


def import_table(table: Path, folder: Path, *, check: Check) -> Checked[Imported | None]:
    """Write what a workbook says into the files of a folder, if all of it stands the ``check`` of definitions."""
    present = load_catalogue(folder) if (folder / CATALOGUE).is_file() else Checked(None)
    trees = _read_folder(folder)
    if present.failed or trees.failed:
        return Checked(None, ordered((*present.diagnostics, *trees.diagnostics)))
    grid = make_grid(trees.value)
    unshown = tuple(_unshown(folder, grid, trees.value))
    if unshown:
        return Checked(None, unshown)
    rows = read_table(table, grid)
    places = place_rows(rows.value)
    made = build(places.value, grid, trees.value)
    found = (*rows.diagnostics, *places.diagnostics, *made.diagnostics)
    if not rows.failed and not any(row.sheet.id == "catalogue" for row in rows.value):
        words = rows.value[0].words if rows.value else language("ru")
        place = Cell(table.name, sheet_title("catalogue", words))
        found = (*found, TABLE_ROW_INCOMPLETE.at(place, column=column_title("id", words)))
    if has_errors(found):
        return Checked(None, ordered(found))
    made_texts = _texts(folder, made.value, trees.value)
    texts = made_texts.value
    draft = {file: tree for file, text in texts.items() if (tree := parse_source(text, name=file).value) is not None}
    told = make_grid(draft)
    accepted = [path for path in (folder / ACCEPTED,) if path.is_file()]
    checked = _check(texts, accepted, _Cells(told, places.value), table.name, check)
    found = ordered((*found, *made_texts.diagnostics, *_lost(told, places.value), *checked))
    if has_errors(found):
        return Checked(None, found)
    return Checked(_save(folder, texts, trees.value), found)


def _read_folder(folder: Path) -> Checked[Trees]:
    trees: dict[str, Node] = {}
    found: list[Diagnostic] = []
    for path in definition_files(folder):
        read = read_source(path, name=path.as_posix())
        found += read.diagnostics
        if read.value is not None:
            trees[path.relative_to(folder).as_posix()] = read.value
    return Checked(trees, tuple(found))


def _texts(folder: Path, made: Mapping[str, Node], present: Trees) -> Checked[dict[str, str]]:
    """What the files shall hold; a file into which that cannot be written stays as it is, with a finding."""
    texts = {}
    found: list[Diagnostic] = []
    for file, tree in sorted(made.items()):
        if file not in present:
            texts[file] = file_text(tree)
            continue
        text = _text_of(folder / file)
        patched = text if says_the_same(present[file], tree) else patch(text, present[file], tree)
        texts[file] = text if patched is None else patched
        if patched is None:
            found.append(NOT_FOR_A_TABLE.at(Span((folder / file).as_posix()), problem=Word("exchange.unwritable")))
    return Checked(texts, tuple(found))


def _text_of(path: Path) -> str:
    """A file with its lines ended as ours are, whatever ends them there."""
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


# --- findings at their cells ---


_At = tuple[int, int]
"""line and column"""

_LACKING = {
    MISSING_KEY.code: "key",
    REGULATION_INCOMPLETE.code: "part",
    REGULATION_DETAIL_MISSING.code: "detail",
    ACT_INCOMPLETE.code: "missing",
    BAND_WITHOUT_OUTCOME.code: "missing",
}
"""Rules of what is not there → the parameter that names it: that has a column, too."""


class _Cells:
    """Where the cells of a workbook begin in the files that it makes, and which mappings its rows hold."""

    def __init__(self, told: Grid, places: Iterable[RowPlace]) -> None:
        written = {(place.row.sheet.id, place.file, place.path): place.row for place in places}
        self.starts: dict[str, list[tuple[_At, Cell, Written]]] = defaultdict(list)
        self.holders: dict[tuple[str, _At], tuple[Written, Route]] = {}
        for id_, rows in told.items():
            for row in rows:
                there = written.get((id_, row.file, row.path))
                if there is not None:
                    self._add(row, there)
        for starts in self.starts.values():
            starts.sort(key=lambda start: start[0])

    def _add(self, row: Row, there: Written) -> None:
        first = there.at(row.sheet.naming if row.sheet.naming in there.columns else row.sheet.names[0])
        cells = [(row.node.at, first), *((node.at, there.at(name)) for name, node in row.nodes.items())]
        self.starts[row.file] += [((at.line, at.column), cell, there) for at, cell in cells]
        for route, held in _mappings(row.node):
            place = (row.file, (held.at.line, held.at.column))
            if place not in self.holders or len(route) < len(self.holders[place][1]):
                self.holders[place] = (there, route)

    def of(self, file: str, at: _At, lacking: str) -> Cell | None:
        """The last cell that begins at or before a place; of what is ``lacking`` there, the blank one in its row."""
        starts = self.starts.get(file)
        if not starts:
            return None
        _, cell, row = starts[max(bisect_right(starts, at, key=lambda start: start[0]) - 1, 0)]
        row, route = self.holders.get((file, at), (row, ()))
        wanted = (".".join((*map(str, route), lacking)), lacking)
        own = (name for want in wanted for name in row.columns if name == want or name.startswith(f"{want}."))
        column = next(own, "") if lacking else ""
        return row.at(column) if column else cell


def _check(
    texts: Mapping[str, str], beside: Iterable[Path], cells: _Cells, table: str, check: Check
) -> Iterator[Diagnostic]:
    """What is wrong with the definitions that the workbook makes, at the cells that say it."""
    with TemporaryDirectory() as made:
        draft = Path(made)
        _write(draft, texts)
        for path in beside:
            (draft / path.name).write_bytes(path.read_bytes())
        for finding in check(draft):
            lacking = str(finding.params.get(_LACKING.get(finding.rule.code, ""), ""))
            related = tuple(_cell(place, cells, draft, table) for place in finding.related)
            yield replace(finding, where=_cell(finding.where, cells, draft, table, lacking), related=related)


def _lost(told: Grid, places: Iterable[RowPlace]) -> Iterator[Diagnostic]:
    """Filled cells of which nothing is left in the files, since another says something else of the same thing."""
    there = {(id_, row.file, row.path): row for id_, rows in told.items() for row in rows}
    for place in places:
        row = there.get((place.row.sheet.id, place.file, place.path))
        for column in place.row.sheet.columns:
            if place.row.cells.get(column.name) and (row is None or column.name not in row.nodes):
                yield TABLE_CELL_UNREADABLE.at(place.row.at(column.name), problem=Word("exchange.lost"))


def _mappings(node: Node, route: Route = ()) -> Iterator[tuple[Route, Map]]:
    """The mappings within a value, itself included, and the keys that lead to them."""
    if isinstance(node, Map):
        yield route, node
    below = node.items() if isinstance(node, Map) else enumerate(node) if isinstance(node, Seq) else ()
    for step, part in below:
        yield from _mappings(part, (*route, step))


def _cell(place: Place, cells: _Cells, draft: Path, table: str, lacking: str = "") -> Place:
    """The cell that says what stands at a place of the draft."""
    if not isinstance(place, Span):
        return place
    _, _, file = place.file.partition(f"{draft.name}/")
    if file and file not in cells.starts:
        return replace(place, file=file)  # what is accepted stands in no sheet
    return cells.of(file, (place.line, place.column), lacking) or Cell(table)


# --- writing ---


def _save(folder: Path, texts: Mapping[str, str], present: Trees) -> Imported:
    written = {file: text for file, text in texts.items() if file not in present or text != _text_of(folder / file)}
    removed = tuple(sorted(set(present) - set(texts)))
    with writing(folder):
        _write(folder, written)
        for file in removed:
            (folder / file).unlink()
    return Imported(tuple(written), removed)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files, each whole or not at all, with the mark and the line ends of the one that stands there."""
    for file, text in texts.items():
        path = folder / file
        before = path.read_bytes() if path.is_file() else b""
        lines = text.replace("\n", "\r\n") if b"\r\n" in before else text
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_bytes((b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b"") + lines.encode())
        fresh.replace(path)
