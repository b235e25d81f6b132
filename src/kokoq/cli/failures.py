"""What stops a command, and how it is told: a short text, never a traceback."""

from __future__ import annotations

import os

from kokoq.cli.excerpts import read_text
from kokoq.diagnostics import Diagnostic, KokoqError
from kokoq.language import Language


class FaultyDefinitions(Exception):  # noqa: N818 - what happened, not an error of the program
    """Definitions or a list of organisations with errors: nothing can be computed from them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(diagnostics)} findings")
        self.diagnostics = diagnostics


class AskedBack(Exception):  # noqa: N818 - a question back to the user
    """The command cannot tell what is meant; ``key`` of ``cli.fault`` says what to name."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def tell(error: Exception, words: Language) -> str:
    """The text for a failure; with ``KOKOQ_TRACEBACK`` set the failure itself goes on."""
    if os.environ.get("KOKOQ_TRACEBACK"):
        raise error
    match error:
        case KokoqError():
            return _findings((error.diagnostic,), words)
        case FaultyDefinitions():
            return _findings(error.diagnostics, words)
        case AskedBack():
            return words.say(f"cli.fault.{error.key}", **error.params)
        case _:
            return words.say("cli.fault.unexpected", error=f"{type(error).__name__}: {error}")


def _findings(diagnostics: tuple[Diagnostic, ...], words: Language) -> str:
    from kokoq.reports.findings import to_text

    return to_text(diagnostics, words, source=read_text)
