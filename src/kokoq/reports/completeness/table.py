"""Who submitted, how completely and with how many faults: by organisation and regulation, before any computing.

``completeness_pages`` puts it on the terminal, into JSON, Markdown and a workbook.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kokoq.a1 import split_ref
from kokoq.checks.replies import Replies
from kokoq.collect.form.tally import Tallied
from kokoq.collect.lists.covered import why_not
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.language import Word
from kokoq.model import Catalogue, Organisation, Regulation
from kokoq.observations import Observations, pack_ref

if TYPE_CHECKING:
    from kokoq.campaign import Validation


@dataclass(frozen=True, slots=True)
class Count:
    """Cells filled of cells asked, those that say that there are no data, and the findings about them.

    Cells of rows left blank as a whole are not asked, and counted beside.
    """

    filled: int
    no_data: int
    asked: int
    blank: int
    errors: int
    warnings: int

    @property
    def share(self) -> float | None:
        """None where nothing is asked."""
        return self.filled / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Part:
    """What an organisation gave for one regulation, or all did; ``days`` are left until the deadline, or past it."""

    code: str
    title: str
    count: Count
    deadline: dt.date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation, or the municipality with its own data; ``parts`` are the regulations that it is asked for.

    ``partly``: exports alone tell of it, its form is out.
    """

    id: str
    title: str
    type: str
    submitted: bool
    files: tuple[str, ...]
    count: Count
    parts: tuple[Part, ...]
    partly: bool = False

    @property
    def how(self) -> str:
        """Whether it has submitted, as a word of ``report``."""
        return "partly" if self.partly else "yes" if self.submitted else "no"

    def part(self, code: str) -> Part | None:
        """What was given for one regulation; None where nothing is asked for it."""
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True, slots=True)
class CompletenessTable:
    """Everything that is shown; ``elsewhere`` are findings in files of nobody's own (lists, files not recognised).

    ``not_asked`` are those who do not report for the period, and why.
    """

    title: str
    period: str
    today: dt.date
    lines: tuple[Line, ...]
    regulations: tuple[Part, ...]
    total: Count
    elsewhere: Count
    n_submitted: int
    n_expected: int
    not_asked: tuple[tuple[str, Word], ...]
    findings: tuple[Diagnostic, ...]


def completeness(validation: Validation, *, today: dt.date) -> CompletenessTable:
    """The lines of a period, as of a day."""
    maker = _Maker(validation, today)
    lines = tuple(maker.lines())
    monitored = lines[: len(maker.monitored)]
    outside = [d for d in maker.findings if not d.unit]
    return CompletenessTable(
        title=validation.settings.title or maker.catalogue.title,
        period=validation.period.text,
        today=today,
        lines=lines,
        regulations=tuple(maker.over_all(r, lines) for r in maker.catalogue.regulations),
        total=summed(line.count for line in lines),
        elsewhere=Count(0, 0, 0, 0, _n(outside, Severity.ERROR), _n(outside, Severity.WARNING)),
        n_submitted=sum(line.how == "yes" for line in monitored),
        n_expected=len(monitored),
        not_asked=tuple(
            (o.title, reason) for o in validation.organisations if (reason := why_not(o, validation.period))
        ),
        findings=maker.findings,
    )


@dataclass(frozen=True)
class _Maker:
    validation: Validation
    today: dt.date
    _known: dict[tuple[str, Count], Part] = field(default_factory=dict)  # thousands of organisations gave the same

    @property
    def catalogue(self) -> Catalogue:
        return self.validation.plan.catalogue

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings about the data: those about definitions are for who keeps the catalogue."""
        return tuple(d for d in self.validation.diagnostics if not d.rule.of_definitions)

    @cached_property
    def monitored(self) -> tuple[Organisation, ...]:
        return tuple(o for o in self.validation.organisations if o.is_expected(self.validation.period))

    @cached_property
    def replies(self) -> Replies:
        known = self.validation
        return Replies(known.plan, known.observations, known.period, known.settings)

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        found: dict[str, list[Diagnostic]] = {}
        for d in self.findings:
            found.setdefault(d.unit, []).append(d)
        return {unit: tuple(own) for unit, own in found.items()}

    @cached_property
    def fields_at(self) -> Mapping[Cell, str]:
        """The field of every cell that a finding stands at."""
        places = {d.where for d in self.findings if isinstance(d.where, Cell) and d.where.ref}
        return _fields_at(self.validation.observations, places, self.validation.period.text)

    def lines(self) -> Iterable[Line]:
        for organisation in self.monitored:
            kind = self.catalogue.organisation_types.get(organisation.type, organisation.type)
            yield self._line(organisation, organisation.id, organisation.title, kind)
        if self.replies.asked(None).fields:
            municipality = self.validation.settings.municipality
            yield self._line(None, municipality.id, municipality.title or municipality.id, "")

    def over_all(self, regulation: Regulation, lines: Iterable[Line]) -> Part:
        """One regulation over all lines."""
        own = [part.count for line in lines for part in line.parts if part.code == regulation.code]
        return self._part(regulation, summed(own))

    def _line(self, organisation: Organisation | None, unit: str, title: str, kind: str) -> Line:
        asked, given = self.replies.asked(organisation), self.replies.given(organisation)
        findings, files = self.by_unit.get(unit, ()), self.replies.files
        parts = []
        for regulation in self.catalogue.regulations:
            if fields := asked.by_regulation.get(regulation.id):
                own = [d for d in findings if isinstance(d.where, Cell) and self.fields_at.get(d.where) in fields]
                parts.append(self._part(regulation, _count(given.by_regulation[regulation.id], own)))
        whole = _count(given.whole, findings)
        partly = unit in self.replies.partly
        return Line(unit, title, kind, unit in files, files.get(unit, ()), whole, tuple(parts), partly)

    @cached_property
    def due(self) -> Mapping[str, dt.date | None]:
        """When every regulation is to be submitted."""
        return {r.id: r.due(self.validation.period) for r in self.catalogue.regulations}

    def _part(self, regulation: Regulation, count: Count) -> Part:
        deadline = self.due[regulation.id]
        days = None if deadline is None else (deadline - self.today).days
        part = Part(regulation.code, regulation.title, count, deadline, days)
        return self._known.setdefault((regulation.id, count), part)


def _fields_at(observations: Observations, places: Collection[Cell], period: str) -> Mapping[Cell, str]:
    sheets: dict[tuple[str, str], list[int]] = {(cell.file, cell.sheet): [] for cell in places}
    for number, source in enumerate(observations.sources if sheets else ()):
        if source.period in ("", period) and (source.file, source.sheet) in sheets:
            sheets[source.file, source.sheet].append(number)
    wanted: dict[int, Cell] = {}
    for cell in places:
        for number in sheets[cell.file, cell.sheet]:
            wanted[pack_ref(number, *split_ref(cell.ref))] = cell
    return {wanted[at.ref]: at.field for table in observations.tables.values() for at in table.refs.holding(wanted)}


def _count(answered: Tallied, findings: Iterable[Diagnostic]) -> Count:
    own = tuple(findings)
    return Count(*answered, _n(own, Severity.ERROR), _n(own, Severity.WARNING))


def summed(counts: Iterable[Count]) -> Count:
    """All together."""
    every = tuple(counts)
    return Count(
        sum(c.filled for c in every),
        sum(c.no_data for c in every),
        sum(c.asked for c in every),
        sum(c.blank for c in every),
        sum(c.errors for c in every),
        sum(c.warnings for c in every),
    )


def _n(findings: Iterable[Diagnostic], severity: Severity) -> int:
    return Counter(d.severity for d in findings)[severity]
