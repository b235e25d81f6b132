"""Forms of the period before that were sent for this one: new figures on an old form, or last year's figures again.

An old form with figures of its own is read, and it is said. One that repeats what was collected a period ago, or of
which nobody can tell because nothing was, is refused: another year's figures would pass for this one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kokoq.collect.cells.facts import FileFacts
from kokoq.rules import FORM_OF_LAST_PERIOD, WRONG_PERIOD

NEARLY_ALL = 0.9  # of the figures given in both: so many alike are last year's


def without_stale(files: Sequence[FileFacts], before: Callable[[str], Iterable[FileFacts]]) -> list[FileFacts]:
    """The files of one unit and period; one that says nothing new is left with a finding alone (KQ308).

    ``before`` gives the unit's files of an earlier period.
    """
    return [_refused(file) if _is_stale(file, before) else file for file in files]


def _is_stale(file: FileFacts, before: Callable[[str], Iterable[FileFacts]]) -> bool:
    found = next((d for d in file.diagnostics if d.rule is FORM_OF_LAST_PERIOD), None)
    return found is not None and not any(_differs(file, former) for former in before(str(found.params["found"])))


def _differs(file: FileFacts, former: FileFacts) -> bool:
    """Whether the two give different figures: to more than a few of the questions that both answer."""
    now, then = (one.plain.get(file.unit, {}) for one in (file, former))
    both = [name for name, fact in now.items() if fact.present and name in then and then[name].present]
    return sum(now[name].value == then[name].value for name in both) < NEARLY_ALL * len(both)


def _refused(file: FileFacts) -> FileFacts:
    found = next(d for d in file.diagnostics if d.rule is FORM_OF_LAST_PERIOD)
    wrong = WRONG_PERIOD.at(found.where, found=found.params["found"], expected=found.params["expected"])
    return FileFacts(
        file=file.file,
        period=file.period,
        unit="",
        sources=file.sources,
        diagnostics=(wrong,),
        named=(file.unit,),
    )
