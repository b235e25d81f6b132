"""What every unit answered one period before, as its form would show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.book import Answered, Entry
from kokoq.collect.issue.given import Given, given
from kokoq.folders import COLLECTED
from kokoq.language import Language
from kokoq.model import PLAIN, Catalogue, Field, Organisation, Period, Progress, Settings, Type
from kokoq.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence


def earlier_answers(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    progress: Progress | None = None,
) -> tuple[Given, ...]:
    """The answers of the period before ``period`` in the files; nothing where that was not collected."""
    before = period.previous()
    if not (folder / COLLECTED / before.slug).is_dir():
        return ()
    from kokoq.collect.gather.run import gather

    read = gather(plan, settings, organisations, folder, periods=(before,), progress=progress).value
    return given(plan.catalogue, read, before)


def as_shown(answers: Iterable[Given], catalogue: Catalogue, language: Language) -> Mapping[str, Answered]:
    """The answers by unit and by the id of the question; of questions that are other ones now, none."""
    found: dict[str, dict[str, Entry]] = {}
    for of in answers:
        field = catalogue.fields.get(of.field)
        if field is None or field.type != of.type:
            continue
        keys = len(catalogue.tables[field.table].keys) if field.table != PLAIN else 0
        for unit, *codes, value in of.rows:
            if len(codes) == keys:
                id_ = cell_id(field.table, tuple(map(str, codes)), of.field) if keys else of.field
                found.setdefault(str(unit), {})[id_] = _shown(value, field, catalogue, language)
    return found


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
