"""Who makes which mistake in the worst sample.

Every organisation makes mistakes of one stage alone: an error in one stage hides those of the later ones, so that what
was planted there could not be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from random import Random

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.sample.faults import Planted, plant_faults
from kokoq.collect.sample.filled import Filled
from kokoq.collect.sample.worst_cells import REPEATS, ROWS, WORST_CELLS
from kokoq.diagnostics import Severity
from kokoq.formula.relation import Relation
from kokoq.formula.rows import names
from kokoq.formula.tree import Binary, Formula, Name
from kokoq.model import PLAIN, Field, Type
from kokoq.plan import Plan
from kokoq.rules import (
    COPIED_FROM_EARLIER,
    COPIED_FROM_OTHER,
    DETAILS_BESIDE_NO,
    EVIDENCE_BESIDE_NO,
    RELATION_BROKEN,
    ROWS_BLANK_UNLIKE_LAST_YEAR,
    UNIT_SLIP,
)

TELLING, ENOUGH = 10, 8
"""Smaller counts say nothing about copying; so many figures are copied at least."""


class Fate(StrEnum):
    """What happens to an organisation's file; the names stand in the list of what was planted."""

    REARRANGED = "form-rearranged"
    MEDDLED = "form-meddled-with"
    COPIED = "same-file-twice"
    ZIPPED = "zipped-folder"
    CORRECTED = "corrected-copy"
    OTHER_PERIOD = "form-of-last-period"
    OTHER_CATALOGUE = "form-of-another-catalogue"
    OTHER_VERSION = "form-of-another-version"
    STRANGER = "form-of-nobody-known"
    TRUNCATED = "file-truncated"
    WEB_PAGE = "web-page-named-xls"
    PASSWORD = "password"  # noqa: S105 - the name of a fault


_READ_IN_FULL = frozenset({Fate.REARRANGED, Fate.COPIED, Fate.ZIPPED})


@dataclass(slots=True)
class Mess:
    """What is wrong at the worst level: in the answers, with the files by unit; who has errors in single cells.

    ``sound`` are those in whose forms nothing keeps the checks of rows and organisations from what lists hold of them.
    """

    planted: list[Planted] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    spoilt: frozenset[str] = frozenset()
    sound: frozenset[str] = frozenset()


def make_mess(forms: Sequence[Filled], earlier: Mapping[str, Filled], plan: Plan, *, seed: int) -> Mess:
    """Plant faults of every kind into ``forms``; ``earlier`` are the same organisations one period before."""
    random = Random(f"{seed}/worst")  # noqa: S311 - data for show, no secrets
    free = [form for form in forms if form.file.endswith(".xlsx")]
    random.shuffle(free)
    free = _mixed(free)
    mess = Mess()
    mess.planted += _copied(free, earlier, plan)
    for fate in list(Fate)[: len(free) // 2]:
        mess.fates[free.pop().unit.id] = fate
    slipping = [free.pop() for _ in range(min(REPEATS, len(free)))]
    mess.planted += _slips(slipping, earlier, plan)
    mess.planted += _left_blank(slipping, earlier, plan)
    third = max(1, len(free) // 3)
    in_full = {unit for unit, fate in mess.fates.items() if fate in _READ_IN_FULL}
    in_full |= {form.unit.id for form in (*slipping, *free[:third])}
    relations = [relation for relation in plan.relations if _is_plantable(relation, plan)]
    for form in free[:third]:
        mess.planted += _relation(form, relations, plan, random)
        mess.planted += _beside_no(form, plan)
    mess.planted += plant_faults(free[third : 2 * third], plan.catalogue, ROWS * REPEATS, seed=f"{seed}/rows")
    for form in free[third : 2 * third]:
        mess.planted += _row_relation(form, relations, plan, mess.planted)
    used = {form.unit.id for form in free[: 2 * third]} | mess.fates.keys() | {p.unit for p in mess.planted}
    rest = [form for form in forms if form.unit.id not in used]
    mess.spoilt = frozenset(form.unit.id for form in rest)
    mess.sound = frozenset(in_full) - mess.spoilt
    mess.planted += plant_faults(rest, plan.catalogue, WORST_CELLS, seed=f"{seed}/cells")
    return mess


def _mixed(forms: Iterable[Filled]) -> list[Filled]:
    """The forms with organisations of every type in turn: each type is asked something else."""
    kinds: dict[str, list[Filled]] = {}
    for form in forms:
        kinds.setdefault(form.unit.type, []).append(form)
    return [form for turn in zip_longest(*kinds.values()) for form in turn if form is not None]


# --- figures that belong to others ---


def _copied(free: list[Filled], earlier: Mapping[str, Filled], plan: Plan) -> Iterator[Planted]:
    """One organisation with its own figures of last year, one with those of another; all are taken from ``free``."""
    told = [form for form in free if len(_telling(form, plan)) >= ENOUGH]
    again = next((form for form in told if _may_have(form, earlier[form.unit.id], plan)), None)
    if again is not None:
        free.remove(again)
        told.remove(again)
        before = earlier[again.unit.id]
        again.cells, again.evidence = dict(before.cells), dict(before.evidence)
        first = _telling(again, plan)[0]
        yield Planted("copied-from-last-period", COPIED_FROM_EARLIER, again.unit.id, first, "", needs=before.period)
    pairs = ((source, copy) for source in told for copy in told if source is not copy)
    alike = ((one, other) for one, other in pairs if one.unit.names == other.unit.names)
    source, copy = next((pair for pair in alike if _may_have(pair[1], pair[0], plan)), (None, None))
    if source is not None and copy is not None:
        copy.cells, copy.evidence = dict(source.cells), dict(source.evidence)
        for form in (source, copy):
            free.remove(form)
            yield Planted("copied-from-another", COPIED_FROM_OTHER, form.unit.id, _telling(form, plan)[0], "")


def _may_have(form: Filled, other: Filled, plan: Plan) -> bool:
    """Whether the lists of persons, which stay the organisation's own, would fit to the figures of another form."""
    persons = {name for table in plan.catalogue.tables.values() if table.records for name in table.fields}
    limits: set[str] = set()
    for relation in plan.relations:
        for part in relation.requirements:
            if persons & set(names(part.tree)):
                limits |= {name for side in part.sides[1:] for name in names(side)} - persons
    given = [(form.cells.get(name), other.cells.get(name)) for name in limits if name in form.cells]
    return len(_telling(other, plan)) >= ENOUGH and all(
        isinstance(own, int) and isinstance(new, int) and own <= new for own, new in given
    )


def _telling(form: Filled, plan: Plan) -> list[str]:
    """The plain questions, in the order of the catalogue, whose figures are no coincidence."""
    found = []
    for asked in plan.catalogue.fields.values():
        value = form.cells.get(asked.id) if asked.table == PLAIN else None
        if isinstance(value, (int, float)) and (
            0 < value < 100 if asked.type is Type.PERCENT else value >= TELLING and asked.type is not Type.DATE
        ):
            found.append(asked.id)
    return found


def _slips(forms: Iterable[Filled], earlier: Mapping[str, Filled], plan: Plan) -> Iterator[Planted]:
    """A count ten times that of last year, where it may be so great."""
    requirements = [part for relation in plan.relations for part in relation.requirements]
    bound = {name for part in requirements for side in part.sides[:1] or (part.tree,) for name in names(side)}
    for form in forms:
        for question in form.questions:
            asked, before = question.field, earlier[form.unit.id].cells.get(question.id)
            free = asked.table == PLAIN and not asked.part_of and asked.id not in bound
            if not free or asked.type is not Type.COUNT:
                continue
            if isinstance(before, int) and before >= TELLING and before * 10 <= (asked.limits[1] or before * 10):
                form.cells[question.id] = before * 10
                needs = earlier[form.unit.id].period
                yield Planted("tenfold", UNIT_SLIP, form.unit.id, question.id, str(before * 10), needs=needs)
                break


def _left_blank(forms: Iterable[Filled], earlier: Mapping[str, Filled], plan: Plan) -> Iterator[Planted]:
    """The last row of a table blank that was filled last year, others of it being filled; nothing else may need it."""
    fields = plan.catalogue.fields
    needed = {fields[name].table for name in _least(plan) if name in fields}
    for form in forms:
        rows: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for question in (*form.questions, *form.cells_of_tables):
            if question.keys and question.field.table not in needed:
                rows.setdefault(question.field.table, {}).setdefault(question.keys, []).append(question.id)
        before = earlier[form.unit.id]
        for table in rows.values():
            told = [ids for ids in table.values() if any(form.cells.get(id_) is not None for id_ in ids)]
            if len(told) > 1 and any(before.cells.get(id_) is not None for id_ in told[-1]):
                form.cells.update(dict.fromkeys(told[-1]))
                first = told[-1][0]
                yield Planted(
                    "row-left-blank", ROWS_BLANK_UNLIKE_LAST_YEAR, form.unit.id, first, "", needs=before.period
                )
                break


def _least(plan: Plan) -> Iterator[str]:
    """The fields that others may not exceed: wholes of parts in other tables, and what declared relations ask to be."""
    fields = plan.catalogue.fields
    yield from (f.part_of for f in fields.values() if f.part_of and fields[f.part_of].table != f.table)
    for part in (part for relation in plan.relations if not relation.check.table for part in relation.requirements):
        yield from names(part.sides[1]) if part.op == "<=" else names(part.tree)


# --- declared relations ---


@dataclass(frozen=True, slots=True)
class _Bound:
    """A relation «a + b ≤ c» between fields of one row."""

    parts: tuple[str, ...]
    whole: str


def _bound(relation: Relation) -> _Bound | None:
    if len(relation.requirements) != 1 or relation.requirements[0].op != "<=":
        return None
    left, right = relation.requirements[0].sides
    parts = tuple(_addends(left))
    return _Bound(parts, right.id) if parts and isinstance(right, Name) else None


def _addends(tree: Formula) -> Iterator[str]:
    """The names of a sum of plain names; nothing where it is anything else."""
    match tree:
        case Name(id=name):
            yield name
        case Binary(op="+", left=left, right=Name(id=name)):
            before = tuple(_addends(left))
            if before:
                yield from (*before, name)


def _is_plantable(relation: Relation, plan: Plan) -> bool:
    """Whether its parts may grow without breaking another relation or becoming more than what they are a whole of."""
    bound = _bound(relation)
    fields = plan.catalogue.fields
    if bound is None or any(fields[name].table != relation.check.table for name in (*bound.parts, bound.whole)):
        return False
    for other in plan.relations:
        limited = {name for part in other.requirements for side in part.sides[:1] for name in names(side)}
        if other is not relation and limited & set(bound.parts):
            return False
    return True


def _relation(form: Filled, relations: Sequence[Relation], plan: Plan, random: Random) -> Iterator[Planted]:
    """One relation between the plain figures of an organisation broken."""
    asked = {question.id for question in form.questions}
    own = [relation for relation in relations if not relation.check.table]
    random.shuffle(own)
    for relation in own:
        bound = _bound(relation)
        if bound is not None and asked.issuperset((*bound.parts, bound.whole)):
            typed = _grow(form, bound, (), plan.catalogue.fields)
            if typed is not None:
                yield Planted("relation-broken", RELATION_BROKEN, form.unit.id, bound.parts[0], typed)
                return


def _row_relation(
    form: Filled, relations: Sequence[Relation], plan: Plan, planted: Sequence[Planted]
) -> Iterator[Planted]:
    """One relation within a row of a table broken."""
    taken = {one.question for one in planted if one.unit == form.unit.id}
    for relation in relations:
        bound, table = _bound(relation), relation.check.table
        if bound is None or not table or relation.check.severity is not Severity.ERROR:
            continue
        for codes in dict.fromkeys(q.keys for q in (*form.questions, *form.cells_of_tables) if q.field.table == table):
            ids = {cell_id(table, codes, name) for name in (*bound.parts, bound.whole)}
            if ids & taken or not ids <= form.cells.keys():
                continue
            typed = _grow(form, bound, codes, plan.catalogue.fields)
            if typed is not None:
                first = cell_id(table, codes, bound.parts[0])
                yield Planted("relation-broken-in-row", RELATION_BROKEN, form.unit.id, first, typed)
                return


def _grow(form: Filled, bound: _Bound, codes: tuple[str, ...], fields: Mapping[str, Field]) -> str | None:
    """All parts as great as their whole, or the only one greater; None where that would break more than this."""
    table = fields[bound.whole].table

    def cell(name: str) -> str:
        return cell_id(table, codes, name) if table else name

    whole = form.cells.get(cell(bound.whole))
    if not isinstance(whole, int) or whole < 1:
        return None
    value = whole + (len(bound.parts) == 1)
    for asked in (fields[name] for name in bound.parts):
        high, most = asked.limits[1], form.cells.get(cell(asked.part_of)) if asked.part_of else value
        if asked.type is not Type.COUNT or (high is not None and value > high):
            return None
        if not isinstance(most, int) or most < value:
            return None
    form.cells.update({cell(name): value for name in bound.parts})
    return str(value)


def _beside_no(form: Filled, plan: Plan) -> Iterator[Planted]:
    """One yes turned into a no: its details, or else its document, stand there still."""
    bound = {name for relation in plan.relations for part in relation.requirements for name in names(part.tree)}
    details: dict[str, list[str]] = {q.field.part_of: [] for q in form.questions}
    for question in form.questions:
        value = form.cells.get(question.id)
        if isinstance(value, (int, float)) and value > 0 and question.field.table == PLAIN:
            details[question.field.part_of].append(question.id)
    answers = [q for q in form.questions if q.field.type is Type.YES_NO and q.field.table == PLAIN]
    for question in sorted(answers, key=lambda q: q.id not in details):
        answer = str(form.cells.get(question.id))
        if answer not in _NO_FOR or question.id in bound:
            continue
        told = details.get(question.id, [])
        form.cells[question.id] = _NO_FOR[answer]
        for id_ in told:
            yield Planted("details-beside-no", DETAILS_BESIDE_NO, form.unit.id, id_, str(form.cells[id_]))
        if any(letter.isdigit() for letter in form.evidence.get(question.id, "")) and not told:
            yield Planted("document-beside-no", EVIDENCE_BESIDE_NO, form.unit.id, question.id, _NO_FOR[answer])
        return


_NO_FOR = {"да": "нет", "yes": "no"}
