import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.collect.read import Kind, Range, RawCell, RawSheet, to_datetime, to_serial


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - cells know nothing of time zones


DAYS = st.datetimes(moment(1900, 1, 1), moment(9999, 12, 31))


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (1, moment(1900, 1, 1)),
        (59, moment(1900, 2, 28)),
        (61, moment(1900, 3, 1)),  # 60 would be 29 February 1900, a day that was not
        (44347, moment(2021, 5, 31)),
        (44347.75, moment(2021, 5, 31, 18)),
        (44347.9999999, moment(2021, 6, 1)),  # rounded to a second
    ],
)
def test_a_serial_stands_for_its_day_in_the_1900_system(serial: float, expected: dt.datetime) -> None:
    assert to_datetime(serial) == expected


@pytest.mark.parametrize("serial", [-1, 2_958_466, 1e308, float("nan"), float("inf")])
def test_a_serial_outside_the_calendar_is_no_date(serial: float) -> None:
    assert to_datetime(serial) is None


@settings(deadline=None)
@given(DAYS)
def test_a_day_goes_to_a_serial_and_back(day: dt.datetime) -> None:
    whole = day.replace(microsecond=0)
    assert to_datetime(to_serial(whole)) in (whole, None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RawCell(1, 1, Kind.NUMBER, 45.0), "45"),
        (RawCell(1, 1, Kind.NUMBER, 0.853, "0.0%"), "85.3%"),
        (RawCell(1, 1, Kind.DATE, 44347.0, "dd.mm.yyyy"), "2021-05-31"),
        (RawCell(1, 1, Kind.DATE, 0.5, "h:mm"), "12:00:00"),
        (RawCell(1, 1, Kind.DATE, 1e300, "h:mm"), "1e+300"),
        (RawCell(1, 1, Kind.BOOL, value=True), "TRUE"),
        (RawCell(1, 1, Kind.BLANK, None), ""),
    ],
)
def test_a_cell_is_quoted_as_it_was_shown(cell: RawCell, text: str) -> None:
    assert cell.text == text


def test_a_place_inside_a_merged_range_shows_its_top_left_cell() -> None:
    title = RawCell(1, 1, Kind.TEXT, "Школа")
    sheet = RawSheet("", (title,), merges=(Range(1, 1, 2, 3),))
    assert sheet.shown_at(2, 3) == title
    assert sheet.at(2, 3) is None
    assert sheet.shown_at(3, 3) is None
    assert sheet.extent == (1, 1)
    assert sheet.merges[0].ref == "A1:C2"
