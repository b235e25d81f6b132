"""What lies in a folder of copies and is not as kokoq wrote it is never written over; what is, may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from kokoq.collect.annotate.account import ACCOUNT
from kokoq.diagnostics import Cell, KokoqError
from tests.collect.annotate.small import fill_form, send_back

WRITTEN = {"s1.md", "s1.xlsx", "k1.md"}


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """A folder with the copy of a school that has something to correct, its letter, and a reminder."""
    fill_form(tmp_path, {"graduates": "нет"})
    assert set(send_back(tmp_path)) >= WRITTEN
    return tmp_path / "back"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(folder: Path) -> list[str]:
    """The names of the files for which a further run is refused."""
    with pytest.raises(KokoqError) as refusal:
        send_back(folder.parent, out=folder)
    told = refusal.value.diagnostic
    assert told.rule.code == "KQ936"
    places = [place for place in (told.where, *told.related) if isinstance(place, Cell)]
    assert told.params["n"] == len(places)
    return [Path(place.file).name for place in places]


def test_a_further_run_over_what_it_wrote_itself_writes_the_same(back: Path) -> None:
    before = held(back)
    send_back(back.parent)
    assert held(back) == before


def test_a_copy_that_was_corrected_there_stays_and_nothing_else_is_written(back: Path) -> None:
    (back / "s1.xlsx").write_bytes(b"corrected")
    fill_form(back.parent, {"graduates": "много"})  # another letter than before
    before = held(back)
    assert refused(back) == ["s1.xlsx"]
    assert held(back) == before


def test_files_of_others_are_all_named_at_once(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("s1.xlsx", "k1.md", "notes.txt"):
        (mine / name).write_text("моё", encoding="utf-8")
    before = held(mine)
    assert refused(mine) == ["k1.md", "s1.xlsx"]  # the notes are in nobody's way
    assert held(mine) == before


def test_what_lies_beside_is_left_alone(back: Path) -> None:
    (back / "notes.txt").write_text("моё", encoding="utf-8")
    (back / "s1-2.xlsx").write_bytes(b"of the second round")
    fill_form(back.parent, {"graduates": "много"})
    send_back(back.parent)
    assert {name: held(back)[name] for name in ("notes.txt", "s1-2.xlsx")} == {
        "notes.txt": "моё".encode(),
        "s1-2.xlsx": b"of the second round",
    }


def test_a_copy_that_is_needed_no_more_goes_unless_it_was_changed(back: Path) -> None:
    before = set(held(back))
    fill_form(back.parent, {})
    assert "s1.xlsx" not in send_back(back.parent)
    assert before - set(held(back)) == {"s1.xlsx"}


def test_a_changed_copy_that_is_needed_no_more_stays(back: Path) -> None:
    fill_form(back.parent, {})
    (back / "s1.xlsx").write_bytes(b"corrected")
    send_back(back.parent)
    assert (back / "s1.xlsx").read_bytes() == b"corrected"


def test_what_a_stopped_run_put_in_place_is_known_as_its_own(back: Path) -> None:
    """It laid the account first, and then the letter, not the copy any more."""
    former = (back / "s1.xlsx").read_bytes()
    fill_form(back.parent, {"graduates": "много"})
    send_back(back.parent)
    assert (back / "s1.xlsx").read_bytes() != former
    (back / "s1.xlsx").write_bytes(former)
    fill_form(back.parent, {"graduates": "мало"})
    assert set(send_back(back.parent)) >= WRITTEN


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 3}', '{"files": {"s1.xlsx": 3}}', "\udcff"])
def test_an_account_that_somebody_has_written_into_makes_nothing_ours(back: Path, text: str) -> None:
    (back / ACCOUNT).write_bytes(text.encode("utf-8", "surrogateescape"))
    fill_form(back.parent, {"graduates": "много"})
    assert {"s1.xlsx", "s1.md"} <= set(refused(back))
