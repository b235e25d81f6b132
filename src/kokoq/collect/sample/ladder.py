"""Stages of which a higher one has no more persons than the one below it, as the catalogue's ``checks:`` declare it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kokoq.formula.tree import Binary, Call, Formula, Name, Text
from kokoq.plan import Plan

Row = Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Step:
    """No more different ``person`` with ``stage`` ``above`` than with ``below``."""

    person: str
    stage: str
    below: str
    above: str

    def persons(self, rows: Sequence[Row], stage: str) -> set[str | float]:
        return {row[self.person] for row in rows if row[self.stage] == stage}


def steps(plan: Plan, table: str) -> tuple[Step, ...]:
    """The steps between the stages of a table."""
    return tuple(
        step
        for relation in plan.relations
        for part in relation.requirements
        if part.op == ">=" and (step := _step(*part.sides)) is not None
        if plan.catalogue.fields[step.person].table == table
    )


def _step(below: Formula, above: Formula) -> Step | None:
    match below, above:
        case (
            Call("distinct", (Name(id=person),), Binary("==", Name(id=stage), Text(value=low))),
            Call("distinct", (Name(id=other),), Binary("==", Name(id=same), Text(value=high))),
        ) if (person, stage) == (other, same):
            return Step(person, stage, low, high)
    return None


def climbed(rows: Sequence[Row], ladder: Sequence[Step]) -> Iterator[Row]:
    """The rows, with persons taken down a stage where a higher one had more of them than the one below it."""
    known = [dict(row) for row in rows]
    for step in [*reversed(ladder)] * len(ladder):
        while len(step.persons(known, step.above)) > len(step.persons(known, step.below)):
            person = next(row[step.person] for row in known if row[step.stage] == step.above)
            for row in known:
                if row[step.person] == person and row[step.stage] == step.above:
                    row[step.stage] = step.below
    yield from known
