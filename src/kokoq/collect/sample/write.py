"""A filled campaign period written to a folder, with the list of the findings that it has to lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kokoq.collect.form.layout import Layout, is_asked
from kokoq.collect.issue.forms import file_names, units_asked
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.draw import Drawn
from kokoq.collect.sample.export import CSV, Export, write_export
from kokoq.collect.sample.faults import LIGHT, USUAL, plant_faults
from kokoq.collect.sample.figures import Value
from kokoq.collect.sample.filled import Filled, fill
from kokoq.collect.sample.ladder import steps
from kokoq.collect.sample.mishaps import of_nobody
from kokoq.collect.sample.planted import Due, write_planted
from kokoq.collect.sample.send import Writer, not_submitted, send, told_by_exports
from kokoq.collect.sample.settle import Answers, settle
from kokoq.collect.sample.traits import Traits
from kokoq.collect.sample.worst import Mess, make_mess
from kokoq.collect.sample.worst_lists import Marked, Record, botch
from kokoq.diagnostics import Diagnostic, ordered
from kokoq.language import Language
from kokoq.model import Check, Organisation, Period, Progress, Settings, Table, Type
from kokoq.plan import Plan
from kokoq.rules import CHECK_NOT_SAMPLED

NOT_SUBMITTING = 2
"""So many organisations of a usual or worse sample send nothing."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The files written, in order, and the findings that their faults have to lead to (places within the folder).

    ``diagnostics`` tell which declared checks the answers could not be brought into line with.
    """

    files: tuple[Path, ...]
    expected: tuple[Due, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def write_samples(
    plan: Plan,
    settings: Settings,
    organisations: Sequence[Organisation],
    folder: Path,
    *,
    period: Period,
    language: Language,
    traits: Traits | None = None,
    seed: int = 1,
    dirt: Dirt = Dirt.NONE,
    progress: Progress | None = None,
) -> Samples:
    """Write filled forms and exports of one period into ``folder``: the same seed gives the same bytes.

    Beside them lies the list of what was planted, where anything was.
    """
    sampler = _Sampler(plan, settings, organisations, period, language, traits or Traits(), seed, dirt)
    forms = tuple(sampler.forms())
    late = sampler.late(forms) if dirt in (Dirt.USUAL, Dirt.WORST) else ()
    sent = tuple(form for form in forms if form.unit not in late)
    mess = sampler.mess(sent)
    files: list[Path] = []
    expected = [not_submitted(unit.id) for unit in late]
    for done, form in enumerate(sent):
        if progress is not None:
            progress("write", done, len(sent))
        planted = [one for one in mess.planted if one.unit == form.unit.id]
        written, found = send(form, folder, mess.fates.get(form.unit.id), planted, sampler.writer)
        files += written
        expected += found
    if dirt is Dirt.WORST and sent:
        strays, unreadable = of_nobody(folder)
        files += strays
        expected += unreadable
    exports = tuple(sampler.exports(mess))
    listed = {unit.id for _, export in exports for unit, _ in export.records}
    expected = [told_by_exports(due) if due.unit in listed else due for due in expected]
    for name, export in exports:
        files.append(folder / name)
        expected += write_export(export, folder / name, catalogue=plan.catalogue, language=language)
    if dirt is not Dirt.NONE:
        write_planted(expected, folder)
    return Samples(tuple(files), tuple(expected), tuple(sampler.not_honoured()))


@dataclass(frozen=True, slots=True)
class _Sampler:
    plan: Plan
    settings: Settings
    organisations: Sequence[Organisation]
    period: Period
    language: Language
    traits: Traits
    seed: int
    dirt: Dirt
    broken: dict[str, dict[str, Check]] = field(default_factory=dict)  # by the organisation

    @property
    def writer(self) -> Writer:
        return Writer(self.plan, self.settings, self.period, self.language)

    def settled(self, unit: Organisation, period: Period) -> Answers:
        settled = settle(Drawn(self.plan, self.traits, unit, period, self.seed))
        self.broken[unit.id] = {check.id: check for check in settled.broken}
        return settled

    def not_honoured(self) -> Iterator[Diagnostic]:
        """The checks that the answers of some organisations do not comply with, by their places."""
        checks = {id_: check for broken in self.broken.values() for id_, check in broken.items()}
        found = []
        for id_, check in checks.items():
            n = sum(id_ in broken for broken in self.broken.values())
            found.append(CHECK_NOT_SAMPLED.at(check.expect.at, check=check.title, n=n, of=len(self.broken)))
        yield from ordered(found)

    def forms(self) -> Iterator[Filled]:
        asked = tuple(units_asked(self.plan, self.settings, self.organisations, self.period))
        names = file_names([unit for unit, _ in asked])
        for unit, layout in asked:
            file = self.traits.files.get(unit.id, f"{names[unit.id]}.xlsx")
            yield self.filled(unit, layout, file=file, period=self.period)

    def filled(self, unit: Organisation, layout: Layout, *, file: str, period: Period) -> Filled:
        return fill(self.settled(unit, period), layout, file=file, language=self.language)

    def late(self, forms: Sequence[Filled]) -> tuple[Organisation, ...]:
        """Who sends nothing, of every type one first; files that the traits name show formats and are sent."""
        random = Random(f"{self.seed}/late")  # noqa: S311 - data for show, no secrets
        known = {one.id for one in self.organisations} - set(self.traits.files)
        units = [form.unit for form in forms if form.unit.id in known]
        random.shuffle(units)
        one_each = {unit.type: unit for unit in reversed(units)}
        rest = [unit for unit in units if unit not in one_each.values()]
        return tuple([*one_each.values(), *rest][:NOT_SUBMITTING])

    def mess(self, forms: Sequence[Filled]) -> Mess:
        """What is planted into the forms that are sent."""
        match self.dirt:
            case Dirt.NONE:
                return Mess()
            case Dirt.LIGHT:
                return Mess([*plant_faults(forms, self.plan.catalogue, LIGHT, seed=f"{self.seed}/faults")])
            case Dirt.USUAL:
                return Mess([*plant_faults(forms, self.plan.catalogue, USUAL, seed=f"{self.seed}/faults")])
            case Dirt.WORST:
                before = self.period.previous()
                earlier = {
                    form.unit.id: self.filled(form.unit, form.layout, file=form.file, period=before) for form in forms
                }
                return make_mess(forms, earlier, self.plan, seed=self.seed)

    def exports(self, mess: Mess) -> Iterator[tuple[str, Export]]:
        """The files of the declared sources that give the rows of a table."""
        for source, mapping in self.settings.sources.items():
            table = self.plan.catalogue.tables.get(mapping.table)
            if table is None:
                continue
            pattern = mapping.files[0].replace("*", self.period.slug).replace("?", "1")
            suffix = CSV if Path(pattern).suffix == CSV else ".xlsx"
            file = self.traits.exports.get(source, f"{Path(pattern).stem}{suffix}")
            records, marked = tuple(self._records(table)), tuple[Marked, ...]()
            if self.dirt is Dirt.WORST and table.records:
                records, marked = botch(records, mess.sound, steps(self.plan, table.id), self._name_of(table))
            export = Export(
                mapping=mapping,
                title=f"{table.title}, {self.period.text}",
                sheet=mapping.sheet.replace("*", "").strip()[:31] or "Лист1",
                records=records,
                dirt=self.dirt,
                spoilt=mess.spoilt,
                marked=marked,
            )
            yield file.format(period=self.period.slug, year=self.period.end.year), export

    def _records(self, table: Table) -> Iterator[Record]:
        for unit in self.organisations:
            if not unit.excluded and is_asked(self.plan, table.id, unit):
                for record in self._rows(self.settled(unit, self.period), table):
                    yield unit, record

    def _rows(self, settled: Answers, table: Table) -> Iterator[Mapping[str, Value]]:
        """The records of an organisation, or its row for every combination of keys in which something is known."""
        if not table.keys:
            yield from settled.records(table)
            return
        for codes in table.rows:
            asked = (f for f in table.fields if table.asks(self.plan.catalogue.fields[f], codes))
            known = {name: value for name in asked if (value := settled.value(name, codes)) is not None}
            if known:
                yield {**dict(zip((key.id for key in table.keys), codes, strict=True)), **known}

    def _name_of(self, table: Table) -> str:
        """The field that says whom a record is of."""
        fields = self.plan.catalogue.fields
        return next((name for name in table.fields if fields[name].type is Type.TEXT), "")
