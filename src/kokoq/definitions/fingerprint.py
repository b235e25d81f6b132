"""What is declared as one number: the same for the same meaning, whatever the comments, files and order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache

from kokoq.diagnostics import Span
from kokoq.model import Expression

_LEFT_OUT = frozenset({"at", "cases", "fingerprint"})
_ABOUT = frozenset(
    {"appendices", "benchmarks", "computed", "jumps", "known", "max_points", "objectivity", "retired", "roundings",
     "sample", "severity", "zones"}
)  # fmt: skip
"""What is only said about the declared: no form and no number depends on it."""

_SETS = frozenset({("Regulation", "indicators"), ("Table", "fields"), ("Catalogue", "regulations")})
"""Lists whose order says nothing: it is that of the keys in a file, or of the files."""

_IF_ANY = frozenset({("Catalogue", "clusters")})
"""Sections that say nothing where they are empty: catalogues without them are what they were before there were any."""

_RANKED = frozenset({("Catalogue", "levels")})
"""Mappings whose order is said by the file: the best level stands first."""


def fingerprint(declared: object) -> str:
    """sha256 of what is declared (a catalogue, settings, organisations); worked cases and places are no part of it."""
    pieces: list[str] = []
    _add(declared, pieces)
    return hashlib.sha256("".join(f"{piece}\0" for piece in pieces).encode("utf-8", "surrogatepass")).hexdigest()


def _add(value: object, pieces: list[str]) -> None:
    """Add the pieces of a value; one list of all is much faster than to hand them up from every depth."""
    match value:
        case str() | bool() | int() | dt.date():
            pieces.append(str(value))
        case None | Span():
            pieces.append("-")
        case Decimal():
            pieces.append(format(value.normalize(), "f"))
        case Expression(text=text):
            pieces.append(" ".join(text.split()))
        case Mapping():
            for key in sorted(value):
                pieces.append(f"{key}:")
                _add(value[key], pieces)
            pieces.append("}")
        case tuple() | frozenset():
            for item in sorted(value) if isinstance(value, frozenset) else value:
                _add(item, pieces)
            pieces.append("]")
        case _ if is_dataclass(value):
            _add_dataclass(value, pieces)
        case _:
            raise TypeError(type(value).__name__)


def _add_dataclass(value: object, pieces: list[str]) -> None:
    kind = type(value).__name__
    pieces.append(kind)
    for name in _named(type(value)):  # type: ignore[arg-type]  # a class is hashable, which mypy does not know
        part = getattr(value, name)
        if (kind, name) in _IF_ANY and not part:
            continue
        if (kind, name) in _SETS:
            part = tuple(sorted(part, key=lambda item: item if isinstance(item, str) else item.id))
        if (kind, name) in _RANKED:
            part = tuple(f"{key}: {title}" for key, title in part.items())
        pieces.append(f"{name}=")
        _add(part, pieces)


@cache
def _named(kind: type) -> tuple[str, ...]:
    """The fields of a class that say something."""
    return tuple(field.name for field in fields(kind) if field.name not in _LEFT_OUT | _ABOUT)
