"""The one table of the functions of the formula language; every back end's set of functions equals it (tested)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a call does: it aggregates rows, ``each`` nests a stage, ``period`` looks back, ``value`` is plain."""

    AGGREGATE = "aggregate"
    EACH = "each"
    PERIOD = "period"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Function:
    """``parameters``: number, condition, any, level, fraction (a literal from 0 to 1), total (one field or indicator by
    name); a trailing ``?`` may be left out.

    ``result``: number, share, same (the type and unit of the first argument), condition.
    """

    name: str
    role: Role
    parameters: tuple[str, ...]
    result: str
    where: bool = False


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("sum", Role.AGGREGATE, ("number",), "same", where=True),
        Function("count", Role.AGGREGATE, ("condition?",), "number", where=True),
        Function("share", Role.AGGREGATE, ("condition",), "share", where=True),
        Function("mean", Role.AGGREGATE, ("number",), "same", where=True),
        Function("median", Role.AGGREGATE, ("number",), "same", where=True),
        Function("min", Role.AGGREGATE, ("number",), "same", where=True),
        Function("max", Role.AGGREGATE, ("number",), "same", where=True),
        Function("quantile", Role.AGGREGATE, ("number", "fraction"), "same", where=True),
        Function("sd", Role.AGGREGATE, ("number",), "same", where=True),
        Function("distinct", Role.AGGREGATE, ("any",), "number", where=True),
        Function("each", Role.EACH, ("level", "any"), "same"),
        Function("previous", Role.PERIOD, ("total",), "same"),
        Function("change", Role.PERIOD, ("total",), "same"),
        Function("if", Role.VALUE, ("condition", "any", "any"), "same"),
    )
}

AGGREGATES = frozenset(name for name, f in FUNCTIONS.items() if f.role is Role.AGGREGATE)
