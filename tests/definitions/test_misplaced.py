"""Keys that a wrong indentation brought into another mapping."""

from kokoq.definitions.documents import DictionaryFile
from kokoq.definitions.shape import shape
from kokoq.definitions.source import parse_source

FIELD = "fields:\n  pupils:\n    title: Учеников\n    asked: school\n"


def read(text: str) -> tuple[DictionaryFile, list[tuple[str, str]]]:
    tree = parse_source(text, name="x.yaml").value
    assert tree is not None
    checked = shape(DictionaryFile, tree)
    assert checked.value is not None
    return checked.value, [(d.rule.code, str(d.where)) for d in checked.diagnostics]


def test_what_stood_elsewhere_is_read_as_what_it_was_meant_to_be() -> None:
    document, found = read(f"{FIELD}  hint: Всего\n")
    assert found == [("KQ290", "x.yaml:5:3")]
    assert document.fields["pupils"].hint == "Всего"


def test_a_misspelt_key_is_a_slip_of_the_finger_and_no_matter_of_indentation() -> None:
    document, found = read(f"{FIELD}topics: {{main: Общее}}\n    \nunit: {{}}\n")
    assert found == [("KQ102", "x.yaml:7:1")]  # units, not the unit of pupils
    assert "pupils" in document.fields


def test_what_stands_in_braces_has_no_indentation() -> None:
    _, found = read("fields:\n  pupils: {title: Учеников, asked: school, tables: {}}\n")
    assert found == [("KQ102", "x.yaml:2:44")]


def test_a_name_that_is_also_a_key_is_a_name_where_names_stand() -> None:
    document, found = read(f"{FIELD}  hint:\n    title: Подсказок\n    askd: school\n")
    assert found == [("KQ102", "x.yaml:7:5")]
    assert set(document.fields) == {"pupils", "hint"}


def test_a_key_that_its_mapping_has_already_is_not_put_there() -> None:
    _, found = read(f"{FIELD}  title: Ещё раз\n")
    assert found == [("KQ105", "x.yaml:5:10")]
