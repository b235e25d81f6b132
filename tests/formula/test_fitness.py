import pytest

from kokoq.formula.fitness import fitness
from kokoq.formula.types import check_formula, type_of
from kokoq.model import Kind

from .sample import CATALOGUE, indicator, tree


def codes(formula: str, **more: object) -> list[str]:
    made = indicator(formula, **more)
    found = type_of(tree(formula), CATALOGUE, made)
    return [finding.rule.code for finding in fitness(tree(formula), found, CATALOGUE, made)]


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("share", "graduates"),
        ("share", "computers / graduates"),
        ("share", "programme"),
        ("count", "certified / graduates"),
        ("count", "computers / graduates"),
        ("count", "mean(score)"),
        ("count", "count(programme)"),
        ("count", "programme"),
        ("ratio", "graduates"),
        ("mean", "graduates"),
        ("presence", "graduates"),
        ("organisations_share", "certified / graduates"),
        ("organisations_share", "share(score >= 70)"),
        ("organisations_count", "graduates"),
        ("organisations_count", "count(score >= 70)"),
        ("organisations_count", "share(programme)"),
    ],
)
def test_kind_that_the_formula_does_not_give_is_reported(kind: str, formula: str) -> None:
    assert codes(formula, kind=Kind(kind)) == ["KQ210"]


def test_share_over_100_needs_no_declared_parts() -> None:
    assert codes("young / teachers", may_exceed_100=True) == []


def test_breakdown_must_be_a_key_or_a_symbol_of_the_table() -> None:
    def wrong(formula: str, *by: str, table: str = "") -> list[str]:
        made = indicator(formula, by=by, table=table, kind=Kind.COUNT)
        findings = check_formula(tree(formula), CATALOGUE, made)
        assert all(finding.where == made.at for finding in findings)
        return [f"{finding.rule.code} {finding.params['name']}" for finding in findings]

    assert wrong("participants", "procedure", "subject") == []
    assert wrong("count(score > 70)", "subject") == []
    assert wrong("participants", "procedur") == ["KQ214 procedur"]
    assert wrong("graduates", "procedure") == ["KQ214 procedure"]
    assert wrong("participants + graduates", "procedure") == ["KQ214 procedure"]


def test_rows_with_every_key_given_are_organisations() -> None:
    given = 'count(participants > 0, where = procedure == "ege" and subject == "rus")'
    assert codes(given, kind=Kind.ORGANISATIONS_COUNT) == []
    assert codes(given, kind=Kind.COUNT) == ["KQ210"]
    some = 'count(participants > 0, where = procedure == "ege")'
    assert codes(some, kind=Kind.ORGANISATIONS_COUNT) == ["KQ210"]
    assert codes(some, kind=Kind.COUNT) == []


@pytest.mark.parametrize(
    ("formula", "undeclared"),
    [
        ("honours / graduates", []),  # a part of a part
        ("(graduates - young) / graduates", []),  # less than the whole
        ("sum(failed) / sum(participants)", []),
        ("young / teachers", [("young", "teachers")]),
        ("(certified + young) / (graduates + teachers)", [("young", "graduates + teachers")]),
        ("share(each(organisation, young / teachers) > 5%)", [("young", "teachers")]),
        ("count(score > 5) / graduates", []),  # not a field: its rows cannot be declared
    ],
)
def test_numerator_is_declared_a_part_of_the_denominator(formula: str, undeclared: list[tuple[str, str]]) -> None:
    findings = check_formula(tree(formula), CATALOGUE, indicator(formula))
    found = [(d.params["numerator"], d.params["denominator"]) for d in findings if d.rule.code == "KQ209"]
    assert found == undeclared


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("graduates / certified", ["KQ293"]),
        ("graduates / honours", ["KQ293"]),  # a part of a part
        ("graduates / (certified + honours)", ["KQ293"]),
        ("certified / graduates", []),
        ("(graduates - young) / certified", ["KQ209"]),  # less than the whole may be the part
        ("(graduates + young) / certified", ["KQ293"]),
        ("teachers / certified", ["KQ209"]),
    ],
)
def test_a_whole_divided_by_its_part_is_told_to_be_upside_down(formula: str, found: list[str]) -> None:
    assert codes(formula) == found
