"""What some findings have to tell beside their sentence: the whole story of a number, of a worked case that failed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kokoq.diagnostics import Diagnostic, Place

Key = tuple[str, Place, str]
Stories = Mapping[Key, str]
"""Of some findings, by their rule, place and organisation: several lines of text."""

NO_STORIES: Stories = MappingProxyType({})


def key_of(d: Diagnostic) -> Key:
    """What a story is looked up by: a severity of the office's own changes nothing in it."""
    return (d.rule.code, d.where, d.unit)


def story_of(d: Diagnostic, stories: Stories) -> str:
    """The story of a finding, "" where it has none."""
    return stories.get(key_of(d), "")
