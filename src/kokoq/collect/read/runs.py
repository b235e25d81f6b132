"""Letters of a cell that are struck through, digits that are raised or lowered: kept in its text as Unicode has them.

«25 27» with the first number struck through must not become 2527, nor «12» with a footnote 121. A struck letter is
followed by ``STRUCK``; a digit behind another one that stands higher or lower becomes one that does so by itself.
"""

from __future__ import annotations

import re

from kokoq.collect.read.markup import Attributes

STRUCK = "\u0336"
"""Behind a letter that is struck through; before the number format of a cell that is so as a whole."""
UNSEEN = "\u2060"
"""Before the number format of a cell whose letters have the colour of what is behind them."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_MOVED = {"superscript": _RAISED, "subscript": _LOWERED}
_OFF = ("0", "false", "none")
_ODD_DIGIT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]")
_STRUCK_LETTERS = re.compile(f"(?:[^{STRUCK}]{STRUCK})+")


def marked(text: str, *, after: str = "", struck: bool = False, position: str = "") -> str:
    """A run of letters behind others; ``position`` is «superscript», «subscript» or nothing."""
    if position in _MOVED and after[-1:].isdigit():
        text = text.translate(_MOVED[position])
    return "".join(f"{letter}{STRUCK}" if not letter.isspace() else letter for letter in text) if struck else text


def dressed(code: str, *, struck: bool, letters: str = "", ground: str = "") -> str:
    """A number format with what the style of the cell says beside it; colours are six digits, "" where none is said."""
    unseen = bool(letters) and letters.lower() == (ground.lower() or "ffffff")
    return f"{STRUCK if struck else UNSEEN if unseen else ''}{code}"


def struck_letters(text: str) -> str:
    """What of a text is struck through, piece by piece."""
    return " ".join(piece.replace(STRUCK, "") for piece in _STRUCK_LETTERS.findall(text))


def has_moved_digits(text: str) -> bool:
    """Whether digits stand higher or lower than the others."""
    return _ODD_DIGIT.search(text) is not None


def is_on(attributes: Attributes) -> bool:
    """Whether a property of letters in xlsx is not one that is turned off."""
    return attributes.get("val", "1") not in _OFF


class Runs:
    """The run of a rich text in xlsx that is being read; what is marked stays so, piece by piece."""

    def __init__(self) -> None:
        self._struck = False
        self._position = ""
        self._last = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take notice of an element."""
        match name:
            case "si" | "is" | "c":
                self._struck, self._position, self._last = False, "", ""
            case "r":
                self._struck, self._position = False, ""
            case "strike":
                self._struck = is_on(attributes)
            case "vertAlign":
                self._position = attributes.get("val", "")

    def marked(self, text: str) -> str:
        """The letters as they are seen."""
        before, self._last = self._last, text or self._last
        if not self._struck and not self._position:
            return text
        return marked(text, after=before, struck=self._struck, position=self._position)
