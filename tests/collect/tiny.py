"""A catalogue small enough to be seen whole, and cells made by hand."""

from __future__ import annotations

import re
from decimal import Decimal

from kokoq import plan as plans
from kokoq.collect.read.book import Book, Kind, RawCell, RawSheet, State
from kokoq.diagnostics import Span
from kokoq.model import Catalogue, Dictionary, Expression, Field, Key, Organisation, Settings, Table, Type
from kokoq.plan import Plan

AT = Span("fields.yaml")

Raw = str | float | bool | None
"""What stands in a cell."""


def asked(scope: str) -> Expression:
    return Expression(scope, AT)


def make_field(id: str, scope: str = "school", **more: object) -> Field:
    known: dict[str, object] = {"title": id, "unit": "persons", "topic": "main", **more}
    return Field(id=id, at=AT, asked=asked(scope), **known)  # type: ignore[arg-type]  # a test's shorthand


FIELDS = (
    make_field("graduates", limits=(Decimal(0), Decimal(300))),
    make_field("certified", part_of="graduates"),
    make_field("programme", "kindergarten", type=Type.YES_NO, unit="", evidence=True),
    make_field("safety", "kindergarten", type=Type.PERCENT, unit=""),
    make_field("children", "municipality"),
    make_field("participants", table="contests"),
    make_field("winners", table="contests", part_of="participants"),
    make_field("passed", table="exams"),
    make_field("failed", table="exams"),
    make_field("pupil", table="olympiad", type=Type.TEXT, unit=""),
    make_field("subject_of", table="olympiad", type=Type.SYMBOL, dictionary="subjects", unit=""),
    make_field("score", table="olympiad", type=Type.NUMBER, limits=(Decimal(0), Decimal(100)), unit=""),
)

SUBJECTS = {"rus": "Русский язык", "math": "Математика", "soc": "Обществознание"}

CATALOGUE = Catalogue(
    id="tiny",
    title="Маленький каталог",
    issuer="Управление",
    at=AT,
    organisation_types={"school": "школа", "kindergarten": "детский сад"},
    tags={"upper": "есть старшие классы"},
    topics={"main": "Главное"},
    units={"persons": "чел."},
    dictionaries={
        "subjects": Dictionary(id="subjects", title="Предмет", entries=SUBJECTS, aliases={"матем.": "math"}),
        "levels": Dictionary(id="levels", title="Уровень", entries={"local": "местный", "region": "областной"}),
        "grades": Dictionary(id="grades", title="Класс", entries={str(n): f"{n} класс" for n in range(1, 12)}),
    },
    fields={field.id: field for field in FIELDS},
    tables={
        "contests": Table(
            id="contests",
            title="Конкурсы",
            at=AT,
            asked=asked("school"),
            topic="main",
            keys=(Key(id="level", title="Уровень", dictionary="levels"),),
            fields=("participants", "winners"),
            rows=(("local",), ("region",)),
        ),
        "exams": Table(
            id="exams",
            title="Экзамены",
            at=AT,
            asked=asked("school"),
            topic="main",
            keys=(
                Key(id="subject", title="Предмет", dictionary="subjects"),
                Key(id="grade", title="Класс", dictionary="grades"),
            ),
            fields=("passed", "failed"),
            rows=tuple((subject, str(grade)) for subject in SUBJECTS for grade in (9, 10, 11)),
        ),
        "olympiad": Table(
            id="olympiad",
            title="Олимпиада",
            at=AT,
            asked=asked("school"),
            topic="main",
            fields=("pupil", "subject_of", "score"),
            records="person",
        ),
    },
    fingerprint="0f",
)

SCHOOL = Organisation(id="s1", title="Школа № 1", type="school", aliases=("МБОУ «Школа №1»",))
SECOND = Organisation(id="s2", title="Школа № 2", type="school", tags=frozenset({"upper"}))
GARDEN = Organisation(id="k1", title="Детский сад «Ёлочка»", type="kindergarten")
ORGANISATIONS = (SCHOOL, SECOND, GARDEN)
SETTINGS = Settings(at=Span("kokoq.yaml"), catalogue="tiny")


def tiny_plan(catalogue: Catalogue = CATALOGUE) -> Plan:
    compiled = plans.compile(catalogue).value
    assert compiled is not None
    return compiled


def make_cell(value: Raw, *, row: int = 1, column: int = 1, style: str = "General") -> RawCell:
    """A raw cell as the readers make them: the kind follows from the value."""
    match value:
        case bool():
            kind = Kind.BOOL
        case str():
            kind = Kind.ERROR if value.startswith("#") and value.endswith(("!", "?", "А", "Д")) else Kind.TEXT
        case None:
            kind = Kind.BLANK
        case _:
            kind, value = Kind.NUMBER, float(value)
    return RawCell(row, column, kind, value, style)


def make_sheet(name: str, *rows: tuple[object, ...], state: State = State.VISIBLE) -> RawSheet:
    """A sheet whose rows are given from A1 on; None is an empty cell."""
    cells = [
        make_cell(value, row=row, column=column)  # type: ignore[arg-type]  # whatever a test writes into a cell
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    ]
    return RawSheet(name, tuple(cells), state)


def make_book(*sheets: RawSheet, file: str = "collected/2020-2021/file.xlsx") -> Book:
    return Book(file, "xlsx", sheets, "00")


def from_markdown(name: str, table: str, **more: State) -> RawSheet:
    r"""A sheet from a table in Markdown: of each line the cells from A on; «\|» is a bar, whole numbers are numbers."""
    lines = [line.strip().strip("|") for line in table.strip().splitlines()]
    rows = [[part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", line)] for line in lines]
    return make_sheet(name, *(tuple(int(t) if t.isdecimal() else t or None for t in row) for row in rows), **more)
