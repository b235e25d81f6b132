"""``kokoq schema``: of one kind on the screen, of all into a folder."""

import json
from pathlib import Path

import pytest

from kokoq import cli
from kokoq.definitions.schema import ANY, FILES


def test_the_schema_of_one_kind_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["schema", "cases", "--lang", "ru"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "array"


def test_without_a_kind_it_is_the_one_for_any_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["schema", "--lang", "en"]) == 0
    assert set(FILES) <= set(json.loads(capsys.readouterr().out)["$defs"])


def test_a_folder_gets_all_of_them(tmp_path: Path) -> None:
    assert cli.run(["schema", "--out", str(tmp_path / "a" / "b"), "--lang", "en"]) == 0
    assert {path.stem for path in (tmp_path / "a" / "b").iterdir()} == {ANY, *FILES}


def test_an_unknown_kind_is_told_with_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["schema", "regulatoin", "--lang", "ru"]) == 2
    assert "regulation" in capsys.readouterr().err
