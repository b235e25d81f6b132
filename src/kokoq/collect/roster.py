"""Organisations found by what people call them: id, title, short title, alias, whatever the case, quotes or «ё».

Numbers in registers (ОКПО, ИНН) are names too; a spreadsheet that takes them for numbers drops their leading zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kokoq.collect.words import folded
from kokoq.diagnostics import closest
from kokoq.model import Organisation

_NUMBER_SIGN = re.compile(r"(?:№|#|\bn)\s*(?=\d)")


def plain_name(text: str) -> str:
    """A name as names are compared: «Школа N 1», «ШКОЛА №1» and «школа № 1» are one."""
    return _NUMBER_SIGN.sub("№", folded(text))


@dataclass(frozen=True, slots=True)
class Roster:
    """The organisations of a campaign; a name that two of them share finds neither."""

    by_id: Mapping[str, Organisation]
    by_name: Mapping[str, str]
    titles: tuple[str, ...]

    def find(self, name: str) -> Organisation | None:
        """The organisation of that name; None where there is none or more than one."""
        plain = plain_name(name)
        id_ = self.by_name.get(plain) or (self.by_name.get(_code(plain)) if plain.isdecimal() else None)
        return None if id_ is None else self.by_id[id_]

    def close(self, name: str) -> tuple[str, ...]:
        """Titles that ``name`` was probably meant to be."""
        return closest(name, self.titles)


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
