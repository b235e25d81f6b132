"""Values of others, from a file of the campaign."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.collect.lists.benchmarks import load_benchmarks
from kokoq.diagnostics import Cell, KokoqError
from kokoq.results import Benchmark
from tests.compute.small import catalogue, indicator

ONE = catalogue(indicator("part / total", id="certified", code="1.01"))


def loaded(folder: Path, text: str) -> tuple[tuple[Benchmark, ...], list[tuple[str, object]]]:
    path = folder / "benchmarks.csv"
    path.write_text(text, encoding="utf-8")
    found = load_benchmarks(path, ONE)
    return found.value, [(d.rule.code, d.where) for d in found.diagnostics]


def test_indicators_are_named_by_code_or_id_and_shares_with_their_sign(tmp_path: Path) -> None:
    text = "Показатель;Период;Источник;Значение\n1.01;2020/2021;Область;91,3 %\ncertified;2020-2021;Страна;0,9\n"
    assert loaded(tmp_path, text) == (
        (
            Benchmark("certified", "2020/2021", "Область", 0.913),
            Benchmark("certified", "2020/2021", "Страна", 0.9),
        ),
        [],
    )


def test_every_fault_of_every_row_is_told_at_its_cell(tmp_path: Path) -> None:
    text = "indicator;period;source;value\n9.9;2021;a;1\n1.01;давно;b;91\n"
    values, found = loaded(tmp_path, text)
    sheet = found[0][1].sheet  # type: ignore[attr-defined]  # a cell
    assert values == ()
    assert found == [
        ("KQ642", Cell("benchmarks.csv", sheet, "A2")),
        ("KQ643", Cell("benchmarks.csv", sheet, "D3")),
        ("KQ644", Cell("benchmarks.csv", sheet, "B3")),
    ]


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    values, found = loaded(tmp_path, "indicator;period;value\n1.01;2021;1\n")
    assert (values, [code for code, _ in found]) == ((), ["KQ314"])


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(KokoqError) as stopped:
        load_benchmarks(tmp_path / "none.csv", ONE)
    assert stopped.value.diagnostic.rule.code == "KQ901"
