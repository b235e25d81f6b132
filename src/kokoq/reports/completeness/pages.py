"""The completeness of what was sent, shown: a table of the terminal, JSON, ``completeness.md`` and ``.xlsx``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path

from kokoq.language import Language
from kokoq.letters import harmless
from kokoq.markdown import render
from kokoq.outputs import writing
from kokoq.reports.completeness.table import CompletenessTable, Count, Line, summed
from kokoq.reports.completeness.words import days_text, percent, told
from kokoq.reports.findings import summary, to_records

MARKDOWN, WORKBOOK = "completeness.md", "completeness.xlsx"
TEMPLATE = "completeness.md.j2"
WIDTH = 80
BESIDE: Mapping[str, Callable[[Count], int]] = {
    "blank_short": attrgetter("blank"),
    "no_data_short": attrgetter("no_data"),
}
"""What is neither filled nor missing, in columns of their own where there is any."""


def to_table(shown: CompletenessTable, language: Language, *, width: int = WIDTH) -> str:
    """The table of the terminal: no line is wider than that."""
    say = language.say
    beside = [name for name, number in BESIDE.items() if number(shown.total)]
    names = ("organisation", "submitted", "filled", *beside, "errors", "warnings")
    heads = [say(f"completeness.{key}") for key in names]
    told = partial(_cells, language=language, beside=beside)
    rows = [told(line.title, line.count, how=line.how) for line in shown.lines]
    if shown.elsewhere.errors or shown.elsewhere.warnings:
        rows.append(told(say("completeness.elsewhere"), shown.elsewhere))
    last = told(say("completeness.total"), summed((shown.total, shown.elsewhere)))
    last[1] = say("report.n_of_n", n=shown.n_submitted, total=shown.n_expected)
    widths = [max(len(row[column]) for row in (heads, last, *rows)) for column in range(1, len(heads))]
    first = min(max(len(row[0]) for row in (heads, last, *rows)), width - sum(widths) - 2 * len(widths))
    rule = "─" * (first + sum(widths) + 2 * len(widths))
    return "\n".join(
        [_line(heads, first, widths), rule, *(_line(r, first, widths) for r in rows), rule, _line(last, first, widths)]
    )


def to_json(shown: CompletenessTable, language: Language) -> str:
    """The lines with their regulations, and every finding with its place."""
    account = {
        "title": shown.title,
        "period": shown.period,
        "today": shown.today.isoformat(),
        "submitted": shown.n_submitted,
        "expected": shown.n_expected,
        "total": _count_record(shown.total),
        "elsewhere": _count_record(shown.elsewhere),
        "organisations": [_line_record(line) for line in shown.lines],
        "findings": to_records(shown.findings, language),
    }
    return json.dumps(account, ensure_ascii=False, indent=1) + "\n"


def to_markdown(shown: CompletenessTable, language: Language, *, templates: Path | None = None) -> str:
    """The page for the office."""
    parts = [part for part in shown.regulations if part.count.asked]
    reasons = [(title, language.say(reason, **reason.params)) for title, reason in shown.not_asked]
    return render(
        TEMPLATE,
        language,
        templates=templates,
        completeness=shown,
        regulations=parts,
        not_asked=reasons,
        waiting=[line for line in shown.lines if not line.submitted],
        partly=[line for line in shown.lines if line.partly],
        summary=summary(shown.findings, language),
        date=language.date,
        number=language.number,
        percent=partial(percent, language=language),
        told=partial(told, language=language),
        days=partial(days_text, language=language),
    )


def write(
    shown: CompletenessTable, folder: Path, language: Language, *, templates: Path | None = None
) -> tuple[Path, ...]:
    """Write ``completeness.md`` and ``completeness.xlsx`` into ``folder``; whatever else is there stays."""
    from kokoq.reports.completeness.xlsx import write_workbook

    page = to_markdown(shown, language, templates=templates)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{MARKDOWN}.{os.getpid()}"
        fresh.write_text(page, encoding="utf-8", newline="\n")
        fresh.replace(folder / MARKDOWN)
        write_workbook(shown, language, fresh)
        fresh.replace(folder / WORKBOOK)
    return folder / MARKDOWN, folder / WORKBOOK


def _cells(title: str, count: Count, *, language: Language, beside: Sequence[str], how: str = "") -> list[str]:
    told = language.say(f"report.{how}") if how else ""
    share = "" if not how and not count.asked else percent(count, language)
    more = [str(BESIDE[name](count) or "") for name in beside]
    return [harmless(title), told, share, *more, str(count.errors or ""), str(count.warnings or "")]


def _line(cells: list[str], first: int, widths: list[int]) -> str:
    title = cells[0] if len(cells[0]) <= first else cells[0][: first - 1] + "…"
    told = (f"{cell:>{width}}" for cell, width in zip(cells[1:], widths, strict=True))
    return "  ".join((f"{title:<{first}}", *told)).rstrip()


def _line_record(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "title": line.title,
        "type": line.type,
        "submitted": line.submitted,
        "partly": line.partly,
        "files": list(line.files),
        **_count_record(line.count),
        "regulations": [
            {
                "code": part.code,
                "title": part.title,
                **_count_record(part.count),
                "deadline": part.deadline.isoformat() if part.deadline else None,
                "days": part.days,
            }
            for part in line.parts
        ],
    }


def _count_record(count: Count) -> dict[str, object]:
    share = None if count.share is None else round(count.share, 6)
    return {
        "filled": count.filled,
        "no_data": count.no_data,
        "asked": count.asked,
        "blank": count.blank,
        "share": share,
        "errors": count.errors,
        "warnings": count.warnings,
    }
