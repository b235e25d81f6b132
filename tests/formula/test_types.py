from dataclasses import replace

import pytest

from kokoq.diagnostics import Span
from kokoq.formula.functions import FUNCTIONS
from kokoq.formula.types import check_formula, references, type_of, unit_of
from kokoq.formula.values import ValueKind
from kokoq.language import language
from kokoq.model import Kind

from .sample import CATALOGUE, HERE, indicator, tree


def faults(formula: str, **more: object) -> list[tuple[str, str]]:
    """Code and the faulty part of the formula."""
    made = indicator(formula, **more)
    found = []
    for finding in check_formula(tree(formula), CATALOGUE, made):
        assert isinstance(finding.where, Span)
        assert (finding.where.file, finding.where.line) == ("school.yaml", 10)
        start = finding.where.column - HERE.column
        found.append((finding.rule.code, formula[start : start + finding.where.length]))
        for code in ("ru", "en"):  # every parameter that is a word has words
            assert "{" not in language(code).say(f"rules.{finding.rule.code}.say", **finding.params)
    return found


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("certified / graduates", "share"),
        ("honours / graduates", "share"),  # a part of a part
        ("(certified + honours) / graduates", "share"),
        ("(graduates - certified) / graduates", "share"),
        ("1 - certified / graduates", "share"),
        ("certified_share", "share"),
        ("change(certified_share)", "share"),
        ("mean_attendance", "share"),
        ("mean(attendance)", "mean"),
        ('sum(participants, where = procedure == "ege") / sum(participants)', "share"),
        ("failed / participants", "share"),
        ('count(score >= 70, where = subject == "rus") / count(where = subject == "rus")', "share"),
        ('count(score >= 70, where = subject in ["rus", "math"]) / graduates', "share"),
        ("share(mark >= 4 and not medal)", "share"),
        ("share(if(mark == 5, score, 0) >= 70)", "share"),
        ('share(sat_on >= "2021-05-31")', "share"),
        ("graduates + teachers", "count"),
        ("count(score >= 70)", "count"),
        ("distinct(subject)", "count"),
        ("previous(graduates)", "count"),
        ("graduates - previous(graduates)", "count"),
        ("olympiads + graduates", "count"),
        ("computers / graduates", "ratio"),
        ("graduates / teachers", "ratio"),
        ("computers / graduates * 100", "ratio"),
        ("mean(score)", "mean"),
        ("quantile(score, 25%)", "mean"),
        ("sum(score) / count()", "mean"),
        ("mean(each(organisation, certified / graduates))", "mean"),
        ("programme", "presence"),
        ("programme and council", "presence"),
        ("vacancies > 0", "presence"),
        ("share(programme)", "organisations_share"),
        ("programme / count()", "organisations_share"),
        ("share(each(organisation, certified / graduates) >= 95%)", "organisations_share"),
        ('share(stage == "high")', "organisations_share"),
        ("programme", "organisations_count"),
        ("count(each(organisation, programme or council))", "organisations_count"),
    ],
)
def test_sound_formula_has_no_findings(formula: str, kind: str) -> None:
    table = "results" if "sum(score)" in formula else ""
    assert faults(formula, kind=Kind(kind), table=table) == []


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # names
        ("certifid / graduates", [("KQ202", "certifid")]),
        ("procedure", [("KQ205", "procedure")]),
        ('count(where = procedure == "ege") / graduates', [("KQ213", "procedure")]),
        ("share(participants > score)", [("KQ205", "score")]),
        ("share(teachers > 5 and score > 5)", [("KQ205", "score")]),
        ("share(certified_share > 5)", [("KQ205", "certified_share")]),
        # codes
        ('share(subject == "russian")', [("KQ212", '"russian"')]),
        ('share(subject in ["rus", "bio"])', [("KQ212", '"bio"')]),
        ("share(subject == 1)", [("KQ205", "1")]),
        ('share(subject >= "rus")', [("KQ205", "subject")]),
        # types
        ('share(score == "70")', [("KQ205", '"70"')]),
        ("share(score)", [("KQ205", "score")]),
        ("share(not score)", [("KQ205", "score")]),
        ("share(medal and score)", [("KQ205", "score")]),
        ("mean(medal)", [("KQ205", "medal")]),
        ("sum(subject)", [("KQ205", "subject")]),
        ("stage / graduates", [("KQ205", "stage")]),
        ('share(sat_on >= "31.05.2021")', [("KQ205", '"31.05.2021"')]),
        ("share(score in [score])", [("KQ205", "score")]),
        ("share(score in [70, yes])", [("KQ205", "yes")]),
        ("attendance", [("KQ205", "attendance")]),
        ("certified / graduates * 100", [("KQ205", "certified / graduates * 100")]),
        # units
        ("(graduates + attendance_x) / graduates", [("KQ202", "attendance_x")]),
        ("(graduates + computers) / graduates", [("KQ206", "(graduates + computers)")]),
        ("(certified + certified_share) / graduates", [("KQ206", "(certified + certified_share)")]),
        ("share(score >= 95%)", [("KQ206", "score >= 95%")]),
        ("share(teachers > computers)", [("KQ206", "teachers > computers")]),
        ("share(if(medal, score, 50%) > 1)", [("KQ206", "if(medal, score, 50%)")]),
        # calls
        ("sum(count(score > 5))", [("KQ205", "count(score > 5)")]),
        ("sum(previous(graduates))", [("KQ205", "previous(graduates)")]),
        ("previous(graduates + certified)", [("KQ204", "graduates + certified")]),
        ("quantile(score, 25)", [("KQ204", "25")]),
        ("each(organisation, graduates)", [("KQ204", "each(organisation, graduates)")]),
        ("share(each(municipality, graduates) > 5)", [("KQ204", "municipality")]),
        (
            "share(each(organisation, share(each(organisation, graduates) > 1)) > 50%)",
            [("KQ204", "each(organisation, graduates)")],
        ),
        ("share(each(organisation, computers / children) > 5)", [("KQ205", "children")]),
        ("share(children > 5)", [("KQ205", "children")]),
        # scope
        ("satisfied / parents", [("KQ208", "satisfied"), ("KQ208", "parents")]),
        # parts
        ("young / teachers", [("KQ209", "young")]),
        ("(honours + young) / graduates", [("KQ209", "young")]),
        ("certified / (teachers + young)", [("KQ209", "certified")]),
        ("sum(failed) / sum(participants) + young / teachers", [("KQ209", "young")]),
    ],
)
def test_fault_is_found_at_its_place(formula: str, expected: list[tuple[str, str]]) -> None:
    found = [fault for fault in faults(formula) if fault[0] != "KQ210"]
    assert found == expected


def test_municipal_fields_may_be_used_beside_those_of_organisations() -> None:
    assert faults("young / children", may_exceed_100=True) == []


def test_field_of_organisations_is_not_asked_of_the_municipality() -> None:
    assert faults("act", kind=Kind.PRESENCE, scope="municipality") == []
    assert faults("programme", kind=Kind.PRESENCE, scope="municipality") == [("KQ208", "programme")]


def test_counted_table_must_be_asked_in_scope() -> None:
    assert faults("count()", kind=Kind.COUNT, table="results", scope="organisation") == [("KQ208", "count()")]


def test_key_wins_over_a_field_of_the_same_name_in_another_table() -> None:
    formula = 'sum(failed, where = subject == "rus") / sum(participants, where = subject == "rus")'
    assert faults(formula) == []
    assert faults('count(where = subject == "rus") / count()', table="assessments") == []


def test_unknown_name_and_code_suggest_known_ones() -> None:
    (name,) = check_formula(tree("certifid"), CATALOGUE, indicator("certifid"))
    assert "certified" in str(name.params["close"])
    formula = 'share(subject == "математика")'  # the title instead of the code
    (code,) = check_formula(tree(formula), CATALOGUE, indicator(formula))
    assert code.params == {"value": "математика", "dictionary": "Предмет", "close": ("math",)}


def test_template_is_reported_once_but_each_unknown_code() -> None:
    formula = "young / teachers + count(subject == s) / teachers"
    series = {
        id_: indicator(formula, id=id_, template="t", parameters={"s": code})
        for id_, code in (("t_rus", "rus"), ("t_bio", "bio"))
    }
    catalogue = replace(CATALOGUE, indicators={**CATALOGUE.indicators, **series})
    found = {id_: [d.rule.code for d in check_formula(tree(formula), catalogue, made)] for id_, made in series.items()}
    assert found == {"t_rus": ["KQ209"], "t_bio": ["KQ212"]}


def test_references_are_the_indicators_named() -> None:
    assert references(tree("certified_share + previous(olympiads) + graduates"), CATALOGUE) == (
        "certified_share",
        "olympiads",
    )


@pytest.mark.parametrize(
    ("formula", "kind", "unit"),
    [
        ("certified / graduates", ValueKind.SHARE, "percent"),
        ("graduates", ValueKind.NUMBER, "persons"),
        ("computers / graduates", ValueKind.NUMBER, "pieces/persons"),
        ("mean(score)", ValueKind.NUMBER, "points"),
        ("programme", ValueKind.CONDITION, "organisations"),
        ("count(programme)", ValueKind.NUMBER, "organisations"),
        ("count(score > 5)", ValueKind.NUMBER, ""),
    ],
)
def test_type_and_unit_follow_from_the_fields(formula: str, kind: ValueKind, unit: str) -> None:
    assert type_of(tree(formula), CATALOGUE, indicator(formula)).kind is kind
    assert unit_of(tree(formula), CATALOGUE, indicator(formula)) == unit


def test_ratio_of_equal_units_is_no_percent() -> None:
    assert unit_of(tree("graduates / teachers"), CATALOGUE, indicator("", kind=Kind.RATIO)) == ""
    assert unit_of(tree("graduates / teachers"), CATALOGUE, indicator("", kind=Kind.SHARE)) == "percent"


SAMPLES = {"condition": "score > 5", "number": "score", "any": "subject", "fraction": "0.5", "total": "graduates"}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_a_type(name: str) -> None:
    function = FUNCTIONS[name]
    if name == "each":
        formula = "count(each(organisation, graduates) > 5)"
    elif name == "if":
        formula = "if(graduates > 5, graduates, 0)"
    else:
        formula = f"{name}({', '.join(SAMPLES[p.rstrip('?')] for p in function.parameters)})"
    assert type_of(tree(formula), CATALOGUE, indicator(formula)).kind is not ValueKind.UNKNOWN
