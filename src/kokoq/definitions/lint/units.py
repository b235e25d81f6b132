"""The unit of an indicator goes with its kind: a share is printed in percents, a number never is."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.formula.values import PERCENT
from kokoq.model import Kind
from kokoq.rules import UNIT_AGAINST_KIND

_IN_PERCENTS = frozenset({Kind.SHARE, Kind.ORGANISATIONS_SHARE, Kind.SCORE})
_COUNTS = frozenset({Kind.COUNT, Kind.ORGANISATIONS_COUNT})


def units_go_with_kinds(look: Look) -> Iterator[Diagnostic]:
    """The unit of a share would not be shown; a number of percents would be printed a hundredfold."""
    for indicator in look.declared:
        percents = indicator.unit in (PERCENT, "%")
        misfit = indicator.kind in (_COUNTS if percents else _IN_PERCENTS)
        if indicator.unit and misfit:
            params = {"indicator": indicator.id, "kind": indicator.kind.value, "unit": indicator.unit}
            yield UNIT_AGAINST_KIND.at(look.of(indicator, "unit"), related=(), **params)


CHECKS = (units_go_with_kinds,)
