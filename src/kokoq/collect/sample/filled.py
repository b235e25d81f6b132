"""A form with its answers, before it is written: what is drawn put as a person would type it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kokoq.collect.anchors import cell_id
from kokoq.collect.form import Answers, Entry
from kokoq.collect.layout import Layout, Question, QuestionSheet, TableSheet
from kokoq.collect.sample.draw import Drawn
from kokoq.language import Language
from kokoq.model import Catalogue, Field, Organisation, Period, Type


@dataclass(slots=True)
class Filled:
    """One organisation's answers; faults are planted into ``cells`` and ``evidence``."""

    unit: Organisation
    layout: Layout
    file: str
    cells: dict[str, Entry] = field(default_factory=dict)
    records: dict[str, tuple[dict[str, Entry], ...]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for sheet in self.layout.sheets if isinstance(sheet, QuestionSheet) for q in sheet.questions)

    @property
    def answers(self) -> Answers:
        return Answers(self.cells, dict(self.records), self.evidence)


def fill(drawn: Drawn, layout: Layout, *, file: str, language: Language) -> Filled:
    """The answers of one organisation to all questions of its form."""
    made, catalogue = Filled(drawn.unit, layout, file), drawn.plan.catalogue
    for sheet in layout.sheets:
        match sheet:
            case QuestionSheet():
                for question in sheet.questions:
                    value = drawn.value(question.field.id, question.keys)
                    made.cells[question.id] = typed(value, question.field, catalogue, language)
                    if question.field.evidence and value:
                        made.evidence[question.id] = _evidence(drawn.period, len(made.evidence), language)
            case TableSheet(table=table) if table.keys:
                for codes in table.rows:
                    for asked in (each for each in sheet.fields if table.asks(each, codes)):
                        entry = typed(drawn.value(asked.id, codes), asked, catalogue, language)
                        made.cells[cell_id(table.id, codes, asked.id)] = entry
            case TableSheet(table=table):
                fields = {f.id: f for f in sheet.fields}
                made.records[table.id] = tuple(
                    {name: typed(value, fields[name], catalogue, language) for name, value in row.items()}
                    for row in drawn.records(table)
                )
    return made


def typed(value: float | str | None, asked: Field, catalogue: Catalogue, language: Language) -> Entry:
    """A value as a person would type it into the form."""
    if value is None:
        return None
    match asked.type:
        case Type.YES_NO:
            return language.say("form.yes" if value else "form.no")
        case Type.SYMBOL:
            return catalogue.dictionaries[asked.dictionary].entries[str(value)]
        case Type.TEXT:
            return str(value)
        case Type.PERCENT | Type.NUMBER:
            return round(float(value), 1)
        case _:
            return int(float(value))


def _evidence(period: Period, n: int, language: Language) -> str:
    day = period.start.replace(day=1 + n * 5 % 28)
    return language.say("form.sample_evidence", number=17 + 3 * n, date=language.date(day))
