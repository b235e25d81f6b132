"""What follows from published numbers: all sums of them, with any factors, and whether a secret is among these.

By Gauss and Jordan, modulo a prime so that nothing is rounded. Every number is a form: unknown → factor. Numbers come
one by one; one that would give a secret away together with those before it is refused. So is one that would leave a sum
of nothing but ones: of five groups with five persons each has one, since none has nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import count

PRIME = 2**31 - 1

Form = dict[int, int]
"""unknown → factor, modulo the prime, none of them nought"""


class Span:
    """Grows by what is published; of a form, the unknown of the highest of the ``ranks`` is expressed by the others.

    ``ones`` are the unknowns that are 1 and known not to be 0. No row has an unknown that another row expresses, so
    that a form is reduced in one pass.
    """

    def __init__(self, ranks: Sequence[int], ones: Container[int] = ()) -> None:
        self._ranks = ranks
        self._ones = ones
        self._others: dict[int, int] = {}  # how many of a row's unknowns are not among these
        self._rows: dict[int, Form] = {}  # by the unknown that they express; secrets by negative numbers
        self._holders: dict[int, set[int]] = defaultdict(set)
        self._secrets = count(-1, -1)

    def keep_secret(self, form: Form) -> None:
        """Let the form never follow from what is published from now on."""
        left = self._reduced(form)
        if left:
            self._enter(next(self._secrets), left)

    def tells(self, form: Form) -> bool:
        """Whether the form follows from what was published."""
        return not self._reduced(form)

    def add(self, form: Form) -> None:
        """Put in what everybody knows."""
        for pivot, row in self._fresh([form]):
            self._insert(pivot, row)

    def publish(self, forms: Iterable[Form]) -> bool:
        """Put in the numbers that are published together, unless a secret would follow from them."""
        fresh = self._fresh(forms)
        near = {key for pivot, _ in fresh for key in self._holders.get(pivot, ())}
        size, others = sum(len(row) for _, row in fresh), sum(self._count_others(row) for _, row in fresh)
        for key in near:
            if key < 0 and len(self._rows[key]) <= size and not _without(self._rows[key], fresh):
                return False
            if key >= 0 and self._others[key] <= others and self._is_of_ones(_without(self._rows[key], fresh)):
                return False
        if any(self._is_of_ones(row) for _, row in fresh):
            return False
        for pivot, row in fresh:
            self._insert(pivot, row)
        return True

    def _is_of_ones(self, row: Form) -> bool:
        """Whether a row is a sum of ones, whose number gives each of them away; of one alone, a secret says that."""
        return len(row) > 1 and len(set(row.values())) == 1 and not self._count_others(row)

    def _count_others(self, row: Iterable[int]) -> int:
        return sum(1 for unknown in row if unknown not in self._ones)

    def _fresh(self, forms: Iterable[Form]) -> list[tuple[int, Form]]:
        """What the forms add, each with the unknown that it expresses and without those of the ones before."""
        fresh: list[tuple[int, Form]] = []
        for form in forms:
            left = self._reduced(form)
            for pivot, row in fresh:
                _subtract(left, row, left.get(pivot, 0))
            if left:
                pivot = max(left, key=lambda unknown: (self._ranks[unknown], unknown))
                inverse = pow(left[pivot], -1, PRIME)
                fresh.append((pivot, {unknown: factor * inverse % PRIME for unknown, factor in left.items()}))
        return fresh

    def _reduced(self, form: Form) -> Form:
        left = dict(form)
        for unknown in form:
            row = self._rows.get(unknown)
            if row is not None:
                _subtract(left, row, left.get(unknown, 0))
        return left

    def _insert(self, pivot: int, row: Form) -> None:
        for key in list(self._holders.get(pivot, ())):
            other = self._rows[key]
            self._others[key] -= self._count_others(unknown for unknown in row if unknown in other)
            _subtract(other, row, other[pivot])
            self._others[key] += self._count_others(unknown for unknown in row if unknown in other)
            for unknown in row:
                if unknown in other:
                    self._holders[unknown].add(key)
                else:
                    self._holders[unknown].discard(key)
        self._enter(pivot, row)

    def _enter(self, key: int, row: Form) -> None:
        self._rows[key], self._others[key] = row, self._count_others(row)
        for unknown in row:
            self._holders[unknown].add(key)


def _without(form: Form, rows: Iterable[tuple[int, Form]]) -> Form:
    """What is left of a form after the rows were taken from it."""
    left = dict(form)
    for pivot, row in rows:
        _subtract(left, row, left.get(pivot, 0))
    return left


def _subtract(form: Form, other: Form, factor: int) -> None:
    """``form`` less ``factor`` times ``other``, in place; what becomes nought is left out."""
    if not factor:
        return
    for unknown, number in other.items():
        left = (form.get(unknown, 0) - factor * number) % PRIME
        if left:
            form[unknown] = left
        else:
            form.pop(unknown, None)
