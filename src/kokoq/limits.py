"""How many faults of definitions are told at once: more of them are those of what is no definition."""

from __future__ import annotations

from kokoq.diagnostics import Diagnostic, Place
from kokoq.language import Word
from kokoq.rules import TOO_LARGE

MAX_FAULTS = 500
"""Of one definition file, or of the references of a catalogue."""


def too_many(n: int, where: Place) -> Diagnostic:
    """The last finding, where there are ``n`` faults and nothing further is read."""
    return TOO_LARGE.at(where, found=Word("yaml.faults", n=n), limit=Word("yaml.faults", n=MAX_FAULTS))
