"""What the text of a regulation consists of, ready to be printed: the contract with ``document.md.j2`` and the DOCX."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A name and what is said of it: «Формула» and its sentences, a term and its meaning."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table: its columns, the share of the width that each takes, and its rows; a row of one cell is a subheading."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A formula as it stands in a regulation: ``name`` = ``numerator`` / ``denominator`` ``factor``.

    Letters stand for the sides, and the items of the passport say what they mean; ``denominator`` is "" where nothing
    is divided, ``factor`` is "× 100 %" of a share.
    """

    name: str
    numerator: str
    denominator: str
    factor: str


@dataclass(frozen=True, slots=True)
class PassportShown:
    """The card of one indicator; ``fraction`` is None where the formula is no number of numbers (yes or no)."""

    id: str
    code: str
    title: str
    fraction: Fraction | None
    fraction_title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: its heading, and texts, named texts or a table under it; all empty where the act says nothing."""

    title: str
    texts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    table: TableShown | None = None


@dataclass(frozen=True, slots=True)
class RegulationText:
    """One direction: its six parts (goals, tasks, indicators, methods, periodicity, criteria) and the passports."""

    id: str
    code: str
    title: str
    block: str
    act: str
    parts: tuple[Chapter, ...]
    passports: tuple[PassportShown, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The whole text. ``general`` are terms, principles and the like, ``appendices`` tables; none of them is empty."""

    id: str
    title: str
    issuer: str
    acts: tuple[str, ...]
    general: tuple[Chapter, ...]
    regulations: tuple[RegulationText, ...]
    appendices: tuple[Chapter, ...]
