"""What is wrong with lists of persons in the worst sample: more of them in a later stage, a row twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kokoq.collect.sample.ladder import Step
from kokoq.diagnostics import Rule
from kokoq.model import Organisation
from kokoq.rules import RECORD_REPEATED, RELATION_BROKEN

Record = tuple[Organisation, Mapping[str, str | float]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A fault, the rule that finds it, and where: the place of a record in its list, and the column's field."""

    fault: str
    rule: Rule
    record: Record
    field: str


def botch(
    records: Sequence[Record], sound: Collection[str], ladder: Sequence[Step], named: str
) -> tuple[tuple[Record, ...], tuple[Marked, ...]]:
    """The records with those faults in the lists of two ``sound`` organisations, whose other answers are right.

    ``named`` is the field that says whom a record is of; without one, equal records may be two persons.
    """
    own: dict[str, list[Record]] = {}
    for record in records:
        own.setdefault(record[0].id, []).append(record)
    free = [unit for unit in own if unit in sound]
    marked: list[Marked] = []
    for unit in free if ladder else ():
        climbing = _climb(own[unit], ladder[0])
        if climbing:
            own[unit], first = climbing
            marked.append(Marked("more-persons-than-a-stage-before", RELATION_BROKEN, first, ladder[0].person))
            free.remove(unit)
            break
    for unit in free[:1] if named else ():
        again = (own[unit][0][0], dict(own[unit][0][1]))
        own[unit].append(again)
        marked.append(Marked("record-twice", RECORD_REPEATED, again, named))
    return tuple(record for rows in own.values() for record in rows), tuple(marked)


def _climb(rows: Sequence[Record], step: Step) -> tuple[list[Record], Record] | None:
    """The rows with persons taken up until the stage above has more, and the first that is left below."""
    plain: list[dict[str, str | float]] = [dict(row) for _, row in rows]
    below, above = step.persons(plain, step.below), step.persons(plain, step.above)
    only = [person for person in dict.fromkeys(row[step.person] for row in plain) if person in below - above]
    n = (len(below) - len(above)) // 2 + 1  # so many fewer below and more above
    if len(only) < n or len(below) <= n:
        return None
    moved = only[-n:]
    for row in plain:
        if row[step.person] in moved and row[step.stage] == step.below:
            row[step.stage] = step.above
    changed: list[Record] = [(unit, row) for (unit, _), row in zip(rows, plain, strict=True)]
    return changed, next(record for record in changed if record[1][step.stage] == step.below)


def placed(marked: Sequence[Marked], records: Sequence[Record]) -> Iterator[tuple[Marked, int]]:
    """Every fault with the number of its record in the list."""
    for one in marked:
        yield one, next(number for number, record in enumerate(records) if record is one.record)
