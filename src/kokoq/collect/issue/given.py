"""What everybody answered to plain questions and in tables with keys, whatever it is kept in: never records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kokoq.model import PLAIN, Catalogue, Period, Type
from kokoq.observations import UNIT, Observations, TableData


class Given(NamedTuple):
    """The present answers to one question: rows of the unit, the codes of the table's keys and the value.

    ``type`` is that of the field then: a field of another one is another question.
    """

    field: str
    type: str
    rows: tuple[tuple[str | float, ...], ...]


def given(catalogue: Catalogue, observations: Observations, period: Period) -> tuple[Given, ...]:
    """All answers of a period, by field, unit and codes; a list of persons is none of them."""
    found: list[Given] = []
    for name in observations.tables:
        table = catalogue.tables.get(name)
        if name == PLAIN:
            found += _given(observations.period_rows(name, period.text), (), catalogue)
        elif table is not None and table.keys:
            found += _given(observations.period_rows(name, period.text), tuple(k.id for k in table.keys), catalogue)
    return tuple(sorted(found))


def _given(data: TableData, keys: tuple[str, ...], catalogue: Catalogue) -> Iterator[Given]:
    """The fields of one table that anybody answered."""
    heads = list(zip(*(data.column(name).tolist() for name in (UNIT, *keys)), strict=True))
    for name in data.absences:
        type_ = catalogue.fields[name].type
        typed = str if type_ in (Type.TEXT, Type.SYMBOL) else float
        values, absent = data.column(name).tolist(), data.absence(name).tolist()
        rows = [(*head, typed(value)) for head, value, why in zip(heads, values, absent, strict=True) if why == 0]
        if rows:
            yield Given(name, str(type_), tuple(sorted(rows, key=lambda row: row[:-1])))
