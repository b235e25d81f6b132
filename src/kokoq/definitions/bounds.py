"""How much a catalogue may unfold into: numbers are counted here before anything is made of them.

A kilobyte can stand for 10⁸ rows (``1..9999`` twice), and a megabyte for a chain of 30,000 indicators, each the same as
the one before. Every limit lies far above what people write, and low enough that what is refused costs no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod

from kokoq.definitions.documents import (
    CaseDocument,
    CatalogueDocument,
    DictionaryFile,
    IndicatorDocument,
    KeyDocument,
    RegulationDocument,
    TableDocument,
)
from kokoq.definitions.scalars import number_range
from kokoq.definitions.source import Map, Node, Seq, Text
from kokoq.diagnostics import Diagnostic, Severity, Span
from kokoq.language import Word
from kokoq.limits import MAX_FAULTS, too_many
from kokoq.rules import TOO_MANY

MAX_TYPES = 50  # of organisations: the form of each is laid out to count its cells
MAX_POLICIES = 100  # each is held against every indicator
MAX_ENTRIES = 20_000  # of all dictionaries: more than there are municipalities in the country
MAX_FIELDS = 5_000  # an organisation that answers one a minute is busy for two weeks
MAX_CELLS = 50_000  # of all tables of a form: rows × fields
MAX_SERIES = 5_000  # indicators, those that templates stand for included
MAX_SCALES = 50  # of one indicator: one a year is plenty
MAX_BANDS = 100  # of one scale: nobody tells more levels apart
MAX_CHAIN = 30  # steps from a part to its last whole, from a duplicate to its origin, from a successor to its first
MAX_CASES = 5_000  # each is computed

_UNCOUNTED = 10**12  # more than so many are told as that

Sizes = Mapping[str, int]
"""Dictionary → the number of its entries."""


def check_bounds(
    head: CatalogueDocument | None,
    files: tuple[DictionaryFile, ...],
    regulations: tuple[RegulationDocument, ...],
    cases: tuple[CaseDocument, ...],
) -> Iterator[Diagnostic]:
    """What would unfold into too much, each limit told once, where it is passed."""
    holders: tuple[CatalogueDocument | DictionaryFile, ...] = (*([head] if head else []), *files)
    dictionaries = [pair for holder in holders for pair in holder.dictionaries.items()]
    indicators = {str(name): document for r in regulations for name, document in r.indicators.items()}
    if head is not None:
        yield from _counted("types", ((name.at, 1) for name in head.organisation_types), MAX_TYPES)
        acts = (policy.act or next(iter(policy.forbid)) for policy in head.policies if policy.act or policy.forbid)
        yield from _counted("policies", ((act.at, 1) for act in acts), MAX_POLICIES)
    sizes = {str(name): len(d.entries) for name, d in dictionaries}
    tables = [pair for file in files for pair in file.tables.items()]
    fields = [pair for file in files for pair in file.fields.items()]
    fields += [pair for _, table in tables for pair in table.fields.items()]
    entries = ((name.at, len(d.entries) + len(d.aliases)) for name, d in dictionaries)
    yield from _counted("entries", entries, MAX_ENTRIES)
    yield from _counted("fields", ((name.at, 1) for name, _ in fields), MAX_FIELDS)
    yield from _counted("cells", ((name.at, _cells(table, sizes)) for name, table in tables), MAX_CELLS)
    yield from _counted("cases", (((case.indicator or case.profile).at, 1) for case in cases), MAX_CASES)
    yield from _chain("part_of", {str(name): field.part_of for name, field in fields if field.part_of})
    yield from _chain("replaces", {name: i.replaces for name, i in indicators.items() if i.replaces})
    same = {name: i.same_as for name, i in indicators.items() if i.same_as}
    long = tuple(_chain("same_as", same))
    yield from long
    if not long:
        costs = ((name.at, _series(i, indicators, sizes)) for r in regulations for name, i in r.indicators.items())
        yield from _counted("series", costs, MAX_SERIES)
    for regulation in regulations:
        for name, indicator in regulation.indicators.items():
            yield from _scales(name, indicator)


def _counted(what: str, costs: Iterable[tuple[Span, int]], limit: int) -> Iterator[Diagnostic]:
    """A finding where the sum passes the limit, with the whole sum."""
    total, passed = 0, None
    for at, cost in costs:
        total += cost
        if total > limit and passed is None:
            passed = at
    if passed is not None:
        found = f"{total}" if total < _UNCOUNTED else f"> {_UNCOUNTED}"
        yield TOO_MANY.at(passed, what=Word(f"bound.{what}"), found=found, limit=limit)


def until_too_many(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings as they come, until there are more errors than anybody reads; then it is told that there are."""
    errors = 0
    for d in found:
        yield d
        errors += d.severity is Severity.ERROR
        if errors > MAX_FAULTS:
            yield too_many(errors, d.where)
            return


def _cells(table: TableDocument, sizes: Sizes) -> int:
    """The cells of a table: its rows by its fields; and what its keys spell out, which is kept even without rows."""
    keys = {str(key): _key_size(document, sizes) for key, document in table.keys.items()}
    rows = 0
    for row in table.rows or ({},):
        listed = {str(key): sum(_width(code) for code in codes) for key, codes in row.items()}
        rows += prod(listed.get(key) or size for key, size in keys.items()) + sum(listed.values())
    return (rows * max(1, len(table.fields)) if keys else 0) + sum(keys.values())


def _key_size(document: KeyDocument, sizes: Sizes) -> int:
    return _size(document.values, sizes)


def _size(node: Node, sizes: Sizes) -> int:
    """How many values are spelled out or named; of an unknown name as many as the longest dictionary has."""
    match node:
        case Text():
            known = sizes.get(str(node))
            return known if known is not None else _width(node) if ".." in node else max(sizes.values(), default=1)
        case Map() | Seq():
            return len(node)


def _width(code: Text) -> int:
    numbers = number_range(code)
    return 1 if numbers is None else len(numbers)


def _series(document: IndicatorDocument, indicators: Mapping[str, IndicatorDocument], sizes: Sizes) -> int:
    """How many indicators one stands for; a duplicate for as many as its origin."""
    origin: IndicatorDocument | None = document
    for _ in range(MAX_CHAIN):
        if origin is None or origin.for_each or not origin.same_as:
            break
        origin = indicators.get(str(origin.same_as))
    spread = [_size(node, sizes) for node in origin.for_each.values()] if origin else []
    return max(prod(spread), sum(spread), 1)


def _chain(what: str, links: Mapping[str, Text]) -> Iterator[Diagnostic]:
    """The first link that more than ``MAX_CHAIN`` others follow; each link is walked once."""
    length: dict[str, int] = {}
    for first in links:
        name, path = first, list[str]()
        while name in links and name not in length:
            length[name] = 0
            path.append(name)
            name = str(links[name])
        below = length.get(name, 0)
        length.update((one, below + step) for step, one in enumerate(reversed(path), start=1))
        if path and length[first] > MAX_CHAIN:
            yield TOO_MANY.at(links[first].at, what=Word(f"bound.{what}"), found=length[first], limit=MAX_CHAIN)
            return


def _scales(name: Text, indicator: IndicatorDocument) -> Iterator[Diagnostic]:
    """An indicator has not too many scales, and none of them too many bands."""
    yield from _counted("scales", ((name.at, 1) for _ in indicator.scale), MAX_SCALES)
    for scale in indicator.scale:
        most = max(len(scale.bands), len(scale.levels), len(scale.ordinal))
        if most > MAX_BANDS:
            yield TOO_MANY.at(name.at, what=Word("bound.bands"), found=most, limit=MAX_BANDS)
