"""JUnit XML: errors are tests that failed, the rest is shown and fails nothing."""

import xml.etree.ElementTree as ET

from kokoq.diagnostics import Cell
from kokoq.language import language
from kokoq.reports.findings.junit import Outcome, to_junit, to_xml
from kokoq.rules import BLANK_CELL

from .sample import ALL, KEY

RU = language("ru")


def test_errors_fail_and_warnings_and_notes_are_shown() -> None:
    root = ET.fromstring(to_junit(ALL, RU))
    assert (root.get("tests"), root.get("failures")) == ("4", "2")
    assert [case.find("failure") is not None for case in root.iter("testcase")] == [True, False, False, True]
    assert [case.find("skipped") is not None for case in root.iter("testcase")] == [False, True, True, False]


def test_a_failure_says_where_what_and_what_to_do() -> None:
    (failure,) = ET.fromstring(to_junit([KEY], RU)).iter("failure")
    assert failure.get("type") == "KQ103"
    assert (failure.text or "").startswith("поля, новые.yaml:3:5: ")
    assert "Что сделать: " in (failure.text or "")


def test_a_run_that_finds_nothing_is_one_test_that_passed() -> None:
    root = ET.fromstring(to_junit([], RU))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_tests_that_follow_each_other_in_a_file_are_one_suite() -> None:
    root = ET.fromstring(to_xml([Outcome("a", "1"), Outcome("a", "2"), Outcome("b", "3")]))
    assert [(s.get("name"), s.get("tests")) for s in root.iter("testsuite")] == [("a", "2"), ("b", "1")]


def test_characters_that_xml_does_not_admit_are_left_out() -> None:
    found = BLANK_CELL.at(Cell("a.xlsx", "Л", "C7"), field="\x00<b>\x1b&")
    (skipped,) = ET.fromstring(to_junit([found], RU)).iter("skipped")
    assert "<b> &" in (skipped.get("message") or "")
