"""A form with its answers, before it is written: what is drawn put as a person would type it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.layout import Layout, Question, QuestionSheet, TableSheet
from kokoq.collect.form.write import Answers, Entry
from kokoq.collect.sample.figures import Value
from kokoq.collect.sample.settle import Answers as Settled
from kokoq.language import NBSP, Language
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period, Type

DAYS_BEFORE = dt.date(1899, 12, 30).toordinal()
"""Spreadsheets count days from here."""


@dataclass(frozen=True, slots=True)
class Odd:
    """What no form writes into a cell: an error value, a formula, a date, a truth, a number in a format of its own.

    ``value`` is as openpyxl takes it; ``cached`` is what a formula came to, None where it was saved without.
    """

    value: str | float | bool | dt.date
    format: str = ""
    cached: float | None = None


@dataclass(slots=True)
class Filled:
    """One organisation's answers; faults are planted into ``cells``, ``evidence`` and ``odd``.

    ``read_as`` is what an oddly typed answer has to be read as; ``odd`` is put into the cells after all.
    """

    unit: Organisation
    layout: Layout
    file: str
    period: str
    cells: dict[str, Entry] = field(default_factory=dict)
    records: dict[str, tuple[dict[str, Entry], ...]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    odd: dict[str, Odd] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for sheet in self.layout.sheets if isinstance(sheet, QuestionSheet) for q in sheet.questions)

    @property
    def cells_of_tables(self) -> Iterator[Question]:
        """The cells of the sheets of tables with keys, as if each were a question."""
        for sheet in self.layout.sheets:
            if isinstance(sheet, TableSheet):
                for codes in sheet.table.rows:
                    for asked in (each for each in sheet.fields if sheet.table.asks(each, codes)):
                        yield Question(cell_id(sheet.table.id, codes, asked.id), asked, asked.title, codes)

    def whole(self, question: Question) -> str:
        """The question of which this one is a part, where that is asked in the same row."""
        asked = question.field
        return asked.part_of if asked.table == PLAIN else cell_id(asked.table, question.keys, asked.part_of)

    @property
    def answers(self) -> Answers:
        return Answers(self.cells, dict(self.records), self.evidence)


def fill(settled: Settled, layout: Layout, *, file: str, language: Language) -> Filled:
    """The answers of one organisation to all questions of its form."""
    made, catalogue = Filled(settled.unit, layout, file, settled.period.text), settled.plan.catalogue
    for sheet in layout.sheets:
        match sheet:
            case QuestionSheet():
                for question in sheet.questions:
                    value = settled.value(question.field.id, question.keys)
                    made.cells[question.id] = typed(value, question.field, catalogue, language)
                    if question.field.evidence and value:
                        made.evidence[question.id] = _evidence(settled.period, len(made.evidence), language)
            case TableSheet(table=table) if table.keys:
                for codes in table.rows:
                    for asked in (each for each in sheet.fields if table.asks(each, codes)):
                        entry = typed(settled.value(asked.id, codes), asked, catalogue, language)
                        made.cells[cell_id(table.id, codes, asked.id)] = entry
            case TableSheet(table=table):
                fields = {f.id: f for f in sheet.fields}
                made.records[table.id] = tuple(
                    {name: typed(value, fields[name], catalogue, language) for name, value in row.items()}
                    for row in settled.records(table)
                )
    return made


def typed(value: Value | None, asked: Field, catalogue: Catalogue, language: Language) -> Entry:
    """A value as a person would type it into the form."""
    if value is None:
        return None
    match asked.type:
        case Type.YES_NO:
            return language.say("form.yes" if value else "form.no")
        case Type.SYMBOL:
            return catalogue.dictionaries[asked.dictionary].entries[str(value)]
        case Type.TEXT:
            return value if isinstance(value, str) else language.say("form.sample_text", number=int(value))
        case Type.PERCENT if 0 < float(value) <= 1:
            return f"{value:.12g}{NBSP}%".replace(".", ",")  # as a bare number nobody could say of what it is a share
        case Type.PERCENT | Type.NUMBER:
            return float(value)
        case Type.DATE:
            return float(value) - DAYS_BEFORE
        case _:
            return int(float(value))


def _evidence(period: Period, n: int, language: Language) -> str:
    day = period.start.replace(day=1 + n * 5 % 28)
    return language.say("form.sample_evidence", number=17 + 3 * n, date=language.date(day))
