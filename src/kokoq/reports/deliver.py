"""All reports of an assessment into one folder, put in place at once."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.language import Language
from kokoq.language import language as language_of
from kokoq.reports.folder import MARKER, own_files, replaced

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.model import Progress

__all__ = ["FORMATS", "MARKER", "deliver", "refuse_foreign"]

FORMATS = ("csv", "xlsx", "md")
"""What is written unless something else is asked for; ``json`` and ``parquet`` are there too."""

TIMINGS = "timings.json"


def refuse_foreign(folder: Path) -> None:
    """Raise ``KokoqError`` (KQ906) if the folder holds something that kokoq did not write: ask before a long run."""
    own_files(folder.resolve())


def deliver(
    assessment: Assessment,
    folder: Path,
    *,
    language: Language | str = "ru",
    formats: Collection[str] = FORMATS,
    templates: Path | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write the reports of the formats and run.json into ``folder``; gives the paths written within it.

    A former report in that folder is replaced as a whole; if anything fails it stays as it was.
    """
    from kokoq.reports import export

    words = language_of(language) if isinstance(language, str) else language
    began = time.perf_counter()
    written: list[str] = []
    with replaced(folder) as fresh:
        for name in _write_formats(assessment, fresh, words, formats=formats, templates=templates):
            written.append(name)
            if progress is not None:
                progress("write", len(written), len(written) + 1)
        timings = {**assessment.timings, "write": time.perf_counter() - began}
        _write(fresh / TIMINGS, export.to_timings(timings))
        _write(fresh / MARKER, export.to_run(assessment, words, outputs=[*written, TIMINGS, MARKER]))
    return (*written, TIMINGS, MARKER)


def _write_formats(
    assessment: Assessment, folder: Path, words: Language, *, formats: Collection[str], templates: Path | None
) -> Iterator[str]:
    from kokoq.reports import export
    from kokoq.reports.view import view

    results = assessment.results
    if "csv" in formats:
        _write(folder / "results.csv", export.to_csv(results))
        yield "results.csv"
        from kokoq.assess.scorecards import plain_scores

        scores = (*plain_scores(assessment.plan, results), *assessment.scores.rows)
        _write(folder / "scores.csv", export.to_scores_csv(scores))
        yield "scores.csv"
    if "json" in formats:
        _write(folder / "results.json", export.to_json(results))
        yield "results.json"
    if "parquet" in formats:
        export.write_parquet(results, folder / "results.parquet")
        yield "results.parquet"
    shown = view(assessment, words) if {"md", "xlsx"} & set(formats) else None
    if shown is not None and "md" in formats:
        from kokoq.reports.markdown import pages

        for name, text in pages(shown, words, templates=templates):
            _write(folder / name, text)
            yield name
    if shown is not None and "xlsx" in formats:
        from kokoq.reports.workbook import write_workbook

        write_workbook(assessment, shown, words, folder / "report.xlsx")
        yield "report.xlsx"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
