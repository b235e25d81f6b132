"""Where the columns that a source declares stand below one header; what is declared and not there is found wanting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kokoq.a1 import make_ref
from kokoq.collect.cells.typed import SheetPlace
from kokoq.collect.cells.words import folded
from kokoq.collect.sources.headers import IGNORE, ORGANISATION, Header, near
from kokoq.collect.sources.named import Named
from kokoq.collect.sources.page import Spread
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.model import Field, SourceMapping, Table, Unpivot
from kokoq.plan import Plan
from kokoq.rules import COLUMN_NOT_FOUND, COLUMN_TWICE


@dataclass(slots=True)
class Columns:
    """What looks for them; ``findings`` are those of the source.

    ``meant`` are columns that were offered for one that is not there; ``twice`` are declared ones of which the header
    has two; ``names`` are the columns of names that were found; ``also`` is, of columns that are
    read for what others are declared for, too, column → all of them with their names.
    """

    source: str
    mapping: SourceMapping
    plan: Plan
    table: Table | None
    findings: list[Diagnostic]
    meant: set[str] = field(default_factory=set)
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    names: list[tuple[SheetPlace, Named]] = field(default_factory=list)
    also: dict[int, dict[int, str]] = field(default_factory=dict)

    def found(self, header: Header, place: SheetPlace) -> dict[str, int]:
        """target → column, for the declared columns that are there: of synonyms the first that is."""
        self.also = {}
        found: dict[str, int] = {}
        called: dict[str, str] = {}
        read = {d: target for d, target in self.mapping.columns.items() if self._is_of_rows(d, target)}
        for declared, target in read.items():
            column = header.column(declared) if declared not in self.twice else None
            if column is None:
                continue
            called.setdefault(target, declared)
            if (first := found.setdefault(target, column)) != column:
                self.also.setdefault(first, {first: called[target]})[column] = declared
        lacking: dict[str, str] = {}
        for declared, target in read.items():
            if target not in found:
                lacking.setdefault(target, declared)
        for declared in lacking.values():
            self._lacking(declared, header, place)
        return found

    def _is_of_rows(self, declared: str, target: str) -> bool:
        """Whether a column answers for whole rows: one that stands under a single code does not (KQ298)."""
        wide, keys = self.mapping.unpivot, self.table.keys if self.table is not None else ()
        about = target == ORGANISATION or any(key.id == target for key in keys)
        return target != IGNORE and (about or wide is None or wide.under(declared) is None)

    def spread(self, wide: Unpivot, header: Header, place: SheetPlace) -> tuple[Spread, ...]:
        """The columns side by side that are there, by the code that they stand for."""
        found: list[Spread] = []
        for declared, code in wide.columns.items():
            targets: list[tuple[str, int, Field]] = []
            there: dict[str, tuple[int, str]] = {}
            for sub, name in wide.fields.items():
                path = f"{declared}|{sub}" if sub else declared
                column = header.column(path) if path not in self.twice else None
                column = header.column(f"{sub}|{declared}") if column is None and sub else column
                if column is None:
                    self._lacking(path, header, place)
                    continue
                first, called = there.setdefault(name, (column, path))
                if first == column:
                    targets.append((name, column, self.asked(name)))
                else:
                    self.also.setdefault(first, {first: called})[column] = path
            if targets:
                found.append(Spread(code, targets[0][1], tuple(targets)))
        return tuple(found)

    def named(self, header: Header, place: SheetPlace) -> Named | None:
        """The columns of what is asked and of the answers, if they are declared and both are there."""
        pivot = self.mapping.pivot
        if pivot is None:
            return None
        paths = (pivot.name, pivot.value)
        columns = [None if path in self.twice else header.column(path) for path in paths]
        for path, column in zip(paths, columns, strict=True):
            if column is None:
                self._lacking(path, header, place)
        name, value = columns
        if name is None or value is None:
            return None
        read = {text: None if id_ == IGNORE else (id_, self.asked(id_)) for text, id_ in pivot.fields.items()}
        found = Named(name, value, {folded(text): told for text, told in read.items()})
        self.names.append((place, found))
        return found

    def skips(self, header: Header, place: SheetPlace) -> dict[int, frozenset[str]]:
        """column → texts by which a row is left out."""
        found: dict[int, frozenset[str]] = {}
        for declared, texts in self.mapping.skip.items():
            column = header.column(declared)
            if column is not None:
                found[column] = frozenset(folded(text) for text in texts)
            elif declared not in self.mapping.columns:
                self._lacking(declared, header, place)
        return found

    def _lacking(self, declared: str, header: Header, place: SheetPlace) -> None:
        at = Cell(*place, make_ref(header.top, 1))
        if declared in self.twice:
            twins = tuple(make_ref(header.bottom, column) for column in self.twice[declared])
            self.findings.append(
                COLUMN_TWICE.at(Cell(*place, twins[0]), source=self.source, column=declared, cells=twins)
            )
            return
        close = near(declared, header.names())
        self.meant.update(close)
        self.findings.append(COLUMN_NOT_FOUND.at(at, source=self.source, column=declared, close=close))

    def asked(self, name: str) -> Field:
        """The field that a column answers; a key of the table is read as a symbol of its dictionary."""
        for key in self.table.keys if self.table else ():
            if key.id == name and self.table:
                return key.as_field(self.table)
        return self.plan.catalogue.fields[name]
