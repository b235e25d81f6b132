"""What goes back to the organisations: each one's own file with its faults marked, and a letter that says so.

The names of the copies come from the ids of the organisations; nothing is written outside the folder asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kokoq.collect.annotate import account, letter
from kokoq.collect.annotate.arrivals import Arrivals, arrivals
from kokoq.collect.annotate.copies import Copy, Heading, marked_copy, marker
from kokoq.collect.annotate.remarks import Remark, by_file, in_order, told_to, unread
from kokoq.collect.annotate.rows import with_rows
from kokoq.collect.form.layout import from_sources, lay_out, municipality_unit
from kokoq.collect.issue import forms
from kokoq.collect.read import Book, Readers
from kokoq.collect.read.collected import Collected
from kokoq.collect.read.guard import Guard
from kokoq.collect.read.limits import Refused
from kokoq.collect.returned.central import is_central
from kokoq.collect.returned.page import has_answers, identify
from kokoq.diagnostics import Diagnostic, Severity
from kokoq.language import Language
from kokoq.model import Catalogue, Organisation, Period, Progress, Settings
from kokoq.observations import Observations
from kokoq.outputs import file_stem, free_stem, staged
from kokoq.plan import Plan
from kokoq.wording import Reader, file_name

_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class _File:
    """One collected file with something to correct, or what of it concerns one ``unit``: "" is a file of many.

    It is ``copied`` where a copy can be made that concerns nobody else. Without ``advice`` for a copy it is the
    workbook of everybody, which stays with the office. Of a file that is not ``counted`` nothing was taken, of one that
    is not ``opened`` nothing can be. An ``exported`` one is of many, with rows of the unit.
    """

    file: str
    unit: str
    remarks: tuple[Remark, ...]
    copied: bool
    advice: str
    counted: bool = True
    opened: bool = True
    exported: bool = False


@dataclass(slots=True)
class _Desk:
    """What stays the same from file to file, and the names given so far."""

    out: Path
    plan: Plan
    settings: Settings
    period: Period
    language: Language
    return_by: dt.date | None
    templates: Path | None
    guard: Guard
    collected: Collected
    readers: Readers
    came: Arrivals
    unread: Mapping[str, Sequence[Remark]]
    taken: set[str] = field(default_factory=set)


def annotate(
    folder: Path,
    observations: Observations,
    diagnostics: Iterable[Diagnostic],
    organisations: Sequence[Organisation],
    *,
    plan: Plan,
    settings: Settings,
    period: Period,
    language: Language,
    out: Path,
    return_by: dt.date | None = None,
    templates: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write marked copies and letters of one period of the campaign in ``folder`` into ``out``; gives their paths.

    Every organisation has its letter, ``<id>.md``: with a copy ``<id>.xlsx`` where cells of its own file are to be
    corrected (``<id>-2.xlsx`` for a second file), alone where nothing is wrong, where nothing could be taken, where it
    was filled in centrally, and as a reminder where nothing came. The workbook of everybody and lists of many
    organisations have a copy alone. What is in ``out`` and not as kokoq wrote it is never written over (KQ936).
    ``return_by`` is the day by which the corrected copies are asked for; without it letters name the day of submission.
    """
    found = tuple(diagnostics)
    units = [unit for unit in (*organisations, municipality_unit(settings)) if unit.is_expected(period)]
    came = arrivals(observations, found, period, elsewhere=from_sources(settings, plan.catalogue))
    titles = {unit.id: unit.title for unit in units}
    with marker() as guard, Readers() as readers:
        search = _Search(Collected(folder), readers, came, titles, plan.catalogue, language)
        files = [file for name, faults in by_file(found, period).items() for file in search.files(name, faults)]
        with staged(out) as fresh:
            desk = _Desk(
                out=fresh,
                plan=plan,
                settings=settings,
                period=period,
                language=language,
                return_by=return_by,
                templates=templates,
                guard=guard,
                collected=Collected(folder),
                readers=readers,
                came=came,
                unread=unread(found, period, language),
            )
            written = tuple(_deliver(desk, files, units, progress))
            former = account.settle(out, fresh)
    account.remove(former)
    return tuple(out / path.name for path in written)


@dataclass(frozen=True, slots=True)
class _Search:
    """Whose the files with something to correct are; whose form it is a file says itself, even one not accepted."""

    collected: Collected
    readers: Readers
    came: Arrivals
    titles: Mapping[str, str]
    catalogue: Catalogue
    language: Language

    def files(self, file: str, found: Sequence[Diagnostic]) -> Iterator[_File]:
        """One file for each unit that it concerns, or of nobody's own; none where only the office can mend it.

        Only what was taken into account is copied: in another file nothing can be corrected.
        Books are not kept, or memory would grow with the number of files: for its copy each is read again.
        """
        content = self.collected.content(file)
        book = self.readers.book(content, file).value if content else None
        identity = identify(book) if book is not None else None
        if book is not None and identity is not None and is_central(identity):
            yield from self._central(file, book, found)
            return
        owners = self._owners(file, identity.unit if identity is not None else "")
        own, remarks = [unit for unit in owners if unit in self.titles], self._told(Reader.SENDER, found, book)
        counted = file in self.came.counted
        for unit in own if remarks else ():
            copied = counted and unit not in self.came.blank and _may_be_corrected(book, remarks)
            yield _File(file, unit, remarks, copied, "annotate.advice", counted=counted, opened=book is not None)
        listed = () if owners else self._told(Reader.KEEPER, found, book)
        if any(r.sheet or r.ref for r in listed):
            yield _File(file, "", listed, copied=book is not None, advice="annotate.advice_list")
        for unit in sorted({d.unit for d in found} & self.titles.keys()) if not owners else ():
            told = self._told(Reader.SENDER, (d for d in found if d.unit == unit), book)
            if rows := tuple(remark for remark in told if remark.ref):
                yield _File(file, unit, rows, copied=False, advice="annotate.advice_list", exported=True)

    def _owners(self, file: str, stamped: str) -> tuple[str, ...]:
        counted = self.came.counted.get(file)
        return (counted,) if counted else self.came.seeming.get(file) or ((stamped,) if stamped else ())

    def _told(self, reader: Reader, found: Iterable[Diagnostic], book: Book | None) -> tuple[Remark, ...]:
        sheets = [sheet.name for sheet in book.sheets] if book is not None else []
        return in_order(told_to(reader, found, self.language), sheets)

    def _central(self, file: str, book: Book, found: Sequence[Diagnostic]) -> Iterator[_File]:
        """The workbook that the office fills in itself, and what it has of each unit."""
        listed = with_rows(self._told(Reader.OFFICE, found, book), book, self.catalogue)
        yield _File(file, "", _named(tuple(listed), self.titles), copied=True, advice="annotate.advice_central")
        for unit in sorted({d.unit for d in found} & self.titles.keys()):
            own = self._told(Reader.SENDER, (d for d in found if d.unit == unit), book)
            if own:
                yield _File(file, unit, tuple(with_rows(own, book, self.catalogue)), copied=False, advice="")


def _may_be_corrected(book: Book | None, remarks: Sequence[Remark]) -> bool:
    """Whether a copy helps to correct a form: not without answers, nor where no cell is marked in it."""
    return book is not None and has_answers(book) and any(remark.ref for remark in remarks)


def _named(remarks: Sequence[Remark], titles: Mapping[str, str]) -> tuple[Remark, ...]:
    """Remarks that say whose figures they mean, for the eyes of whoever keeps those of everybody."""
    whose = ((r, ", ".join(filter(None, (titles.get(r.unit, ""), r.row)))) for r in remarks)
    return tuple(replace(r, what=f"{said}: {r.what}") if said else r for r, said in whose)


def _deliver(
    desk: _Desk,
    files: Sequence[_File],
    units: Sequence[Organisation],
    progress: Progress | None,
) -> Iterator[Path]:
    own = {unit.id: [file for file in files if file.unit == unit.id] for unit in units}
    asked = [unit for unit in units if own[unit.id] or _is_written_to(unit, desk)]
    lists = [file for file in files if not file.unit and file.copied]
    for done, unit in enumerate(asked):
        if progress is not None:
            progress("write", done, len(asked) + len(lists))
        sent = [file for file in own[unit.id] if not file.exported]
        yield from _to_unit(desk, unit, sent, [file for file in own[unit.id] if file.exported])
    for done, file in enumerate(lists, len(asked)):
        if progress is not None:
            progress("write", done, len(asked) + len(lists))
        name = free_stem(_safe(Path(file.file).stem), desk.taken)
        yield from (path for path, _ in _copy(desk, file, name, whose=desk.period.text))


def _is_written_to(unit: Organisation, desk: _Desk) -> bool:
    """Whether a unit with nothing to correct gets a letter: a reminder, or a word of thanks.

    Who sent what only the office fails to open has nothing to do; the office itself needs no thanks.
    """
    if unit.id in desk.came.silent:
        return not any(unit.id in seeming for seeming in desk.came.seeming.values())
    return unit.id in desk.came.accepted and unit.id != desk.settings.municipality.id


def _to_unit(desk: _Desk, unit: Organisation, files: Sequence[_File], exported: Sequence[_File]) -> Iterator[Path]:
    """The copies of an organisation's files, then its letter, which tells what exports have of it, too."""
    say = desk.language.say
    name = free_stem(_safe(unit.id), desk.taken)
    whose = say("form.subtitle", organisation=unit.title, period=desk.period.text)
    copies: list[letter.Attached] = []
    for number, file in enumerate(files, 1):
        copy = name if number == 1 else free_stem(f"{name}-{number}", desk.taken)
        for path, made in _copy(desk, file, copy, whose=whose):
            copies.append(letter.Attached(_name(file, files), path.name, made.lack, made.list_alone))
            yield path
    target = desk.out / f"{name}.md"
    text = letter.write(_letter(desk, unit, files, exported, copies), desk.language, templates=desk.templates)
    target.write_text(text, encoding="utf-8", newline="\n")
    yield target


def _copy(desk: _Desk, file: _File, name: str, *, whose: str) -> Iterator[tuple[Path, Copy]]:
    """The marked copy of a file; none where there is nothing to mark it in, or marking was given up."""
    content = desk.collected.content(file.file) if file.copied else None
    book = desk.readers.book(content, file.file).value if content else None
    if content is None or book is None:
        return
    further = any(remark.severity is Severity.ERROR for remark in file.remarks)
    advice = [desk.language.say(key) for key in (file.advice, *(["annotate.further"] if further else []))]
    heading = Heading(whose, " ".join(advice))
    try:
        made = marked_copy(content, book, file.remarks, heading=heading, language=desk.language, guard=desk.guard)
    except Refused:  # the letter names every place all the same
        return
    target = desk.out / f"{name}.xlsx"
    target.write_bytes(made.content)
    yield target, made


def _letter(
    desk: _Desk,
    unit: Organisation,
    files: Sequence[_File],
    exported: Sequence[_File],
    copies: Sequence[letter.Attached],
) -> letter.Letter:
    head = forms.heading(desk.plan, desk.settings, unit, desk.period, desk.language)
    kind = _kind(desk.came, unit, files, exported)
    remarks = [remark for file in files for remark in file.remarks]
    if kind is letter.Kind.BLANK:
        remarks = [remark for remark in remarks if not remark.blank]
    errors, warnings = letter.items(remarks, desk.language, attached=bool(copies))
    elsewhere = [remark for file in exported for remark in file.remarks]
    weights = [remark.severity for remark in (*remarks, *elsewhere)]
    counts = {"error": weights.count(Severity.ERROR), "warning": weights.count(Severity.WARNING)}
    responsible = dict.fromkeys(r.responsible for r in desk.plan.catalogue.regulations if r.responsible)
    return letter.Letter(
        organisation=unit.title,
        period=desk.period.text,
        title=head.title,
        kind=kind,
        central=_is_central(desk.came, unit, files),
        files=tuple(desk.language.say("annotate.letter.file", file=_name(file, files)) for file in files),
        summary=", ".join(desk.language.say(f"report.n_{weight}", n=n) for weight, n in counts.items() if n),
        copies=tuple(copies),
        errors=errors,
        warnings=warnings,
        further=any(file.counted and r.severity is Severity.ERROR for file in files for r in file.remarks),
        more=len(remarks) - sum(item.n for item in (*errors, *warnings)),
        return_to=head.submit_to,
        return_by=desk.language.date(desk.return_by) if desk.return_by else head.submit_by,
        responsible=tuple(responsible),
        lacking=_questions(desk, unit) if kind is letter.Kind.PARTLY else (),
        told_elsewhere=unit.id in desk.came.partly,
        elsewhere=letter.listed(elsewhere, desk.language, with_file=True),
        unread=letter.listed(desk.unread.get(unit.id, ()), desk.language),
        whole_files=bool(remarks) and not any(remark.ref for remark in remarks),
    )


def _is_central(came: Arrivals, unit: Organisation, files: Sequence[_File]) -> bool:
    """Whether the office itself entered what a letter speaks of, or would enter what it asks for."""
    if files:
        return any(not file.advice for file in files)
    return unit.id in came.entered if unit.id in came.accepted else bool(came.entered)


def _questions(desk: _Desk, unit: Organisation) -> tuple[str, ...]:
    """Everything that the form of a unit asks for."""
    layout = lay_out(desk.plan, unit, elsewhere=from_sources(desk.settings, desk.plan.catalogue))
    return (*(field.title for field in layout.fields), *(table.title for table in layout.tables))


def _kind(came: Arrivals, unit: Organisation, files: Sequence[_File], exported: Sequence[_File]) -> letter.Kind:
    if unit.id in came.accepted:
        if unit.id in came.blank - came.entered:
            return letter.Kind.BLANK
        return letter.Kind.REMARKS if files or exported else letter.Kind.ACCEPTED
    if not files and unit.id not in came.silent:
        return letter.Kind.REMARKS  # nothing was asked of it but what exports have
    if not files:
        return letter.Kind.PARTLY if unit.id in came.partly else letter.Kind.MISSING
    return letter.Kind.REFUSED if any(file.opened for file in files) else letter.Kind.UNREADABLE


def _name(file: _File, files: Sequence[_File]) -> str:
    return file_name(file.file, beside=[other.file for other in files])


def _safe(name: str) -> str:
    """A name of letters, digits and lines alone, which any mail and archive keeps."""
    return file_stem(_UNFIT.sub("_", name).strip("._-"), gap="_") or "file"
