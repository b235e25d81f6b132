import pytest

from kokoq.diagnostics import Span
from kokoq.formula.scope import applies, is_municipal, parse_scope, scope_contains
from kokoq.formula.tree import Formula
from kokoq.model import Catalogue, Expression, Organisation

AT = Span("fields.yaml", 7, 12)
CATALOGUE = Catalogue(
    id="c",
    title="",
    issuer="",
    at=AT,
    organisation_types={"school": "школа", "kindergarten": "детский сад"},
    tags={"shnor": "ШНОР", "shfnsu": "ШФНСУ"},
)


def scope(text: str) -> Formula:
    checked = parse_scope(Expression(text, AT), CATALOGUE)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def organisation(type_: str, *tags: str) -> Organisation:
    return Organisation(id="1", title="Школа № 1", type=type_, tags=frozenset(tags))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("organisation", [("school",), ("kindergarten", "shnor")], []),
        ("school", [("school",)], [("kindergarten",)]),
        ("school and (shnor or shfnsu)", [("school", "shnor"), ("school", "shnor", "shfnsu")], [("school",)]),
        ("not shnor", [("school",), ("school", "shfnsu")], [("school", "shnor")]),
        ("municipality", [], [("school",), ("kindergarten",)]),
    ],
)
def test_scope_applies_by_type_and_tags(
    text: str, inside: list[tuple[str, ...]], outside: list[tuple[str, ...]]
) -> None:
    assert all(applies(scope(text), organisation(*names)) for names in inside)
    assert not any(applies(scope(text), organisation(*names)) for names in outside)


def test_only_the_word_municipality_is_municipal() -> None:
    assert is_municipal(scope("municipality"))
    assert is_municipal(scope("(municipality)"))
    assert not is_municipal(scope("organisation"))


@pytest.mark.parametrize(
    ("wide", "narrow", "contains"),
    [
        ("organisation", "school", True),
        ("school", "organisation", False),
        ("school", "school and shnor", True),
        ("school and shnor", "school", False),
        ("school or kindergarten", "organisation", True),  # there is no third type
        ("school", "not kindergarten", True),
        ("shnor or not shnor", "organisation", True),
        ("shnor", "school and shnor and shfnsu", True),
        ("school", "school and kindergarten", True),  # nobody is both
        ("municipality", "municipality", True),
        ("organisation", "municipality", False),
        ("municipality", "school", False),
    ],
)
def test_scope_contains_is_exact(wide: str, narrow: str, *, contains: bool) -> None:
    assert scope_contains(scope(wide), scope(narrow), CATALOGUE) is contains


@pytest.mark.parametrize(
    ("text", "code", "offset", "length"),
    [
        ("shcool", "KQ211", 0, 6),
        ("school and shnorr", "KQ211", 11, 6),
        ("school and municipality", "KQ201", 11, 12),
        ("school and 5", "KQ201", 11, 1),
        ("school == shnor", "KQ201", 0, 15),
        ("school shnor", "KQ201", 7, 5),
    ],
)
def test_fault_of_a_scope_is_found_at_its_place(text: str, code: str, offset: int, length: int) -> None:
    checked = parse_scope(Expression(text, AT), CATALOGUE)
    assert checked.value is None
    assert [(d.rule.code, d.where) for d in checked.diagnostics] == [(code, AT.within(offset, offset + length))]


def test_unknown_name_suggests_a_known_one() -> None:
    (finding,) = parse_scope(Expression("shcool", AT), CATALOGUE).diagnostics
    assert finding.params == {"name": "shcool", "close": ("school",)}
