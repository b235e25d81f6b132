"""The register of decisions of a campaign: ``decisions.yaml``, or a spreadsheet of any kind with the same columns.

A sheet is read into the tree that the YAML would give, its rows and columns standing for lines and columns: so there is
one shape and one set of checks, and at the end every place becomes a cell again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kokoq.a1 import make_ref
from kokoq.collect.cells.dates import parse_date
from kokoq.collect.cells.words import folded
from kokoq.collect.lists.deadline import parse_deadline
from kokoq.collect.lists.register import SEPARATOR, find_header
from kokoq.collect.read import read_book
from kokoq.collect.read.book import Kind, RawCell, RawSheet, to_datetime
from kokoq.decisions import Decision, DeedStatus, addressees
from kokoq.definitions.documents import DecisionDocument, RegisterDocument
from kokoq.definitions.names import check_known, check_unique
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Map, Node, Text, make_map, make_seq, make_text, read_source
from kokoq.diagnostics import Cell, Checked, Diagnostic, Place, Span, ordered
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Period, Settings
from kokoq.rules import (
    COLUMN_NOT_FOUND,
    DEADLINE_BEFORE_DECISION,
    DEADLINE_UNREADABLE,
    PERSON_NAMED,
    STATUS_WITHOUT_DATE,
    WITHOUT_ADDRESSEE,
)
from kokoq.spelling import closest

HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "номер", "№", "пункт"),
    "kind": ("kind", "вид"),
    "action": ("action", "решение", "мера", "мероприятие", "что сделать", "содержание"),
    "problem": ("problem", "проблема"),
    "to": ("to", "кому", "адресат", "адресаты"),
    "role": ("role", "адресат словами", "исполнитель"),
    "responsible": ("responsible", "ответственный", "ответственная должность"),
    "date": ("date", "дата", "дата решения"),
    "period": ("period", "период", "по итогам"),
    "deadline": ("deadline", "срок", "срок исполнения"),
    "basis": ("basis", "основание"),
    "indicators": ("indicators", "показатели", "показатель"),
    "status": ("status", "состояние", "статус"),
    "since": ("since", "дата состояния", "отметка от"),
}
"""What the columns may be called, in lower case and with «е» for «ё»."""

REQUIRED = ("number", "action", "date", "period", "deadline")
_LISTS = ("to", "indicators")
_DAYS = ("date", "since")
_CODES: Mapping[str, Mapping[str, str]] = {
    "kind": {"решение": "decision", "мера": "measure", "мероприятие": "measure", "рекомендация": "recommendation"},
    "status": {
        **dict.fromkeys(("запланировано", "не начато"), "planned"),
        **dict.fromkeys(("в работе", "исполняется"), "in_work"),
        **dict.fromkeys(("выполнено", "исполнено"), "done"),
        "отменено": "cancelled",
    },
}
_INITIALS = r"[А-ЯЁA-Z]\.\s?[А-ЯЁA-Z]\."
_SURNAME = r"[А-ЯЁ][а-яё]+"
_PERSON = re.compile(
    rf"(?<!им\. )(?<!имени )(?:{_SURNAME}\s{_INITIALS}|{_INITIALS}\s?{_SURNAME}"
    rf"|{_SURNAME}\s{_SURNAME}\s[А-ЯЁ][а-яё]*(?:вич|вна|ична)\b)"
)
"""A surname with initials, or a full name by its patronymic; «школа им. А. С. …» names a school."""


def load_decisions(
    folder: Path, settings: Settings, catalogue: Catalogue, organisations: tuple[Organisation, ...]
) -> Checked[tuple[Decision, ...]]:
    """The register of the campaign in ``folder``, in its order; none where it has no such file. Faulty lines are left
    out and told."""
    titles = addressees(catalogue, settings, organisations)
    path = next((p for suffix in _SUFFIXES if (p := folder / f"decisions.{suffix}").is_file()), None)
    if path is None:
        return Checked(())
    if path.suffix not in (".yaml", ".yml"):
        return _of_sheet(path, catalogue, titles)
    source = read_source(path, name=path.name)
    made = _decisions(source.value, catalogue, titles)
    return Checked(made.value, ordered((*source.diagnostics, *made.diagnostics)))


_SUFFIXES = ("yaml", "yml", "xlsx", "xlsm", "xls", "ods", "csv")


def _decisions(tree: Node | None, catalogue: Catalogue, titles: Mapping[str, str]) -> Checked[tuple[Decision, ...]]:
    if tree is None:
        return Checked(())
    document = shape(RegisterDocument, tree)
    lines = document.value.decisions if document.value is not None else ()
    to = {folded(title): name for name, title in titles.items()} | {folded(name): name for name in titles}
    indicators = {i.code: i.id for i in catalogue.indicators.values()} | {id: id for id in catalogue.indicators}
    found = [*document.diagnostics, *check_unique((line.number for line in lines), "decision")]
    decisions = []
    for line in lines:
        found += (*_check(line), *_check_names(line, to, titles, indicators))
        made = _decision(line, to, indicators)
        if made is not None:
            decisions.append(made)
    return Checked(tuple(decisions), tuple(found))


def _decision(line: DecisionDocument, to: Mapping[str, str], indicators: Mapping[str, str]) -> Decision | None:
    """A line as a value, without the names that are not known; None where its term cannot be read."""
    deadline = parse_deadline(str(line.deadline), made=line.date)
    if deadline is None or not line.number or not line.period:
        return None
    return Decision(
        number=str(line.number),
        at=line.number.at,
        kind=line.kind,
        action=str(line.action),
        date=line.date,
        period=Period(str(line.period)),
        deadline=deadline,
        problem=str(line.problem),
        to=tuple(dict.fromkeys(to[folded(name)] for name in line.to if folded(name) in to)),
        role=str(line.role),
        responsible=str(line.responsible),
        basis=str(line.basis),
        indicators=tuple(dict.fromkeys(indicators[name] for name in line.indicators if name in indicators)),
        status=line.status,
        since=line.since,
    )


def _check(line: DecisionDocument) -> Iterator[Diagnostic]:
    """What a line says of itself."""
    number, deadline = str(line.number), parse_deadline(str(line.deadline), made=line.date)
    if line.deadline and deadline is None:
        yield DEADLINE_UNREADABLE.at(line.deadline.at, found=str(line.deadline))
    if deadline is not None and deadline.last is not None and deadline.last < line.date:
        made = line.date.isoformat()
        yield DEADLINE_BEFORE_DECISION.at(line.deadline.at, number=number, deadline=deadline.text, date=made)
    if not line.to and not line.role:
        yield WITHOUT_ADDRESSEE.at(line.number.at, number=number)
    if line.status is not DeedStatus.PLANNED and line.since is None:
        status = Word(f"decision.status.{line.status}")
        yield STATUS_WITHOUT_DATE.at(line.number.at, number=number, status=status)
    for text in (line.role, line.responsible):
        if named := _PERSON.search(text):
            yield PERSON_NAMED.at(text.at, found=named[0])


def _check_names(
    line: DecisionDocument, to: Mapping[str, str], titles: Mapping[str, str], indicators: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """What a line names is declared."""
    yield from check_known((name for name in line.to if folded(name) not in to), titles, "addressee")
    yield from check_known(line.indicators, indicators, "indicator")


# --- a spreadsheet ---


def _of_sheet(path: Path, catalogue: Catalogue, titles: Mapping[str, str]) -> Checked[tuple[Decision, ...]]:
    book = read_book(path, name=path.name)
    sheet = next((s for s in book.value.sheets if s.cells), None) if book.value is not None else None
    if sheet is None:
        return Checked((), book.diagnostics)
    header, columns = find_header(sheet, HEADERS)
    absent = tuple(_absent(sheet, header, columns, path.name))
    if absent:
        return Checked((), (*book.diagnostics, *absent))
    made = _decisions(_tree(sheet, header, columns, path.name), catalogue, titles)
    told = (_in_cells(d, sheet.name) for d in made.diagnostics)
    decisions = tuple(replace(d, at=_cell(d.at, sheet.name)) for d in made.value)
    return Checked(decisions, ordered((*book.diagnostics, *told)))


def _absent(sheet: RawSheet, header: int, columns: Mapping[int, str], name: str) -> Iterator[Diagnostic]:
    texts = [cell.text for cell in sheet.rows.get(header, {}).values()]
    place = Cell(name, sheet.name, make_ref(header, 1) if header else "")
    for key in REQUIRED:
        if key not in columns.values():
            close = tuple(dict.fromkeys(c for word in HEADERS[key] for c in closest(word, texts)))
            yield COLUMN_NOT_FOUND.at(place, source=name, column=HEADERS[key][1], close=close)


def _tree(sheet: RawSheet, header: int, columns: Mapping[int, str], name: str) -> Map:
    """What the YAML of the same register would give; a mark holds the row and the column of a cell."""
    lines = []
    for row, cells in sheet.rows.items():
        filled = {c: cells[c] for c in columns if c in cells and cells[c].text.strip()}
        if row > header and filled:
            pairs = [_pair(columns[column], cell, name) for column, cell in filled.items()]
            lines.append(make_map((name, row, min(filled), 1), pairs))
    top = (name, header, 1, 1)
    return make_map(top, [(make_text("decisions", top), make_seq(top, lines))])


def _pair(key: str, cell: RawCell, name: str) -> tuple[Text, Node]:
    mark = (name, cell.row, cell.column, 1)
    text = " ".join(cell.text.split())
    named = make_text(key, mark)
    if key in _LISTS:
        parts = (part.strip() for part in text.split(SEPARATOR))
        return named, make_seq(mark, [make_text(part, mark) for part in parts if part])
    return named, make_text(_plain(key, cell, text), mark)


def _plain(key: str, cell: RawCell, text: str) -> str:
    """The text as the YAML has it: a day as 2021-11-24, a period in its one spelling, a word as its code."""
    moment = to_datetime(float(cell.value or 0)) if cell.kind is Kind.DATE else None
    day = moment.date() if moment else parse_date(text)
    if key in _DAYS:
        return day.isoformat() if day else text
    if key == "deadline":
        return f"{day:%d.%m.%Y}" if moment and day else text
    if key == "period":
        return _period(text)
    return _CODES.get(key, {}).get(folded(text), text)


def _period(text: str) -> str:
    try:
        return Period.parse(text).text
    except ValueError:
        return text  # the shape tells what was expected


def _in_cells(found: Diagnostic, sheet: str) -> Diagnostic:
    return replace(found, where=_cell(found.where, sheet), related=tuple(_cell(at, sheet) for at in found.related))


def _cell(at: Place, sheet: str) -> Place:
    return Cell(at.file, sheet, make_ref(at.line, at.column)) if isinstance(at, Span) else at
