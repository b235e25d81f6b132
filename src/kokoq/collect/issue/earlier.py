"""What every unit answered one period before, as its form would show it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.book import Answered, Entry
from kokoq.folders import COLLECTED
from kokoq.language import Language
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period, Progress, Settings, Type
from kokoq.observations import UNIT
from kokoq.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kokoq.observations import TableData


def earlier_answers(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
    progress: Progress | None = None,
) -> Mapping[str, Answered]:
    """The answers of the period before ``period`` by unit; nothing where that was not collected."""
    before = period.previous()
    if not (folder / COLLECTED / before.slug).is_dir():
        return {}
    from kokoq.collect.gather.run import gather

    read = gather(plan, settings, organisations, folder, periods=(before,), progress=progress).value
    found: dict[str, dict[str, Entry]] = {}
    for name, data in read.tables.items():
        table = plan.catalogue.tables.get(name)
        if name == PLAIN:
            _take(data, (), plan.catalogue, language, into=found)
        elif table is not None and table.keys:
            _take(data, tuple(key.id for key in table.keys), plan.catalogue, language, into=found)
    return found


def _take(
    data: TableData,
    keys: tuple[str, ...],
    catalogue: Catalogue,
    language: Language,
    *,
    into: dict[str, dict[str, Entry]],
) -> None:
    """The present values of one table, by unit and by the id of the question."""
    units = data.column(UNIT).tolist()
    codes = list(zip(*(data.column(key).tolist() for key in keys), strict=True)) if keys else [()] * len(units)
    for name in data.absences:
        field = catalogue.fields[name]
        for unit, row, value, absent in zip(
            units, codes, data.column(name).tolist(), data.absence(name).tolist(), strict=True
        ):
            if absent == 0:
                id_ = cell_id(field.table, tuple(row), name) if keys else name
                into.setdefault(unit, {})[id_] = _shown(value, field, catalogue, language)


def _shown(value: float | str, field: Field, catalogue: Catalogue, language: Language) -> Entry:
    match field.type:
        case Type.YES_NO:
            return language.say("form.yes" if value else "form.no")
        case Type.SYMBOL:
            return catalogue.dictionaries[field.dictionary].entries.get(str(value), str(value))
        case Type.TEXT:
            return str(value)
        case Type.DATE:
            return float(value) - 693594  # days of Excel begin on 30.12.1899
        case Type.PERCENT:
            return round(float(value) * 100, 6)
        case _:
            return float(value)
