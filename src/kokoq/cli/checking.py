"""What ``kokoq check`` does with each path: load, compile, lint, run the cases; then what was asked for is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq import plan as plans
from kokoq.cli.places import seen_from_here
from kokoq.definitions.acceptance import FILE as ACCEPTED
from kokoq.definitions.acceptance import Acceptance, accept, load_acceptances
from kokoq.definitions.catalogues import FILE as CATALOGUE_FILE
from kokoq.definitions.catalogues import find_catalogue
from kokoq.definitions.lint import lint
from kokoq.definitions.lint.look import Look, Places
from kokoq.definitions.load import load_with_trees
from kokoq.definitions.settings import FILE as CAMPAIGN_FILE
from kokoq.definitions.settings import catalogue_said, load_settings
from kokoq.definitions.strays import check_names
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, Severity, ordered
from kokoq.language import language
from kokoq.model import Period, SeverityOverride
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
    from kokoq.assess.cases import Shown, Verdict

_OF_DEFINITIONS = ("KQ1", "KQ2")
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
        return frozenset(code for code in RULES if code.startswith(_OF_DEFINITIONS) and self.takes(code))


@dataclass(frozen=True, slots=True)
class _Subject:
    """One path opened: its plan if its definitions can be computed, what was found, what is accepted, own weights.

    ``every_case`` says that no case was left out for a fault of its own.
    """

    plan: Plan | None
    found: tuple[Diagnostic, ...]
    accepted: tuple[Acceptance, ...]
    severity: Mapping[str, SeverityOverride]
    n_indicators: int
    every_case: bool = False


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
        subject = _open(path)
        cases = _cases(subject, chosen)
        failed += cases.value
        told = (*subject.found, *cases.diagnostics)
        told = tuple(_weighed(told, subject.severity))
        found += _asked_for(told, subject, chosen, today)
        count += subject.n_indicators
        asked = subject.every_case and CASE_FAILED.code in chosen.codes
        if asked and subject.plan and not subject.plan.catalogue.cases:
            untested.append(path)
    if not count and not any(d.severity is Severity.ERROR for d in found):
        raise KokoqError(NOTHING_CHECKED.at(Cell(", ".join(map(str, paths)) or ".")))
    return Checked(Examined(count, tuple(failed), tuple(untested)), ordered(found))


def no_warnings(checked: Checked[Examined]) -> Checked[Examined]:
    """The same, every warning an error: the exit code and what programs read then say one thing."""
    graver = {Severity.WARNING: Severity.ERROR}
    found = (replace(d, rule=replace(d.rule, severity=graver.get(d.severity, d.severity))) for d in checked.diagnostics)
    return replace(checked, diagnostics=tuple(found))


def _open(path: Path) -> _Subject:
    if (path / CAMPAIGN_FILE).is_file():
        return _open_campaign(path)
    if (path / CATALOGUE_FILE).is_file() or not path.exists():
        home = find_catalogue(str(path), beside=Path())
        if home.value is None:
            raise KokoqError(home.diagnostics[0])
        return _open_catalogue(home.value)
    strayed = next(iter(check_names(path, f"{path.as_posix()}/")), None) if path.is_dir() else None
    raise KokoqError(strayed or NOTHING_CHECKED.at(Cell(str(path))))


def _open_campaign(path: Path) -> _Subject:
    """A campaign's own faults and those of its catalogue; what it accepts and weighs itself comes first.

    The catalogue is checked whatever is wrong with the campaign, as long as anybody can tell which one it is.
    """
    from kokoq import campaign as campaigns

    loaded = campaigns.load(path)
    accepted = load_acceptances(path, name=(path / ACCEPTED).as_posix())
    found = (*seen_from_here(loaded.diagnostics, path), *accepted.diagnostics)
    settings = loaded.value.settings if loaded.value else load_settings(path).value
    named = settings.catalogue if settings else catalogue_said(path)
    severity = settings.severity if settings else {}
    home = find_catalogue(named, beside=path).value if named else None
    if home is None:
        return _Subject(None, found, accepted.value, severity, 0)
    below = _open_catalogue(home)
    taken = (*accepted.value, *below.accepted)
    return replace(below, found=(*found, *below.found), accepted=taken, severity=severity)


def _open_catalogue(home: Path) -> _Subject:
    loaded = load_with_trees(home)
    shown = home.name if home.is_absolute() else home.as_posix()
    accepted = load_acceptances(home, name=ACCEPTED if shown == "." else f"{shown}/{ACCEPTED}")
    found = (*loaded.diagnostics, *accepted.diagnostics)
    catalogue = loaded.value.catalogue
    if catalogue is None:
        return _Subject(None, found, accepted.value, {}, 0)
    planned = plans.compile(catalogue)
    found = (*found, *planned.diagnostics)
    if loaded.value.sound:
        found = (*found, *lint(Look(catalogue, Places(loaded.value.trees), planned.value)))
    plan = planned.value if loaded.value.sound else None
    every = plan is not None and not loaded.failed
    return _Subject(plan, found, accepted.value, catalogue.severity, len(catalogue.indicators), every)


def _cases(subject: _Subject, chosen: Selection) -> Checked[tuple[Verdict, ...]]:
    """The worked cases that failed, and what is to be said of all; nothing of what those left out may have touched."""
    if subject.plan is None or not chosen.codes & {rule.code for rule in _OF_CASES}:
        return Checked(())
    from kokoq.assess.cases import run_cases

    ran = run_cases(subject.plan, shown=printer(subject.plan))
    return ran if subject.every_case else Checked(ran.value, tuple(d for d in ran.diagnostics if d.rule is CASE_FAILED))


def printer(plan: Plan) -> Shown:
    """A case quotes a value as the reports of the office print it, whatever the language of this run."""
    from kokoq.reports.shown import Typesetter

    @cache
    def typesetter(period: str) -> Typesetter:
        return Typesetter(language("ru"), plan.catalogue.printed_in(Period(period)))

    return lambda indicator, result: typesetter(result.period).value(indicator, result).text


def _weighed(found: Iterable[Diagnostic], own: Mapping[str, SeverityOverride]) -> Iterator[Diagnostic]:
    for d in found:
        code = d.rule.code
        yield replace(d, rule=replace(d.rule, severity=own[code].severity)) if code in own else d


def _asked_for(
    found: tuple[Diagnostic, ...], subject: _Subject, chosen: Selection, today: dt.date
) -> Iterator[Diagnostic]:
    """The findings of the rules asked for, without those accepted; what keeps rules from being run is always told."""
    stopped = not subject.every_case
    run = frozenset[str]() if stopped else chosen.codes
    for d in accept(ordered(found), subject.accepted, today=today, run=run):
        if chosen.takes(d.rule.code) or (stopped and d.severity is Severity.ERROR):
            yield d
