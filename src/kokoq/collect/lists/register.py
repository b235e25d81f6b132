"""The list of organisations of a campaign: a spreadsheet of any kind with Russian or English headers, or YAML.

One column or several may hold numbers of registers: ОКПО, ИНН, ОГРН.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kokoq.a1 import make_ref
from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.words import folded
from kokoq.collect.read import read_book
from kokoq.collect.read.book import Kind, RawCell, RawSheet, to_datetime
from kokoq.definitions.source import Map, Seq, read_source
from kokoq.diagnostics import Cell, Checked, Diagnostic, Place, Span
from kokoq.language import Word
from kokoq.letters import in_order
from kokoq.model import Catalogue, Organisation, Settings
from kokoq.rules import (
    COLUMN_NOT_FOUND,
    DUPLICATE_ID,
    FILE_NOT_FOUND,
    LETTERS_TURNED,
    MISSING_KEY,
    NO_ORGANISATIONS,
    NOT_A_DATE,
    NOT_IN_DICTIONARY,
    ORGANISATION_CELL_EMPTY,
    ORGANISATION_TYPE_UNKNOWN,
    UNKNOWN_KEY,
    UNKNOWN_NAME,
    WRONG_VALUE,
)
from kokoq.spelling import closest

HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "код", "код организации", "код оо", "идентификатор"),
    "title": ("title", "название", "наименование", "организация", "полное название", "полное наименование"),
    "short": ("short", "краткое", "краткое название", "краткое наименование", "кратко"),
    "aliases": ("aliases", "другие названия", "синонимы", "прежние названия"),
    "codes": ("codes", "окпо", "инн", "огрн", "код окпо", "код инн", "okpo", "inn", "ogrn"),
    "type": ("type", "тип", "вид"),
    "tags": ("tags", "признаки", "метки", "особенности"),
    "municipality": ("municipality", "муниципалитет", "округ", "район"),
    "region": ("region", "регион"),
    "cluster": ("cluster", "кластер", "группа"),
    "opened": ("opened", "открыта", "открыт", "дата открытия"),
    "closed": ("closed", "закрыта", "закрыт", "дата закрытия"),
    "successor": ("successor", "преемник", "правопреемник"),
    "excluded": ("excluded", "исключена", "исключен", "причина исключения"),
}
"""What the columns may be called, in lower case and with «е» for «ё»."""

REQUIRED = ("id", "title", "type")
SEPARATOR = ";"
_SPREADSHEETS = ("xlsx", "xlsm", "xls", "ods", "csv")
_HEADER_ROWS = 20


@dataclass(frozen=True, slots=True)
class _Entry:
    """One typed value of the list: its text, its day where the cell is a date, its place."""

    text: str
    at: Place
    day: dt.date | None = None
    heading: str = ""  # of its column, as the office wrote it


_Record = Mapping[str, _Entry]


def load_organisations(folder: Path, settings: Settings, catalogue: Catalogue) -> Checked[tuple[Organisation, ...]]:
    """The organisations of the campaign in ``folder``, in the order of their list.

    One without a type that is declared is in it, since it exists: its type is empty. Only one without an id is not.
    """
    path = find_register(folder, settings)
    if path is None:
        return Checked((), (NO_ORGANISATIONS.at(Cell(settings.organisations or "organisations.xlsx")),))
    if not path.is_file():
        return Checked((), (FILE_NOT_FOUND.at(Cell(path.name)),))
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    found: list[Diagnostic] = []
    records = (
        _yaml_records(path, name, found) if path.suffix in (".yaml", ".yml") else _sheet_records(path, name, found)
    )
    rows = tuple(records)
    organisations = tuple(_organisations(rows, settings, catalogue, found))
    found += _heirs_unknown(rows, [o.id for o in organisations])
    if not organisations and not found:
        found.append(NO_ORGANISATIONS.at(Cell(name)))
    return Checked(organisations, tuple(found))


def find_register(folder: Path, settings: Settings) -> Path | None:
    """The file that lists the organisations: the declared one, else the first ``organisations.*`` of a known kind."""
    if settings.organisations:
        return folder / settings.organisations
    known = (folder / f"organisations.{suffix}" for suffix in ("yaml", "yml", *_SPREADSHEETS))
    return next((path for path in known if path.is_file()), None)


def _organisations(
    records: Iterable[_Record], settings: Settings, catalogue: Catalogue, found: list[Diagnostic]
) -> Iterator[Organisation]:
    seen: set[str] = set()
    for record in records:
        found += _lacks(record)
        entry = record.get("id")
        if entry is None or not entry.text:
            continue
        if entry.text in seen:
            found.append(DUPLICATE_ID.at(entry.at, id=entry.text, what=Word("form.organisation")))
            continue
        seen.add(entry.text)
        yield _organisation(record, settings, catalogue, found)


def _heirs_unknown(records: Iterable[_Record], known: Collection[str]) -> Iterator[Diagnostic]:
    """Successors that are no organisation of the list."""
    named = (record["successor"] for record in records if "successor" in record)
    for heir in named:
        if heir.text and heir.text not in known:
            close = closest(heir.text, known)
            yield UNKNOWN_NAME.at(heir.at, name=heir.text, what=Word("form.organisation"), close=close)


def _lacks(record: _Record) -> Iterator[Diagnostic]:
    """What has to be said of an organisation and is not: an empty cell of its row, a key that it has not."""
    for key in REQUIRED:
        if key not in record:
            yield MISSING_KEY.at(next(iter(record.values())).at, key=key)
        elif not record[key].text:
            yield ORGANISATION_CELL_EMPTY.at(record[key].at, column=record[key].heading)


def _organisation(record: _Record, settings: Settings, catalogue: Catalogue, found: list[Diagnostic]) -> Organisation:
    """It exists whatever its type; where that is not known, nothing can be asked of it and it has not submitted."""

    def text(key: str) -> str:
        return sys.intern(record[key].text) if key in record else ""  # one text of what thousands have in common

    type_ = _type(record["type"], catalogue.organisation_types, found) if text("type") else ""
    tags = [_tag(part, catalogue.tags, found) for part in _parts(record.get("tags"))]
    days = {key: _day(record[key], key, found) for key in ("opened", "closed") if key in record}
    return Organisation(
        id=text("id"),
        title=text("title") or text("id"),
        type=type_,
        short=text("short"),
        aliases=tuple(part.text for part in _parts(record.get("aliases"))),
        codes=tuple(part.text for part in _parts(record.get("codes"))),
        tags=_alike(frozenset(filter(None, tags))),
        municipality=text("municipality") or settings.municipality.id,
        region=text("region") or settings.municipality.region,
        cluster=text("cluster"),
        opened=days.get("opened"),
        closed=days.get("closed"),
        successor=text("successor"),
        excluded=text("excluded"),
    )


@lru_cache(maxsize=1024)
def _alike(tags: frozenset[str]) -> frozenset[str]:
    """The same tags: thousands of organisations share one set of them."""
    return tags


def _parts(entry: _Entry | None) -> Iterator[_Entry]:
    if entry is None:
        return
    for part in entry.text.split(SEPARATOR):
        if part.strip():
            yield replace(entry, text=part.strip())


def _type(entry: _Entry, known: Mapping[str, str], found: list[Diagnostic]) -> str:
    """The id of a declared type, none where it is not declared: what to ask is not known then (KQ357)."""
    code, close = _code(entry, known)
    if not code:
        found.append(
            ORGANISATION_TYPE_UNKNOWN.at(entry.at, value=entry.text, allowed=tuple(known.values()), close=close)
        )
    return code


def _tag(entry: _Entry, known: Mapping[str, str], found: list[Diagnostic]) -> str:
    code, close = _code(entry, known)
    if not code:
        dictionary = ", ".join(known.values())
        field = entry.heading or "tags"
        found.append(NOT_IN_DICTIONARY.at(entry.at, value=entry.text, field=field, dictionary=dictionary, close=close))
    return code


def _code(entry: _Entry, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The id of what is written as its id or as its title; else the titles that come close."""
    words = {folded(title): id_ for id_, title in known.items()} | {folded(id_): id_ for id_ in known}
    code = words.get(folded(entry.text), "")
    return code, () if code else tuple(known[words[word]] for word in closest(folded(entry.text), words))


def _day(entry: _Entry, key: str, found: list[Diagnostic]) -> dt.date | None:
    day = entry.day or parse_date(entry.text)
    if day is None:
        found.append(NOT_A_DATE.at(entry.at, value=entry.text, field=entry.heading or key))
    return day


# --- a spreadsheet ---


def _sheet_records(path: Path, name: str, found: list[Diagnostic]) -> Iterator[_Record]:
    book = read_book(path, name=name)
    found += book.diagnostics
    sheets = [sheet for sheet in book.value.sheets if sheet.cells] if book.value is not None else []
    for sheet in sheets[:1]:
        yield from _rows(sheet, name, found)


def _rows(sheet: RawSheet, name: str, found: list[Diagnostic]) -> Iterator[_Record]:
    header, columns = find_header(sheet, HEADERS, repeated="codes")
    absent = [key for key in REQUIRED if key not in columns.values()]
    if absent:
        texts = [cell.text for cell in sheet.rows.get(header, {}).values()]
        place = Cell(name, sheet.name, make_ref(header, 1) if header else "")
        for key in absent:
            close = tuple(dict.fromkeys(c for word in HEADERS[key] for c in closest(word, texts)))
            found.append(COLUMN_NOT_FOUND.at(place, source=name, column=HEADERS[key][1], close=close))
        return
    headings = {column: " ".join(sheet.rows[header][column].text.split()) for column in columns}
    for row, cells in sheet.rows.items():
        entries: dict[str, _Entry] = {}
        for column, key in columns.items():
            cell = cells.get(column)
            if cell is not None and cell.text.strip():
                entry, before = _entry(cell, Cell(name, sheet.name, cell.ref), headings[column]), entries.get(key)
                found += _turned(cell.text, entry)
                text = SEPARATOR.join((before.text, entry.text)) if before else entry.text
                entries[key] = replace(entry, text=text)
        if row > header and entries:
            places = {key: (Cell(name, sheet.name, make_ref(row, c)), headings[c]) for c, key in columns.items()}
            yield {key: _Entry("", at, heading=said) for key, (at, said) in places.items() if key in REQUIRED} | entries


def find_header(
    sheet: RawSheet, headers: Mapping[str, tuple[str, ...]], *, repeated: str = ""
) -> tuple[int, dict[int, str]]:
    """The row that names the most columns, and which column is which; only ``repeated`` may be several."""
    names = {word: key for key, words in headers.items() for word in words}
    best: tuple[int, dict[int, str]] = (0, {})
    for row, cells in list(sheet.rows.items())[:_HEADER_ROWS]:
        columns: dict[int, str] = {}
        for column, cell in cells.items():
            key = names.get(folded(cell.text))
            if key is not None and (key == repeated or key not in columns.values()):
                columns[column] = key
        if len(columns) > len(best[1]) or not best[0]:
            best = (row, columns)
    return best


def _entry(cell: RawCell, at: Cell, heading: str) -> _Entry:
    moment = to_datetime(float(cell.value or 0)) if cell.kind is Kind.DATE else None
    return _Entry(" ".join(in_order(cell.text).split()), at, moment.date() if moment else None, heading)


def _turned(text: str, entry: _Entry) -> Iterator[Diagnostic]:
    """That a text had signs which show it in another order than it is kept in."""
    if in_order(text) != text:
        yield LETTERS_TURNED.at(entry.at, read_as=entry.text)


# --- YAML ---


def _yaml_records(path: Path, name: str, found: list[Diagnostic]) -> Iterator[_Record]:
    source = read_source(path, name=name)
    found += source.diagnostics
    node = source.value
    if isinstance(node, Map) and "organisations" in node:
        node = next(value for key, value in node.items() if key == "organisations")
    if node is None:
        return
    if not isinstance(node, Seq):
        found.append(
            WRONG_VALUE.at(Span(name), key="organisations", found=name, expected=Word("collect.expected_list"))
        )
        return
    for item in node:
        if isinstance(item, Map):
            yield _yaml_record(item, found)
        else:
            expected = Word("expected.mapping")
            found.append(WRONG_VALUE.at(item.at, key="organisations", found=str(item), expected=expected))


def _yaml_record(node: Map, found: list[Diagnostic]) -> _Record:
    record: dict[str, _Entry] = {}
    for key, value in node.items():
        if key not in HEADERS:
            close, allowed = closest(key, HEADERS), tuple(HEADERS)
            found.append(UNKNOWN_KEY.at(key.at, key=str(key), close=close, allowed=allowed))
        elif isinstance(value, Map) or (isinstance(value, Seq) and any(isinstance(part, Map | Seq) for part in value)):
            found.append(WRONG_VALUE.at(value.at, key=str(key), found=str(value), expected=Word("expected.text")))
        else:
            text = SEPARATOR.join(str(part) for part in value) if isinstance(value, Seq) else str(value)
            record[str(key)] = _Entry(in_order(text), value.at)
            found += _turned(text, record[str(key)])
    return record or {"": _Entry("", node.at)}
