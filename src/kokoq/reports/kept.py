"""What the archive keeps, for people and programs: the list of runs, the story of one, its results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.archive.bank import find_run, latest_runs, results, runs
from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import Language, Word
from kokoq.reports.export import to_csv
from kokoq.reports.export import to_json as results_to_json
from kokoq.results import Result, Results
from kokoq.rules import NO_SUCH_RUN

if TYPE_CHECKING:
    from kokoq.archive.record import Run
    from kokoq.model import Period

COLUMNS = ("period", "run", "kept", "submitted", "errors", "definitions")


def to_table(kept: Sequence[Run], words: Language) -> str:
    """A line a run, at most 80 columns wide."""
    if not kept:
        return words.say("archive.empty")
    rows = [tuple(words.say(f"archive.column.{name}") for name in COLUMNS), *(_line(run, words) for run in kept)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    return "\n".join("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _line(run: Run, words: Language) -> tuple[str, ...]:
    own = run.account
    submitted = words.say("report.n_of_n", n=own.n_submitted, total=own.n_expected)
    day = f"{words.date(run.kept_at.date())} {run.kept_at:%H:%M}"
    return (own.period, str(run.version), day, submitted, str(own.n_errors), f"{own.catalogue} {own.definitions[:8]}")


def to_json(kept: Sequence[Run]) -> str:
    """A JSON list of the runs with everything that is known of each, their inputs too."""
    return json.dumps([_record(run) for run in kept], ensure_ascii=False, indent=2)


def _record(run: Run) -> dict[str, object]:
    own = run.account
    names = ("period", "title", "catalogue", "definitions", "settings", "organisations", "kokoq")
    counts = ("n_expected", "n_submitted", "n_errors", "n_warnings")
    return {
        "run": run.version,
        "kept_at": run.kept_at.isoformat(),
        **{name: getattr(own, name) for name in (*names, *counts)},
        "inputs": [{"period": i.period, "file": i.file, "sha256": i.sha256} for i in own.inputs],
        "digest": run.digest,
    }


def story(path: Path, period: Period | None, number: int | None, words: Language) -> str:
    """One run: when, from what, and what it changed against the run before it of the same period."""
    run = _chosen(path, period, number)
    own = run.account
    lines = [
        words.say("archive.run", period=own.period, number=run.version),
        own.title,
        words.say("archive.kept_at", day=words.date(run.kept_at.date()), time=f"{run.kept_at:%H:%M}", kokoq=own.kokoq),
        words.say("archive.definitions", catalogue=own.catalogue, fingerprint=own.definitions[:8]),
        words.say("archive.submitted", n_of_n=words.say("report.n_of_n", n=own.n_submitted, total=own.n_expected)),
        words.say("archive.found", errors=own.n_errors, warnings=own.n_warnings),
        words.say("archive.read", n=len({(i.period, i.file) for i in own.inputs})),
    ]
    if run.version > 1:
        lines += ["", *_against(path, find_run(path, own.period, run.version - 1), run, words)]
    return "\n".join(lines)


def _against(path: Path, before: Run, run: Run, words: Language) -> list[str]:
    """What differs from the former run of the period: definitions, files, values."""
    declared = ("definitions", "settings", "organisations")
    changed = [name for name in declared if getattr(before.account, name) != getattr(run.account, name)]
    lines = [words.say("archive.against", number=before.version)]
    lines += [words.say(f"archive.changed.{name}") for name in changed]
    then = {(i.period, i.file): i.sha256 for i in before.account.inputs}
    now = {(i.period, i.file): i.sha256 for i in run.account.inputs}
    for key in sorted(then | now):
        kind = "added" if key not in then else "removed" if key not in now else "changed"
        if then.get(key) != now.get(key):
            lines.append(words.say(f"archive.file.{kind}", file=key[1]))
    old, new = ({_key(r): r for r in results(path, one).rows} for one in (before, run))
    differing = sum(1 for key in old | new if old.get(key) != new.get(key))
    return [*lines, words.say("archive.differing", n=differing, total=len(old | new))]


def _key(result: Result) -> tuple[str, ...]:
    return (result.level, result.unit, result.indicator, result.breakdown)


def chosen_results(path: Path, period: Period | None, number: int | None) -> Results:
    """The results of one run; without a period those of the latest run of every period, in their order."""
    chosen = latest_runs(path) if period is None and number is None else (_chosen(path, period, number),)
    if not chosen:
        raise KokoqError(NO_SUCH_RUN.at(Cell(str(path)), found="", known=Word("archive.nothing")))
    return Results(tuple(row for run in chosen for row in results(path, run).rows))


def to_file(rows: Results, *, as_json: bool) -> str:
    """The results in the columns of results.csv."""
    return results_to_json(rows) if as_json else to_csv(rows)


def _chosen(path: Path, period: Period | None, number: int | None) -> Run:
    """The run asked for: of the period, else of the one that was kept last."""
    kept = runs(path)
    text = period.text if period else kept[-1].account.period if kept else ""
    return find_run(path, text, number)
