"""All faults of definitions: of each path its files are loaded, compiled, linted, its cases run; then what was asked
for is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq import plan as plans
from kokoq.definitions.acceptance import FILE as ACCEPTED
from kokoq.definitions.acceptance import Acceptance, accept, load_acceptances
from kokoq.definitions.lint import lint
from kokoq.definitions.lint.look import Look, Places
from kokoq.definitions.load import load_with_trees
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, Severity, has_errors, ordered
from kokoq.examine.places import seen_from_here
from kokoq.examine.printer import printer
from kokoq.examine.subject import Subject, open_subject
from kokoq.model import Catalogue, SeverityOverride, severities
from kokoq.plan import Plan
from kokoq.rules import (
    CASE_FAILED,
    INDICATOR_WITHOUT_CASE,
    NOTHING_CHECKED,
    NOTHING_SELECTED,
    PROFILE_WITHOUT_CASE,
    RULES,
)

if TYPE_CHECKING:
    from kokoq.assess.cases import Verdict

_OF_CASES = (CASE_FAILED, INDICATOR_WITHOUT_CASE, PROFILE_WITHOUT_CASE)


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that were asked for: those whose code begins with one of ``select`` and with none of ``ignore``."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, code: str) -> bool:
        """Whether a rule was asked for."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))

    @property
    def option(self) -> str:
        """The option that decides where no rule is left: what is selected has to name one."""
        return "--ignore" if not self.select or Selection(self.select).codes else "--select"

    @property
    def written(self) -> str:
        """What was asked for, as it is written on the command line."""
        options = (*(f"--select {code}" for code in self.select), *(f"--ignore {code}" for code in self.ignore))
        return " ".join(options)

    @property
    def codes(self) -> frozenset[str]:
        """The rules of definitions and formulas that were asked for."""
        return frozenset(code for code, rule in RULES.items() if rule.of_definitions and self.takes(code))


@dataclass(frozen=True, slots=True)
class _Read:
    """One path read: its plan if its definitions can be computed, what was found, what is accepted, own weights.

    ``every_case`` says that no case was left out for a fault of its own.
    """

    catalogue: Catalogue | None
    plan: Plan | None
    found: tuple[Diagnostic, ...]
    accepted: tuple[Acceptance, ...]
    severity: Mapping[str, SeverityOverride]
    every_case: bool = False

    @property
    def n_indicators(self) -> int:
        return len(self.catalogue.indicators) if self.catalogue else 0


@dataclass(frozen=True, slots=True)
class Examined:
    """How many indicators were checked, the worked cases that failed, and the paths where there was none to run."""

    n_indicators: int
    failed: tuple[Verdict, ...]
    untested: tuple[Path, ...] = ()


def check_definitions(
    paths: Sequence[Path], *, today: dt.date, selection: Selection | None = None
) -> Checked[Examined]:
    """All faults of the catalogues and campaigns, worked cases included.

    A run that checks nothing is a failure: no rule asked for (KQ926), or no indicator to ask it of (KQ904). Where cases
    were to be run and there is none, the rest is checked all the same; whoever asked has to say that it is no success.
    """
    chosen = selection or Selection()
    if not chosen.codes:
        raise KokoqError(NOTHING_SELECTED.at(Cell(chosen.option), options=chosen.written))
    found: list[Diagnostic] = []
    failed: list[Verdict] = []
    untested: list[Path] = []
    count = 0
    for path in paths:
        read = _read(open_subject(path))
        cases = _cases(read, chosen)
        failed += cases.value
        own = severities(read.severity)
        told = tuple(d.weighed(own) for d in (*read.found, *cases.diagnostics))
        found += _asked_for(told, read, chosen, today)
        count += read.n_indicators
        asked = read.every_case and CASE_FAILED.code in chosen.codes
        if asked and read.plan and not read.plan.catalogue.cases:
            untested.append(path)
    if not count and not has_errors(found):
        raise KokoqError(NOTHING_CHECKED.at(Cell(", ".join(map(str, paths)) or ".")))
    return Checked(Examined(count, tuple(failed), tuple(untested)), ordered(found))


def no_warnings(checked: Checked[Examined]) -> Checked[Examined]:
    """The same, every warning an error: the exit code and what programs read then say one thing."""
    graver = {Severity.WARNING: Severity.ERROR}
    found = (replace(d, rule=replace(d.rule, severity=graver.get(d.severity, d.severity))) for d in checked.diagnostics)
    return replace(checked, diagnostics=tuple(found))


def _read(subject: Subject) -> _Read:
    """The definitions of a catalogue; of a campaign's, what it accepts and weighs itself comes first."""
    below = _read_catalogue(subject.home) if subject.home else _Read(None, None, (), (), {})
    folder, settings = subject.campaign, subject.settings
    if folder is None:
        return below
    accepted = load_acceptances(folder, name=(folder / ACCEPTED).as_posix())
    found = (*subject.found, *_beside(subject, below), *accepted.diagnostics, *below.found)
    severity = {**below.severity, **(settings.severity if settings else {})}
    return replace(below, found=found, accepted=(*accepted.value, *below.accepted), severity=severity)


def _beside(subject: Subject, below: _Read) -> tuple[Diagnostic, ...]:
    """What is wrong with a campaign beside its catalogue."""
    from kokoq.campaign import load_beside

    if subject.campaign is None or subject.settings is None or below.catalogue is None:
        return ()
    sound = below.every_case and not has_errors(subject.found)
    loaded = load_beside(subject.campaign, subject.settings, below.catalogue, sound=sound)
    return seen_from_here(loaded.diagnostics, subject.campaign)


def _read_catalogue(home: Path) -> _Read:
    loaded = load_with_trees(home)
    shown = home.name if home.is_absolute() else home.as_posix()
    accepted = load_acceptances(home, name=ACCEPTED if shown == "." else f"{shown}/{ACCEPTED}")
    found = (*loaded.diagnostics, *accepted.diagnostics)
    catalogue = loaded.value.catalogue
    if catalogue is None:
        return _Read(None, None, found, accepted.value, {})
    planned = plans.compile(catalogue)
    found = (*found, *planned.diagnostics)
    if loaded.value.sound:
        found = (*found, *lint(Look(catalogue, Places(loaded.value.trees), planned.value)))
    plan = planned.value if loaded.value.sound else None
    return _Read(catalogue, plan, found, accepted.value, catalogue.severity, plan is not None and not loaded.failed)


def _cases(read: _Read, chosen: Selection) -> Checked[tuple[Verdict, ...]]:
    """The worked cases that failed, and what is to be said of all; nothing of what those left out may have touched."""
    if read.plan is None or not chosen.codes & {rule.code for rule in _OF_CASES}:
        return Checked(())
    from kokoq.assess.cases import run_cases

    ran = run_cases(read.plan, shown=printer(read.plan))
    return ran if read.every_case else Checked(ran.value, tuple(d for d in ran.diagnostics if d.rule is CASE_FAILED))


def _asked_for(found: tuple[Diagnostic, ...], read: _Read, chosen: Selection, today: dt.date) -> Iterator[Diagnostic]:
    """The findings of the rules asked for, without those accepted; what keeps rules from being run is always told."""
    stopped = not read.every_case
    run = frozenset[str]() if stopped else chosen.codes
    for d in accept(ordered(found), read.accepted, today=today, run=run):
        if chosen.takes(d.rule.code) or (stopped and d.severity is Severity.ERROR):
            yield d
