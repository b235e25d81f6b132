"""Fields of a table that comes from declared sources, of which none has a column: what is counted by them is not known.

A count over a field that is nowhere is zero of so many, which looks like a figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.diagnostics import Diagnostic
from kokoq.model import Settings
from kokoq.plan import Plan, fields_used
from kokoq.rules import FIELD_WITHOUT_COLUMN


def fields_without_column(settings: Settings, plan: Plan) -> Iterator[Diagnostic]:
    """At the last source of each table: the fields that indicators are computed from and no source of it gives."""
    catalogue = plan.catalogue
    given: dict[str, set[str]] = {}
    last: dict[str, str] = {}
    for source, mapping in settings.sources.items():
        if mapping.table in catalogue.tables:
            given.setdefault(mapping.table, set()).update(mapping.targets)
            last[mapping.table] = source
    lacking = [(t, name) for t, found in given.items() for name in catalogue.tables[t].fields if name not in found]
    used: dict[str, set[str]] = {}
    for indicator in plan.series if lacking else ():
        for name in fields_used(plan, indicator):
            used.setdefault(name, set()).add(indicator)
    for table, name in lacking:
        if name in used:
            source, asked = last[table], catalogue.fields[name]
            at = settings.sources[source].at
            yield FIELD_WITHOUT_COLUMN.at(at, source=source, field=asked.title, name=name, n=len(used[name]))
