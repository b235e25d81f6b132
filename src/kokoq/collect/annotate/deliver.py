"""What goes back to the organisations: each one's own file with its faults marked, and a letter that says so.

The names of the copies come from the ids of the organisations; nothing is written outside the folder asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kokoq.collect.annotate import letter
from kokoq.collect.annotate.copies import Copy, Heading, marked_copy, marker
from kokoq.collect.annotate.remarks import Remark, by_file, in_order, not_submitted, seeming_senders
from kokoq.collect.annotate.rows import with_rows
from kokoq.collect.form.layout import municipality_unit
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

_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class _File:
    """One collected file with something to correct, or what of it concerns one ``unit``: "" is a file of many.

    It is ``copied`` where a copy can be made that concerns nobody else.
    """

    file: str
    unit: str
    remarks: tuple[Remark, ...]
    copied: bool
    advice: str


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
    central: bool
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

    ``<id>.xlsx`` and ``<id>.md`` for an organisation with errors or warnings in its own file (``<id>-2.xlsx`` for a
    second file), ``<id>.md`` alone for one that has sent nothing or was filled in centrally, a copy alone for the
    workbook of everybody and for a list of many organisations.
    ``return_by`` is the day by which the corrected copies are asked for; without it letters name the day of submission.
    """
    found = tuple(diagnostics)
    remarks = by_file(found, period, language)
    units = [unit for unit in (*organisations, municipality_unit(settings)) if not unit.excluded]
    with marker() as guard, Readers() as readers:
        titles = {unit.id: unit.title for unit in units}
        senders, seeming = _senders(observations, period), seeming_senders(found, period)
        files = list(_files(Collected(folder), readers, remarks, senders, seeming, titles, plan.catalogue))
        collected, central = Collected(folder), _is_shared(observations, period)
        with staged(out) as fresh:
            desk = _Desk(
                fresh, plan, settings, period, language, return_by, templates, guard, collected, readers, central
            )
            written = tuple(_deliver(desk, files, units, not_submitted(found, period), progress))
    return tuple(out / path.name for path in written)


def _senders(observations: Observations, period: Period) -> Mapping[str, str]:
    """file → the unit whose form it is."""
    return {file: s.unit for s in observations.submissions if s.period == period.text for file in s.files}


def _is_shared(observations: Observations, period: Period) -> bool:
    """Whether one file holds the forms of several: then the office fills in the workbook of everybody itself."""
    files = Counter(file for s in observations.submissions if s.period == period.text for file in s.files)
    return any(n > 1 for n in files.values())


def _files(
    collected: Collected,
    readers: Readers,
    remarks: Mapping[str, tuple[Remark, ...]],
    senders: Mapping[str, str],
    seeming: Mapping[str, str],
    titles: Mapping[str, str],
    catalogue: Catalogue,
) -> Iterator[_File]:
    """The files with something to correct; whose form it is a file says itself, even one that was not accepted.

    Only what was taken into account is copied: in another file nothing can be corrected.
    Their books are not kept, or memory would grow with the number of files: for its copy each is read again.
    """
    for file, said in remarks.items():
        book = content = None  # of the file before: two large ones together are too much
        content = collected.content(file)
        book = readers.book(content, file).value if content else None
        identity = identify(book) if book is not None else None
        listed = in_order(said, [sheet.name for sheet in book.sheets] if book is not None else [])
        if book is not None and identity is not None and is_central(identity):
            listed = tuple(with_rows(listed, book, catalogue))
            yield _File(file, "", _named(listed, titles), copied=True, advice="annotate.advice_central")
            for unit in sorted({r.unit for r in said} & titles.keys()):
                yield _File(file, unit, tuple(r for r in listed if r.unit == unit), copied=False, advice="")
            continue
        named = next((r.unit for r in said if r.unit), "") if book is None else ""
        unit = senders.get(file) or seeming.get(file) or (identity.unit if identity else named)
        if unit in titles:
            copied = file in senders and _may_be_corrected(book, said)
            yield _File(file, unit, listed, copied=copied, advice="annotate.advice")
        elif not unit and any(r.sheet or r.ref for r in said):
            yield _File(file, "", listed, copied=book is not None, advice="annotate.advice_list")


def _may_be_corrected(book: Book | None, remarks: Sequence[Remark]) -> bool:
    """Whether a copy helps to correct a form: not without answers, nor as mere data in which nothing is marked."""
    if book is None or not has_answers(book):
        return False
    return book.format == "xlsx" or any(remark.sheet or remark.ref for remark in remarks)


def _named(remarks: Sequence[Remark], titles: Mapping[str, str]) -> tuple[Remark, ...]:
    """Remarks that say whose figures they mean, for the eyes of whoever keeps those of everybody."""
    whose = ((r, ", ".join(filter(None, (titles.get(r.unit, ""), r.row)))) for r in remarks)
    return tuple(replace(r, what=f"{said}: {r.what}") if said else r for r, said in whose)


def _deliver(
    desk: _Desk,
    files: Sequence[_File],
    units: Sequence[Organisation],
    silent: frozenset[str],
    progress: Progress | None,
) -> Iterator[Path]:
    own = {unit.id: [file for file in files if file.unit == unit.id] for unit in units}
    asked = [unit for unit in units if own[unit.id] or unit.id in silent]
    lists = [file for file in files if not file.unit and file.copied]
    for done, unit in enumerate(asked):
        if progress is not None:
            progress("write", done, len(asked) + len(lists))
        yield from _to_unit(desk, unit, own[unit.id])
    for done, file in enumerate(lists, len(asked)):
        if progress is not None:
            progress("write", done, len(asked) + len(lists))
        name = free_stem(_safe(Path(file.file).stem), desk.taken)
        yield from (path for path, _ in _copy(desk, file, name, whose=desk.period.text))


def _to_unit(desk: _Desk, unit: Organisation, files: Sequence[_File]) -> Iterator[Path]:
    """The copies of an organisation's files, then its letter."""
    say = desk.language.say
    name = free_stem(_safe(unit.id), desk.taken)
    whose = say("form.subtitle", organisation=unit.title, period=desk.period.text)
    copies: list[letter.Attached] = []
    for number, file in enumerate(files, 1):
        copy = name if number == 1 else free_stem(f"{name}-{number}", desk.taken)
        for path, made in _copy(desk, file, copy, whose=whose):
            copies.append(letter.Attached(Path(file.file).name, path.name, made.lack, made.list_alone))
            yield path
    target = desk.out / f"{name}.md"
    text = letter.write(_letter(desk, unit, files, copies), desk.language, templates=desk.templates)
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
    desk: _Desk, unit: Organisation, files: Sequence[_File], copies: Sequence[letter.Attached]
) -> letter.Letter:
    head = forms.heading(desk.plan, desk.settings, unit, desk.period, desk.language)
    remarks = [remark for file in files for remark in file.remarks]
    errors, warnings = letter.items(remarks, desk.language, several=len(files) > 1, attached=bool(copies))
    n_errors = sum(r.severity is Severity.ERROR for r in remarks)
    counts = {"error": n_errors, "warning": len(remarks) - n_errors}
    responsible = dict.fromkeys(r.responsible for r in desk.plan.catalogue.regulations if r.responsible)
    return letter.Letter(
        organisation=unit.title,
        period=desk.period.text,
        title=head.title,
        submitted=bool(files),
        central=any(not file.advice for file in files) if files else desk.central,
        summary=", ".join(desk.language.say(f"report.n_{weight}", n=n) for weight, n in counts.items() if n),
        copies=tuple(copies),
        errors=errors,
        warnings=warnings,
        more=len(remarks) - sum(item.n for item in (*errors, *warnings)),
        return_to=head.submit_to,
        return_by=desk.language.date(desk.return_by) if desk.return_by else head.submit_by,
        responsible=tuple(responsible),
        whole_files=bool(remarks) and not any(remark.sheet for remark in remarks),
    )


def _safe(name: str) -> str:
    """A name of letters, digits and lines alone, which any mail and archive keeps."""
    return file_stem(_UNFIT.sub("_", name).strip("._-"), gap="_") or "file"
