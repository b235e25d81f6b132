"""The data dictionary: what is asked for, in which tables, and which relations the figures must satisfy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kokoq.diagnostics import Severity, Span

PLAIN = ""  # the table of the plain fields: one row per organisation (or municipality) and period


class Total(StrEnum):
    """How a field is totalled over the rows of a unit."""

    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    LAST = "last"
    ANY = "any"


class Type(StrEnum):
    """How a cell of a field is read. ``SYMBOL`` is one entry of a declared dictionary."""

    COUNT = "count"  # a whole number ≥ 0
    NUMBER = "number"
    PERCENT = "percent"  # kept as a fraction: 85,3 % is 0.853
    YES_NO = "yes_no"
    MARK = "mark"  # 2..5
    DATE = "date"
    TEXT = "text"
    SYMBOL = "symbol"


NUMERIC = frozenset({Type.COUNT, Type.NUMBER, Type.PERCENT, Type.MARK})


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula or scope as written, and the place of its first character."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A legal act that the catalogue rests on."""

    id: str
    kind: str
    number: str = ""
    date: dt.date | None = None
    title: str = ""
    appendices: Mapping[str, str] = field(default_factory=dict)  # those at hand: number → title


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An act and the clause of it."""

    act: str
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """A declared list of symbols: code → title; ``aliases`` are other spellings, lower case → code."""

    id: str
    title: str
    entries: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One primary datum that is asked for once.

    ``asked`` is a scope over organisation types and tags, or ``municipality``. ``table`` is ``PLAIN`` or a table's id.
    ``limits`` are inclusive; ``dictionary`` is set for ``Type.SYMBOL`` alone. ``not_for`` names, by key, the codes
    of the rows in which the field is asked of nobody (D09: НИКО has no threshold). ``known`` is the day, MM-DD, on
    which the datum becomes known (D21).
    """

    id: str
    title: str
    at: Span
    table: str = PLAIN
    topic: str = ""
    type: Type = Type.COUNT
    unit: str = ""
    asked: Expression
    part_of: str = ""
    total: Total = Total.SUM
    limits: tuple[Decimal | None, Decimal | None] = (None, None)
    dictionary: str = ""
    evidence: bool = False
    hint: str = ""
    not_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a table beside organisation and period: its values are codes of a dictionary."""

    id: str
    title: str
    dictionary: str

    def as_field(self, table: Table) -> Field:
        """The key of a table as a field is read: its values are symbols. It is none of the table's own fields."""
        return Field(
            id=self.id,
            title=self.title,
            at=table.at,
            type=Type.SYMBOL,
            asked=table.asked,
            dictionary=self.dictionary,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Fields with more keys than the organisation, or records: one row per person or event (``records`` says which).

    ``rows`` lists the key combinations that the form offers, each as codes in the order of ``keys``.
    """

    id: str
    title: str
    at: Span
    asked: Expression
    topic: str = ""
    keys: tuple[Key, ...] = ()
    fields: tuple[str, ...] = ()
    records: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    def asks(self, asked: Field, codes: tuple[str, ...]) -> bool:
        """Whether the row with these codes asks for the field."""
        return not any(code in asked.not_for.get(key.id, ()) for key, code in zip(self.keys, codes, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A relation that the figures of one organisation must satisfy: ``expect`` is a condition in the formula language.

    With ``table`` it must hold in every row of that table; without ``scope`` it concerns whoever is asked its fields.
    """

    id: str
    title: str
    at: Span
    expect: Expression
    scope: Expression | None = None
    table: str = PLAIN
    severity: Severity = Severity.ERROR
    act: tuple[Citation, ...] = ()
