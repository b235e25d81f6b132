"""What stops a command, and how it is told: a short text, never a traceback."""

from __future__ import annotations

import os

from kokoq.diagnostics import Diagnostic, KokoqError
from kokoq.language import Language


class FaultyDefinitions(Exception):  # noqa: N818 - what happened, not an error of the program
    """Definitions or a list of organisations with errors: nothing can be computed from them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(diagnostics)} findings")
        self.diagnostics = diagnostics


class CatalogueNeeded(Exception):  # noqa: N818 - a question back to the user
    """Neither the command nor the folder says which of the shipped catalogues is meant."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(", ".join(known))
        self.known = known


def tell(error: Exception, words: Language) -> str:
    """The text for a failure; with ``KOKOQ_TRACEBACK`` set the failure itself goes on."""
    if os.environ.get("KOKOQ_TRACEBACK"):
        raise error
    match error:
        case KokoqError():
            return _findings((error.diagnostic,), words)
        case FaultyDefinitions():
            return _findings(error.diagnostics, words)
        case CatalogueNeeded():
            return words.say("cli.fault.catalogue_needed", known=error.known)
        case _:
            return words.say("cli.fault.unexpected", error=f"{type(error).__name__}: {error}")


def _findings(diagnostics: tuple[Diagnostic, ...], words: Language) -> str:
    from kokoq.cli.screen import read_text
    from kokoq.reports.findings import to_text

    return to_text(diagnostics, words, source=read_text)
