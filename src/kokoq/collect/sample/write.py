"""A filled campaign period written to a folder, with the list of the findings that it has to lead to."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kokoq.collect.anchors import OWN_SHEETS
from kokoq.collect.form import write_form
from kokoq.collect.forms import file_names, heading, units_asked
from kokoq.collect.layout import is_asked
from kokoq.collect.match import find_anchor
from kokoq.collect.read import read_book
from kokoq.collect.read.book import RawSheet
from kokoq.collect.sample.draw import Drawn
from kokoq.collect.sample.export import Export, Record, write_export
from kokoq.collect.sample.faults import Expected, Planted, plant_faults
from kokoq.collect.sample.filled import Filled, fill
from kokoq.collect.sample.profile import Profile
from kokoq.diagnostics import Cell
from kokoq.language import Language
from kokoq.model import Organisation, Period, Progress, Settings, Table
from kokoq.plan import Plan
from kokoq.rules import NOT_SUBMITTED

NOT_SUBMITTING = 2
"""So many organisations of a dirty sample send nothing."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The files written, in order, and the findings that their faults have to lead to (places within the folder)."""

    files: tuple[Path, ...]
    expected: tuple[Expected, ...]


def write_samples(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
    profile: Profile | None = None,
    seed: int = 1,
    dirt: bool = False,
    progress: Progress | None = None,
) -> Samples:
    """Write filled forms and exports of one period into ``folder``: the same seed gives the same bytes."""
    sampler = _Sampler(plan, settings, organisations, period, language, profile or Profile(), seed, dirt)
    forms = tuple(sampler.forms())
    late = sampler.late(forms) if dirt else ()
    sent = tuple(form for form in forms if form.unit not in late)
    planted = plant_faults(sent, plan.catalogue, seed=seed) if dirt else ()
    files: list[Path] = []
    expected = [Expected(NOT_SUBMITTED, Cell(""), unit=unit.id) for unit in late]
    for done, form in enumerate(sent):
        if progress is not None:
            progress("write", done, len(sent))
        files.append(folder / form.file)
        expected += sampler.write(form, folder / form.file, [p for p in planted if p.unit == form.unit.id])
    for name, export in sampler.exports():
        files.append(folder / name)
        expected += write_export(export, folder / name, catalogue=plan.catalogue, language=language)
    return Samples(tuple(files), tuple(expected))


@dataclass(frozen=True, slots=True)
class _Sampler:
    plan: Plan
    settings: Settings
    organisations: Sequence[Organisation]
    period: Period
    language: Language
    profile: Profile
    seed: int
    dirt: bool

    def drawn(self, unit: Organisation) -> Drawn:
        return Drawn(self.plan, self.profile, unit, self.period, self.seed)

    def forms(self) -> Iterator[Filled]:
        asked = tuple(units_asked(self.plan, self.settings, self.organisations, self.period))
        names = file_names([unit for unit, _ in asked])
        for unit, layout in asked:
            file = self.profile.files.get(unit.id, f"{names[unit.id]}.xlsx")
            yield fill(self.drawn(unit), layout, file=file, language=self.language)

    def late(self, forms: Sequence[Filled]) -> tuple[Organisation, ...]:
        """Who sends nothing, of every type one first; files that the profile names show formats and are sent."""
        random = Random(f"{self.seed}/late")  # noqa: S311 - data for show, no secrets
        known = {one.id for one in self.organisations} - set(self.profile.files)
        units = [form.unit for form in forms if form.unit.id in known]
        random.shuffle(units)
        one_each = {unit.type: unit for unit in reversed(units)}
        rest = [unit for unit in units if unit not in one_each.values()]
        return tuple([*one_each.values(), *rest][:NOT_SUBMITTING])

    def write(self, form: Filled, path: Path, planted: Sequence[Planted]) -> Iterator[Expected]:
        """Write one form; yields where the faults planted in it stand."""
        book = path.with_suffix(".xlsx")
        head = heading(self.plan, self.settings, form.unit, self.period, self.language)
        places = write_form(
            form.layout,
            self.plan.catalogue,
            book,
            heading=head,
            language=self.language,
            answers=form.answers,
            relations=self.plan.relations,
        )
        if path.suffix == ".csv":
            _to_csv(book, path)
        for fault in planted:
            at = places[fault.question]
            sheet = "" if path.suffix == ".csv" else at.sheet
            yield Expected(fault.rule, Cell(path.name, sheet, at.ref), fault.unit, fault.typed)

    def exports(self) -> Iterator[tuple[str, Export]]:
        """The files of the declared sources that give records."""
        for source, mapping in self.settings.sources.items():
            table = self.plan.catalogue.tables.get(mapping.table)
            if table is None or table.keys:
                continue
            pattern = mapping.files[0].replace("*", self.period.slug).replace("?", "1")
            file = self.profile.exports.get(source, f"{Path(pattern).stem}.xlsx")
            export = Export(
                mapping=mapping,
                title=f"{table.title}, {self.period.text}",
                sheet=mapping.sheet.replace("*", "").strip()[:31] or "Лист1",
                records=tuple(self._records(table)),
                dirty=self.dirt,
            )
            yield file.format(period=self.period.slug, year=self.period.end.year), export

    def _records(self, table: Table) -> Iterator[Record]:
        for unit in self.organisations:
            if not unit.excluded and is_asked(self.plan, table.id, unit):
                for record in self.drawn(unit).records(table):
                    yield unit, record


def _to_csv(book: Path, path: Path) -> None:
    """The first data sheet as Excel in Russia saves it: cp1251, semicolons, decimal commas."""
    read = read_book(book, name=book.name).value
    sheets = [s for s in read.sheets if s.name not in OWN_SHEETS and find_anchor(s)] if read else []
    with path.open("w", encoding="cp1251", errors="replace", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(_lines(sheets[0]) if sheets else ())
    book.unlink()


def _lines(sheet: RawSheet) -> Iterator[list[str]]:
    last_row, last_column = sheet.extent
    for row in range(1, last_row + 1):
        cells = sheet.rows.get(row, {})
        texts = (cells.get(column) for column in range(1, last_column + 1))
        yield ["" if c is None else c.text.replace(".", ",") if isinstance(c.value, float) else c.text for c in texts]
