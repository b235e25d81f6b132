"""A title and its unit, which is not said twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.collect.form.style import titled
from kokoq.language import language
from kokoq.model import Type
from tests.collect.tiny import CATALOGUE

FIELD = next(iter(CATALOGUE.fields.values()))
UNITS = {"events": "мероприятий", "persons": "чел.", "hours": "ч", "points": "баллов"}


@pytest.mark.parametrize(
    ("title", "type_", "unit", "shown"),
    [
        ("Дата", Type.DATE, "", "Дата"),
        ("Утверждено", Type.DATE, "", "Утверждено, дата"),
        ("Мероприятия по программе", Type.COUNT, "events", "Мероприятия по программе"),
        ("Сколько человек пришло", Type.COUNT, "persons", "Сколько человек пришло"),
        ("Выпускники", Type.COUNT, "persons", "Выпускники, чел."),
        ("Нагрузка", Type.NUMBER, "hours", "Нагрузка, ч"),
        ("Средний балл", Type.NUMBER, "points", "Средний балл"),
        ("Доля", Type.PERCENT, "", "Доля, %"),
    ],
)
def test_a_unit_that_the_title_says_is_left_out(title: str, type_: Type, unit: str, shown: str) -> None:
    catalogue = replace(CATALOGUE, units=UNITS)
    assert titled(title, replace(FIELD, type=type_, unit=unit), catalogue, language("ru")) == shown
