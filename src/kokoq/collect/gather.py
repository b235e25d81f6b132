"""A campaign's collected files → observations: every file is read once, in the order of its path.

Each file is a form of ours, a declared source, or a finding. What the forms of one organisation say together is
brought into one, blanks and lost questions are found against what was asked of it, and the frames are made at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from kokoq.collect.anchors import Identity
from kokoq.collect.complete import Combined, combine, completeness
from kokoq.collect.facts import Fact, FileFacts, Row
from kokoq.collect.frames import PlainRow, plain_frame, table_frame
from kokoq.collect.layout import Layout, from_sources, is_asked, lay_out, municipality_unit
from kokoq.collect.match import hidden_sheets, identify, read_form
from kokoq.collect.read import Readers
from kokoq.collect.read.book import Book
from kokoq.collect.roster import Roster, roster
from kokoq.collect.sources import matching, read_source
from kokoq.collect.words import Vocabulary, vocabulary
from kokoq.diagnostics import Cell, Checked, Diagnostic
from kokoq.model import PLAIN, Organisation, Period, Progress, Settings
from kokoq.observations import Absence, Observations, Source, Submission, TableData
from kokoq.plan import Plan
from kokoq.rules import (
    EXCLUDED_ORGANISATION,
    NOT_SUBMITTED,
    OLD_FORM,
    SOURCE_WITHOUT_FILE,
    UNKNOWN_ORGANISATION,
    UNRECOGNISED,
    WRONG_FORM,
    WRONG_PERIOD,
)

COLLECTED = "collected"
_LOCK_FILES = ("~$", ".~lock.", ".")
"""Beginnings of names that no school sent: locks of office programs, hidden files."""
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class _Expected:
    """What does not change from file to file."""

    plan: Plan
    settings: Settings
    known: Roster
    layouts: Mapping[str, Layout]
    words: Vocabulary


def gather(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    periods: Sequence[Period],
    progress: Progress | None = None,
) -> Checked[Observations]:
    """Everything that lies in ``collected/`` of the campaign in ``folder``, for these periods."""
    elsewhere = from_sources(settings, plan.catalogue)
    units = (*organisations, municipality_unit(settings))
    layouts = {unit.id: lay_out(plan, unit, elsewhere=elsewhere) for unit in units}
    expected = _Expected(plan, settings, roster(units), layouts, vocabulary(plan.catalogue, settings))
    jobs = [(period, path) for period in periods for path in collected_files(folder / COLLECTED / period.slug)]
    facts: list[FileFacts] = []
    with Readers() as readers:
        for done, (period, path) in enumerate(jobs):
            if progress is not None:
                progress("read", done, len(jobs))
            facts += _read_file(readers, path, folder, period, expected)
    if progress is not None:
        progress("read", len(jobs), len(jobs))
    return _observations(facts, expected, units, periods)


def collected_files(folder: Path) -> list[Path]:
    """The files of a period, at any depth, in the order of their paths; locks and hidden files are no submissions."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    wanted = (
        path
        for path in found
        if path.name.casefold() not in _SYSTEM_FILES
        and not any(part.startswith(_LOCK_FILES) for part in path.relative_to(folder).parts)
    )
    return sorted(wanted, key=lambda path: path.relative_to(folder).as_posix())


def _read_file(readers: Readers, path: Path, folder: Path, period: Period, expected: _Expected) -> list[FileFacts]:
    """All facts of one file: one for a form, one per declared source that it matches."""
    name = path.relative_to(folder).as_posix()
    checked = readers.read(path, name=name)
    nothing = FileFacts(file=name, period=period.text, unit="", sources=(), diagnostics=checked.diagnostics)
    book = checked.value
    if book is None:
        return [nothing]
    identity = identify(book)
    if identity is not None:
        return [_form(book, identity, period, expected, checked.diagnostics)]
    within = PurePosixPath(name).relative_to(PurePosixPath(COLLECTED, period.slug))
    sources = matching(expected.settings.sources, within)
    found = [
        read_source(
            book,
            source,
            mapping,
            plan=expected.plan,
            known=expected.known,
            words=expected.words,
            period=period.text,
            others=tuple(other for name, other in sources.items() if name != source),
        )
        for source, mapping in sources.items()
    ]
    if not found:
        return [replace(nothing, diagnostics=(*checked.diagnostics, UNRECOGNISED.at(Cell(name))))]
    return [replace(nothing, diagnostics=(*checked.diagnostics, *hidden_sheets(book))), *found]


def _form(
    book: Book, identity: Identity, period: Period, expected: _Expected, before: tuple[Diagnostic, ...]
) -> FileFacts:
    """A form read, unless it belongs elsewhere: to another catalogue, period or to nobody known."""
    at, unit = Cell(book.file), expected.known.by_id.get(identity.unit)
    catalogue, layout = expected.plan.catalogue.id, expected.layouts.get(identity.unit)
    refused: Diagnostic | None = None
    if identity.catalogue != catalogue:
        refused = WRONG_FORM.at(at, found=identity.catalogue, expected=catalogue)
    elif identity.period != period.text:
        refused = WRONG_PERIOD.at(at, found=identity.period, expected=period.text)
    elif unit is None:
        refused = UNKNOWN_ORGANISATION.at(at, name=identity.unit, close=expected.known.close(identity.unit))
    elif unit.excluded:
        refused = EXCLUDED_ORGANISATION.at(at, organisation=unit.title, reason=unit.excluded)
    if refused is not None or unit is None or layout is None:
        found = (*before, *((refused,) if refused else ()))
        return FileFacts(file=book.file, period=period.text, unit="", sources=(), diagnostics=found)
    facts = read_form(book, identity, plan=expected.plan, unit=unit, words=expected.words)
    if identity.version != layout.version:
        before = (*before, OLD_FORM.at(at, found=identity.version, expected=layout.version))
    return replace(facts, diagnostics=(*before, *facts.diagnostics))


def _observations(
    files: Sequence[FileFacts],
    expected: _Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> Checked[Observations]:
    sources, files = _with_sources(files)
    found: list[Diagnostic] = [d.of(unit=d.unit, period=f.period) for f in files if not f.unit for d in f.diagnostics]
    titles = {unit.id: unit.title for unit in units}
    forms = combine([f for f in files if f.unit], sources, titles)
    found += [d.of(unit=c.unit, period=c.period) for c in forms for d in c.diagnostics]
    found += completeness(forms, expected.layouts, expected.plan.catalogue, sources)
    found += _not_submitted(forms, expected, units, periods)
    found += _without_file(files, expected, periods)
    exports = [f for f in files if not f.unit]
    observations = Observations(
        tables=_tables(forms, exports, expected, units, periods),
        sources=sources,
        submissions=tuple(Submission(c.period, c.unit, c.files) for c in forms),
        delivered=frozenset((f.period, table) for f in exports for table in f.tables),
        evidence=tuple(e for c in forms for e in c.evidence),
    )
    return Checked(observations, tuple(found))


def _with_sources(files: Sequence[FileFacts]) -> tuple[tuple[Source, ...], list[FileFacts]]:
    """All sheets in one list, and the facts with references into it."""
    sources: list[Source] = []
    rebased = []
    for one in files:
        base = len(sources) << 40
        sources += one.sources
        rebased.append(one if not base else replace(one, plain=_plain_at(one, base), tables=_tables_at(one, base)))
    return tuple(sources), rebased


def _plain_at(file: FileFacts, base: int) -> Mapping[str, Mapping[str, Fact]]:
    return {unit: _moved(facts, base) for unit, facts in file.plain.items()}


def _tables_at(file: FileFacts, base: int) -> Mapping[str, tuple[Row, ...]]:
    return {
        table: tuple(Row(unit, keys, _moved(facts, base)) for unit, keys, facts in rows)
        for table, rows in file.tables.items()
    }


def _moved(facts: Mapping[str, Fact], base: int) -> dict[str, Fact]:
    return {name: Fact(value, absence, ref + base if ref else 0) for name, (value, absence, ref) in facts.items()}


def _not_submitted(
    forms: Sequence[Combined], expected: _Expected, units: Sequence[Organisation], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    submitted = {(c.period, c.unit) for c in forms}
    for period in periods:
        at = Cell(f"{COLLECTED}/{period.slug}")
        for unit in units:
            asked = bool(expected.layouts[unit.id].sheets)
            if asked and unit.is_expected(period) and (period.text, unit.id) not in submitted:
                yield NOT_SUBMITTED.at(at, organisation=unit.title).of(unit=unit.id, period=period.text)


def _without_file(files: Sequence[FileFacts], expected: _Expected, periods: Sequence[Period]) -> Iterator[Diagnostic]:
    """Declared sources that no file of the period matches."""
    for period in periods:
        names = [PurePosixPath(f.file) for f in files if f.period == period.text]
        home = PurePosixPath(COLLECTED, period.slug)
        for source, mapping in expected.settings.sources.items():
            if not any(matching({source: mapping}, name.relative_to(home)) for name in names):
                pattern = ", ".join(mapping.files)
                yield SOURCE_WITHOUT_FILE.at(mapping.at, source=source, pattern=pattern).of(unit="", period=period.text)


def _tables(
    forms: Sequence[Combined],
    exports: Sequence[FileFacts],
    expected: _Expected,
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
    expected: _Expected,
    units: Sequence[Organisation],
    periods: Sequence[Period],
) -> list[PlainRow]:
    """A row for every unit and period that is expected or has submitted."""
    plain = [field.id for field in expected.plan.catalogue.fields.values() if field.table == PLAIN]
    asked = {unit.id: frozenset(n for n in plain if is_asked(expected.plan, n, unit)) for unit in units}
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
                rows.append(PlainRow(*place, facts, asked[unit.id], lacking))
    return rows
