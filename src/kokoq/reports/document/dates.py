"""Days of the year and periods of collection in words: «31 июля», «с 21 июня по 31 июля»."""

from __future__ import annotations

import datetime as dt

from kokoq.language import Language
from kokoq.model import Regulation


def day(text: str, language: Language) -> str:
    """«31 июля» of ``07-31``."""
    if not text:
        return ""
    from babel.dates import format_skeleton

    month, number = (int(part) for part in text.split("-"))
    return str(format_skeleton("MMMMd", dt.date(2000, month, number), locale=language.code))


def collected(regulation: Regulation, language: Language) -> str:
    """«с 21 июня по 31 июля»."""
    if regulation.collect is None:
        return ""
    first, last = (day(text, language) for text in regulation.collect)
    return language.say("document.from_to", first=first, last=last)
