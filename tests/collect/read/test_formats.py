import pytest

from kokoq.collect.read.formats import is_date_format, is_percent_format


@pytest.mark.parametrize("code", ["dd.mm.yyyy", "[$-419]d mmm yyyy;@", "[h]:mm", "mm:ss.0", "yyyy", 'd"-е число"'])
def test_a_format_with_letters_of_time_shows_a_date(code: str) -> None:
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code",
    ["General", "@", "0.0%", '0" дней"', "[Red]0", '#,##0\\ "р.";[Red]-#,##0', "0;[Red]-0;dd", "0.00E+00", "[$USD] 0"],
)
def test_quoted_words_colours_and_later_sections_make_no_date(code: str) -> None:
    assert not is_date_format(code)


def test_a_percent_sign_counts_only_outside_quotes() -> None:
    assert is_percent_format("0.0%")
    assert is_percent_format('0.0" "%')
    assert not is_percent_format('0.0"%"')
    assert not is_percent_format("0.0\\%")
