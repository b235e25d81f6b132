"""Scalars by the type expected of them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from kokoq.definitions import scalars
from kokoq.definitions.scalars import UnfitError
from kokoq.definitions.source import Text, make_text
from kokoq.diagnostics import Span
from kokoq.language import Word, language
from kokoq.wording import to_message


def text(value: str, *, plain: bool = True, multiline: bool = False) -> Text:
    return make_text(value, ("x.yaml", 1, 1, 1), plain=plain, multiline=multiline)


@pytest.mark.parametrize(
    ("convert", "typed", "expected"),
    [
        (scalars.to_number, "12", Decimal(12)),
        (scalars.to_number, "-0.5", Decimal("-0.5")),
        (scalars.to_number, "98%", Decimal("0.98")),
        (scalars.to_number, "94.97 %", Decimal("0.9497")),
        (scalars.to_portion, "80%", Decimal("0.8")),
        (scalars.to_portion, "1", Decimal(1)),
        (scalars.to_portion, "100 %", Decimal(1)),
        (scalars.to_whole, "3", 3),
        (scalars.to_flag, "yes", True),
        (scalars.to_flag, "false", False),
        (scalars.to_required, "required", True),
        (scalars.to_date, "2021-06-21", dt.date(2021, 6, 21)),
        (scalars.to_month_day, "02-29", "02-29"),
        (scalars.to_days, "06-21..07-31", ("06-21", "07-31")),
        (scalars.to_limits, "0..100", "0..100"),
        (scalars.to_period, "2021/2022", "2021/2022"),
        (scalars.to_version, "1", 1),
    ],
)
def test_a_value_of_its_type_is_read(convert: Callable[[object], object], typed: str, expected: object) -> None:
    assert convert(text(typed)) == expected


@pytest.mark.parametrize(
    ("convert", "typed"),
    [
        (scalars.to_number, "1,5"),
        (scalars.to_number, "1_000"),
        (scalars.to_number, "1e3"),
        (scalars.to_number, "٣"),
        (scalars.to_number, ".inf"),
        (scalars.to_portion, "80"),
        (scalars.to_portion, "-1"),
        (scalars.to_portion, "800%"),
        (scalars.to_whole, "-1"),
        (scalars.to_flag, "да"),
        (scalars.to_date, "2021-06-31"),
        (scalars.to_date, "21.06.2021"),
        (scalars.to_month_day, "31-07"),
        (scalars.to_days, "06-21"),
        (scalars.to_limits, "100..0"),
        (scalars.to_limits, ".."),
        (scalars.to_period, "2021-2022"),
        (scalars.to_period, "2021/2023"),
        (scalars.to_version, "2"),
        (scalars.to_name, ""),
    ],
)
def test_any_other_value_says_what_was_expected(convert: Callable[[object], object], typed: str) -> None:
    with pytest.raises(UnfitError) as caught:
        convert(text(typed))
    found = caught.value.at(Span("x.yaml"), key="k")
    assert (found.rule.code, found.params["key"]) == ("KQ105", "k")


@pytest.mark.parametrize(
    ("convert", "typed", "said"),
    [
        (scalars.to_number, "2,5%", "a decimal point: 2.5%"),
        (scalars.to_number, "1,000,5", "a number or a percentage, such as 0.5 or 98%"),
        (scalars.to_whole, "1000000", "a whole number from 0 to 999999"),
        (scalars.to_month_day, "06-31", "the last day of month 06 is 30"),
        (scalars.to_days, "06-21..07-32", "the last day of month 07 is 31"),
        (scalars.to_date, "2021-06-31", "the last day of month 06 is 30"),
        (scalars.to_date, "2021-02-29", "the last day of month 02 is 28"),
        (scalars.to_month_day, "13-01", "a day like 07-31"),
    ],
)
def test_what_was_expected_tells_what_is_wrong(convert: Callable[[object], object], typed: str, said: str) -> None:
    with pytest.raises(UnfitError) as caught:
        convert(text(typed))
    assert said in to_message(caught.value.at(Span("x.yaml"), key="k"), language("en"))


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("no", "yaml.boolean"),
        ("On", "yaml.boolean"),
        ("y", "yaml.boolean"),
        ("~", "yaml.null"),
        ("2021-06-21", "yaml.date"),
        ("12:30", "yaml.sexagesimal"),
        ("5.1", "yaml.float"),
        (".5", "yaml.float"),
        ("5.1.1", ""),
        ("267/1", ""),
        ("2021", ""),
        ("1..11", ""),
        ("нет", ""),
        ("…из них", ""),
    ],
)
def test_a_bare_text_that_yaml_reads_as_something_else_must_be_quoted(typed: str, read_as: str) -> None:
    assert scalars.to_title(text(typed, plain=False)) == typed
    if not read_as:
        assert scalars.to_title(text(typed)) == typed
        return
    with pytest.raises(UnfitError) as caught:
        scalars.to_title(text(typed))
    found = caught.value.at(Span("x.yaml"), key="k")
    assert (found.rule.code, found.params) == ("KQ106", {"found": typed, "read_as": read_as})


def test_a_formula_keeps_its_text_and_its_place() -> None:
    made = scalars.to_expression(make_text("a / b", ("x.yaml", 3, 7, 5)))
    assert (made.text, str(made.at)) == ("a / b", "x.yaml:3:7")


def test_a_formula_stands_on_one_line() -> None:
    with pytest.raises(UnfitError):
        scalars.to_expression(text("a /\nb", multiline=True))


def test_limits_may_be_open_at_one_end() -> None:
    assert scalars.read_limits("0..") == (Decimal(0), None)
    assert scalars.read_limits("..100%") == (None, Decimal(1))


def test_a_part_without_its_percent_sign_is_shown_with_it() -> None:
    with pytest.raises(UnfitError) as caught:
        scalars.to_portion(text("80"))
    finding = caught.value.at(Span("kokoq.yaml", 1, 1), key="minimum")
    assert finding.params["expected"] == Word("expected.part_meant", meant="80%")


def test_a_dash_without_a_space_begins_no_text() -> None:
    with pytest.raises(UnfitError) as caught:
        scalars.to_title(text("-Собрать сведения"))
    found = caught.value.at(Span("x.yaml"), key="tasks")
    assert found.params["expected"] == "expected.text_after_dash"
    assert scalars.to_title(text("-Собрать сведения", plain=False)) == "-Собрать сведения"  # in quotes
