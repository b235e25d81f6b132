"""The worked cases of catalogues and campaigns, run: how each came out, and what none of them touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kokoq.assess.cases import Verdict, judge_cases
from kokoq.assess.cover import Cover, Item, cover
from kokoq.definitions.strays import CASES
from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, Severity, Span, ordered
from kokoq.examine.printer import printer
from kokoq.examine.subject import open_subject, read_plan
from kokoq.plan import Plan
from kokoq.rules import CASES_COVER_LITTLE, NOTHING_CHECKED


@dataclass(frozen=True, slots=True)
class Trial:
    """The worked cases of some catalogues, run.

    ``faulty`` are the faults for which some were not read, ``too_little`` the catalogues that they cover too little.
    """

    verdicts: tuple[Verdict, ...]
    cover: Cover
    faulty: tuple[Diagnostic, ...]
    too_little: tuple[Diagnostic, ...]

    @property
    def failed(self) -> int:
        """How many cases came out otherwise than expected."""
        return sum(bool(verdict.faults) for verdict in self.verdicts)

    @property
    def besides(self) -> tuple[Diagnostic, ...]:
        """What is found and is not of a case that was run."""
        return ordered((*self.faulty, *self.too_little))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is found."""
        faults = (fault for verdict in self.verdicts for fault in verdict.faults)
        return ordered((*faults, *self.besides))


def try_cases(paths: Iterable[Path], *, at_least: float | None = None) -> Checked[Trial | None]:
    """Run the worked cases of catalogues and campaigns; where there is none at all, nothing was tested (KQ904).

    Cases that cannot be read are faults, and the others are run; any other fault of the definitions stops the run, and
    the value is None. ``at_least`` so many percent of the indicators, bands and reasons of absence are to be touched.
    """
    verdicts: list[Verdict] = []
    items: list[Item] = []
    faulty: list[Diagnostic] = []
    too_little: list[Diagnostic] = []
    for path in paths:
        planned = _plan(path)
        errors = [d for d in planned.diagnostics if d.severity is Severity.ERROR]
        of_cases = [d for d in errors if isinstance(d.where, Span) and Path(d.where.file).parent.name == CASES]
        if len(of_cases) < len(errors) or (planned.value is None and not errors):
            return Checked(None, planned.diagnostics)
        faulty += of_cases
        own = tuple(judge_cases(planned.value, shown=printer(planned.value))) if planned.value else ()
        if not own and not of_cases:
            raise KokoqError(NOTHING_CHECKED.at(Cell(str(path))))
        if planned.value is None:
            continue
        covered = cover(planned.value, own)
        if at_least is not None and covered.percent < at_least:
            at = planned.value.catalogue.at
            too_little.append(CASES_COVER_LITTLE.at(at, covered=covered.percent_down, wanted=at_least))
        verdicts += own
        items += covered.items
    trial = Trial(tuple(verdicts), Cover(tuple(items)), tuple(faulty), tuple(too_little))
    return Checked(trial, trial.diagnostics)


def _plan(path: Path) -> Checked[Plan | None]:
    """The plan of a path and every fault of its definitions; of a campaign with faulty settings those alone."""
    subject = open_subject(path)
    if subject.home is None or any(d.severity is Severity.ERROR for d in subject.found):
        return Checked(None, subject.found)
    return read_plan(subject.home)
