"""Where catalogues are found."""

import shutil
from pathlib import Path

from kokoq.definitions.catalogues import find_catalogue, shipped_catalogues
from kokoq.diagnostics import Span
from kokoq.resources import shipped

GOOD = Path(__file__).parent / "good"


def test_a_shipped_catalogue_is_found_by_its_name() -> None:
    assert find_catalogue("promyshlennovsky").value == shipped("indicators") / "promyshlennovsky"
    assert "promyshlennovsky" in shipped_catalogues()


def test_a_folder_beside_the_campaign_comes_before_a_shipped_one(tmp_path: Path) -> None:
    own = shutil.copytree(GOOD, tmp_path / "promyshlennovsky")
    assert find_catalogue("promyshlennovsky", beside=tmp_path).value == own


def test_any_folder_with_a_catalogue_will_do() -> None:
    assert find_catalogue(str(GOOD)).value == GOOD


def test_no_name_is_a_traceback(tmp_path: Path) -> None:
    for name in ("x" * 5000, "a\0b", "", "..", "//", "con"):
        assert find_catalogue(name, beside=tmp_path).value is None


def test_a_catalogue_that_is_nowhere_is_told_with_those_that_are(tmp_path: Path) -> None:
    checked = find_catalogue("promyshlenovsky", beside=tmp_path, at=Span("kokoq.yaml", 2, 12))
    (found,) = checked.diagnostics
    assert checked.value is None
    assert (found.rule.code, str(found.where)) == ("KQ903", "kokoq.yaml:2:12")
    assert found.params["known"] == shipped_catalogues()
