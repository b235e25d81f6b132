"""One collected file → its facts: a form of ours, a declared source, or a finding that says why it is neither.

What does not change from file to file is made once and may be sent to other processes; nothing here needs pandas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import Vocabulary, vocabulary
from kokoq.collect.form.anchors import LISTS_SHEET, Identity
from kokoq.collect.form.layout import Layout, asked_of, from_sources, lay_out, municipality_unit, title_of
from kokoq.collect.lists.covered import not_covered
from kokoq.collect.lists.roster import Roster, roster
from kokoq.collect.read import Book, Readers
from kokoq.collect.read.zipped import is_sent, shown_name
from kokoq.collect.returned.central import is_central, read_central
from kokoq.collect.returned.labels import Labels
from kokoq.collect.returned.match import Known, read_form
from kokoq.collect.returned.page import has_answers, hidden_sheets, identify
from kokoq.collect.returned.restored import Shown, whose, with_columns, with_marks
from kokoq.collect.returned.unmarked import unmarked
from kokoq.collect.returned.whose import held_against_marks, named_in, titled
from kokoq.collect.sources.meant import holds_rows, matching
from kokoq.collect.sources.read import read_source
from kokoq.diagnostics import Cell, Diagnostic, has_errors
from kokoq.folders import COLLECTED
from kokoq.language import Language, Word, language
from kokoq.model import Organisation, Period, Settings
from kokoq.plan import Plan
from kokoq.rules import (
    EXCLUDED_ORGANISATION,
    FORM_OF_LAST_PERIOD,
    MARKS_LOST,
    NOT_A_SPREADSHEET,
    OLD_FORM,
    ONE_SHEET_SENT,
    READ_WITH_LOSS,
    READER_DIED,
    SYMLINK_OR_SPECIAL,
    TITLE_OF_ANOTHER,
    UNKNOWN_ORGANISATION,
    UNRECOGNISED,
    VALUE_UNDER_MERGE,
    WRONG_FORM,
    WRONG_PERIOD,
)

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".ots", ".fods"})


_OUR_LISTS = re.compile(rf"(?:^|-){LISTS_SHEET}(?:\W.*)?$")
"""How the lists of a form's drop-downs are called when its sheets are saved as csv, also once more: «_lists (2)»."""
_OF_DATA = (READ_WITH_LOSS, VALUE_UNDER_MERGE)
"""What is lost of data tells nothing where nobody knows whose data they are."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What does not change from file to file: of every unit, its form and what is asked of it.

    ``typed`` remembers what was read, because the same values come again and again.
    """

    plan: Plan
    settings: Settings
    known: Roster
    layouts: Mapping[str, Layout]
    asked: Mapping[str, frozenset[str]]
    words: Vocabulary
    labels: Labels
    typed: Known = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """In which forms are written."""
        return language(self.settings.language)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be read: ``name`` as findings show it, from the campaign's folder on."""

    path: Path
    name: str
    period: Period


def expect(plan: Plan, settings: Settings, units: Sequence[Organisation]) -> Expected:
    """Who may send what: units of one type with the same tags have the same form."""
    elsewhere = from_sources(settings, plan.catalogue)
    kinds = {unit.names: unit for unit in units}
    forms = {names: lay_out(plan, unit, elsewhere=elsewhere) for names, unit in kinds.items()}
    asked = {names: asked_of(plan, unit) for names, unit in kinds.items()}
    words = vocabulary(plan.catalogue, settings)
    return Expected(
        plan,
        settings,
        roster(units),
        {unit.id: replace(forms[unit.names], unit=unit.id) for unit in units},
        {unit.id: asked[unit.names] for unit in units},
        words,
        Labels(plan.catalogue, words),
    )


def jobs_of(folder: Path, periods: Sequence[Period]) -> list[Job]:
    """All files of these periods, in their order."""
    homes = [(period, folder / COLLECTED / period.slug) for period in periods]
    found = [(period, path) for period, home in homes for path in collected_files(home)]
    return [Job(path, "/".join(map(shown_name, path.relative_to(folder).parts)), period) for period, path in found]


def collected_files(folder: Path) -> list[Path]:
    """The files of a period, at any depth, in the order of their paths; locks and hidden files are no submissions."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    wanted = (path for path in found if is_sent(path.relative_to(folder)))
    return sorted(wanted, key=lambda path: path.relative_to(folder).as_posix())


def read_file(readers: Readers, job: Job, expected: Expected) -> list[FileFacts]:
    """All facts of one file: one for a form, one per declared source that it matches, all of these of a zipped folder.

    A fault of our own ends with a finding, too: one file must never keep the others from being read.
    """
    found: list[FileFacts] = []
    try:
        found.extend(_facts(readers, job, expected))
    except Exception as fault:  # noqa: BLE001 - what no reader foresaw; the finding names it, tests forbid it
        problem = Word("read.reader_panic", words=f"{type(fault).__name__}: {fault}"[:200])
        died = _only(job.name, job, READER_DIED.at(Cell(job.name), problem=problem))
        found.append(replace(died, named=_named(job.name, None, job, expected)))
    return found


def _facts(readers: Readers, job: Job, expected: Expected) -> Iterator[FileFacts]:
    if job.path.is_symlink():
        yield _only(job.name, job, SYMLINK_OR_SPECIAL.at(Cell(job.name)))
        return
    first = 0  # of the file's sheets
    for name, checked in readers.read_each(job.path, name=job.name):
        if checked.value is None:
            yield replace(_only(name, job, *checked.diagnostics), named=_named(name, None, job, expected))
            continue
        for one in _of_book(checked.value, job, expected, before=checked.diagnostics, first=first):
            first += len(one.sources)
            yield one


def _unknown(book: Book) -> Diagnostic:
    """Neither a form nor a declared source; a text that calls itself a workbook is none."""
    if book.format == "csv" and PurePosixPath(book.file).suffix.lower() in WORKBOOKS:
        return NOT_A_SPREADSHEET.at(Cell(book.file), found=Word("read.plain_text"))
    return UNRECOGNISED.at(Cell(book.file))


def _of_book(
    book: Book, job: Job, expected: Expected, *, before: tuple[Diagnostic, ...], first: int
) -> Iterator[FileFacts]:
    identity = identify(book)
    if identity is not None and is_central(identity):
        yield from _central(book, identity, job, expected, before=before, first=first)
        return
    if identity is not None:
        yield _form(book, identity, job, expected, before=before, first=first)
        return
    home = PurePosixPath(COLLECTED, job.period.slug)
    sources = matching(expected.settings.sources, PurePosixPath(book.file).relative_to(home))
    broken = has_errors(before)
    if broken and not any(sheet.cells for sheet in book.sheets):
        nothing = _only(book.file, job, *before)  # nothing is left of it to say more about
        yield replace(nothing, named=_named(book.file, None, job, expected))
        return
    if not sources:
        units = ((unit, expected.layouts[id_]) for id_, unit in expected.known.by_id.items() if id_ in expected.layouts)
        form = whose(book, units, job.period.text, expected.plan.catalogue, expected.language)
        if form is not None:
            yield _form(book, form.identity, job, expected, before=before, first=first)
            return
        ours = book.format == "csv" and _OUR_LISTS.search(PurePosixPath(book.file).stem) is not None
        unknown = () if broken or ours else (_unknown(book),)
        only = _only(book.file, job, *(d for d in before if not unknown or d.rule not in _OF_DATA), *unknown)
        yield replace(only, named=_named(book.file, book, job, expected)) if unknown else only
        return
    yield _only(
        book.file,
        job,
        *before,
        *hidden_sheets(book, lambda sheet: any(holds_rows(book, sheet, mapping) for mapping in sources.values())),
    )
    for number, (source, mapping) in enumerate(sources.items()):
        yield read_source(
            book,
            source,
            mapping,
            plan=expected.plan,
            known=expected.known,
            words=expected.words,
            period=job.period.text,
            others=tuple(other for name, other in sources.items() if name != source),
            first=first + number * len(book.sheets),
        )


def _form(
    book: Book, identity: Identity, job: Job, expected: Expected, *, before: tuple[Diagnostic, ...], first: int
) -> FileFacts:
    """A form read, unless it belongs elsewhere: to another catalogue, period or to nobody known."""
    at, unit = Cell(book.file), expected.known.by_id.get(identity.unit)
    catalogue, layout = expected.plan.catalogue.id, expected.layouts.get(identity.unit)
    refused: Diagnostic | None = None
    if unit is not None and layout is not None and identity.catalogue == catalogue:
        form = Shown(unit, layout, identity.period, expected.plan.catalogue, expected.language)
        book, restored = with_marks(book, identity, form)
        book, columns = with_columns(book, identity, form)
        before = (*before, *restored, *columns)
    shown = [*held_against_marks(book, identity, unit, expected.known, expected.language)] if unit else []
    if identity.catalogue != catalogue:
        refused = WRONG_FORM.at(at, found=identity.catalogue, expected=catalogue)
    elif identity.period not in (job.period.text, job.period.previous().text):
        refused = WRONG_PERIOD.at(at, found=identity.period, expected=job.period.text)
    elif unit is None:
        refused = UNKNOWN_ORGANISATION.at(at, name=identity.unit, close=expected.known.close(identity.unit))
    elif (why := not_covered(unit, job.period)) is not None:
        refused = EXCLUDED_ORGANISATION.at(at, organisations=(why,))
    elif not has_answers(book) and layout is not None:
        asked = sheet_titles(identity, expected, job.period)
        refused = without_answers(book, unit, identity, asked).of(unit=unit.id, period=job.period.text)
    else:
        refused = next((told for told in shown if told.rule is TITLE_OF_ANOTHER), None)
    if refused is not None or unit is None or layout is None:
        only = _only(book.file, job, *before, *((refused,) if refused else ()))
        titles = [one.id for one in titled(book, identity, expected.known, expected.language)]
        ids = (*([unit.id] if unit else []), *titles) or _named(book.file, None, job, expected)
        return replace(only, named=tuple(dict.fromkeys(ids)))
    facts = read_form(
        book,
        identity,
        plan=expected.plan,
        unit=unit,
        words=expected.words,
        first=first,
        asked=expected.asked[unit.id],
        known=expected.typed,
        labels=expected.labels,
        current=identity.version == layout.version,
    )
    if identity.period != job.period.text:
        facts = _moved(facts, job.period.text)
        before = (*before, FORM_OF_LAST_PERIOD.at(at, found=identity.period, expected=job.period.text))
    if identity.version != layout.version:
        before = (*before, OLD_FORM.at(at, found=identity.version, expected=layout.version))
    return replace(facts, diagnostics=(*before, *shown, *unmarked(book, facts, layout)))


def _moved(facts: FileFacts, period: str) -> FileFacts:
    """The facts as those of another period than the form is stamped with."""
    return replace(
        facts,
        period=period,
        sources=tuple(replace(source, period=period) for source in facts.sources),
        evidence=tuple(replace(one, period=period) for one in facts.evidence),
    )


def _central(
    book: Book, identity: Identity, job: Job, expected: Expected, *, before: tuple[Diagnostic, ...], first: int
) -> Iterator[FileFacts]:
    """The workbook of everybody read, unless it is of another catalogue or period."""
    at, catalogue = Cell(book.file), expected.plan.catalogue.id
    if identity.catalogue != catalogue:
        yield _only(book.file, job, *before, WRONG_FORM.at(at, found=identity.catalogue, expected=catalogue))
    elif identity.period != job.period.text:
        yield _only(book.file, job, *before, WRONG_PERIOD.at(at, found=identity.period, expected=job.period.text))
    elif not has_answers(book):
        titles = sheet_titles(identity, expected, job.period)
        refused = without_answers(book, municipality_unit(expected.settings), identity, titles)
        yield _only(book.file, job, *before, refused)
    else:
        own, *forms = read_central(
            book,
            identity,
            plan=expected.plan,
            organisations=expected.known,
            asked=expected.asked,
            words=expected.words,
            labels=expected.labels,
            first=first,
        )
        yield replace(own, diagnostics=(*before, *own.diagnostics))
        yield from forms


def without_answers(book: Book, whose: Organisation, identity: Identity, sheets: tuple[str, ...]) -> Diagnostic:
    """A form that is known, and no question in it: of a csv, which is one sheet, it is told where the answers stand."""
    at = Cell(book.file)
    if book.format == "csv":
        return ONE_SHEET_SENT.at(at, organisation=whose.title, period=identity.period, sheets=sheets)
    return MARKS_LOST.at(at, organisation=whose.title, period=identity.period)


def sheet_titles(identity: Identity, expected: Expected, period: Period) -> tuple[str, ...]:
    """The sheets with questions of a form of somebody known, or of the workbook of everybody."""
    if not is_central(identity):
        return tuple(map(title_of, expected.layouts[identity.unit].sheets))
    from kokoq.collect.form.central_layout import central_sheets

    units = [(unit, expected.layouts[id_]) for id_, unit in expected.known.by_id.items() if unit.is_expected(period)]
    catalogue = expected.plan.catalogue
    return tuple(sheet.title for sheet in central_sheets(units, catalogue, main=Word("form.sheet.main")))


def _named(name: str, book: Book | None, job: Job, expected: Expected) -> tuple[str, ...]:
    """Whose file it plainly is of which nothing could be taken."""
    unit = named_in(PurePosixPath(name).relative_to(COLLECTED, job.period.slug), book, expected.known)
    return () if unit is None else (unit.id,)


def _only(name: str, job: Job, *findings: Diagnostic) -> FileFacts:
    """A file that says nothing but its findings."""
    return FileFacts(file=name, period=job.period.text, unit="", sources=(), diagnostics=findings)
