"""Typical faults of single cells put into filled forms, each with the finding that it has to lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kokoq.collect.form.layout import Question
from kokoq.collect.sample.filled import Filled
from kokoq.diagnostics import Rule, Severity
from kokoq.language import NBSP
from kokoq.model import PLAIN, Catalogue, Type
from kokoq.rules import (
    BLANK_CELL,
    DECLARED_NO_DATA,
    EVIDENCE_MISSING,
    NORMALISED,
    NOT_A_NUMBER,
    PART_EXCEEDS_WHOLE,
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault and the rule that has to find it at the cell of ``question``; without a rule nothing may be found."""

    fault: str
    rule: Rule | None
    unit: str
    question: str
    typed: str
    read_as: str = ""
    needs: str = ""


Plant = Callable[[Filled, Question, Catalogue], "str | None"]
"""Puts a fault into a form and says what was typed; None where it does not fit there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: its name in the list, the rule that finds it, how it is put in.

    A ``later`` one is found by a stage of checks that an error before it stops for the organisation.
    """

    name: str
    rule: Rule | None
    plant: Plant
    in_tables: bool = False
    later: bool = False


Places = Sequence[tuple[Filled, Question]]


def plant_faults(
    forms: Sequence[Filled], catalogue: Catalogue, faults: Sequence[Fault], *, seed: str
) -> tuple[Planted, ...]:
    """Put every fault into some form, no more than one into a question; what fits nowhere is left out."""
    random = Random(seed)  # noqa: S311 - data for show, no secrets
    used: set[tuple[str, str]] = set()
    planted: list[Planted] = []
    plain, tables = tuple(_plain_places(forms, catalogue)), tuple(_table_places(forms, catalogue))
    for fault in faults:
        order = [*plain, *tables] if fault.in_tables else [*plain]
        random.shuffle(order)
        load = {form.unit.id: sum(p.unit == form.unit.id for p in planted) for form in forms}
        order.sort(key=lambda place: load[place[0].unit.id])  # faults are spread over the organisations
        stopped = {p.unit for p in planted if p.rule and p.rule.severity is Severity.ERROR} if fault.later else ()
        for form, question in order:
            if (form.unit.id, question.id) in used or form.unit.id in stopped:
                continue
            typed = fault.plant(form, question, catalogue)
            if typed is not None:
                used |= {(form.unit.id, question.id), (form.unit.id, form.whole(question))}
                read = form.read_as.get(question.id, "")
                planted.append(Planted(fault.name, fault.rule, form.unit.id, question.id, typed, read))
                break
    return tuple(planted)


def _plain_places(forms: Sequence[Filled], catalogue: Catalogue) -> Iterator[tuple[Filled, Question]]:
    """Plain questions that no other question is a part of: a fault there has no others in its train."""
    wholes = {f.part_of for f in catalogue.fields.values()}
    for form in forms:
        for question in form.questions:
            if question.field.table == PLAIN and question.id not in wholes:
                yield form, question


def _table_places(forms: Sequence[Filled], catalogue: Catalogue) -> Iterator[tuple[Filled, Question]]:
    """The same of the cells of tables with keys."""
    wholes = {f.part_of for f in catalogue.fields.values()}
    for form in forms:
        for question in form.cells_of_tables:
            if question.field.id not in wholes:
                yield form, question


def _blank(form: Filled, question: Question, _: Catalogue) -> str | None:
    if question.field.type is not Type.COUNT or not form.cells.get(question.id):
        return None
    form.cells[question.id] = None
    return ""


def instead(text: str, *types: Type) -> Plant:
    """A word typed instead of an answer: a number, unless other types are meant."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        if question.field.type not in (types or (Type.COUNT,)) or form.cells.get(question.id) is None:
            return None
        form.cells[question.id] = text
        return text

    return plant


def _with_unit(form: Filled, question: Question, catalogue: Catalogue) -> str | None:
    value, unit = form.cells.get(question.id), catalogue.units.get(question.field.unit, "")
    if question.field.type is not Type.COUNT or not value or not unit:
        return None
    form.cells[question.id] = text = f"{value} {unit}"
    form.read_as[question.id] = str(value)
    return text


def _percent_sign(form: Filled, question: Question, _: Catalogue) -> str | None:
    value = form.cells.get(question.id)
    if question.field.type is not Type.PERCENT or not isinstance(value, (int, float)):
        return None
    form.cells[question.id] = text = f"{value}{NBSP}%".replace(".", ",")
    form.read_as[question.id] = f"{value:.12g}{NBSP}%".replace(".", ",")
    return text


def grouped(space: str) -> Plant:
    """A number of four digits with such a space in it, as copied from a report."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        value = form.cells.get(question.id)
        if question.field.type is not Type.COUNT or not isinstance(value, int) or value < 1000:
            return None
        form.cells[question.id] = text = f"{value:,}".replace(",", space)
        form.read_as[question.id] = str(value)
        return text

    return plant


def part_over_whole(form: Filled, question: Question, _: Catalogue) -> str | None:
    """Two more in a part than in its whole."""
    whole = form.cells.get(form.whole(question))
    high = question.field.limits[1]
    if question.field.type is not Type.COUNT or not isinstance(whole, int) or whole < 3:
        return None
    if high is not None and whole + 2 > high:
        return None
    form.cells[question.id] = whole + 2
    return str(whole + 2)


def no_evidence(form: Filled, question: Question, _: Catalogue) -> str | None:
    """A yes without its document."""
    return form.evidence.pop(question.id, None)


LIGHT: tuple[Fault, ...] = (
    Fault("digits-grouped", NORMALISED, grouped(NBSP)),
    Fault("percent-as-text", NORMALISED, _percent_sign),
    Fault("number-with-unit", NORMALISED, _with_unit),
    Fault("blank", BLANK_CELL, _blank),
    Fault("blank", BLANK_CELL, _blank),
    Fault("blank", BLANK_CELL, _blank),
    Fault("no-data", DECLARED_NO_DATA, instead("-")),
    Fault("no-data", DECLARED_NO_DATA, instead("н/д")),
    Fault("no-data", DECLARED_NO_DATA, instead("нет данных")),
)
"""Every fault in turn; the rare places are taken first."""

USUAL: tuple[Fault, ...] = (
    *LIGHT,
    Fault("word-for-number", NOT_A_NUMBER, instead("нет")),
    Fault("word-for-number", NOT_A_NUMBER, instead("около 20")),
    Fault("part-above-whole", PART_EXCEEDS_WHOLE, part_over_whole, later=True),
    Fault("evidence-missing", EVIDENCE_MISSING, no_evidence, later=True),
)
