"""Findings and worked cases as JUnit XML: what GitLab, Jenkins and others show as tests that failed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kokoq.diagnostics import Diagnostic, Severity
from kokoq.language import Language
from kokoq.reports.findings.stories import NO_STORIES, Stories, story_of
from kokoq.wording import to_fix, to_message


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: ``failures`` are (kind, sentence, details), none where it passed; ``skipped`` is a remark on it."""

    suite: str
    name: str
    failures: tuple[tuple[str, str, str], ...] = ()
    skipped: str = ""


def to_junit(diagnostics: Iterable[Diagnostic], language: Language, *, stories: Stories = NO_STORIES) -> str:
    """Every finding is a test of its file: one that failed for an error, one that was skipped for anything less."""
    outcomes = [outcome(d, language, story=story_of(d, stories)) for d in diagnostics]
    clean = Outcome("kokoq", language.say("report.no_findings"))
    return to_xml(outcomes or [clean])


def to_xml(outcomes: Sequence[Outcome]) -> str:
    """The tests in suites, in the order in which they come."""
    root = ET.Element("testsuites", {"name": "kokoq", **_counts(outcomes)})
    for name, tests in groupby(outcomes, key=lambda o: o.suite):
        own = list(tests)
        suite = ET.SubElement(root, "testsuite", {"name": _clean(name), "errors": "0", **_counts(own), **_skipped(own)})
        for test in own:
            _add(suite, test)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def outcome(d: Diagnostic, language: Language, *, story: str = "") -> Outcome:
    """A finding as a test: failed for an error, skipped with what it says for anything less."""
    said = to_message(d, language)
    told = f"{d.where}: {said}\n{language.say('diagnostic.fix', fix=to_fix(d, language))}"
    told = f"{told}\n\n{story}" if story else told
    name = f"{d.rule.code} {d.rule.name} {d.where}"
    if d.severity is Severity.ERROR:
        return Outcome(d.where.file, name, ((d.rule.code, said, told),))
    return Outcome(d.where.file, name, skipped=told)


def _add(suite: ET.Element, test: Outcome) -> None:
    case = ET.SubElement(suite, "testcase", classname=_clean(test.suite), name=_clean(test.name))
    for kind, said, told in test.failures:
        ET.SubElement(case, "failure", type=kind, message=_clean(said)).text = _clean(told)
    if test.skipped:
        ET.SubElement(case, "skipped", message=_clean(test.skipped))


def _counts(tests: Sequence[Outcome]) -> dict[str, str]:
    return {"tests": str(len(tests)), "failures": str(sum(bool(t.failures) for t in tests))}


def _skipped(tests: Sequence[Outcome]) -> dict[str, str]:
    return {"skipped": str(sum(bool(t.skipped) for t in tests))}


def _clean(text: str) -> str:
    """Without the characters that XML does not admit."""
    return "".join(c if c.isprintable() or c in "\n\u00a0" else " " for c in text)
