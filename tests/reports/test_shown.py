"""How numbers are printed; the expected texts follow the rules of docs/numbers.md."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kokoq.language import language
from kokoq.model import Kind, Polarity
from kokoq.reports.shown import Typesetter
from kokoq.results import Change, Comparability, Result, Status
from tests.compute.small import indicator
from tests.reports.sample import CERTIFIED, bands, sample_catalogue

CATALOGUE = sample_catalogue()
RU, EN = Typesetter(language("ru"), CATALOGUE), Typesetter(language("en"), CATALOGUE)
COUNT = indicator("other", id="count", kind=Kind.COUNT, unit="persons")
RATIO = indicator("total / other", id="ratio", kind=Kind.RATIO, digits=2)
PRESENCE = indicator("flag", id="presence", kind=Kind.PRESENCE)
LOWER = indicator("part / total", id="lower", better=Polarity.LOWER, targets={"2020/2021": Decimal("0.05")})


def result(value: float | None, status: Status = Status.OK, **more: object) -> Result:
    given = {"numerator": None, "denominator": None, "n_reported": 1, "n_expected": 1, **more}
    return Result("2020/2021", "organisation", "a", "x", "", value, status=status, **given)  # type: ignore[arg-type]


def change(before: float, after: float, direction: str = "better", **more: object) -> Change:
    return Change("organisation", "a", "x", before, after, after - before, direction, **more)  # type: ignore[arg-type]


def test_a_share_is_printed_with_the_declared_digit_a_comma_and_a_no_break_space() -> None:
    assert RU.value(CERTIFIED, result(0.853)).text == "85,3\u00a0%"
    assert EN.value(CERTIFIED, result(0.853)).text == "85.3%"


def test_half_is_rounded_up() -> None:
    # 2.25 % is half-way between 2.2 and 2.3; 0.0225 * 100 is 2.2499999999999996 in floats
    assert RU.value(indicator("part / total"), result(0.0225)).text == "2,3\u00a0%"


def test_what_was_cut_off_is_cut_off_where_that_is_declared() -> None:
    # 105/118 = 88.983 %: published as 88,9, half-up 89,0
    cut = Typesetter(language("ru"), replace(CATALOGUE, rounding="truncate"))
    assert cut.value(CERTIFIED, result(105 / 118)).text == "88,9\u00a0%"
    assert RU.value(CERTIFIED, result(105 / 118)).text == "89,0\u00a0%"


def test_a_value_that_prints_as_the_limit_but_fails_it_shows_one_more_digit() -> None:
    # 189/199 = 94.97 % prints 95,0 and fails ≥ 95 %
    assert RU.value(CERTIFIED, result(189 / 199)).text == "94,97\u00a0%"


def test_a_value_just_above_a_limit_needs_no_more_digits() -> None:
    # 95.04 % prints 95,0 and passes ≥ 95 %: nobody is misled
    assert RU.value(CERTIFIED, result(0.9504)).text == "95,0\u00a0%"


def test_more_digits_are_added_until_the_limit_is_seen_to_be_missed() -> None:
    # 94.9996 % still prints 95,00 with two digits and 95,000 with three
    assert RU.value(CERTIFIED, result(0.949996)).text == "94,9996\u00a0%"


def test_a_missed_target_shows_one_more_digit_too() -> None:
    # at most 5 % is wanted; 5.04 % prints 5,0
    assert RU.value(LOWER, result(0.0504)).text == "5,04\u00a0%"


def test_a_count_has_no_decimals_and_a_ratio_its_own_digits() -> None:
    assert RU.value(COUNT, result(1234.0)).text == "1\u00a0234"
    assert RU.with_unit(COUNT, RU.value(COUNT, result(12.0))) == "12\u00a0чел."
    assert RU.value(RATIO, result(11.25)).text == "11,25"


def test_a_mean_of_one_figure_is_made_of_nothing_else() -> None:
    mean = indicator("mean(each(organisation, part))", id="mean", kind=Kind.MEAN)
    assert RU.fraction(mean, result(98.5, numerator=98.5, denominator=1.0)) == ""
    assert RU.fraction(mean, result(97.0, numerator=194.0, denominator=2.0)) == "194 из 2"


def test_presence_is_yes_or_no() -> None:
    assert [RU.value(PRESENCE, result(v)).text for v in (1.0, 0.0)] == ["да", "нет"]


def test_one_organisation_among_those_counted_is_or_is_not() -> None:
    share = indicator("share(flag)", id="share", kind=Kind.ORGANISATIONS_SHARE)
    own, total = result(1.0, numerator=1.0, denominator=1.0), result(0.5)._replace(level="municipality")
    assert (RU.value(share, own).text, RU.fraction(share, own)) == ("да", "")
    assert RU.with_unit(share, RU.value(share, own)) == "да"
    assert RU.value(share, total).text == "50,0\u00a0%"
    shown = RU.change(share, change(0.0, 1.0))
    assert shown is not None
    assert shown.text == "нет → да"


def test_a_change_that_is_neither_better_nor_worse_is_not_called_unchanged() -> None:
    # both 9.7 and 9.5 lie within a corridor of 8 to 12
    moved, stayed = RU.change(RATIO, change(9.7, 9.5, "same")), RU.change(RATIO, change(9.5, 9.5, "same"))
    assert moved is not None
    assert stayed is not None
    assert (moved.direction_text, stayed.direction_text) == ("в прежних пределах", "без изменений")


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.OK])
def test_an_absent_value_is_a_reason_in_words_never_zero_or_blank(status: Status) -> None:
    for typesetter in (RU, EN):
        shown = typesetter.value(CERTIFIED, result(None, status))
        assert shown.absent
        assert shown.text
        assert not any(c.isdigit() for c in shown.text)


def test_a_change_of_shares_is_in_percentage_points_of_unrounded_values() -> None:
    # T, качество подготовки: 138/149 − 23/101 = 69.8452 percentage points; of rounded values it would be 69,6
    shown = RU.change(CERTIFIED, change(23 / 101, 138 / 149))
    assert shown is not None
    assert (shown.text, shown.direction_text) == ("+69,8\u00a0п.\u00a0п.", "улучшение")


def test_a_small_change_is_not_printed_as_zero() -> None:
    # 0.0004 is 0.04 percentage points: 0,0 with one digit
    shown = RU.change(CERTIFIED, change(0.9, 0.8996, "worse"))
    assert shown is not None
    assert shown.text == "−0,04\u00a0п.\u00a0п."


def test_a_change_that_may_not_be_compared_says_why() -> None:
    changed = change(1.0, 2.0, comparability=Comparability.ORGANISATIONS_CHANGED)
    shown = RU.change(COUNT, changed)
    assert shown is not None
    assert (shown.text, shown.caveat) == ("+1", "изменился состав организаций")


def test_a_definition_that_changed_is_said_beside_the_change() -> None:
    shown = RU.change(COUNT, replace(change(1.0, 2.0), redefined=("formula", "scale")))
    assert shown is not None
    assert (shown.comparable, shown.redefined) == (True, "формула, шкала")
    assert "изменилось определение (формула, шкала)" in shown.caveat


def test_the_change_of_presence_is_told_in_words() -> None:
    became, stayed = RU.change(PRESENCE, change(0.0, 1.0)), RU.change(PRESENCE, change(1.0, 1.0, "same"))
    assert became is not None
    assert stayed is not None
    assert (became.text, stayed.text) == ("нет → да", "без изменений")


@pytest.mark.parametrize(
    ("value", "text"), [(45.0, "45"), (12.5, "12,5"), (0.125, "0,125"), (1e6, "1\u00a0000\u00a0000"), (0.0, "0")]
)
def test_an_amount_has_no_more_digits_than_it_needs(value: float, text: str) -> None:
    assert RU.amount(value) == text


def test_tones_follow_the_order_of_the_levels() -> None:
    assert [RU.tone(CERTIFIED, level) for level in ("high", "basic", "low", "unknown")] == [
        "best", "middle", "worst", "none",
    ]  # fmt: skip


def test_without_declared_levels_tones_follow_the_points() -> None:
    own = Typesetter(language("ru"), replace(CATALOGUE, levels={}))
    scaled = replace(CERTIFIED, scales=(bands("0.98", "0.95"),))
    assert [own.tone(scaled, level) for level in ("high", "basic", "low")] == ["best", "middle", "worst"]


def test_without_a_level_the_points_are_judged() -> None:
    most = Decimal(2)
    assert RU.judged(CERTIFIED, "low", most, most) == "worst"  # the level comes first
    given = [(Decimal(2), most), (1.5, 2.0), (Decimal(0), most), (-1.0, 2.0), (None, None), (3.0, None)]
    assert [RU.judged(CERTIFIED, "", *each) for each in given] == ["best", "middle", "worst", "worst", "none", "none"]


def test_limits_are_printed_in_their_shortest_form() -> None:
    assert RU.limit(CERTIFIED, Decimal("0.98")) == "98\u00a0%"
    assert RU.limit(CERTIFIED, Decimal("0.945")) == "94,5\u00a0%"
    assert RU.limit(RATIO, Decimal("20")) == "20"
