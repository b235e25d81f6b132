"""Organisations found by what people call them: id, title, short title, alias, whatever the case, quotes or «ё».

Numbers in registers (ОКПО, ИНН) are names too; a spreadsheet that takes them for numbers drops their leading zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kokoq.collect.cells.words import folded
from kokoq.collect.lists.likely import likely
from kokoq.model import Organisation

_NUMBER_SIGN = re.compile(r"(?:№|#|\bn)\s*(?=\d)")
_INNER_SIGN = re.compile(r"(?<=\S)\s*№(?=\d)")
_SHORTEST = 4
"""A name of fewer letters is not looked for within a text."""

_LONGEST = 1_000
"""A text of more letters is no name: a spreadsheet may hold a very long one in each of its rows."""

_OFFERED = 2

_NUMBERED = re.compile(r"(\d+)\)?(?:[.,:;]| -)? ?([^\W\d].*)")
"""A name behind its number in a list, its code: «1. Школа», «420101 - Школа»."""

_REGISTERED = re.compile(r"\d{8,15}")


def plain_name(text: str) -> str:
    """A name as names are compared: «Школа N 1», «ШКОЛА №1», «школа № 1» and «Школа 1» are one."""
    return _INNER_SIGN.sub(" ", _NUMBER_SIGN.sub("№", folded(text)))


@dataclass(frozen=True, slots=True)
class Roster:
    """The organisations of a campaign; a name that two of them share finds neither."""

    by_id: Mapping[str, Organisation]
    by_name: Mapping[str, str]
    titles: tuple[str, ...]

    def find(self, name: str) -> Organisation | None:
        """The organisation of that name; None where there is none or more than one."""
        plain = plain_name(name) if len(name) <= _LONGEST else ""
        id_ = self._id(plain) or self._behind_number(plain)
        return None if id_ is None else self.by_id[id_]

    def _id(self, plain: str) -> str | None:
        return self.by_name.get(plain) or (self.by_name.get(_code(plain)) if plain.isdecimal() else None)

    def _behind_number(self, plain: str) -> str | None:
        """The organisation of «01 Школа № 1», if the number is not that of another one."""
        split = _NUMBERED.fullmatch(plain)
        id_ = self.by_name.get(split[2]) if split else None
        return id_ if split and self._id(split[1]) in (None, id_) else None

    def within(self, text: str) -> Organisation | None:
        """The one organisation that a text names, whatever else it says: «ВПР Школа № 1 (весна)»."""
        named = self.named(text)
        return self.by_id[next(iter(named))] if len(named) == 1 else None

    def named(self, text: str) -> frozenset[str]:
        """All organisations that a text names."""
        whole = self.find(text)
        if whole is not None:
            return frozenset({whole.id})
        plain = plain_name(text.replace("_", " "))
        spans = [(found.span(), id_) for name, id_ in self.by_name.items() for found in _said(name, plain)]
        codes = (self.by_name.get(_code(number)) for number in _REGISTERED.findall(plain))
        outer = {id_ for span, id_ in spans if not any(is_inside(span, other) for other, _ in spans)}
        return frozenset(outer | {id_ for id_ in codes if id_})

    def close(self, name: str) -> tuple[str, ...]:
        """Titles that ``name`` was probably meant to be, one or two, each of another organisation."""
        best = dict[str, str]()
        for title in likely(name, self.titles):
            best.setdefault(self._id(plain_name(title)) or title, title)
        return tuple(best.values())[:_OFFERED]


def roster(organisations: Iterable[Organisation]) -> Roster:
    """The organisations by every name that they have."""
    by_id = {o.id: o for o in organisations}
    owners: dict[str, set[str]] = {}
    for one in by_id.values():
        for name in (one.title, one.short, *one.aliases):
            if name:
                owners.setdefault(plain_name(name), set()).add(one.id)
        for code in one.codes:
            owners.setdefault(_code(plain_name(code)), set()).add(one.id)
    names = {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}
    names |= {plain_name(id_): id_ for id_ in by_id}
    return Roster(by_id, names, tuple(name for o in by_id.values() for name in (o.title, *o.aliases)))


def _code(number: str) -> str:
    """A number of a register apart from names: an id «7» is not the code 7."""
    return f"code {number.lstrip('0')}"


def _said(name: str, text: str) -> Iterator[re.Match[str]]:
    """Where a name stands in a text, as words of it: «школа 1» does not stand in «школа 12»."""
    if len(name) >= _SHORTEST and name in text and not name.startswith(_code("")):
        yield from re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)


def is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one name is a part of another."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]
