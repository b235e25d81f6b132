"""Trees brought into the shape of a document."""

import pytest

from kokoq.definitions.documents import IndicatorDocument, RegulationDocument, SettingsDocument
from kokoq.definitions.shape import shape
from kokoq.definitions.source import parse_source
from kokoq.diagnostics import Checked
from kokoq.model import Kind


def read(kind: type, text: str) -> Checked:
    tree = parse_source(text, name="x.yaml").value
    assert tree is not None
    return shape(kind, tree)


def places(checked: Checked) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in checked.diagnostics]


def test_a_typo_in_a_key_is_answered_by_the_key_that_was_meant() -> None:
    checked = read(IndicatorDocument, "code: 1\ntitle: Доля\nkind: share\nformla: a / b")
    (found,) = checked.diagnostics
    assert (found.rule.code, str(found.where)) == ("KQ102", "x.yaml:4:1")
    assert found.params["key"] == "formla"
    assert found.params["close"] == ("formula",)
    assert "same_as" in found.params["allowed"]


def test_what_stands_under_a_misspelt_key_is_read_as_what_was_meant() -> None:
    checked = read(IndicatorDocument, "code: 1\ntitel: no\nknid: share\nformula: a / b")
    assert sorted(places(checked)) == [("KQ102", "x.yaml:2:1"), ("KQ102", "x.yaml:3:1"), ("KQ106", "x.yaml:2:8")]
    assert checked.value is not None
    assert checked.value.kind is Kind.SHARE


def test_keys_are_named_as_in_the_file() -> None:
    (found,) = read(
        SettingsDocument, "kokoq: 1\ncatalogue: a\nseverity: {KQ407: {is_: note, is: note, reason: x}}"
    ).diagnostics
    assert found.params["close"] == ("is",)
    assert found.params["allowed"] == ("is", "reason")


def test_every_fault_is_found_in_one_run_at_its_column() -> None:
    checked = read(
        IndicatorDocument,
        "title: yes\n"
        "kind: procent\n"
        "digits: one\n"
        "scale: {bands: [{at_least: many, level: high}, 5]}\n"
        "target: {2021-2022: 99%}\n"
        "by: [a, [b]]\n",
    )
    assert sorted(places(checked)) == [
        ("KQ104", "x.yaml:1:1"),  # code
        ("KQ105", "x.yaml:2:7"),
        ("KQ105", "x.yaml:3:9"),
        ("KQ105", "x.yaml:4:28"),
        ("KQ105", "x.yaml:4:48"),
        ("KQ105", "x.yaml:5:10"),
        ("KQ105", "x.yaml:6:9"),
        ("KQ106", "x.yaml:1:8"),
    ]


def test_what_is_sound_in_a_faulty_document_is_kept() -> None:
    checked = read(IndicatorDocument, "code: 1\ntitle: Доля\nkind: ratio\nformula: a / b\ndigits: one\nextra: 1")
    assert checked.value is not None
    assert (checked.value.kind, checked.value.digits) == (Kind.RATIO, 0)
    assert checked.value.formula.text == "a / b"


def test_a_fault_in_one_item_that_stands_for_a_list_is_told_once() -> None:
    checked = read(RegulationDocument, "id: a\ncode: 1\ntitle: b\ngoal: {text: c, indicator: [d]}\n")
    assert places(checked) == [("KQ102", "x.yaml:4:17")]
    assert checked.value is not None
    assert [str(goal.text) for goal in checked.value.goal] == ["c"]


def test_a_missing_key_is_told_once_at_the_key_above() -> None:
    checked = read(RegulationDocument, "id: a\ncode: 1\ntitle: b\nindicators:\n  one: {code: 1, kind: count}\n")
    assert places(checked) == [("KQ104", "x.yaml:5:3")]


@pytest.mark.parametrize("text", ["[]", "x", "{}", "*a", "- - - x"])
def test_a_document_of_another_shape_altogether_is_a_finding(text: str) -> None:
    source = parse_source(text, name="x.yaml")
    assert source.value is not None
    assert source.diagnostics + shape(SettingsDocument, source.value).diagnostics


def test_a_short_form_stands_for_the_long_one() -> None:
    short = read(IndicatorDocument, "code: 1\ntitle: a\npart: variative\nbetter: lower\nby: subject").value
    assert short.by == ("subject",)
    assert short.better.lower is not None
    assert short.part.variative is not None
