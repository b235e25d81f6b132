"""Results in parts that have nothing to do with each other: what is hidden of one part gives nothing of another away.

Those belong together that count the same or its opposite, and those that are made of each other. A part is done with
before the next one begins, so that only the largest takes room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kokoq.assess.suppress.counted import KNOWN, NOT, Atom, Counted
from kokoq.plan import references_of
from kokoq.results import Result


def apart(counted: Counted, rows: Sequence[Result]) -> Iterator[list[Result]]:
    """The results in such parts, each in the order in which they stand."""
    of_indicator = _heads(counted, rows)
    parts: dict[object, list[Result]] = {}
    for row in rows:
        parts.setdefault(of_indicator[row.indicator], []).append(row)
    yield from parts.values()


def _heads(counted: Counted, rows: Sequence[Result]) -> Mapping[str, object]:
    """Of every indicator, what is the same for all that it belongs together with."""
    atoms = {
        (indicator, atom.now)
        for indicator, breakdown in {(row.indicator, row.breakdown) for row in rows}
        for side in counted.sides(indicator, breakdown)
        for atom in (*side.factors, *side.touches, *side.touches_each)
    }
    opposed = {each.removeprefix(NOT) for _, atom in atoms for each in atom.where if each.startswith(NOT)}
    links: list[tuple[str, object]] = [(indicator, _unopposed(atom, opposed)) for indicator, atom in atoms]
    links += [(row, other) for row in {row.indicator for row in rows} for other in references_of(counted.plan, row)]
    above: dict[object, object] = {}

    def head(of: object) -> object:
        while (next_ := above.setdefault(of, of)) != of:
            of = next_
        return of

    for indicator, other in links:
        above[head(indicator)] = head(other)
    return {row.indicator: head(row.indicator) for row in rows}


def _unopposed(atom: Atom, opposed: set[str]) -> Atom:
    """An atom without the conditions of which anything counts the opposite."""
    plain = (each for each in atom.where if each.removeprefix(NOT).removeprefix(KNOWN) not in opposed)
    return atom._replace(where=frozenset(plain))
