"""The data dictionary: fields that can be answered once, within limits, on a sheet; and how much is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.rows import names
from kokoq.formula.scope import scope_contains
from kokoq.model import PLAIN, Field, Kind, Organisation, Type
from kokoq.plan import Plan
from kokoq.rules import (
    BURDEN,
    EVIDENCE_NOT_ASKED,
    FIELD_WITHOUT_LIMITS,
    FIELD_WITHOUT_TOPIC,
    HEADING_IS_AN_ID,
    PART_ASKED_WIDER,
    PART_LIMIT_ABOVE_WHOLE,
    PART_UNIT_DIFFERS,
)

MAX_CELLS = 300
"""More cells than these of one organisation are told of: a day of work for whoever fills them in."""

_ANSWERED = frozenset({Kind.PRESENCE, Kind.ORGANISATIONS_SHARE})


def numbers_have_limits(look: Look) -> Iterator[Diagnostic]:
    """A number has a greatest value: its own, or the whole that it is a part of."""
    for field in look.catalogue.fields.values():
        bounded = field.limits[1] is not None or field.part_of
        if field.type in (Type.COUNT, Type.NUMBER) and not bounded:
            yield FIELD_WITHOUT_LIMITS.at(field.at, field=field.title)


def questions_have_a_sheet(look: Look) -> Iterator[Diagnostic]:
    """Where topics are declared, every question belongs to one."""
    for field in look.catalogue.fields.values():
        if look.catalogue.topics and not field.topic:
            yield FIELD_WITHOUT_TOPIC.at(field.at, field=field.title)


def headings_have_titles(look: Look) -> Iterator[Diagnostic]:
    """What a table's columns are headed with in forms and reports is no name of the definitions."""
    for table in look.catalogue.tables.values():
        for key in table.keys:
            if key.title == key.id:
                at = look.places.at("tables", table.id, "keys", key.id, otherwise=table.at)
                yield HEADING_IS_AN_ID.at(at, table=table.title, name=key.id)
        for field in (look.catalogue.fields[name] for name in table.fields):
            if field.title == field.id:
                yield HEADING_IS_AN_ID.at(field.at, table=table.title, name=field.id)


def parts_are_like_their_whole(look: Look) -> Iterator[Diagnostic]:
    """A part is counted in the unit of its whole, and cannot be allowed to exceed it."""
    for field in look.catalogue.fields.values():
        whole = look.catalogue.fields.get(field.part_of)
        if whole is None:
            continue
        both = {"field": field.title, "whole": whole.title}
        if field.unit != whole.unit and field.unit and whole.unit:
            at = look.places.at("fields", field.id, "unit", otherwise=field.at)
            yield PART_UNIT_DIFFERS.at(at, related=(whole.at,), **both, unit=field.unit, whole_unit=whole.unit)
        own, limit = field.limits[1], whole.limits[1]
        if own is not None and limit is not None and own > limit and field.table == whole.table:
            at = look.places.at("fields", field.id, "range", otherwise=field.at)
            params = {"limit": _plain(own), "whole_limit": _plain(limit)}
            yield PART_LIMIT_ABOVE_WHOLE.at(at, related=(whole.at,), **both, **params)


def wholes_are_asked_with_their_parts(look: Look) -> Iterator[Diagnostic]:
    """Whoever is asked a part is asked its whole (D05)."""
    if look.plan is None:
        return
    for field in look.catalogue.fields.values():
        whole = look.catalogue.fields.get(field.part_of)
        if whole is None or field.asked.text == whole.asked.text:
            continue
        own, wide = (look.plan.asked.get(_asked(f)) for f in (field, whole))
        if own is not None and wide is not None and not scope_contains(wide, own, look.catalogue):
            params = {"field": field.title, "asked": field.asked.text, "whole": whole.title}
            yield PART_ASKED_WIDER.at(field.at, related=(whole.at,), **params, whole_asked=whole.asked.text)


def answers_have_evidence(look: Look) -> Iterator[Diagnostic]:
    """What an indicator of presence rests on is asked with its document (R033)."""
    told: set[str] = set()
    for series in look.series:
        for name in names(series.tree) if series.indicator.kind in _ANSWERED else ():
            field = look.catalogue.fields.get(name)
            if field is not None and field.type is Type.YES_NO and not field.evidence and name not in told:
                told.add(name)
                yield EVIDENCE_NOT_ASKED.at(field.at, field=field.title)


def burden_can_be_borne(look: Look) -> Iterator[Diagnostic]:
    """No type of organisation is asked for more cells than one person fills in with care."""
    if look.plan is None:
        return
    for type_ in look.catalogue.organisation_types:
        cells = _cells(look.plan, Organisation(id="", title="", type=type_, tags=frozenset(look.catalogue.tags)))
        if cells.total() > MAX_CELLS:
            at = look.places.at("catalogue", "", "organisation_types", type_, otherwise=look.catalogue.at)
            [(topic, most)] = cells.most_common(1)
            title = look.catalogue.topics.get(topic, topic)
            yield BURDEN.at(at, organisation_type=type_, cells=cells.total(), limit=MAX_CELLS, topic=title, most=most)


def _cells(plan: Plan, organisation: Organisation) -> Counter[str]:
    """How many cells the form has by topic; records have as many rows as there are persons, and count for none."""
    cells: Counter[str] = Counter()
    catalogue = plan.catalogue
    for field in catalogue.fields.values():
        if field.table == PLAIN and plan.asks(field.id, organisation):
            cells[field.topic] += 1
    for table in catalogue.tables.values():
        if plan.asks(table.id, organisation):
            fields = [catalogue.fields[name] for name in table.fields]
            cells[table.topic] += sum(table.asks(field, row) for row in table.rows for field in fields)
    return cells


def _asked(field: Field) -> str:
    return field.id if field.table == PLAIN else field.table


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


CHECKS = (numbers_have_limits, questions_have_a_sheet, headings_have_titles, parts_are_like_their_whole)
FORMULA_CHECKS = (wholes_are_asked_with_their_parts, answers_have_evidence, burden_can_be_borne)
