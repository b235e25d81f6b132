"""A campaign's ``kokoq.yaml``."""

from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.diagnostics import Severity
from kokoq.model import PLAIN, Level, Municipality, Sentinel, Settings

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def settings() -> Settings:
    checked = load_settings(GOOD)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def test_the_example_of_the_design_loads_and_fits_its_catalogue(settings: Settings) -> None:
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    assert check_settings(settings, catalogue) == ()
    assert (settings.catalogue, settings.language, settings.organisations) == (
        "promyshlennovsky",
        "ru",
        "organisations.xlsx",
    )
    assert settings.levels == (Level.ORGANISATION, Level.MUNICIPALITY)
    assert settings.groups == ("cluster", "shnor")
    assert settings.peers == ("type", "cluster")
    assert settings.minimum_coverage == Decimal("0.8")
    assert settings.cells == {"-": Sentinel.NO_DATA, "нет": Sentinel.ZERO}
    assert settings.severity["KQ407"].severity is Severity.NOTE
    assert settings.severity["KQ407"].reason == "пустые клетки проверены"


def test_a_source_says_how_an_export_is_read(settings: Settings) -> None:
    source = settings.sources["ege_results"]
    assert (source.table, source.files, source.sheet) == ("ege_results", ("ege*.xlsx",), "Результаты*")
    assert source.header == ("Предмет", "Балл")
    assert source.columns["Первичный|Тестовый балл"] == "score"
    assert source.skip == {"Предмет": ("Итого", "Всего")}
    assert source.values == {"ege_subject": {"Русский яз.": "rus"}}


def test_a_source_may_give_plain_fields(settings: Settings) -> None:
    assert (settings.sources["plain"].table, settings.sources["plain"].sheet) == (PLAIN, "*")


def test_little_needs_to_be_said(tmp_path: Path) -> None:
    (tmp_path / "kokoq.yaml").write_text("kokoq: 1\ncatalogue: a\n", encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.municipality == Municipality()
    assert checked.value.minimum_coverage is None


def test_a_folder_without_settings_is_no_campaign(tmp_path: Path) -> None:
    checked = load_settings(tmp_path)
    assert checked.value is None
    assert [(d.rule.code, str(d.where)) for d in checked.diagnostics] == [("KQ901", "kokoq.yaml:1:1")]
