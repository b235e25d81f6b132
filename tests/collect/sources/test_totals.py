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


@pytest.mark.parametrize(
    "text",
    [
        f"{ROWS}{HEAD}s1;region;3;1\nИтого;;33;10\n",  # 10 + 20 + 3, below the header of the next page
        f"{ROWS}{HEAD}s1;region;3;1\nИтого;;3;1\n",  # of that page alone
        f"{HEAD}s1;local;10;4\ns1;region;3;1\ns1;Итого;13;5\ns2;local;20;5\ns2;Всего по школе;20;5\nВсего;;33;10\n",
        f"{HEAD}s1;local;10;4\ns2;local;20;5\ns1;region;3;1\nИтого Школа № 1;;13;5\nШкола № 2, итого;;20;5\n",
        f"{HEAD}Итого Школа № 1;;11;5\ns1;local;10;4\n",  # above its rows: they are not known yet
        f"{ROWS}Итого по городским;;11;4\nИтого по сельским;;19;5\nИтого;;30;9\n",  # which are those, is not known
        f"{HEAD}s1;local;1;1\nИтого;;1;1\ns2;local;2;1\nИтого;;2;1\nСумма;;3;2\ns1;region;4;1\nОбщий итог;;7;3\n",
    ],
)
def test_a_total_may_be_of_a_page_of_rows_above_or_of_one_organisation(tmp_path: Path, text: str) -> None:
    put(tmp_path, "конкурсы.csv", text)
    assert told(tmp_path) == []
    assert {d.rule.code for d in collect(tmp_path).diagnostics} & {"KQ309", "KQ371", "KQ403"} == set()


def test_a_total_of_one_organisation_is_held_against_its_rows_alone(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы.csv", f"{HEAD}s1;local;10;4\ns2;local;20;5\ns1;region;3;1\ns1;Итого;14;5\nВсего;;34;10\n")
    # of the first school 10 + 3 = 13 and of all 33
    assert told(tmp_path) == [("C5", 14, 13, 1), ("C6", 34, 33, 1)]


def test_below_a_repeated_header_a_total_is_still_of_all(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы.csv", f"{ROWS}{HEAD}s1;region;3;1\nИтого по району;;35;10\n")
    assert told(tmp_path) == [("C6", 35, 33, 2)]


def test_a_word_for_a_total_is_no_key_and_a_name_that_begins_so_no_total(tmp_path: Path) -> None:
    put(
        tmp_path,
        "конкурсы.csv",
        f"{ROWS}s1;Ср. знач.;5;2\nΣ;;30;9\nИтоговая школа;local;1;1\nСреднее училище;local;1;1\n",
    )
    codes = [(d.rule.code, str(d.where).rpartition("!")[2]) for d in collect(tmp_path).diagnostics]
    assert [one for one in codes if one[0] in ("KQ309", "KQ403")] == [("KQ309", "A6"), ("KQ309", "A7")]
    (skipped,) = (d for d in collect(tmp_path).diagnostics if d.rule.code == "KQ319")
    assert skipped.params["n"] == 2


def test_a_total_of_a_list_of_persons_is_no_sum(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада.csv", "Школа;Код;Балл\ns1;p1;50\ns1;p2;60\nИтого;;2\n")
    assert told(tmp_path) == []
