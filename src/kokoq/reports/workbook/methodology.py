"""«Методика»: how every indicator is made, in words; «О расчёте»: from what the report was made, and by which rules."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from kokoq.model import Profile
from kokoq.reports.contract import Method, View
from kokoq.reports.definitions.profiles import parts_of, profile_words
from kokoq.reports.facts import Facts
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.marks import Notation

HEAD = 3
SENTENCE, LAST = 2, 5
EXAMPLES = 3  # worked cases beside an indicator
RULES = (
    "totals", "absence", "complete", "zero", "over", "bands", "rounding", "points", "changes", "live", "texts",
)  # fmt: skip


def write_methodology(page: Page, view: View, facts: Facts, notation: Notation) -> None:
    """One line an indicator, by regulation; then the profiles, a line for each part."""
    say = notation.language.say
    page.title(say("workbook.sheet.methodology"), say("workbook.note.methodology"))
    titles = (
        say("report.column.code"), say("report.column.indicator"), say("workbook.column.sentence"),
        say("workbook.column.scope"), say("workbook.column.scale"), say("workbook.column.remark"),
    )  # fmt: skip
    page.row(HEAD - 1, titles, "header")
    page.widths(11, 21, 32, 20, 27, 31)
    page.frozen(HEAD, 2, repeat=(HEAD - 1, HEAD - 1))
    page.landscape()
    all_illustrative = all(method.illustrative for method in view.methodology if method.scale)
    if all_illustrative:
        page.text(1, 0, f"{say('workbook.note.methodology')} {say('workbook.note.illustrative')}", "subtitle")
    row, regulation = HEAD, ""
    for method in view.methodology:
        if method.regulation != regulation:
            regulation = method.regulation
            page.together(row)
            page.band(row, regulation, LAST)
            row += 1
        else:
            page.together(row)
        row = _line(page, row, method, notation, all_illustrative=all_illustrative)
    for profile in facts.catalogue.profiles.values() if view.profiles else ():
        row = _profile(page, row, profile, facts)


def _profile(page: Page, row: int, profile: Profile, facts: Facts) -> int:
    """What is declared of the whole, then the weights of its parts. Gives the row after it."""
    say = facts.language.say
    page.together(row)
    page.band(row, say("formula.prose.quoted", it=profile.title), LAST)
    lines = [(say(f"profile.side.{side}"), "; ".join(texts)) for side, texts in profile_words(facts, profile).items()]
    for part in parts_of(facts, profile):
        line = say("profile.weight_line", weight=part.weight, share=part.share)
        lines.append(("\u2003" * part.depth + part.title, "; ".join((line, *part.notes))))
    row += 1
    for texts in lines:
        row = page.texts(row, (("", "code_top"), *((text, "small_wrapped_top") for text in texts)))
    return row


def _line(page: Page, row: int, method: Method, notation: Notation, *, all_illustrative: bool) -> int:
    """The line of an indicator; gives the row after it."""
    scale = list(method.scale)
    if method.illustrative and not all_illustrative:
        scale.append(notation.language.say("report.note.illustrative"))
    say = notation.language.say
    examples = [
        say("workbook.example", given="; ".join(each.given), expected=each.expected)
        for each in method.examples[:EXAMPLES]
    ]
    texts = (
        method.code, method.title, method.sentence, f"{method.scope}; {method.better}", "\n".join(scale),
        " ".join(part for part in (*method.notes, method.remark) if part),
    )  # fmt: skip
    row = page.texts(row, tuple((text, "small_wrapped_top" if text != method.code else "code_top") for text in texts))
    below = (("formula", method.formula), ("act", method.act), ("example", "\n".join(examples)))
    for name, text in below:
        row = _below(
            page, row, say(f"workbook.column.{name}"), text, "formula" if name == "formula" else "small_wrapped_top"
        )
    return row


def _below(page: Page, row: int, title: str, text: str, style: str) -> int:
    """What would be too long for a column, in lines below over all of them; gives the row after it."""
    if not text:
        return row
    end = page.spread(row, SENTENCE, LAST, text, style)
    for at in range(row, end):
        page.text(at, 0, "", "code_top")
        page.text(at, 1, title if at == row else "", "label_cell")
    return end


def write_about(page: Page, view: View, facts: Facts, notation: Notation) -> None:
    """Versions and fingerprints, marks, rules of the numbers, files."""
    say, assessment = notation.language.say, facts.assessment
    catalogue = facts.catalogue
    page.text(0, 0, say("workbook.sheet.about"), "title")
    page.widths(26, 58, 58)
    page.landscape()
    minimum = assessment.settings.minimum_coverage
    pairs = (
        (say("workbook.about.title"), view.heading.title),
        (say("workbook.about.unit"), view.heading.unit),
        (say("workbook.about.period"), view.heading.period),
        (say("workbook.about.earlier"), view.heading.earlier or say("workbook.about.none")),
        (say("workbook.about.catalogue"), f"{catalogue.title} ({catalogue.id})"),
        (say("workbook.about.acts"), "; ".join(view.heading.acts)),
        (say("workbook.about.fingerprint"), catalogue.fingerprint),
        (say("workbook.about.coverage"), notation.typesetter.fraction_percent(float(minimum or 0), 0)),
        (say("workbook.about.kokoq"), _version()),
    )
    row = 2
    for label, text in pairs:
        page.text(row, 0, label, "label")
        page.merged(row, 1, 2, text, "plain")
        row += 1
    row = _section(page, row + 1, say("workbook.about.rules"), [say(f"workbook.rule.{rule}") for rule in RULES])
    page.text(row + 1, 0, say("workbook.about.marks"), "heading")
    row += 2
    for mark, words in notation.legend:
        page.text(row, 0, mark, "absent")
        page.text(row, 1, words, "plain")
        row += 1
    if view.heading.remarks:
        row = _section(page, row + 1, say("workbook.about.remarks"), list(view.heading.remarks))
    _sources(page, row + 1, facts, notation)


def _section(page: Page, row: int, title: str, lines: list[str]) -> int:
    page.text(row, 0, title, "heading")
    for n, line in enumerate(lines, start=1):
        page.text(row + n, 0, f"{n}.", "counted")
        page.merged(row + n, 1, 2, line, "plain")
    return row + len(lines) + 1


def _sources(page: Page, row: int, facts: Facts, notation: Notation) -> None:
    say = notation.language.say
    page.text(row, 0, say("workbook.about.sources"), "heading")
    page.row(row + 1, (say("workbook.column.period"), say("workbook.column.file"), "SHA-256"), "header")
    files = {(s.period, s.file): s.sha256 for s in facts.assessment.observations.sources if s.file}
    for place, (period, file) in enumerate(sorted(files), start=row + 2):
        page.text(place, 0, period, "small_text")
        page.text(place, 1, file, "small_text")
        page.text(place, 2, files[period, file], "quiet")


def _version() -> str:
    try:
        return version("kokoq")
    except PackageNotFoundError:
        return ""
