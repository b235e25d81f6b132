"""Values of others to hold one's own against: a spreadsheet with the columns indicator, period, source, value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kokoq.collect.cells.words import folded
from kokoq.collect.read import RawCell, RawSheet, read_book
from kokoq.definitions.scalars import read_number
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError
from kokoq.model import Catalogue, Indicator, Kind, Period
from kokoq.results import Benchmark
from kokoq.rules import BENCHMARK_PERIOD, BENCHMARK_UNKNOWN, BENCHMARK_VALUE, COLUMN_NOT_FOUND, FILE_NOT_FOUND
from kokoq.spelling import closest

HEADERS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("показатель", "код", "indicator", "code"),
    "period": ("период", "учебный год", "год", "period"),
    "source": ("источник", "source"),
    "value": ("значение", "value"),
}
"""What the columns may be called, in lower case and with «е» for «ё»; they stand in the first row that has cells."""

_SHARES = (Kind.SHARE, Kind.ORGANISATIONS_SHARE, Kind.SCORE)


def load_benchmarks(path: Path, catalogue: Catalogue) -> Checked[tuple[Benchmark, ...]]:
    """The values of a file, in its order; faulty rows are findings. Indicators are named by id or code."""
    if not path.is_file():
        raise KokoqError(FILE_NOT_FOUND.at(Cell(path.name)))
    book = read_book(path, name=path.name)
    found: list[Diagnostic] = list(book.diagnostics)
    sheet = next((sheet for sheet in book.value.sheets if sheet.cells), None) if book.value is not None else None
    values = () if sheet is None else tuple(_rows(sheet, path.name, catalogue, found))
    return Checked(values, tuple(found))


def _rows(sheet: RawSheet, file: str, catalogue: Catalogue, found: list[Diagnostic]) -> Iterator[Benchmark]:
    head, *rows = sheet.rows.values()
    columns = {
        key: column for column, cell in head.items() for key, words in HEADERS.items() if folded(cell.text) in words
    }
    missing = [key for key in HEADERS if key not in columns]
    if missing:
        place, texts = Cell(file, sheet.name), [cell.text for cell in head.values()]
        for key in missing:
            names = HEADERS[key]
            close = tuple(dict.fromkeys(c for name in names for c in closest(name, texts)))
            found.append(COLUMN_NOT_FOUND.at(place, source=file, column=names[0], close=close))
        return
    known = {folded(name): i for i in catalogue.indicators.values() for name in (i.id, i.code)}
    for cells in rows:
        row = {key: cells[column] for key, column in columns.items() if column in cells}
        made = _made(row, Cell(file, sheet.name), known, found)
        if made is not None:
            yield made


def _made(
    row: Mapping[str, RawCell], sheet: Cell, known: Mapping[str, Indicator], found: list[Diagnostic]
) -> Benchmark | None:
    """The value of one row; None, and what is wrong with each of its cells, where it has none."""
    text = {key: row[key].text.strip() if key in row else "" for key in HEADERS}
    at = (
        {key: Cell(sheet.file, sheet.sheet, (row.get(key) or next(iter(row.values()))).ref) for key in HEADERS}
        if row
        else {}
    )
    if not any(text.values()):
        return None
    indicator, value, period = known.get(folded(text["indicator"])), _number(text["value"]), _period(text["period"])
    if indicator is None:
        names = (name for i in known.values() for name in (i.id, i.code))
        close = closest(text["indicator"], names)
        found.append(BENCHMARK_UNKNOWN.at(at["indicator"], name=text["indicator"], close=close))
    elif value is None or (value > 1 and indicator.kind in _SHARES and not indicator.may_exceed_100):
        found.append(BENCHMARK_VALUE.at(at["value"], value=text["value"]))
        value = None
    if period is None:
        found.append(BENCHMARK_PERIOD.at(at["period"], value=text["period"]))
    if indicator is None or value is None or period is None:
        return None
    return Benchmark(indicator.same_as or indicator.id, period.text, text["source"], value)


def _number(text: str) -> float | None:
    """«91,3 %» is 0.913; a bare number is itself, so that shares are written with their sign or as fractions."""
    number = read_number("".join(text.split()).replace(",", ".").replace("−", "-"))
    return None if number is None else float(number)


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None
