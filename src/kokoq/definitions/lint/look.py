"""What a check of the linter looks at: the catalogue, its plan where there is one, and where each thing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kokoq.definitions.source import Map, Node, Seq, Text, make_text
from kokoq.diagnostics import Span
from kokoq.model import Catalogue, Indicator
from kokoq.plan import Plan, Series

_SECTIONS = ("indicators", "fields", "tables", "dictionaries")


@dataclass(frozen=True)
class Places:
    """Routes → places: ``("indicators", "medals", "title")``, ``("regulations", "heads", "periodicity", "submit")``."""

    trees: tuple[Node, ...]

    @cached_property
    def roots(self) -> Mapping[tuple[str, str], Node]:
        """Declared things by their section and name; of two of one name the first counts."""
        found: dict[tuple[str, str], Node] = {}
        for tree in self.trees:
            top = _under(tree)
            if "id" in top and "organisation_types" not in top and "code" in top:
                found.setdefault(("regulations", str(top["id"])), tree)
            elif "id" in top:
                found.setdefault(("catalogue", ""), tree)
            for section in _SECTIONS:
                for name, node in _under(top.get(section)).items():
                    found.setdefault((section, name), node)
            for table in _under(top.get("tables")).values():
                for name, node in _under(_under(table).get("fields")).items():
                    found.setdefault(("fields", name), node)
        return found

    def node(self, section: str, name: str, *route: str) -> Node | None:
        """What is written at a route; None where nothing is."""
        node = self.roots.get((section, name))
        for step in route:
            node = _step(node, step)
        return node

    def at(self, section: str, name: str, *route: str, otherwise: Span) -> Span:
        """The place of what is written at a route, else of the nearest thing that holds it."""
        for length in range(len(route), -1, -1):
            node = self.node(section, name, *route[:length])
            if node is not None and (length or not isinstance(node, Map) or node.key is not None):
                return node.at
        return otherwise

    def declared(self, section: str) -> tuple[Text, ...]:
        """The names that a section of any file declares."""
        sections = (_under(tree).get(section) for tree in self.trees)
        return tuple(name for node in sections if isinstance(node, Map) for name in node)

    def keys(self, section: str, name: str, *route: str) -> tuple[Text, ...]:
        """The keys of the mapping at a route."""
        node = self.node(section, name, *route)
        return tuple(node) if isinstance(node, Map) else ()


@dataclass(frozen=True)
class Look:
    """One catalogue under the eyes of the linter; ``plan`` is None where its formulas have faults."""

    catalogue: Catalogue
    places: Places
    plan: Plan | None = None

    @cached_property
    def declared(self) -> tuple[Indicator, ...]:
        """The indicators as they are written: of a template the first series, no duplicates of others."""
        seen: dict[str, Indicator] = {}
        for indicator in self.catalogue.indicators.values():
            if not indicator.same_as:
                seen.setdefault(indicator.template or indicator.id, indicator)
        return tuple(seen.values())

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The declared indicators as the plan has them; none where there is no plan."""
        return () if self.plan is None else tuple(self.plan.series[indicator.id] for indicator in self.declared)

    def of(self, indicator: Indicator, *route: str) -> Span:
        """The place of a part of an indicator."""
        return self.places.at("indicators", indicator.template or indicator.id, *route, otherwise=indicator.at)

    def says(self, indicator: Indicator, *route: str) -> bool:
        """Whether an indicator has this key in its file."""
        return self.places.node("indicators", indicator.template or indicator.id, *route) is not None

    def texts(self) -> Iterator[tuple[str, Span]]:
        """What is told to people: titles, goals, tasks, methods, criteria, hints, clauses; not remarks."""
        for tree in self.places.trees:
            yield from _told(tree, "")


_SILENT = frozenset({"remark", "remarks", "id", "formula", "scope", "cases", "terms", "appendices", "retired"})
"""Keys whose texts are no wording of the act, or explain it."""


def _told(node: Node, key: str) -> Iterator[tuple[str, Span]]:
    if key in _SILENT:
        return
    match node:
        case Map():
            for name, inner in node.items():
                yield from _told(inner, str(name))
        case Seq():
            for inner in node:
                yield from _told(inner, key)
        case Text() if not node.isascii():
            yield str(node), node.at
        case _:
            pass


def _step(node: Node | None, step: str) -> Node | None:
    match node:
        case Map():
            return node.get(make_text(step, node.mark))
        case Seq() if step.isdecimal() and int(step) < len(node):
            return node[int(step)]
        case _:
            return None


def _under(node: Node | None) -> Mapping[str, Node]:
    match node:
        case Map():
            return {str(key): inner for key, inner in node.items()}
        case _:
            return {}
