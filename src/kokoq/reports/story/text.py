"""The story of one number as plain text, no wider than a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kokoq.language import Language
from kokoq.reports.story.inputs import Input
from kokoq.reports.story.telling import Member, Story, tell

if TYPE_CHECKING:
    from kokoq.campaign import Assessment

STEP = "  "
Say = Callable[..., str]
Lines = Iterator[tuple[str, int]]
"""Text and depth of indentation."""


def story(
    assessment: Assessment, indicator: str, language: Language, *, organisation: str | None = None, width: int = 80
) -> str:
    """The story as plain text; the indicator by id or code, the organisation by id or any of its names."""
    return to_text(tell(assessment, indicator, language, organisation=organisation), language, width=width)


def to_text(story: Story, language: Language, *, width: int = 80) -> str:
    """The story from the value down to the cells; longer lines are wrapped at spaces."""

    def say(key: str, **params: object) -> str:
        return language.say(f"report.story.{key}", **params)

    lines: list[str] = []
    for part in (_head(story, say), _meaning(story, say), _scale(story, say), _people(story, say), _rest(story, say)):
        block = [line for text, depth in part for line in _wrap(text, width, depth)]
        lines += [*block, ""] if block else []
    for reference in story.references:
        lines += [say("reference"), "", to_text(reference, language, width=width)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(story: Story, say: Say) -> Lines:
    yield f"{story.code} {story.title}", 0
    yield ", ".join(part for part in (story.unit, story.period) if part), 0
    yield "", 0
    level = next((step.text for step in story.bands if step.holds), "")
    yield say("value", value=story.full), 0
    if level:
        yield say("because", band=level), 1


def _meaning(story: Story, say: Say) -> Lines:
    yield say("sentence", sentence=story.sentence), 0
    yield say("formula", formula=story.formula), 0
    if not story.value.absent or story.numerator:
        yield say("numbers", numbers=story.numbers, outcome=story.outcome), 0
    if story.denominator:
        yield say("numerator", number=story.numerator, words=story.numerator_words), 0
        yield say("denominator", number=story.denominator, words=story.denominator_words), 0
    yield say("scope", scope=story.scope), 0
    if story.members or story.excluded:
        yield say("n_of_n", n_of_n=story.n_of_n), 0


def _scale(story: Story, say: Say) -> Lines:
    if story.bands:
        yield say("scale_illustrative" if story.illustrative else "scale"), 0
    for step in story.bands:
        mark = "not_tried" if step.holds is None else "holds" if step.holds else "fails"
        yield say(mark, band=step.text), 1
    if story.earlier:
        yield say("earlier", period=story.earlier_period, value=story.earlier), 0
    if story.change:
        words = ", ".join(w for w in (story.change.direction_text, story.change.caveat) if w)
        yield say("change_words" if words else "change", change=story.change.text, words=words), 0


def _people(story: Story, say: Say) -> Lines:
    if story.inputs:
        yield say("inputs"), 0
        yield from _inputs(story.inputs, say, 1)
    if story.members:
        yield say("members", n=len(story.members)), 0
        for member in story.members:
            yield from _member(member, say)
    if story.excluded:
        yield say("excluded", n=len(story.excluded)), 0
        for organisation in story.excluded:
            yield f"{organisation.title}: {organisation.reason}", 1
            yield from _inputs(organisation.inputs, say, 2)


def _member(member: Member, say: Say) -> Lines:
    yield say("member", title=member.title, numbers=member.numbers, outcome=member.outcome), 1
    yield from _inputs(member.inputs, say, 2)


def _inputs(inputs: Iterable[Input], say: Say, depth: int) -> Lines:
    for one in inputs:
        title = f"{one.title} ({one.keys})" if one.keys else one.title
        yield f"{title}: {one.value}", depth
        if one.place:
            yield one.place, depth + 1
        for note in one.notes:
            yield say("note", note=note), depth + 1
        if one.evidence:
            yield say("evidence", evidence=one.evidence), depth + 1


def _rest(story: Story, say: Say) -> Lines:
    if story.recommend:
        yield say("recommend", text=story.recommend), 0
    if story.act:
        yield say("act", act=story.act), 0
    for note in story.notes:
        yield say("note", note=note), 0
    if story.remark:
        yield say("remark", remark=story.remark), 0


def _wrap(text: str, width: int, depth: int) -> list[str]:
    clean = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    indent = STEP * depth
    room = max(width, 30)
    wrapped = textwrap.wrap(
        clean,
        room,
        initial_indent=indent,
        subsequent_indent=indent + STEP * 2,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or [""]
