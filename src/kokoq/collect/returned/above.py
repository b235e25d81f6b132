"""The header above the answers to questions, which all of these have alike: that of another column or another period.

Whoever exchanges columns, or pastes those of last year, moves what is to be seen, and the hidden marks stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kokoq.collect.cells.words import folded
from kokoq.collect.form.anchors import VALUE
from kokoq.collect.returned.labels import Misfit, answers_headings
from kokoq.collect.returned.page import Page
from kokoq.language import Word, language
from kokoq.model import Period

_NAMES = ("number", "question", "unit", "check", "evidence", "organisation")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
"""A year that is not the end of a date."""


def over_answers(page: Page) -> Iterator[Misfit]:
    """The header above the answers, where it names something else; other words for answers say nothing."""
    cell = page.header.get(page.roles[VALUE])
    if cell is None or (text := folded(cell.text)) in answers_headings():
        return
    if text in headings() or _is_other(cell.text, page.anchor.identity.period):
        yield Misfit(cell, Word("form.column.value"), other=True)


def _is_other(text: str, period: str) -> bool:
    """Whether a text names another period than this one: «2024/2025», «Значение за 2024 год»."""
    if Period.is_one(text) and len(own := Period.parse(text).text) == len(period):
        return own != period
    return not {*_YEAR.findall(text)} <= {*_YEAR.findall(period)}


@lru_cache(maxsize=1)
def headings() -> Mapping[str, str]:
    """The headers of the columns that every form has besides the answers, in each language."""
    languages = [language(code) for code in ("ru", "en")]
    return {folded(each.say(f"form.column.{name}")): name for each in languages for name in _NAMES}
