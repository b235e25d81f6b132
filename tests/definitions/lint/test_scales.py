"""What the linter says of scales, beyond the places that the planted files state."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from kokoq.diagnostics import Param
from kokoq.examine.check import Selection, check_definitions

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 26)


def against_direction(folder: Path, bands: str) -> list[tuple[Param, Param, Param]]:
    """Which value is better, what it gets and what the worse one gets, where lower is better."""
    shutil.copytree(HERE / "clean", folder / "c")
    path = folder / "c" / "results.yaml"
    lines = path.read_text(encoding="utf-8").replace("better: higher", "better: lower").splitlines()
    text = "\n".join(f"      bands: {bands}" if "bands:" in line else line for line in lines)
    path.write_text(text, encoding="utf-8")
    found = check_definitions([Path("c")], today=TODAY, selection=Selection(("KQ142",))).diagnostics
    return [(d.params["better"], d.params["points"], d.params["others"]) for d in found]


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        # between 0 and 80 % stands 40 %
        ("[{at_least: 80%, points: 2}, {otherwise: {points: 0}}]", [("40%", "0", "2")]),
        ("[{at_least: 80%, points: 2}, {otherwise: {level: low}}]", [("40%", "0", "2")]),  # no points are none
        ("[{at_most: 80%, points: 0.5}, {otherwise: {points: 2}}]", [("80%", "0.5", "2")]),
        ("[{at_most: 80%, points: 2}, {otherwise: {points: 2}}]", []),
        ("[{at_least: 80%, points: 0}, {otherwise: {points: 2}}]", []),
    ],
)
def test_points_against_the_direction_are_told_in_full(
    bands: str, told: list[tuple[str, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert against_direction(tmp_path, bands) == told
