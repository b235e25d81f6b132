"""A campaign's ``kokoq.yaml``."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.diagnostics import Severity
from kokoq.model import PLAIN, Level, Municipality, Owner, Pivot, Sentinel, Settings, Unpivot

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


WIDE = """\
kokoq: 1
catalogue: a
sources:
  attainment:
    files: "*.xlsx"
    header: {find: [ОО], rows: 3}
    columns: {ОО: organisation}
    unpivot: {key: subject, columns: {Русский язык: rus}, FIELD}
    until: Таблица 2
"""


@pytest.mark.parametrize(
    ("field", "fields"),
    [("field: sat", {"": "sat"}), ("fields: {Сдавали: sat}", {"Сдавали": "sat"})],
)
def test_columns_side_by_side_stand_for_codes(tmp_path: Path, field: str, fields: dict[str, str]) -> None:
    (tmp_path / "kokoq.yaml").write_text(WIDE.replace("FIELD", field), encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    source = checked.value.sources["attainment"]
    assert source.unpivot == Unpivot(key="subject", columns={"Русский язык": "rus"}, fields=fields)
    assert (source.header_rows, source.until) == (3, ("Таблица 2",))
    assert source.paths == ("ОО", "Русский язык" if "" in fields else "Русский язык|Сдавали")


def test_columns_side_by_side_need_a_field(tmp_path: Path) -> None:
    (tmp_path / "kokoq.yaml").write_text(WIDE.replace(", FIELD", ""), encoding="utf-8")
    assert [(d.rule.code, str(d.where)) for d in load_settings(tmp_path).diagnostics] == [("KQ104", "kokoq.yaml:8:20")]


def test_columns_side_by_side_name_what_the_catalogue_has(tmp_path: Path) -> None:
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    text = WIDE.replace("attainment", "ege_results").replace("key: subject", "key: ege_subject")
    (tmp_path / "kokoq.yaml").write_text(
        text.replace("rus", "russ").replace("FIELD", "field: scores"), encoding="utf-8"
    )
    settings = load_settings(tmp_path).value
    assert settings is not None
    found = [(d.rule.code, d.params["name"]) for d in check_settings(settings, catalogue)]
    assert found == [("KQ111", "russ"), ("KQ111", "scores")]


def test_a_column_under_one_code_is_no_answer_of_all_rows(tmp_path: Path) -> None:
    """docs/sources.md: what stands under a header of unpivot.columns is a field of unpivot, or left unread."""
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    text = WIDE.replace("attainment", "ege_results").replace("key: subject", "key: ege_subject")
    text = text.replace("FIELD", "fields: {Сдавали: score}")
    for columns, expected in (
        ("{ОО: organisation, Русский язык|Балл: score}", [("KQ298", "Русский язык|Балл", "Балл")]),
        ("{ОО: organisation, Балл|Русский язык: score}", [("KQ298", "Балл|Русский язык", "Балл")]),
        ("{ОО: organisation, Русский язык|Балл: ignore}", []),
        ("{ОО: organisation, Всего|Балл: score}", []),
    ):
        (tmp_path / "kokoq.yaml").write_text(text.replace("{ОО: organisation}", columns), encoding="utf-8")
        settings = load_settings(tmp_path).value
        assert settings is not None
        found = check_settings(settings, catalogue)
        assert [(d.rule.code, d.params["column"], d.params["sub"]) for d in found] == expected


def test_what_is_the_same_in_every_row_is_a_code_of_a_field_with_a_dictionary(tmp_path: Path) -> None:
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    text = "kokoq: 1\ncatalogue: a\nsources:\n  ege_results:\n    files: a\n    columns: {ОО: organisation}\n"
    (tmp_path / "kokoq.yaml").write_text(text + "    constants: {ege_subject: russ, score: rus}\n", encoding="utf-8")
    settings = load_settings(tmp_path).value
    assert settings is not None
    assert settings.sources["ege_results"].constants == {"ege_subject": "russ", "score": "rus"}
    found = [(d.rule.code, d.params["name"]) for d in check_settings(settings, catalogue)]
    assert found == [("KQ111", "russ"), ("KQ111", "score")]


OWNED = "kokoq: 1\ncatalogue: a\nsources:\n  ege_results:\n    files: a\n    columns: {Балл: ege_score}\n"


def test_a_source_says_where_its_organisations_stand(tmp_path: Path) -> None:
    (tmp_path / "kokoq.yaml").write_text(OWNED + "    organisation: file\n    turned: yes\n", encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    source = checked.value.sources["ege_results"]
    assert (source.owner, source.turned) == (Owner.FILE, True)


def test_a_source_of_which_nothing_tells_the_organisation_or_a_key_is_refused(tmp_path: Path) -> None:
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    (tmp_path / "kokoq.yaml").write_text(OWNED, encoding="utf-8")
    settings = load_settings(tmp_path).value
    assert settings is not None
    source = settings.sources["ege_results"]
    columns = {"Балл": "score"}
    for owner, expected in ((None, ["organisation"]), (Owner.FILE, [])):
        own = replace(settings, sources={"ege_results": replace(source, columns=columns, owner=owner)})
        found = [(d.rule.code, d.params["key"], str(d.where)) for d in check_settings(own, catalogue)]
        assert found == [("KQ104", key, "kokoq.yaml:4:3") for key in expected]


def test_a_place_of_the_organisation_is_one_of_those_known(tmp_path: Path) -> None:
    (tmp_path / "kokoq.yaml").write_text(OWNED + "    organisation: sheets\n", encoding="utf-8")
    assert [(d.rule.code, str(d.where)) for d in load_settings(tmp_path).diagnostics] == [("KQ105", "kokoq.yaml:7:19")]


NAMED = """\
kokoq: 1
catalogue: a
sources:
  ege_results:
    files: "*.xlsx"
    columns: {ОО: organisation}
    pivot:
      name: Показатель
      value: Значение
      fields: {Балл: score, Предмет: ege_subjekt, Доля: ignore}
"""


def test_names_of_what_is_asked_stand_for_fields_and_not_for_a_list_of_persons(tmp_path: Path) -> None:
    catalogue = load_catalogue(GOOD).value
    assert catalogue is not None
    (tmp_path / "kokoq.yaml").write_text(NAMED, encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    source = checked.value.sources["ege_results"]
    fields = {"Балл": "score", "Предмет": "ege_subjekt", "Доля": "ignore"}
    assert source.pivot == Pivot("Показатель", "Значение", fields)
    assert source.paths == ("ОО", "Показатель", "Значение")
    found = [(d.rule.code, str(d.where)) for d in check_settings(checked.value, catalogue)]
    assert found == [("KQ105", "kokoq.yaml:4:3"), ("KQ111", "kokoq.yaml:10:38")]


OWN = """\
kokoq: 1
id: desk
title: Проба
organisation_types: {school: школа}
levels: {high: высокий, low: низкий}
units: {persons: чел.}
"""
FIELDS = """\
fields:
  persons: {title: Чел., unit: persons, asked: school, range: 0..30}
  score: {title: Балл, type: number, asked: school, range: 0..100}
  share: {title: Доля, type: percent, asked: school}
  mark: {title: Отметка, type: mark, asked: school}
  won: {title: Призёр, type: yes_no, asked: school}
  day: {title: День, type: date, asked: school}
  said: {title: Слова, type: text, asked: school}
"""


@pytest.mark.parametrize(
    ("field", "fit", "unfit"),
    [
        ("persons", ("0", "30", "blank"), ("31", "-1", "2.5", "yes", "85%")),
        ("score", ("0", "82.5", "not_applicable"), ("101", "85%", "x")),
        ("share", ("85%", "0%", "no_data"), ("85", "0.85")),
        ("mark", ("2", "5", "not_applicable"), ("1", "6", "4.5", "zero")),
        ("won", ("yes", "no", "blank"), ("1", "да")),
        ("day", ("blank",), ("2021-05-01", "5")),
        ("said", ("победитель", "5", "blank"), ()),
    ],
)
def test_a_word_of_a_source_stands_for_a_value_that_its_field_may_have(
    field: str, fit: tuple[str, ...], unfit: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "catalogue.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    codes = ", ".join(f'w{n}: "{code}"' for n, code in enumerate((*fit, *unfit)))
    source = (
        f"  fields: {{files: a.csv, columns: {{Школа: organisation, Х: {field}}}, values: {{{field}: {{{codes}}}}}}}\n"
    )
    (tmp_path / "kokoq.yaml").write_text(f"kokoq: 1\ncatalogue: .\nsources:\n{source}", encoding="utf-8")
    catalogue, checked = load_catalogue(tmp_path).value, load_settings(tmp_path)
    assert catalogue is not None
    assert checked.value is not None
    found = check_settings(checked.value, catalogue)
    assert [(d.rule.code, d.params["found"]) for d in found] == [("KQ105", code) for code in unfit]
    columns = [source.index(f'"{code}"', source.index(f"w{n}:")) + 2 for n, code in enumerate((*fit, *unfit))]
    assert [(d.where.line, d.where.column) for d in found] == [(4, at) for at in columns[len(fit) :]]  # type: ignore[union-attr]  # of a definition
