"""An indicator by a key of its table («по предметам»); the series of one template beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from kokoq.model import Catalogue, Indicator, Kind, Regulation
from kokoq.reports.contract import Breakdown, BreakdownCell, BreakdownRow
from kokoq.reports.facts import Facts
from kokoq.results import Result


def breakdowns(facts: Facts, regulation: Regulation) -> tuple[Breakdown, ...]:
    """The breakdowns of a regulation's indicators that divide anything: with a single value, they are the total."""
    found: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in facts.indicators(regulation):
        for key in () if indicator.same_as else indicator.by:
            found.setdefault((indicator.template or indicator.id, key), []).append(indicator)
    made = (_breakdown(facts, indicators, key) for (_, key), indicators in found.items())
    return tuple(breakdown for breakdown in made if len(breakdown.rows) > 1)


def key_title(catalogue: Catalogue, indicator: Indicator, key: str) -> str:
    """The title of a key of the indicator's table, of any table, or of a symbol field."""
    own = [table for table in catalogue.tables.values() if table.id == indicator.table]
    for table in (*own, *catalogue.tables.values()):
        for declared in table.keys:
            if declared.id == key:
                return declared.title
    return catalogue.fields[key].title if key in catalogue.fields else key


def key_entries(catalogue: Catalogue, indicator: Indicator, key: str) -> dict[str, str]:
    """Code → title of a key's dictionary."""
    own = catalogue.tables.get(indicator.table)
    for table in (*((own,) if own else ()), *catalogue.tables.values()):
        for declared in table.keys:
            if declared.id == key and declared.dictionary in catalogue.dictionaries:
                return dict(catalogue.dictionaries[declared.dictionary].entries)
    field = catalogue.fields.get(key)
    dictionary = catalogue.dictionaries.get(field.dictionary) if field else None
    return dict(dictionary.entries) if dictionary else {}


def _breakdown(facts: Facts, indicators: Sequence[Indicator], key: str) -> Breakdown:
    first = indicators[0]
    rows = []
    for code, title in key_entries(facts.catalogue, first, key).items():
        results = [facts.result(i, facts.unit, breakdown=f"{key}={code}") for i in indicators]
        if any(r is not None and r.n_reported for r in results):
            rows.append(BreakdownRow(title, tuple(_cells(facts, indicators, results))))
    title, columns = _titles(facts, indicators)
    code = first.code if len(indicators) == 1 else f"{first.code} … {indicators[-1].code}"
    return Breakdown(code, title, key_title(facts.catalogue, first, key), columns, tuple(rows))


def _cells(facts: Facts, indicators: Iterable[Indicator], results: Iterable[Result | None]) -> Iterable[BreakdownCell]:
    for indicator, result in zip(indicators, results, strict=True):
        if result is None or not result.n_reported:
            yield BreakdownCell(facts.say("none"), None)
            continue
        shown = facts.typesetter.value(indicator, result)
        fraction = facts.typesetter.fraction(indicator, result)
        divided = bool(fraction) and not shown.absent and indicator.kind not in (Kind.RATIO, Kind.MEAN)
        yield BreakdownCell(f"{shown.text} ({fraction})" if divided else shown.text, shown.number)


def _titles(facts: Facts, indicators: Sequence[Indicator]) -> tuple[str, tuple[str, ...]]:
    """What the titles have in common, and what is left of each for its column."""
    titles = [indicator.title.split(" ") for indicator in indicators]
    if len(titles) == 1:
        return indicators[0].title, (facts.say("column.value"),)
    shared = sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*titles, strict=False)))
    title = " ".join(titles[0][:shared]).rstrip(" :,–—-")
    return title or indicators[0].title, tuple(" ".join(words[shared:]) for words in titles)
