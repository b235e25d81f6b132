"""The units of every level: who makes up a municipality, a region, a declared group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kokoq.compute.rows import Bools, Ints
from kokoq.model import Catalogue, Level, Organisation, Settings


@dataclass(frozen=True)
class Above:
    """All units above the organisations, as (level, id) from the top, and who makes them up.

    A base unit belongs to several of them: ``base[i]`` is one of those that make up ``units[target[i]]``. The pairs are
    sorted by base unit.
    """

    units: tuple[tuple[str, str], ...]
    base: Ints
    target: Ints

    def __len__(self) -> int:
        return len(self.units)

    def at(self, level: str) -> Ints:
        """The positions of the units of a level."""
        return np.array([i for i, (of, _) in enumerate(self.units) if of == level], dtype=np.int64)


@dataclass(frozen=True)
class Units:
    """The base units: organisations, then municipalities; ``above`` are the units of all levels above."""

    organisations: tuple[Organisation, ...]
    municipalities: tuple[str, ...]
    above: Above

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return (*(o.id for o in self.organisations), *self.municipalities)

    @cached_property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The organisations as the units above are called: (level, id)."""
        return tuple((str(Level.ORGANISATION), o.id) for o in self.organisations)

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {id: i for i, id in enumerate(self.ids)}

    @property
    def size(self) -> int:
        return len(self.organisations) + len(self.municipalities)

    @cached_property
    def is_municipality(self) -> Bools:
        return np.arange(self.size) >= len(self.organisations)

    def some(self, n: int) -> Iterator[Units]:
        """At most so many of the base units at a time, organisations first; nothing is above them."""
        nobody = _above({})
        for first in range(0, len(self.organisations), n):
            yield Units(self.organisations[first : first + n], (), nobody)
        for first in range(0, len(self.municipalities), n):
            yield Units((), self.municipalities[first : first + n], nobody)


def base_units(
    organisations: Iterable[Organisation],
    catalogue: Catalogue,
    settings: Settings,
    municipalities: Iterable[str] = (),
) -> Units:
    """Organisations that are monitored, in their order, their municipalities, and every level and group above them.

    ``municipalities`` are further ones, of which no organisation may be monitored.
    """
    monitored = tuple(o for o in organisations if not o.excluded)
    named = dict.fromkeys([*(o.municipality for o in monitored), *municipalities])
    municipalities = tuple(named) or (settings.municipality.id,)
    region_of = dict.fromkeys(municipalities, "") | {o.municipality: o.region for o in monitored}
    nobody = [""] * len(municipalities)
    levels = {
        str(Level.REGION): [o.region for o in monitored] + [region_of[m] for m in municipalities],
        str(Level.MUNICIPALITY): [o.municipality for o in monitored] + list(municipalities),
        **{group: [group_of(o, group, catalogue) for o in monitored] + nobody for group in settings.groups},
    }
    return Units(monitored, municipalities, _above(levels))


def _above(levels: Mapping[str, list[str]]) -> Above:
    """The units of every level, given the unit of every base unit in it ("" is none)."""
    units = [(level, unit) for level, of_base in levels.items() for unit in sorted(set(of_base) - {""})]
    index = {unit: i for i, unit in enumerate(units)}
    pairs = sorted((b, index[level, u]) for level, of_base in levels.items() for b, u in enumerate(of_base) if u)
    return Above(
        tuple(units),
        np.array([base for base, _ in pairs], dtype=np.int64),
        np.array([target for _, target in pairs], dtype=np.int64),
    )


def group_of(organisation: Organisation, group: str, catalogue: Catalogue) -> str:
    """The unit of a declared group that an organisation belongs to; "" is none. A tag is a group of its own."""
    if group in catalogue.tags:
        return group if group in organisation.tags else ""
    return {"type": organisation.type, "cluster": organisation.cluster, **dict(organisation.computed)}.get(group, "")
