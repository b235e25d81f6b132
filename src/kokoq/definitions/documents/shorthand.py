"""What the shapes share: a strict document, and the short forms that stand for long ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kokoq.definitions.scalars import Date, Key, Name, Title, one_of, unfit, words
from kokoq.definitions.source import Hole, Seq, Text, make_hole, make_map, make_text
from kokoq.diagnostics import Severity
from kokoq.language import Word


class Document:
    """Anything read from a file: a key that is not declared is a fault."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def text_as(key: str) -> Callable[[object], object]:
    """A bare text stands for a mapping with that one key."""

    def expand(value: object) -> object:
        if not isinstance(value, Text) or isinstance(value, Hole):
            return value
        return make_map(value.mark, [(make_text(key, value.mark), value)])

    return expand


def word_as_key(*allowed: str) -> Callable[[object], object]:
    """A bare word, one of those allowed, stands for a mapping with that one key."""

    def expand(value: object) -> object:
        if not isinstance(value, Text) or isinstance(value, Hole):
            return value
        if value not in allowed:
            raise unfit(value, Word("expected.one_of", items=allowed))
        return make_map(value.mark, [(value, make_hole(value.mark))])

    return expand


def hole_as_empty(value: object) -> object:
    """Of a faulty ``otherwise``, that it was one is still known."""
    return make_map(value.mark) if isinstance(value, Hole) else value


def codes_as_titles(value: object) -> object:
    """``[ege, oge]`` stands for ``{ege: ege, oge: oge}``."""
    if not isinstance(value, Seq) or not all(isinstance(item, Text) for item in value):
        return value
    return make_map(value.mark, [(item, item) for item in value if isinstance(item, Text)], value.key)


def key_values(value: object) -> object:
    """``procedures``, ``1..11`` or ``[ege, oge]`` stands for ``{values: …}``."""
    if not isinstance(value, Text | Seq) or isinstance(value, Hole):
        return value
    return make_map(value.mark, [(make_text("values", value.mark), value)])


Citations = dict[Key, Name]
"""act → clause"""


Titles = dict[Key, Title]
"""id → title"""


@dataclass(frozen=True, kw_only=True)
class ValidDocument(Document):
    """From when to when something is in force."""

    from_: Annotated[Date | None, Field(alias="from")] = None
    to: Date | None = None


ALWAYS = ValidDocument()
"""In force without an end."""


@dataclass(frozen=True, kw_only=True)
class SeverityDocument(Document):
    """An office's own severity of a rule."""

    is_: Annotated[Severity, Field(alias="is"), one_of(Severity), words(Severity)]
    reason: Title
