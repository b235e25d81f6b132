"""A campaign's collected files → observations: every file is read once, in the order of its path.

Many files are read by several processes, with the same outcome. What the forms of one organisation say together is
brought into one, blanks and lost questions are found against what was asked of it, and the frames are made at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from kokoq.collect import crew
from kokoq.collect.complete import Combined, combine, completeness
from kokoq.collect.facts import Fact, FileFacts
from kokoq.collect.frames import PlainRow, plain_frame, table_frame
from kokoq.collect.intake import COLLECTED, Expected, Job, expect, jobs_of, read_file
from kokoq.collect.layout import is_asked, municipality_unit
from kokoq.collect.overlap import beside_sources, settle, without_copies
from kokoq.collect.read import Readers, uncollected
from kokoq.collect.sources import matching
from kokoq.collect.stale import without_stale
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.model import PLAIN, Organisation, Period, Progress, Settings
from kokoq.observations import Absence, Observations, Source, Submission, TableData
from kokoq.plan import Plan
from kokoq.rules import NOT_SUBMITTED, SOURCE_WITHOUT_FILE, UNIT_WITHOUT_ROWS


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

    ``processes`` read the files; without it as many as pay for their start, and 1 is this one alone.
    """
    units = (*organisations, municipality_unit(settings))
    expected = expect(plan, settings, units)
    jobs = jobs_of(folder, periods)
    hands = crew.size(jobs) if processes is None else processes
    with uncollected():
        if hands > 1 and len(jobs) > 1:
            files = crew.read_files(jobs, expected, processes=hands, progress=progress)
        else:
            files = _read_files(jobs, expected, progress)
        return _observations(files, expected, units, periods)


def _read_files(jobs: Sequence[Job], expected: Expected, progress: Progress | None) -> list[FileFacts]:
    files: list[FileFacts] = []
    first = 0
    with Readers() as readers:
        for done, job in enumerate(jobs):
            if progress is not None:
                progress("read", done, len(jobs))
            found = read_file(readers, job, expected, first=first)
            first += sum(len(one.sources) for one in found)
            files += found
    if progress is not None:
        progress("read", len(jobs), len(jobs))
    return files


def _observations(
    files: Sequence[FileFacts],
    expected: Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> Checked[Observations]:
    sources: tuple[Source, ...] = tuple(source for file in files for source in file.sources)
    files = without_stale(without_copies(files))
    found: list[Diagnostic] = [d.of(unit=d.unit, period=f.period) for f in files if not f.unit for d in f.diagnostics]
    titles = {unit.id: unit.title for unit in units}
    forms = combine([f for f in files if f.unit], sources, titles)
    found += [d.of(unit=c.unit, period=c.period) for c in forms for d in c.diagnostics]
    settled = settle([f for f in files if not f.unit], expected.plan.catalogue, sources)
    exports = settled.value
    found += settled.diagnostics
    found += beside_sources(forms, exports, expected.plan.catalogue, sources)
    found += completeness(forms, expected.layouts, expected.plan.catalogue, sources)
    found += _not_submitted(forms, expected, units, periods)
    found += _without_file(files, expected, periods)
    sent = (
        *(Submission(c.period, c.unit, c.files, frozenset(c.tables)) for c in forms),
        *_by_export(exports, expected),
    )
    found += _without_rows(exports, expected, units, periods)
    observations = Observations(
        tables=_tables(forms, exports, expected, units, periods),
        sources=sources,
        submissions=sent,
        delivered=frozenset((f.period, table) for f in exports for table in f.tables),
        evidence=tuple(e for c in forms for e in c.evidence),
    )
    return Checked(observations, tuple(found))


def _by_export(exports: Sequence[FileFacts], expected: Expected) -> Iterator[Submission]:
    """Whom no form asks for anything has submitted by the exports that have rows of theirs."""
    carried: dict[tuple[str, str], set[str]] = {}
    for file in exports:
        for table, rows in file.tables.items():
            for row in rows:
                if row.unit in expected.layouts and not expected.layouts[row.unit].sheets:
                    carried.setdefault((file.period, row.unit), set()).add(table)
    for (period, unit), tables in sorted(carried.items()):
        yield Submission(period, unit, (), frozenset(tables))


def _without_rows(
    exports: Sequence[FileFacts], expected: Expected, units: Sequence[Organisation], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    """Organisations that a list of records of all does not name, though it is asked of them."""
    tables = expected.plan.catalogue.tables
    for period in periods:
        lists = [(f.file, table, rows) for f in exports if f.period == period.text for table, rows in f.tables.items()]
        for table in dict.fromkeys(table for _, table, _ in lists if tables[table].records):
            file = next(file for file, of, _ in lists if of == table)
            named = {row.unit for _, of, rows in lists if of == table for row in rows}
            for unit in units:
                if unit.id not in named and unit.is_expected(period) and is_asked(expected.plan, table, unit):
                    found = UNIT_WITHOUT_ROWS.at(Cell(file), organisation=unit.title, table=tables[table].title)
                    yield found.of(unit=unit.id, period=period.text)


def _not_submitted(
    forms: Sequence[Combined], expected: Expected, units: Sequence[Organisation], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    submitted = {(c.period, c.unit) for c in forms}
    for period in periods:
        at = Cell(f"{COLLECTED}/{period.slug}")
        for unit in units:
            asked = bool(expected.layouts[unit.id].sheets)
            if asked and unit.is_expected(period) and (period.text, unit.id) not in submitted:
                yield NOT_SUBMITTED.at(at, organisation=unit.title).of(unit=unit.id, period=period.text)


def _without_file(files: Sequence[FileFacts], expected: Expected, periods: Sequence[Period]) -> Iterator[Diagnostic]:
    """Declared sources that no file of the period matches."""
    for period in periods:
        names = [PurePosixPath(f.file) for f in files if f.period == period.text]
        home = PurePosixPath(COLLECTED, period.slug)
        for source, mapping in expected.settings.sources.items():
            if not any(matching({source: mapping}, name.relative_to(home)) for name in names):
                pattern = ", ".join(mapping.files)
                found = SOURCE_WITHOUT_FILE.at(mapping.at, source=source, pattern=pattern, folder=str(home))
                yield found.of(unit="", period=period.text)


def _tables(
    forms: Sequence[Combined],
    exports: Sequence[FileFacts],
    expected: Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> Mapping[str, TableData]:
    catalogue = expected.plan.catalogue
    plain = [field for field in catalogue.fields.values() if field.table == PLAIN]
    tables = {PLAIN: plain_frame(plain, _plain_rows(forms, exports, expected, units, periods))}
    for table in catalogue.tables.values():
        rows = [(c.period, row) for c in forms for row in c.tables.get(table.id, ())]
        rows += [(f.period, row) for f in exports for row in f.tables.get(table.id, ())]
        keys = tuple(key.id for key in table.keys)
        tables[table.id] = table_frame(keys, [catalogue.fields[name] for name in table.fields], rows)
    return tables


def _plain_rows(
    forms: Sequence[Combined],
    exports: Sequence[FileFacts],
    expected: Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> list[PlainRow]:
    """A row for every unit and period that is expected or has submitted."""
    submitted: dict[tuple[str, str], Mapping[str, Fact]] = {(c.period, c.unit): c.plain for c in forms}
    exported: dict[tuple[str, str], dict[str, Fact]] = {}
    for file in exports:
        for unit_id, facts in file.plain.items():
            exported.setdefault((file.period, unit_id), {}).update(facts)
    rows = []
    for period in periods:
        for unit in units:
            place = (period.text, unit.id)
            if place in submitted or place in exported or unit.is_expected(period):
                facts = {**exported.get(place, {}), **submitted.get(place, {})}
                lacking = Absence.BLANK if place in submitted else Absence.NOT_SUBMITTED
                rows.append(PlainRow(*place, facts, expected.asked[unit.id], lacking))
    return rows
