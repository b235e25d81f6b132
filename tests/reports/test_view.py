"""What the report says, on the small assessment of ``sample``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Organisation
from kokoq.reports.contract import IndicatorRow, OrganisationView, View
from kokoq.reports.view import view
from kokoq.rules import FIELD_UNUSED
from tests.compute.small import school
from tests.reports.sample import AGAIN, CERTIFIED, NOW, ORGANISATIONS, PASSED, STAFF, assess

RU = language("ru")


@pytest.fixture(scope="module")
def shown() -> View:
    return view(assess(), RU)


def row(shown: View, code: str) -> IndicatorRow:
    return next(r for regulation in shown.regulations for r in regulation.rows if r.code == code)


def own(shown: View, organisation: str) -> OrganisationView:
    return next(o for o in shown.organisations if o.name.id == organisation)


def test_the_heading_names_period_unit_and_act(shown: View) -> None:
    heading = shown.heading
    assert (heading.title, heading.unit, heading.period, heading.earlier) == (
        "Мониторинг", "Округ", "2020/2021", "2019/2020",
    )  # fmt: skip
    assert heading.acts == ("приказ №\u00a0267/1 от 01.09.2019",)
    assert heading.illustrative


def test_coverage_counts_who_submitted_and_names_who_did_not(shown: View) -> None:
    # a, b, d submitted; c did not; x is excluded and not expected
    assert shown.coverage.text == "3 из 4"
    assert [name.short for name in shown.coverage.not_submitted] == ["Школа № 3"]
    assert [(e.title, e.reason) for e in shown.coverage.excluded] == [("x", "исключена: закрыта на ремонт")]


def test_completeness_counts_the_cells_with_a_value(shown: View) -> None:
    # everybody is asked 5 plain fields, 2 rows of the matrix with 2 fields, one list: 5 + 4 + 1
    # of a: flag_2 is blank, there is no list: 4 + 4 + 0; of b: part, total, flag, and other says «н/д»; of the matrix
    # 1 row, the other one was not begun and asks for nothing: 3 + 2 + 0 of 10 - 2
    # of c, who did not submit: none of as many
    texts = [one.total.text for one in shown.coverage.organisations[:3]]
    assert texts == ["8 из 10", "5 из 8, в пустых строках ещё 2, нет данных: 1", "0 из 10"]


def test_completeness_by_regulation_counts_only_its_fields(shown: View) -> None:
    # of a in regulation 1: part, total, other and 4 cells of the matrix; in regulation 2: total, other, flag
    assert [c.text for c in shown.coverage.organisations[0].by_regulation] == ["7 из 7", "3 из 3"]


def test_a_row_has_value_numerator_denominator_coverage_and_change(shown: View) -> None:
    # 45/50 and 20/20: 65/70 = 92.857 %; a year ago 40/50 and 20/20: 60/70 = 85.714 %; difference 7.143
    found = row(shown, "1.01")
    assert (found.full, found.numerator, found.denominator, found.n_of_n) == ("92,9\u00a0%", "65", "70", "2 из 3")
    assert (found.earlier, found.change.text if found.change else "") == ("85,7\u00a0%", "+7,1\u00a0п.\u00a0п.")
    assert (found.level.text, found.level.tone, found.points) == ("низкий", "worst", "0 из 2")
    assert (found.target, found.target_met) == ("99\u00a0%", False)
    assert found.recommend.startswith("Разобрать")


def test_a_duplicate_shows_the_same_number_and_says_so(shown: View) -> None:
    first, again = row(shown, "1.01"), row(shown, "1.02")
    assert again.full == first.full
    assert again.notes == ("повторяет показатель 1.01, считается один раз",)


def test_a_duplicate_is_scored_and_listed_as_a_problem_once(shown: View) -> None:
    # 1.01 low: 0 of 2; 1.04 basic: 1 of 2
    assert shown.regulations[0].score.text == "1 из 4"
    assert [z.code for z in shown.zones.regulations[0].zones] == ["1.01"]
    assert shown.regulations[0].n_worst == 1


def test_a_count_has_no_numerator_and_a_unit(shown: View) -> None:
    found = row(shown, "1.03")
    assert (found.full, found.numerator, found.denominator) == ("10\u00a0чел.", "", "")


def test_presence_over_organisations_says_how_many(shown: View) -> None:
    # a has the programme, b has not, c did not submit
    found = row(shown, "2.02")
    assert (found.full, found.numerator, found.denominator) == ("да", "1", "2")


def test_a_change_is_the_difference_shown_and_beside_it_that_of_the_same_organisations(shown: View) -> None:
    # 1.03: a 8, b 4 a year ago; a 10, b «no data» now: 12 → 10 in total, yet a alone went from 8 to 10
    change = row(shown, "1.03").change
    assert change is not None
    assert (change.text, change.alike, change.direction) == ("−2", "+2", "worse")
    assert (change.comparable, change.mark) == (False, "²")
    assert change.caveat == "состав организаций изменился; в оба периода сдала 1 организация"


def test_a_change_that_cannot_be_made_comparable_stands_apart() -> None:
    # the programme: a and b reported a year ago, a alone now; «is there any» is no sum
    shown = view(assess(now={**NOW, "b": {"part": 20, "total": 20}}), RU)
    assert "2.02" in [line.code for line in shown.changes.caveats]
    found = row(shown, "2.02").change
    assert found is not None
    assert (found.mark, found.alike) == ("²", "")


def test_changes_are_sorted_into_better_worse_and_neither(shown: View) -> None:
    # 2.01 is neutral: 50/10 after 50/8 of a; 2.03 stayed 12
    assert [line.code for line in shown.changes.better] == ["1.01", "2.02"]
    assert [line.code for line in shown.changes.caveats] == ["1.03"]
    assert (shown.changes.worse, shown.changes.n_same, shown.changes.n_neutral) == ((), 1, 1)


def test_breakdowns_follow_the_dictionary(shown: View) -> None:
    # Russian: 40 + 20 of 50 + 20 = 85.714 %; mathematics: 20 of 50
    (breakdown,) = shown.regulations[0].breakdowns
    assert (breakdown.title, breakdown.key, breakdown.columns) == ("Доля сдавших", "Предмет", ("Значение",))
    assert [(r.label, r.cells[0].text) for r in breakdown.rows] == [
        ("Русский язык", "85,7\u00a0% (60 из 70)"), ("Математика", "40,0\u00a0% (20 из 50)"),
    ]  # fmt: skip


def test_the_series_of_one_template_stand_beside_each_other() -> None:
    one, two = (
        replace(PASSED, id=f"p_{x}", code=f"1.04.{x}", title=f"Доля сдавших: {x}", template="p") for x in ("ЕГЭ", "ОГЭ")
    )
    (breakdown,) = view(assess(one, two), RU).regulations[0].breakdowns
    assert (breakdown.title, breakdown.columns) == ("Доля сдавших", ("ЕГЭ", "ОГЭ"))
    assert [len(r.cells) for r in breakdown.rows] == [2, 2]


def test_a_remark_on_several_indicators_is_made_once() -> None:
    one, two = (replace(CERTIFIED, id=f"c{x}", code=f"1.0{x}", targets={}, remark="общее.") for x in (1, 2))
    (note,) = view(assess(one, two), RU).regulations[0].notes
    assert (note.codes, note.text) == ("1.01, 1.02", "Общее.")


def test_organisations_with_problem_zones_come_most_first() -> None:
    now = {**NOW, "b": {"part": 1, "total": 20}}
    zones = view(assess(now=now), RU).zones.organisations
    assert [(z.name.id, len(z.zones)) for z in zones] == [("a", 1), ("b", 1)]


def test_the_matrix_has_a_reason_in_every_empty_cell(shown: View) -> None:
    columns = [c.code for c in shown.matrix.columns]
    assert columns == ["1.01", "1.03", "1.04", "2.01", "2.02", "2.03"]
    rows = {r.id: [c.value.text for c in r.cells] for r in shown.matrix.rows}
    assert rows["c"] == ["не сдано"] * 5 + ["не применяется"]
    assert rows["b"][1] == "нет данных"


def test_the_summary_gives_percent_of_points_by_regulation(shown: View) -> None:
    # a: 0 of 2 and, 60/100, 1 of 2; b: 2 of 2 twice
    rows = {r.id: [c.value.text for c in r.cells] for r in shown.summary.rows}
    assert rows["a"] == ["25,0\u00a0%", "не применяется"]
    assert rows["b"][0] == "100,0\u00a0%"
    assert rows["c"][0] == "не сдано"


def test_a_score_of_few_indicators_says_of_how_many() -> None:
    cells = {r.id: r.cells[0].value.text for r in view(assess(now={**NOW, "b": {"part": 20}}), RU).summary.rows}
    # b lacks the total: 1.01 is not scored, 1.04 is, 20/20
    assert cells["b"] == "100,0\u00a0% (1 из 2)"


def test_declared_groups_have_a_matrix_of_their_own() -> None:
    (types,) = view(assess(groups=("type",)), RU).groups
    assert types.title == "по типам организаций"
    assert [r.title for r in types.rows] == ["школа", "детский сад"]


def test_an_organisation_sees_only_what_applies_to_it(shown: View) -> None:
    assert [r.code for r in own(shown, "d").regulations] == ["2"]
    assert [r.code for r in own(shown, "d").regulations[0].rows] == ["2.03"]


def test_an_organisation_sees_itself_beside_the_municipality_and_its_last_year(shown: View) -> None:
    found = own(shown, "a").regulations[0].rows[0]
    assert (found.full, found.fraction, found.municipality, found.earlier) == (
        "90,0\u00a0%", "45 из 50", "92,9\u00a0%", "80,0\u00a0%",
    )  # fmt: skip


def test_an_organisation_gets_its_own_findings_in_full(shown: View) -> None:
    assert own(shown, "a").findings.n_errors == 1
    (group,) = own(shown, "b").findings.groups
    assert [(item.place, group.n) for item in group.items] == [("b.xlsx!Лист!C8:C9, C12", 3)]


def test_findings_of_the_period_are_grouped_worst_first(shown: View) -> None:
    # the finding of 2019/2020 is not repeated in the report of 2020/2021
    assert shown.findings.summary == "1 ошибка, 4 предупреждения"
    assert [(g.code, g.n) for g in shown.findings.groups] == [("KQ401", 1), ("KQ316", 1), ("KQ407", 3)]


def test_findings_about_definitions_are_not_put_before_the_board() -> None:
    unused = FIELD_UNUSED.at(Span("fields.yaml", 3, 1), field="x")
    assert view(assess(findings=(unused,)), RU).findings.summary == "замечаний нет"


def test_the_methodology_says_scale_scope_and_act_in_words(shown: View) -> None:
    method = shown.methodology[0]
    assert method.scope == "школа"
    assert method.act == "приказ №\u00a0267/1 от 01.09.2019, п.\u00a05.1"
    assert method.scale[0] == "не менее 98\u00a0%\u00a0— 2\u00a0балла, уровень высокий".replace("\u00a0— ", " — ")
    assert method.illustrative
    assert (method.numerator, method.denominator) == ("«part»", "«total»")


def test_without_an_earlier_period_nothing_is_compared() -> None:
    shown = view(assess(before=None), RU)
    assert shown.heading.earlier == ""
    assert row(shown, "1.01").change is None
    assert row(shown, "1.01").earlier == ""


@pytest.mark.parametrize("code", ["ru", "en"])
def test_a_view_can_be_made_in_every_language(code: str) -> None:
    assert view(assess(CERTIFIED, AGAIN, STAFF), language(code)).coverage.n_submitted == 3


def test_a_period_in_which_nobody_submitted_can_be_reported() -> None:
    shown = view(assess(now={}, before=None, findings=()), RU)
    assert shown.coverage.text == "0 из 4"
    assert row(shown, "1.01").full == "не сдано"
    assert shown.regulations[1].score.text == "нет оценки"


def test_pages_of_organisations_have_safe_and_different_names() -> None:
    names = ("школа 1", "a/b", "A:B", "a_b", "con", "..")
    organisations: tuple[Organisation, ...] = tuple(school(name) for name in names)
    pages = [o.name.page for o in view(assess(organisations=organisations), RU).organisations]
    assert pages == ["школа 1.md", "a_b.md", "A_B-2.md", "a_b-3.md", "_con.md", "_.md"]


def test_region_of_several_municipalities_is_the_reported_unit() -> None:
    a, b = (replace(o, region="край") for o in ORGANISATIONS[:2])
    shown = view(assess(organisations=(a, replace(b, municipality="village"))), RU)
    assert shown.heading.unit == "край"
    assert [m.level for m in shown.groups] == ["municipality"]
