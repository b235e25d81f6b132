"""What an office accepts: an entry with a fault accepts nothing, and no other finding follows from it."""

import datetime as dt
from pathlib import Path

import pytest

from kokoq.definitions.acceptance import accept, load_acceptances
from kokoq.diagnostics import Span
from kokoq.rules import GOAL_WITHOUT_INDICATOR

TODAY = dt.date(2026, 11, 26)
FOUND = GOAL_WITHOUT_INDICATOR.at(Span("r.yaml"), regulation="r", goal="Цель")
SOUND = "- {code: KQ122, where: {goal: Цель}, reason: Так решил совет, until: 2030-08-31}\n"


def told(folder: Path, text: str) -> list[tuple[str, int, int]]:
    """Code and place of what is wrong with the file, and of what is left of the finding."""
    (folder / "accepted.yaml").write_text(text, encoding="utf-8")
    accepted = load_acceptances(folder)
    left = accept([FOUND], accepted.value, today=TODAY, run=["KQ122"])
    found = (*accepted.diagnostics, *left)
    return [(d.rule.code, d.where.line, d.where.column) for d in found if isinstance(d.where, Span)]


def test_a_sound_entry_takes_the_finding_out(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{code: KQ122, until: 2030-08-31}", ("KQ104", 1, 3)),
        ("{code: KQ122, reason: , until: 2030-08-31}", ("KQ105", 1, 25)),
        ("{code: KQ122, reason: Так решили, until: 2030-13-31}", ("KQ105", 1, 44)),
        ("{code: KQ122, reason: Так решили}", ("KQ104", 1, 3)),
        ("{code: KQ122, wher: {goal: Иная}, reason: Так решили, until: 2030-08-31}", ("KQ102", 1, 17)),
        ("{code: KQ122, where: {goal: *a}, reason: Так решили, until: 2030-08-31}", ("KQ107", 1, 31)),
        ("{code: KQ122, where: {goal: Иная}, reason: Нет, until: 2030-08-31, where: {}}", ("KQ103", 1, 70)),
        ("KQ122", ("KQ105", 1, 3)),
    ],
)
def test_an_entry_with_a_fault_accepts_nothing(tmp_path: Path, entry: str, fault: tuple[str, int, int]) -> None:
    assert told(tmp_path, f"- {entry}\n") == [fault, ("KQ122", 1, 1)]


def test_its_neighbours_accept_as_before(tmp_path: Path) -> None:
    assert told(tmp_path, "- {code: KQ122, until: 2030-08-31}\n" + SOUND) == [("KQ104", 1, 3)]
