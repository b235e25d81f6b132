"""Pages in Markdown by templates: the shipped ones print here, those of an office in a process that can be killed."""

from __future__ import annotations

import json
import pickle
from functools import lru_cache
from pathlib import Path

from kokoq.child.process import Child, Late, NotStarted
from kokoq.diagnostics import KokoqError, Span
from kokoq.language import Language, Word
from kokoq.markdown.sandbox import Order, printed
from kokoq.markdown.text import Markdown, escape
from kokoq.rules import TEMPLATE_FAULT

__all__ = ["Markdown", "escape", "render"]

SECONDS = 20.0
_CHILD = Path(__file__).with_name("child.py")


def render(name: str, language: Language, *, templates: Path | None = None, **shown: object) -> str:
    """The page that a template makes; ``KokoqError`` (KQ912) where the office's own template is at fault."""
    if templates is None or not any(templates.rglob("*.j2")):
        return printed(name, language, None, shown)
    return _printer(templates).print(name, language, shown)


@lru_cache
def _printer(templates: Path) -> _Printer:
    return _Printer(templates)


class _Printer:
    """Has the pages of an office's own templates printed by a child: a template may loop for ever, or eat all memory.

    What several pages show is sent once.
    """

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._child: Child | None = None
        self._sent: dict[str, object] = {}

    def print(self, name: str, language: Language, shown: dict[str, object]) -> str:
        child = self._started(name)
        news = {key: value for key, value in shown.items() if self._sent.get(key) is not value}
        order = Order(name, language.code, self._templates, tuple(shown), news)
        self._sent = shown
        try:
            answer = child.ask(pickle.dumps(order), seconds=SECONDS)
        except Late:
            raise self._failed(name, Word("template.late", seconds=round(SECONDS))) from None
        if answer is None:
            raise self._failed(name, Word("template.ended"))
        said = json.loads(answer)
        if "text" not in said:
            raise KokoqError(TEMPLATE_FAULT.at(Span(said["path"], said["line"]), problem=said["words"]))
        return str(said["text"])

    def _started(self, name: str) -> Child:
        if self._child is None or not self._child.alive:
            self._sent = {}
            try:
                self._child = Child(str(_CHILD))
            except NotStarted:
                raise self._failed(name, Word("template.not_started")) from None
        return self._child

    def _failed(self, name: str, problem: Word) -> KokoqError:
        return KokoqError(TEMPLATE_FAULT.at(Span(str(self._templates / name)), problem=problem))
