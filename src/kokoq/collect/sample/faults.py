"""Typical faults put into filled forms, each with the finding that it has to lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kokoq.collect.layout import Question
from kokoq.collect.sample.filled import Filled
from kokoq.diagnostics import Cell, Rule
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
    """A fault and the rule that has to find it: at the cell of ``question``, or of its evidence."""

    rule: Rule
    unit: str
    question: str
    typed: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that has to come of a sample, at its place; the unit where it is a missing form."""

    rule: Rule
    at: Cell
    unit: str = ""
    typed: str = ""


Plant = Callable[[Filled, Question, Catalogue], "str | None"]
"""Puts a fault into a form and says what was typed; None where it does not fit there."""


def plant_faults(forms: Sequence[Filled], catalogue: Catalogue, *, seed: int) -> tuple[Planted, ...]:
    """Put every kind of fault into some form, no more than one into a question."""
    random = Random(f"{seed}/faults")  # noqa: S311 - data for show, no secrets
    used: set[tuple[str, str]] = set()
    planted: list[Planted] = []
    for rule, plant in FAULTS:
        order = list(_places(forms, catalogue))
        random.shuffle(order)
        load = {form.unit.id: sum(p.unit == form.unit.id for p in planted) for form in forms}
        order.sort(key=lambda place: load[place[0].unit.id])  # faults are spread over the organisations
        for form, question in order:
            if (form.unit.id, question.id) in used:
                continue
            typed = plant(form, question, catalogue)
            if typed is not None:
                used |= {(form.unit.id, question.id), (form.unit.id, question.field.part_of)}
                planted.append(Planted(rule, form.unit.id, question.id, typed))
                break
    return tuple(planted)


def _places(forms: Sequence[Filled], catalogue: Catalogue) -> Iterator[tuple[Filled, Question]]:
    """Plain questions that no other question is a part of: a fault there has no others in its train."""
    wholes = {f.part_of for f in catalogue.fields.values()}
    for form in forms:
        for question in form.questions:
            if question.field.table == PLAIN and question.id not in wholes:
                yield form, question


def _blank(form: Filled, question: Question, _: Catalogue) -> str | None:
    if question.field.type is not Type.COUNT or not form.cells.get(question.id):
        return None
    form.cells[question.id] = None
    return ""


def _instead(text: str) -> Plant:
    """A word typed instead of a number."""

    def plant(form: Filled, question: Question, _: Catalogue) -> str | None:
        if question.field.type is not Type.COUNT or form.cells.get(question.id) is None:
            return None
        form.cells[question.id] = text
        return text

    return plant


def _with_unit(form: Filled, question: Question, catalogue: Catalogue) -> str | None:
    value, unit = form.cells.get(question.id), catalogue.units.get(question.field.unit, "")
    if question.field.type is not Type.COUNT or not value or not unit:
        return None
    form.cells[question.id] = text = f"{value} {unit}"
    return text


def _percent_sign(form: Filled, question: Question, _: Catalogue) -> str | None:
    value = form.cells.get(question.id)
    if question.field.type is not Type.PERCENT or not isinstance(value, (int, float)):
        return None
    form.cells[question.id] = text = f"{value}{NBSP}%".replace(".", ",")
    return text


def _grouped(form: Filled, question: Question, _: Catalogue) -> str | None:
    """A number of four digits with a non-breaking space in it, as copied from a report."""
    value = form.cells.get(question.id)
    if question.field.type is not Type.COUNT or not isinstance(value, int) or value < 1000:
        return None
    form.cells[question.id] = text = f"{value:,}".replace(",", NBSP)
    return text


def _part_over_whole(form: Filled, question: Question, _: Catalogue) -> str | None:
    whole = form.cells.get(question.field.part_of)
    high = question.field.limits[1]
    if question.field.type is not Type.COUNT or not isinstance(whole, int) or whole < 3:
        return None
    if high is not None and whole + 2 > high:
        return None
    form.cells[question.id] = whole + 2
    return str(whole + 2)


def _no_evidence(form: Filled, question: Question, _: Catalogue) -> str | None:
    return form.evidence.pop(question.id, None)


FAULTS: tuple[tuple[Rule, Plant], ...] = (
    (NORMALISED, _grouped),
    (NORMALISED, _percent_sign),
    (NORMALISED, _with_unit),
    (BLANK_CELL, _blank),
    (BLANK_CELL, _blank),
    (BLANK_CELL, _blank),
    (DECLARED_NO_DATA, _instead("-")),
    (DECLARED_NO_DATA, _instead("н/д")),
    (DECLARED_NO_DATA, _instead("нет данных")),
    (NOT_A_NUMBER, _instead("нет")),
    (NOT_A_NUMBER, _instead("около 20")),
    (PART_EXCEEDS_WHOLE, _part_over_whole),
    (EVIDENCE_MISSING, _no_evidence),
)
"""Every fault in turn; the rare places are taken first."""
