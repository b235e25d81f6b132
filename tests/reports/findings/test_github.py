"""Annotations of GitHub: one line a finding, whatever is in it."""

from kokoq.language import language
from kokoq.reports.findings import render
from kokoq.reports.findings.github import to_github

from .sample import ALL, BLANK, KEY, NOTE, NOWHERE

EN = language("en")


def test_a_definition_is_annotated_from_its_first_to_behind_its_last_column() -> None:
    line = to_github([KEY], EN)
    assert line.startswith("::error file=поля%2C новые.yaml,line=3,col=5,endColumn=9,title=KQ103 duplicate-key::")


def test_what_a_cell_holds_cannot_end_the_line_nor_start_a_command() -> None:
    (line,) = to_github([BLANK], EN).splitlines()
    assert line.startswith("::warning file=школа 1.xlsx,title=KQ407 blank-cell::школа 1.xlsx!Контингент!C7: ")
    assert "100 %25%0A" in line


def test_notes_are_notices_and_a_finding_of_no_place_names_none() -> None:
    assert to_github([NOTE], EN).startswith("::notice file=a.yaml,line=9,col=1,")
    assert to_github([NOWHERE], EN).startswith("::error title=KQ910 ")


def test_the_order_is_that_of_the_findings() -> None:
    lines = render(ALL, EN, "github", source=lambda _: None).splitlines()
    assert [line.partition("title=")[2][:5] for line in lines] == ["KQ103", "KQ407", "KQ121", "KQ910"]
