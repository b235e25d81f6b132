"""Results for programs: exact columns and decimals, same bytes, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kokoq.diagnostics import Cell, KokoqError
from kokoq.language import language
from kokoq.reports.export import shortest, to_csv, to_json, to_run, to_timings, write_parquet
from kokoq.results import COLUMNS, Result, Results, Status
from tests.reports.sample import assess

RU = language("ru")
SHARE = Result(
    "2020/2021", "municipality", "town", "certified", "", 65 / 70, 65.0, 70.0, 2, 3, Status.OK, 0.0, 2.0, "low"
)
ABSENT = Result("2020/2021", "organisation", "c", "certified", "", None, None, None, 0, 1, Status.NOT_SUBMITTED)


def test_the_csv_has_the_columns_of_the_contract_and_decimal_points() -> None:
    # 65/70 = 0.928571428571428571…, to 12 significant digits
    assert to_csv(Results((SHARE, ABSENT))) == (
        "period,level,unit,indicator,breakdown,value,numerator,denominator,"
        "n_reported,n_expected,status,points,max_points,band\n"
        "2020/2021,municipality,town,certified,,0.928571428571,65,70,2,3,ok,0,2,low\n"
        "2020/2021,organisation,c,certified,,,,,0,1,not_submitted,,,\n"
    )


def test_missing_is_never_zero() -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(Results((ABSENT,)))))
    assert (row["value"], row["numerator"], row["points"]) == ("", "", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.9, "0.9"), (0.1 + 0.2, "0.3"), (12.0, "12"), (1.2e-6, "0.0000012"), (3e15, "3000000000000000"), (-0.0, "0"),
     (-2.5, "-2.5"), (2.625 / 0.875, "3")],
)  # fmt: skip
def test_numbers_are_shortest_decimals_of_twelve_digits(value: float, text: str) -> None:
    assert shortest(value) == text


@pytest.mark.parametrize("unit", ["=1+1", "+7", "-a", "@x", "\tx"])
def test_a_text_cannot_become_a_formula(unit: str) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(Results((SHARE._replace(unit=unit),)))))
    assert row["unit"] == f"'{unit}"
    assert row["value"] == "0.928571428571"


def test_json_has_the_same_rows_with_null_where_there_is_no_value() -> None:
    first, second = json.loads(to_json(Results((SHARE, ABSENT))))
    assert tuple(first) == COLUMNS
    assert (first["value"], first["numerator"], second["value"]) == (0.928571428571, 65, None)
    assert to_json(Results(())) == "[]\n"


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    write_parquet(Results((SHARE, ABSENT)), tmp_path / "results.parquet")
    frame = pd.read_parquet(tmp_path / "results.parquet")
    assert tuple(frame.columns) == COLUMNS
    assert frame["n_expected"].tolist() == [3, 1]
    assert frame["value"].isna().tolist() == [False, True]


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KokoqError) as caught:
        write_parquet(Results((SHARE,)), tmp_path / "results.parquet")
    assert caught.value.diagnostic.rule.code == "KQ908"
    assert caught.value.diagnostic.params["extra"] == "parquet"


def test_exports_of_the_same_assessment_are_the_same_bytes() -> None:
    first, second = assess(), assess()
    assert to_csv(first.results) == to_csv(second.results)
    assert to_json(first.results) == to_json(second.results)
    assert to_run(first, RU, outputs=("b", "a")) == to_run(second, RU, outputs=("a", "b"))


def test_run_json_says_from_what_the_numbers_came() -> None:
    run = json.loads(to_run(assess(), RU, outputs=("results.csv", "report.md")))
    assert run["outputs"] == ["report.md", "results.csv"]
    assert run["decisions"] is None  # no register
    assert (run["period"], run["earlier"]) == ("2020/2021", "2019/2020")
    assert run["counts"]["organisations"] == 4
    assert run["counts"]["submitted"] == 3
    assert run["counts"]["findings"] == {"error": 1, "warning": 5, "note": 0}
    assert {"file": "form.xlsx", "period": "", "sha256": ""} in run["inputs"]
    assert [f["code"] for f in run["findings"]].count("KQ407") == 3
    assert set(run["libraries"]) >= {"pandas", "XlsxWriter"}


def test_run_json_holds_no_clock_and_timings_stand_apart() -> None:
    assert "timings" not in json.loads(to_run(assess(), RU))
    assert json.loads(to_timings({"read": 0.123456})) == {"read": 0.1235}


def test_a_damaged_file_name_does_not_stop_run_json() -> None:
    found = assess()
    (first, *rest) = found.diagnostics
    broken = replace(found, diagnostics=(replace(first, where=Cell("школа\udcff.xlsx")), *rest))
    assert to_run(broken, RU).encode("utf-8")
