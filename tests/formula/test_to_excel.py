from __future__ import annotations

from dataclasses import dataclass

import pytest

from kokoq.diagnostics import Span
from kokoq.formula.excel import Excel, Factors, Guard, Marks, guarded, significant
from kokoq.formula.excel_terms import CALLS
from kokoq.formula.functions import FUNCTIONS
from kokoq.formula.parser import parse
from kokoq.formula.to_excel import NotLive, additive, to_excel
from kokoq.formula.tree import Formula
from kokoq.model import PLAIN
from tests.compute.small import catalogue

CATALOGUE = catalogue()
MARKS = Marks('"н/д"', '"0/0"', '"ош."')


@dataclass(frozen=True)
class Cells:
    """Plain fields stand in B1, C1, …; the rows of a table in rows 5 to 9 of columns named by their fields."""

    table: str
    single: bool
    records: bool = False
    only: Factors = ()
    marks: str = "No5:No9"

    def column(self, name: str) -> str:
        return f"{name}1" if self.single else f"{name}5:{name}9"

    def numbered(self, name: str) -> str:
        return f"n_{name}5:n_{name}9"


@dataclass(frozen=True)
class School:
    records: bool = False

    def block(self, table: str, used: tuple[str, ...]) -> Cells | None:  # noqa: ARG002 - as the protocol has it
        return Cells(table, single=table == PLAIN, records=self.records)

    def indicator(self, id: str, back: int) -> str | None:
        return f"{id}_{back}" if id != "nowhere" else None

    def earlier(self, field: str, back: int) -> str | None:  # noqa: ARG002 - as the protocol has it
        return f"{field}_before"


def tree(text: str) -> Formula:
    parsed = parse(text, at=Span("x.yaml"))
    assert parsed.value is not None, parsed.diagnostics
    return parsed.value


def excel(text: str, *, table: str = PLAIN, records: bool = False) -> Excel:
    return to_excel(tree(text), School(records), CATALOGUE, table=table)


def test_every_function_has_an_excel_text_or_is_taken_apart() -> None:
    assert set(CALLS) - {"last"} == set(FUNCTIONS)  # «last» is a way to total a field


def test_a_field_of_an_organisation_is_its_cell_and_must_be_a_number() -> None:
    found = excel("part")
    assert (found.text, found.numeric) == ("part1", ("part1",))


def test_a_division_is_guarded_by_its_denominator() -> None:
    found = excel("part / total")
    assert found.numeric == ("part1", "total1")
    assert found.guards == (Guard("(total1<>0)", over="part1"),)


def test_guards_become_nested_ifs_because_and_does_not_stop_early() -> None:
    found = excel("part / total")
    text = guarded(found.text, found.numeric, found.guards, MARKS)
    assert text == 'IF(COUNT(part1,total1)=2,IF(total1<>0,part1/total1,IF(part1=0,"0/0","ош.")),"н/д")'


def test_a_missing_score_is_not_above_a_limit() -> None:
    # a text is greater than any number in Excel: without ISNUMBER «н/д» would be ≥ 70
    assert excel("count(score >= 70)").text == "SUMPRODUCT(ISNUMBER(score5:score9)*(score5:score9>=70))"


def test_not_counts_what_surely_fails() -> None:
    assert excel("count(not (score >= 70))").text == "SUMPRODUCT(ISNUMBER(score5:score9)*(score5:score9<70))"


def test_a_missing_symbol_is_neither_the_same_nor_another() -> None:
    assert excel('count(subject == "rus", where = score >= 70)').text == (
        'SUMPRODUCT(ISNUMBER(score5:score9)*(score5:score9>=70)*(subject5:subject9="rus"))'
    )
    assert excel('count(subject != "rus")', table="exams").text == (
        'SUMPRODUCT((subject5:subject9<>"rus")*(subject5:subject9<>""))'
    )


def test_a_comparison_or_its_contrary_is_what_both_take_for_granted() -> None:
    assert excel("count(score >= 70 or not (score >= 70))").text == "COUNT(score5:score9)"
    assert excel('count(subject == "rus" or subject != "rus")', table="exams").text == (
        'SUMPRODUCT((subject5:subject9<>"")*1)'
    )


def test_rows_are_counted_by_their_marks_so_that_an_empty_line_is_none() -> None:
    assert excel("count()", table="exams").text == "COUNT(No5:No9)"


def test_sums_of_one_table_share_their_complete_rows() -> None:
    numerator, denominator = tree("sum(passed)"), tree("sum(took)")
    found = to_excel(numerator, School(), CATALOGUE, table="matrix", beside=(numerator, denominator))
    assert found.text == "SUMPRODUCT(ISNUMBER(took5:took9)*1,passed5:passed9)"


def test_a_sum_of_records_without_any_row_is_nought_and_of_a_keyed_table_absent() -> None:
    assert excel("sum(score)", records=True).guards == (Guard("((COUNT(No5:No9)=0)+(COUNT(score5:score9)>0)>0)"),)
    assert excel("sum(score)").guards == (Guard("COUNT(score5:score9)>0"),)


def test_a_statistic_is_an_array_formula_over_the_rows_that_qualify() -> None:
    found = excel('median(score, where = subject == "rus")')
    assert found.text == 'MEDIAN(IF((subject5:subject9="rus")*ISNUMBER(score5:score9),score5:score9))'
    assert found.array


def test_different_values_are_counted_by_their_numbers() -> None:
    found = excel("distinct(person)")
    assert found.text == (
        "IF(COUNT(n_person5:n_person9)=0,0,"
        "SUM((FREQUENCY(IF(ISNUMBER(n_person5:n_person9),n_person5:n_person9),n_person5:n_person9)>0)*1))"
    )
    assert found.array


def test_a_nested_share_is_compared_before_rounding_where_it_is_exact() -> None:
    # of whole numbers p / q is the double nearest to the fraction, and so is the literal 0.95
    found = excel("count(part / total >= 95%)")
    assert found.text == "(IF(ISNUMBER(part1)*ISNUMBER(total1),IF(total1<>0,((part1/total1)>=0.95)*1,0),0)*1)"


def test_a_value_that_is_not_exact_is_rounded_to_twelve_digits_before_it_is_compared() -> None:
    found = excel("count(score + 0.1 >= 70)")
    assert significant("(score5:score9+0.1)") in found.text


def test_other_indicators_and_other_periods_are_cells() -> None:
    assert excel("indicator_a").text == "indicator_a_0"
    assert excel("part - previous(part)").text == "(part1-part_before)"
    assert excel("change(part)").numeric == ("part1", "part_before")
    with pytest.raises(NotLive):
        excel("nowhere")


def test_a_quote_in_a_text_is_doubled() -> None:
    assert excel("count(subject == 'a\"b')", table="exams").text == 'SUMPRODUCT((subject5:subject9="a""b")*1)'


@pytest.mark.parametrize("text", ["part", "sum(score)", "part + other", "part * 2 / 3", "-part", "change(part)"])
def test_what_adds_up_over_organisations(text: str) -> None:
    assert additive(tree(text), CATALOGUE)


@pytest.mark.parametrize(
    "text", ["part / total", "part + 1", "distinct(person)", "median(score)", "part > 0", "other_x"]
)
def test_what_does_not_add_up(text: str) -> None:
    assert not additive(tree(text), CATALOGUE)
