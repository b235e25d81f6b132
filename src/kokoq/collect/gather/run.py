"""A campaign's collected files → observations: every file is read once, in the order of its path.

Many files are read by several processes, with the same outcome. What a file says lies packed on a shelf until its turn:
then the forms of one organisation are brought into one, blanks and lost questions are found against what was asked of
it, and its figures go into the columns of all. So memory grows with the figures alone, not with the files.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.form.layout import is_asked, municipality_unit
from kokoq.collect.gather import crew
from kokoq.collect.gather.columns import Proofs
from kokoq.collect.gather.complete import Combined, combine, completeness
from kokoq.collect.gather.frames import Frames
from kokoq.collect.gather.intake import Expected, Job, expect, jobs_of, read_file
from kokoq.collect.gather.overlap import Exports, Told, beside_sources, settle, told_by, without_copies
from kokoq.collect.gather.shelf import Shelf
from kokoq.collect.gather.stale import without_stale
from kokoq.collect.gather.ungiven import fields_without_column
from kokoq.collect.gather.wire import Packed, pack
from kokoq.collect.read import Readers, uncollected
from kokoq.collect.returned.page import asked_columns
from kokoq.collect.sources.meant import matching
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.folders import COLLECTED
from kokoq.model import Organisation, Period, Progress, Settings
from kokoq.observations import Absence, Observations, Source, SourceFile, Sources, Submission
from kokoq.plan import Plan
from kokoq.rules import FORM_STILL_OUT, NOT_SUBMITTED, ONE_SHEET_SENT, SOURCE_WITHOUT_FILE, UNIT_WITHOUT_ROWS


def gather(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    periods: Sequence[Period],
    progress: Progress | None = None,
    processes: int | None = None,
) -> Checked[Observations]:
    """Everything that lies in ``collected/`` of the campaign in ``folder``, for these periods.

    ``processes`` read the files, 1 being this one alone; without it so many others as pay for their start.
    """
    units = (*organisations, municipality_unit(settings))
    expected = expect(plan, settings, units)
    with uncollected(), Shelf() as shelf:
        read = _read(jobs_of(folder, periods), expected, processes, progress)
        return _observations(read, shelf, expected, units, periods)


def _read(
    jobs: Sequence[Job], expected: Expected, processes: int | None, progress: Progress | None
) -> Iterator[crew.Answer]:
    hands = crew.size(jobs) if processes is None else processes if processes > 1 else 0
    if hands:
        return crew.read_files(jobs, expected, processes=hands, progress=progress)
    return _read_files(jobs, expected, progress)


def _read_files(jobs: Sequence[Job], expected: Expected, progress: Progress | None) -> Iterator[crew.Answer]:
    with Readers(asked_columns) as readers:
        for done, job in enumerate(jobs):
            if progress is not None:
                progress("read", done, len(jobs))
            yield done, pack(read_file(readers, job, expected))
    if progress is not None:
        progress("read", len(jobs), len(jobs))


def _numbered(read: Iterable[crew.Answer], shelf: Shelf) -> list[Packed]:
    """The facts of all files in their order, on the shelf.

    Each file's sources are numbered after those of the files before it.
    """
    files = list[Packed]()
    first = 0
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}  # forms of one kind have the same sheets
    for found in _in_order((number, [shelf.put(one) for one in packed]) for number, packed in read):
        for one in found:
            sheets, period = alike.setdefault(one.sheets, one.sheets), sys.intern(one.period)
            files.append(one._replace(first=first, sheets=sheets, period=period))
        first += sum(len(one.sheets) for one in found)
    return files


def _in_order(answers: Iterable[crew.Answer]) -> Iterator[list[Packed]]:
    """The answers in the order of their numbers."""
    waiting: dict[int, list[Packed]] = {}
    next_ = 0
    for number, packed in answers:
        waiting[number] = packed
        while next_ in waiting:
            yield waiting.pop(next_)
            next_ += 1


def _observations(
    read: Iterable[crew.Answer],
    shelf: Shelf,
    expected: Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> Checked[Observations]:
    files = _numbered(read, shelf)
    catalogue = expected.plan.catalogue
    sources = Sources(SourceFile(file.file, file.sheets, file.period, file.sha256) for file in files)
    files = without_copies(files, shelf.opened)
    settled = settle((shelf.opened(file) for file in files if not file.unit), catalogue, sources)
    exports, told, found = settled.value, told_by(settled.value), [*settled.diagnostics]
    frames = Frames(catalogue, expected.asked, units=units, periods=periods)
    typed = {unit.id for unit in units if unit.type}
    groups = _by_unit(files, typed)
    latest = max(periods, key=lambda period: period.start).text
    sent: list[Submission] = []
    evidence = Proofs(Shelf())
    tables: dict[frozenset[str], frozenset[str]] = {}  # forms of one kind have the same
    for form in _forms(groups, shelf, expected, sources, found):
        found += beside_sources(form, told, catalogue, sources)
        asked = expected.layouts[form.unit]
        found += completeness(form, asked, catalogue, sources, earlier=form.period != latest)
        _add_form(frames, form, told)
        carried = frozenset(form.tables)
        sent.append(Submission(form.period, form.unit, form.files, tables.setdefault(carried, carried)))
        evidence.add(form.evidence)
    submitted = {(one.period, one.unit) for one in sent}
    found = [*_without_needless(found, files)]
    partly = _told_in_part(exports, submitted, expected)
    found += _not_submitted(submitted, partly, expected, units, periods, files=files)
    found += _without_file(files, expected, periods)
    found += fields_without_column(expected.settings, expected.plan)
    found += _without_rows(exports, expected, units, periods)
    _add_exports(frames, exports)
    _add_others(frames, submitted, told, units, periods)
    observations = Observations(
        tables=frames.tables(),
        sources=sources,
        submissions=(*sent, *_by_export(exports, partly, expected, typed)),
        delivered=frozenset(exports.lists),
        evidence=evidence,
    )
    return Checked(observations, tuple(found))


def _by_unit(files: Iterable[Packed], known: Collection[str]) -> dict[tuple[str, str], list[Packed]]:
    """The forms of every period and unit; none of a unit whose type is not ``known``: what it was asked is not, too."""
    groups: dict[tuple[str, str], list[Packed]] = {}
    for file in files:
        if file.unit in known:
            groups.setdefault((file.period, file.unit), []).append(file)
    return groups


def _forms(
    groups: Mapping[tuple[str, str], Sequence[Packed]],
    shelf: Shelf,
    expected: Expected,
    sources: Sequence[Source],
    found: list[Diagnostic],
) -> Iterator[Combined]:
    """The forms of every unit and period brought together, in the order of their first files, none kept.

    Their findings, and those of forms that are refused, are added to ``found``.
    """
    for (period, unit), group in groups.items():

        def before(other: str, unit: str = unit) -> Iterator[FileFacts]:
            return (shelf.opened(file) for file in groups.get((other, unit), ()))

        told = without_stale([shelf.opened(file) for file in group], before)
        found += (d.of(unit=d.unit, period=period) for file in told if not file.unit for d in file.diagnostics)
        forms = [file for file in told if file.unit]
        if forms:
            form = combine(forms, sources, expected.known.by_id[unit].title)
            found += (d.of(unit=unit, period=period) for d in form.diagnostics)
            yield form


def _without_needless(found: Iterable[Diagnostic], files: Sequence[Packed]) -> Iterator[Diagnostic]:
    """The findings without those of a form's first sheet, saved as a csv, where other sheets came with answers.

    What is lost of the form even so is told by its questions and sheets.
    """
    read = {(file.period, file.unit) for file in files if file.unit}
    read |= {(file.period, "") for file in files if file.unit and not file.sheets}  # by the workbook of everybody
    return (d for d in found if d.rule is not ONE_SHEET_SENT or (d.period, d.unit) not in read)


def _told_in_part(
    exports: Exports, submitted: Collection[tuple[str, str]], expected: Expected
) -> Mapping[tuple[str, str], int]:
    """Of whom exports tell though no form came, and how many questions that form would ask."""
    told = {
        place for place, facts in exports.plain.items() if any(f.absence is not Absence.BLANK for f in facts.values())
    }
    told |= {(period, unit) for (period, _), rows in exports.lists.items() for unit in rows.told_of()}
    layouts = {place: expected.layouts.get(place[1]) for place in told.difference(submitted)}
    return {place: len(layout.fields) + len(layout.tables) for place, layout in layouts.items() if layout is not None}


def _by_export(
    exports: Exports, partly: Mapping[tuple[str, str], int], expected: Expected, known: Collection[str]
) -> Iterator[Submission]:
    """Those ``partly`` told of have submitted by the exports that have rows of theirs, and whom no form asks, too."""
    carried: dict[tuple[str, str], set[str]] = {place: set() for place in partly if place[1] in known}
    for (period, table), rows in exports.lists.items():
        for unit in rows.firsts():
            if (period, unit) in carried or (unit in known and not expected.layouts[unit].sheets):
                carried.setdefault((period, unit), set()).add(table)
    for (period, unit), tables in sorted(carried.items()):
        yield Submission(period, unit, (), frozenset(tables), partly=partly.get((period, unit), 0) > 0)


def _without_rows(
    exports: Exports, expected: Expected, units: Sequence[Organisation], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    """Organisations that a list of records of all does not name, though it is asked of them."""
    by_text = {period.text: period for period in periods}
    for place, rows in exports.lists.items():
        period, table = by_text[place[0]], expected.plan.catalogue.tables[place[1]]
        named = rows.firsts()
        for unit in units if table.records else ():
            if unit.id not in named and unit.is_expected(period) and is_asked(expected.plan, table.id, unit):
                found = UNIT_WITHOUT_ROWS.at(Cell(exports.files[place]), organisation=unit.title, table=table.title)
                yield found.of(unit=unit.id, period=period.text)


def _not_submitted(
    submitted: Collection[tuple[str, str]],
    partly: Mapping[tuple[str, str], int],
    expected: Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
    *,
    files: Iterable[Packed],
) -> Iterator[Diagnostic]:
    """Who has sent nothing that could be taken, or is told of by exports alone; files that seem to be theirs beside."""
    came: dict[tuple[str, str], list[Cell]] = {}
    for file in files:
        for id_ in file.named:
            came.setdefault((file.period, id_), []).append(Cell(file.file))
    for period in periods:
        at = Cell(f"{COLLECTED}/{period.slug}")
        for unit in units:
            asked = bool(expected.layouts[unit.id].sheets)
            if asked and unit.is_expected(period) and (period.text, unit.id) not in submitted:
                theirs = came.get((period.text, unit.id), ())
                lacking = partly.get((period.text, unit.id))
                told = (
                    NOT_SUBMITTED.at(at, related=theirs, organisation=unit.title)
                    if lacking is None
                    else FORM_STILL_OUT.at(at, related=theirs, organisation=unit.title, n=lacking)
                )
                yield told.of(unit=unit.id, period=period.text)


def _without_file(files: Sequence[Packed], expected: Expected, periods: Sequence[Period]) -> Iterator[Diagnostic]:
    """Declared sources that no file of the period matches."""
    for period in periods:
        names = [PurePosixPath(f.file) for f in files if f.period == period.text]
        home = PurePosixPath(COLLECTED, period.slug)
        for source, mapping in expected.settings.sources.items():
            if not any(matching({source: mapping}, name.relative_to(home)) for name in names):
                pattern = ", ".join(mapping.files)
                found = SOURCE_WITHOUT_FILE.at(mapping.at, source=source, pattern=pattern, folder=str(home))
                yield found.of(unit="", period=period.text)


def _add_form(frames: Frames, form: Combined, told: Told) -> None:
    facts = {**told.plain.get((form.period, form.unit), {}), **form.plain}
    frames.add_plain(form.period, form.unit, facts, lacking=Absence.BLANK)
    for table, rows in form.tables.items():
        frames.add(table, form.period, rows)


def _add_exports(frames: Frames, exports: Exports) -> None:
    for (period, table), rows in exports.lists.items():
        frames.add_export(table, period, rows)


def _add_others(
    frames: Frames,
    submitted: Collection[tuple[str, str]],
    told: Told,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> None:
    """The plain fields of every unit without a form that is expected or of which exports tell."""
    for period in periods:
        for unit in units:
            place = (period.text, unit.id)
            if place not in submitted and (place in told.plain or unit.is_expected(period)):
                frames.add_plain(*place, told.plain.get(place, {}), lacking=Absence.NOT_SUBMITTED)
