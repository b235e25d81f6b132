"""Findings as text for a terminal, like a compiler's: place, sentence, the line of the definition, what to do."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from kokoq.diagnostics import Diagnostic, Severity, Span
from kokoq.language import Language
from kokoq.reports.findings.grouping import Equal, group_equal, place_text
from kokoq.reports.findings.stories import NO_STORIES, Stories, story_of
from kokoq.wording import to_fix, to_message

ReadSource = Callable[[str], str | None]
"""File name of a ``Span`` → its text, or None where it cannot be read."""

Paint = Callable[[Severity, str], str]

_GLUED = re.compile(r" (?=— )|(?<= —) (?=\d)")


def to_text(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    *,
    width: int = 80,
    source: ReadSource | None = None,
    paint: Paint | None = None,
    stories: Stories = NO_STORIES,
) -> str:
    """Findings like a compiler's: severity, code, place, text; then the line of the definition; then what to do.

    The advice stands once below findings of one rule that follow each other, and so
    does the story of a number below all that is wrong with it. ``paint`` colours the first words.

    Example:
        ошибка[KQ401] школа-01.xlsx!Контингент!C7: В поле «Всего» ожидалось число, введено «нет».
          Что сделать: Введите число.
    """
    equals = group_equal(diagnostics)
    told = [*(story_of(equal.first, stories) for equal in equals), ""]
    lines: list[str] = []
    lines_of = cache(lambda file: (source(file) or "").splitlines() if source is not None else [])
    for i, equal in enumerate(equals):
        lines += _finding_lines(equal, language, width=width, paint=paint)
        if isinstance(equal.first.where, Span):
            lines += _excerpt(equal.first.where, lines_of(equal.first.where.file), width)
        fix = to_fix(equal.first, language)
        story = told[i] if told[i + 1] != told[i] else ""
        if story or i + 1 == len(equals) or to_fix(equals[i + 1].first, language) != fix:
            lines += _wrap(language.say("diagnostic.fix", fix=fix), width, first="  ", rest="    ")
        if story:
            lines += ["", *(f"  {line}".rstrip() for line in story.splitlines()), ""]
    return "".join(f"{line}\n" for line in lines)


def _finding_lines(equal: Equal, language: Language, *, width: int, paint: Paint | None) -> list[str]:
    d = equal.first
    head = f"{language.say(f'diagnostic.{d.severity}')}[{d.rule.code}]"
    told = ": ".join(part for part in (place_text(equal, language), to_message(d, language)) if part)
    lines = _wrap(f"{head} {told}", width, first="", rest="  ")
    if paint is not None:
        lines[0] = paint(d.severity, head) + lines[0].removeprefix(head)
    for place in d.related:
        lines += _wrap(language.say("report.related", place=str(place)), width, first="  ", rest="    ")
    return lines


def _wrap(text: str, width: int, *, first: str, rest: str) -> list[str]:
    """Lines of a text, none of which begins with a dash or with the number after one."""
    clean = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    lines = textwrap.wrap(
        _GLUED.sub("\0", clean),
        max(width, 30),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\0", " ") for line in lines]


def _excerpt(span: Span, lines: Sequence[str], width: int) -> list[str]:
    """The line of the definition with carets below the faulty part; long lines are cut around it."""
    if not 1 <= span.line <= len(lines):
        return []
    line = lines[span.line - 1]
    margin = " " * len(str(span.line))
    room = max(width, 30) - len(margin) - 5
    start = max(0, min(span.column - 1 - room // 3, len(line) - room))
    shown = "".join(c if c.isprintable() else " " for c in line[start : start + room])
    if start > 0:
        shown = "…" + shown[1:]
    if start + room < len(line):
        shown = shown[:-1] + "…"
    at = span.column - 1 - start
    carets = "^" * max(1, min(span.length, room - at))
    return [f"  {margin}|", f"  {span.line}| {shown}".rstrip(), f"  {margin}| {' ' * at}{carets}"]
