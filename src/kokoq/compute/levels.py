"""The units of every level: who makes up a municipality, a region, a declared group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kokoq.compute.rows import Bools, Ints
from kokoq.model import Catalogue, Level, Organisation, Settings


@dataclass(frozen=True, slots=True)
class Grouping:
    """A level or declared group: its units, and the unit of every base unit (-1: in none)."""

    level: str
    units: tuple[str, ...]
    member: Ints


@dataclass(frozen=True)
class Units:
    """The base units: organisations, then municipalities; ``groupings`` are the levels above, from the top."""

    organisations: tuple[Organisation, ...]
    municipalities: tuple[str, ...]
    groupings: tuple[Grouping, ...]

    @cached_property
    def index(self) -> Mapping[str, int]:
        ids = [o.id for o in self.organisations] + list(self.municipalities)
        return {id: i for i, id in enumerate(ids)}

    @property
    def size(self) -> int:
        return len(self.organisations) + len(self.municipalities)

    @cached_property
    def is_municipality(self) -> Bools:
        return np.arange(self.size) >= len(self.organisations)


def base_units(organisations: Iterable[Organisation], catalogue: Catalogue, settings: Settings) -> Units:
    """Organisations that are monitored, in their order, their municipalities, and every level and group above them."""
    monitored = tuple(o for o in organisations if not o.excluded)
    municipalities = tuple(dict.fromkeys(o.municipality for o in monitored)) or (settings.municipality.id,)
    region_of = dict.fromkeys(municipalities, "") | {o.municipality: o.region for o in monitored}
    groupings = []
    if any(region_of.values()):
        groupings.append(
            _grouping(Level.REGION, [o.region for o in monitored] + [region_of[m] for m in municipalities])
        )
    groupings.append(_grouping(Level.MUNICIPALITY, [o.municipality for o in monitored] + list(municipalities)))
    nobody = [""] * len(municipalities)
    groupings.extend(_grouping(g, [group_of(o, g, catalogue) for o in monitored] + nobody) for g in settings.groups)
    return Units(monitored, municipalities, tuple(groupings))


def group_of(organisation: Organisation, group: str, catalogue: Catalogue) -> str:
    """The unit of a declared group that an organisation belongs to; "" is none. A tag is a group of its own."""
    if group in catalogue.tags:
        return group if group in organisation.tags else ""
    return {"type": organisation.type, "cluster": organisation.cluster}.get(group, "")


def _grouping(level: str, of_base: list[str]) -> Grouping:
    units = tuple(sorted({u for u in of_base if u}))
    index = {u: i for i, u in enumerate(units)}
    return Grouping(str(level), units, np.array([index.get(u, -1) for u in of_base], dtype=np.int64))
