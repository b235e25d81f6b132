"""«Замечания»: every finding with its file, sheet and cell, and a link to the value on the sheets of inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kokoq.a1 import split_ref
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.formula.excel import quoted
from kokoq.model import Level
from kokoq.observations import pack_ref
from kokoq.reports.facts import Facts
from kokoq.reports.findings import SEVERITIES
from kokoq.reports.tables.matrices import unit_title
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.inputs import Inputs, placed
from kokoq.reports.workbook.marks import Notation
from kokoq.wording import to_fix, to_message

HEAD = 3
SEVERITY, RULE, ORGANISATION, FILE, SHEET, CELL, TEXT, FIX, LINK = range(9)
MOST_LINES = 20_000


@dataclass(frozen=True)
class FindingsSheet:
    """The page, and what other sheets count on it."""

    page: Page
    titles: Mapping[str, str]
    words: Mapping[str, str]
    counts: Mapping[tuple[str, str], int]
    last: int

    @property
    def errors(self) -> tuple[str, int]:
        """How many errors there are: the formula, and the number."""
        n = sum(n for (_, severity), n in self.counts.items() if severity == Severity.ERROR)
        if self.last < HEAD:
            return "0", n
        which = self.page.span((HEAD, SEVERITY), (self.last, SEVERITY))
        return f"SUMPRODUCT(({which}={quoted(self.words[str(Severity.ERROR)])})*1)", n

    def count(self, organisation: str, severity: str, *, title: str) -> tuple[str, int]:
        """How many findings of a severity an organisation has: the formula, and the number; ``title`` is its cell."""
        n = self.counts.get((organisation, severity), 0)
        if self.last < HEAD:
            return "0", n
        whose = self.page.span((HEAD, ORGANISATION), (self.last, ORGANISATION))
        which = self.page.span((HEAD, SEVERITY), (self.last, SEVERITY))
        return f"SUMPRODUCT(({whose}={title})*({which}={quoted(self.words[severity])}))", n


def write_findings(page: Page, facts: Facts, notation: Notation, inputs: Inputs) -> FindingsSheet:
    """All findings of the period, worst first."""
    language = notation.language
    say = language.say
    found = sorted(facts.findings, key=lambda d: SEVERITIES.index(d.severity))[:MOST_LINES]
    municipalities = {u: unit_title(facts, Level.MUNICIPALITY, u) for u in inputs.grid.municipalities}
    titles = municipalities | {o.id: o.title for o in facts.assessment.organisations}
    words = {str(s): say(f"diagnostic.{s}") for s in SEVERITIES}
    page.title(say("workbook.sheet.findings"), say("workbook.note.findings"))
    header = (
        say("workbook.column.severity"), say("report.column.code"), say("report.column.organisation"),
        say("workbook.column.file"), say("workbook.column.sheet"), say("workbook.column.cell"),
        say("workbook.column.finding"), say("workbook.column.fix"), say("workbook.column.link"),
    )  # fmt: skip
    page.row(HEAD - 1, header, "header")
    page.widths(15, 8, 14, 22, 11, 7, 29, 25, 8)
    page.frozen(HEAD, 0, repeat=(HEAD - 1, HEAD - 1))
    page.landscape()
    links = placed(inputs, facts, _packed(found, facts))
    counts: dict[tuple[str, str], int] = {}
    for row, each in enumerate(found, start=HEAD):
        counts[each.unit, str(each.severity)] = counts.get((each.unit, str(each.severity)), 0) + 1
        _line(page, row, each, notation, titles, words, links.get(_key(each)))
    last = HEAD + len(found) - 1
    page.sheet.autofilter(HEAD - 1, 0, max(last, HEAD), LINK)
    for severity, tone in ((Severity.ERROR, "worst"), (Severity.WARNING, "middle")):
        rule = {"type": "cell", "criteria": "==", "value": quoted(words[severity]), "format": page.styles.fill(tone)}  # type: ignore[arg-type]  # two of the tones
        page.sheet.conditional_format(HEAD, SEVERITY, max(last, HEAD), SEVERITY, rule)
    return FindingsSheet(page, titles, words, counts, last)


def _line(
    page: Page,
    row: int,
    each: Diagnostic,
    notation: Notation,
    titles: Mapping[str, str],
    words: Mapping[str, str],
    link: tuple[Page, str] | None,
) -> None:
    where = each.where
    file, sheet, ref = (where.file, where.sheet, where.ref) if isinstance(where, Cell) else (str(where), "", "")
    page.text(row, SEVERITY, words[str(each.severity)], "small_text")
    page.text(row, RULE, each.rule.code, "code")
    page.text(row, ORGANISATION, titles.get(each.unit, each.unit), "small_wrapped")
    page.text(row, FILE, file, "small_wrapped")
    page.text(row, SHEET, sheet, "small_wrapped")
    page.text(row, CELL, ref, "centre")
    page.text(row, TEXT, to_message(each, notation.language), "small_wrapped")
    page.text(row, FIX, to_fix(each, notation.language), "small_wrapped")
    if link is None:
        page.text(row, LINK, "", "small_text")
    else:
        target, address = link
        url = f"internal:'{target.name}'!{address}"
        page.sheet.write_url(row, LINK, url, page.styles.get("link_cell"), address)


def _key(each: Diagnostic) -> tuple[str, str, str]:
    where = each.where
    return (where.file, where.sheet, where.ref) if isinstance(where, Cell) else ("", "", "")


def _packed(found: Iterable[Diagnostic], facts: Facts) -> Mapping[int, tuple[str, str, str]]:
    """The packed references of the cells that findings name."""
    sources = {}
    for index, source in enumerate(facts.assessment.observations.sources):
        if source.period in ("", facts.period):
            sources[source.file, source.sheet] = index
    packed = {}
    for each in found:
        file, sheet, ref = _key(each)
        if ref and (file, sheet) in sources:
            packed[pack_ref(sources[file, sheet], *split_ref(ref))] = (file, sheet, ref)
    return packed
