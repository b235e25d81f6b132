"""What is declared as one number: the same for the same meaning, whatever the comments, files and order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum

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
    digest = hashlib.sha256()
    for piece in _pieces(declared):
        digest.update(piece.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()


def _pieces(value: object) -> Iterator[str]:
    match value:
        case None | Span():
            yield "-"
        case bool() | int() | str() | StrEnum() | dt.date():
            yield str(value)
        case Decimal():
            yield format(value.normalize(), "f")
        case Expression(text=text):
            yield " ".join(text.split())
        case Mapping():
            for key in sorted(value):
                yield f"{key}:"
                yield from _pieces(value[key])
            yield "}"
        case tuple() | frozenset():
            for item in sorted(value) if isinstance(value, frozenset) else value:
                yield from _pieces(item)
            yield "]"
        case _ if is_dataclass(value):
            yield from _dataclass_pieces(value)
        case _:
            raise TypeError(type(value).__name__)


def _dataclass_pieces(value: object) -> Iterator[str]:
    kind = type(value).__name__
    yield kind
    for field in fields(value):  # type: ignore[arg-type]  # the caller has asked is_dataclass
        if field.name in _LEFT_OUT | _ABOUT:
            continue
        part = getattr(value, field.name)
        if (kind, field.name) in _IF_ANY and not part:
            continue
        if (kind, field.name) in _SETS:
            part = tuple(sorted(part, key=lambda item: item if isinstance(item, str) else item.id))
        if (kind, field.name) in _RANKED:
            part = tuple(f"{key}: {title}" for key, title in part.items())
        yield f"{field.name}="
        yield from _pieces(part)
