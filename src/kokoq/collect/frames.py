"""Facts → frames: each column is made once, from a list; no cell is touched by pandas on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kokoq.collect.facts import LACKING, Fact, Row
from kokoq.collect.layout import is_text
from kokoq.model import Field
from kokoq.observations import PERIOD, UNIT, Absence, TableData


class PlainRow(NamedTuple):
    """The plain facts of one unit and period; ``lacking`` is why those of its ``asked`` fields are absent that are."""

    period: str
    unit: str
    facts: Mapping[str, Fact]
    asked: frozenset[str]
    lacking: Absence


def plain_frame(fields: Sequence[Field], rows: Sequence[PlainRow]) -> TableData:
    """One row per period and unit. What is not asked of a unit is not applicable there."""
    lacking = {reason: Fact(None, reason, 0) for reason in Absence}
    facts = [
        [
            row.facts.get(field.id) or lacking[row.lacking]
            if field.id in row.asked
            else lacking[Absence.NOT_APPLICABLE]
            for row in rows
        ]
        for field in fields
    ]
    keys: dict[str, Sequence[str]] = {PERIOD: [row.period for row in rows], UNIT: [row.unit for row in rows]}
    return _frames(fields, keys, facts)


def table_frame(keys: Sequence[str], fields: Sequence[Field], rows: Sequence[tuple[str, Row]]) -> TableData:
    """The rows of a table, each with its period; ``keys`` are the ids of its keys."""
    facts = [[row.facts.get(field.id, LACKING) for _, row in rows] for field in fields]
    columns: dict[str, Sequence[str]] = {PERIOD: [period for period, _ in rows], UNIT: [row.unit for _, row in rows]}
    columns |= {key: [row.keys[place] for _, row in rows] for place, key in enumerate(keys)}
    return _frames(fields, columns, facts)


def _frames(fields: Sequence[Field], keys: Mapping[str, Sequence[str]], facts: Sequence[Sequence[Fact]]) -> TableData:
    columns: dict[str, object] = {name: _texts(values) for name, values in keys.items()}
    for field, column in zip(fields, facts, strict=True):
        if is_text(field):
            columns[field.id] = _texts([fact.value for fact in column])
        else:
            columns[field.id] = np.array([fact.value for fact in column], dtype=np.float64)
    n = len(keys[UNIT])
    shape = (n, len(fields))
    absent = np.array([[fact.absence for fact in column] for column in facts], dtype=np.int8).T.reshape(shape)
    refs = np.array([[fact.ref for fact in column] for column in facts], dtype=np.int64).T.reshape(shape)
    names = [field.id for field in fields]
    return TableData(pd.DataFrame(columns), pd.DataFrame(absent, columns=names), pd.DataFrame(refs, columns=names))


def _texts(values: Sequence[object]) -> pd.Series:
    """A column of plain objects: pandas would make one of Arrow, which is slow to ask for a few hundred rows."""
    return pd.Series(np.array(values, dtype=object), dtype=object)
