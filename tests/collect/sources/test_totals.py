"""A row of totals in a list is held against the rows above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collect.gather.test_overlap import collect, put, rows

HEAD = "Школа;Уровень;Участники;Победители\n"
ROWS = f"{HEAD}s1;local;10;4\ns2;local;20;5\n"


def told(folder: Path) -> list[tuple[str, object, object, object]]:
    return [
        (str(d.where).rpartition("!")[2], d.params["reported"], d.params["computed"], d.params["difference"])
        for d in collect(folder).diagnostics
        if d.rule.code == "KQ515"
    ]


def test_a_total_that_the_rows_do_not_come_to_is_said_with_the_difference(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы.csv", f"{ROWS}Итого;;31;9\n")
    assert told(tmp_path) == [("C4", 31, 30, 1)]  # 10 + 20 = 30
    assert list(rows(collect(tmp_path), "contests")["participants"]) == [10, 20]


@pytest.mark.parametrize(
    "text",
    [
        f"{ROWS}Итого;;30;9\n",
        f"{ROWS}Всего;;30;\nВ среднем;;15;4,5\n",
        f"{HEAD}s1;local;10;4\nИтого по северу;;10;4\ns2;local;20;5\nИтого по югу;;20;5\nВсего;;30;9\n",
        f"{ROWS}s1;region;н/д;1\nИтого;;33;10\n",  # one figure is not known: neither is the sum
        f"{ROWS}Школа № 99;local;7;1\nИтого;;37;10\n",  # a school that is not known is an error of its own
    ],
)
def test_a_total_that_agrees_a_mean_and_what_cannot_be_known_are_silent(tmp_path: Path, text: str) -> None:
    put(tmp_path, "конкурсы.csv", text)
    assert told(tmp_path) == []


def test_a_total_of_a_list_of_persons_is_no_sum(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада.csv", "Школа;Код;Балл\ns1;p1;50\ns1;p2;60\nИтого;;2\n")
    assert told(tmp_path) == []
