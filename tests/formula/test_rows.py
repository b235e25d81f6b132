from decimal import Decimal

import pytest

from kokoq.formula.parser import to_source
from kokoq.formula.rows import row_table, row_terms, substitute
from kokoq.formula.tree import Number, Text

from .sample import CATALOGUE, tree


@pytest.mark.parametrize(
    ("formula", "default", "table"),
    [
        ("graduates", "results", ""),
        ("sum(participants)", "", "assessments"),
        ("count(score > 5)", "assessments", "results"),
        ("count()", "results", "results"),
        ("count()", "", ""),
        ('count(where = procedure == "ege")', "assessments", "assessments"),
        ('sum(participants, where = subject == "rus")', "", "assessments"),  # the field decides, not the key
        ('count(where = subject == "rus" and participants > 5)', "", "assessments"),
        ('count(where = subject == "rus")', "assessments", "assessments"),  # a key there, a field elsewhere
        ('count(where = subject == "rus")', "", "results"),
        ("share(each(organisation, min(participants)) >= 3)", "", ""),  # one value each, whatever it was made of
    ],
)
def test_rows_are_those_of_the_first_field_that_only_one_table_has(formula: str, default: str, table: str) -> None:
    assert row_table(tree(formula), CATALOGUE, default) == table


def test_row_terms_are_the_totals_of_a_formula_each_once() -> None:
    formula = "sum(failed) / (graduates + sum(failed)) + share(each(organisation, certified / graduates) > 5%)"
    assert [to_source(term) for term in row_terms(tree(formula), CATALOGUE)] == ["sum(failed)", "graduates"]


def test_parameters_become_literals() -> None:
    put = substitute(tree("count(score >= limit, where = subject in [s, 'math'])"), {"limit": 70, "s": "rus"})
    assert to_source(put) == 'count(score >= 70, where = subject in ["rus", "math"])'
    assert substitute(tree("limit"), {"limit": 70}) == Number(Decimal(70))
    assert substitute(tree("s"), {"s": "rus"}) == Text("rus")
