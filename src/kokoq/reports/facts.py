"""An assessment with the look-ups that every part of the report asks: results by unit, names, the reported unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kokoq.assess.scorecards import total
from kokoq.compute.levels import group_of
from kokoq.decisions import addressees
from kokoq.diagnostics import Cell, Diagnostic, KokoqError, Place
from kokoq.model import Catalogue, Citation, Indicator, Level, Organisation, Period, Regulation, Scale, Settings
from kokoq.observations import Observations
from kokoq.outputs import file_stem, free_stem
from kokoq.plan import Plan, fields_used
from kokoq.reports.contract import Name, Score
from kokoq.reports.shown import Typesetter
from kokoq.results import Change, Result, Results
from kokoq.rules import UNKNOWN_INDICATOR, UNKNOWN_ORGANISATION
from kokoq.spelling import closest

if TYPE_CHECKING:
    from kokoq.assess.zones import Zone
    from kokoq.campaign import Assessment
    from kokoq.language import Language

Unit = tuple[str, str]
"""level, unit"""


@dataclass(frozen=True)
class Facts:
    """One assessment, its words and its printer of numbers."""

    assessment: Assessment
    language: Language

    @cached_property
    def typesetter(self) -> Typesetter:
        return Typesetter(self.language, self.catalogue)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue as the period prints it."""
        return self.assessment.plan.catalogue.printed_in(self.assessment.period)

    @property
    def period(self) -> str:
        return self.assessment.period.text

    @cached_property
    def monitored(self) -> tuple[Organisation, ...]:
        """The organisations that are expected to submit for the period, in their order."""
        return tuple(o for o in self.assessment.organisations if o.is_expected(self.assessment.period))

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings about the data of this period; those about definitions are for who keeps the catalogue."""
        found = (d for d in self.assessment.diagnostics if d.period in ("", self.period))
        return tuple(d for d in found if not d.rule.of_definitions)

    @cached_property
    def findings_at(self) -> Mapping[Place, tuple[Diagnostic, ...]]:
        """The findings of the period by their place."""
        found: dict[Place, tuple[Diagnostic, ...]] = {}
        for d in self.findings:
            found[d.where] = (*found.get(d.where, ()), d)
        return found

    @cached_property
    def evidence(self) -> Mapping[tuple[str, str], str]:
        """What was written as evidence in the period, by the unit and the field."""
        found: dict[tuple[str, str], str] = {}
        for given in self.assessment.observations.evidence:
            if given.period == self.period:
                place = given.unit, given.field
                found[place] = "; ".join((found[place], given.text)) if place in found else given.text
        return found

    @cached_property
    def unit(self) -> Unit:
        """Who is reported on: the region where results of several municipalities make one, else the municipality."""
        units = dict.fromkeys((r.level, r.unit) for r in self.assessment.results.rows)
        regions = [u for u in units if u[0] == Level.REGION]
        municipalities = [u for u in units if u[0] == Level.MUNICIPALITY]
        own = (str(Level.MUNICIPALITY), self.assessment.settings.municipality.id)
        if len(regions) == 1 and len(municipalities) > 1:
            return regions[0]
        return own if own in units or not municipalities else municipalities[0]

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """Organisation id → the file name of its page: safe on every file system, each name once."""
        pages: dict[str, str] = {}
        taken: set[str] = set()
        for organisation in self.monitored:
            name = file_stem(organisation.id, gap="_") or "_"
            pages[organisation.id] = f"{free_stem(name, taken)}.md"
        return pages

    @cached_property
    def addressees(self) -> Mapping[str, str]:
        """Everything that a decision may be addressed to → its title."""
        return addressees(self.catalogue, self.assessment.settings, self.assessment.organisations)

    @cached_property
    def zones(self) -> Mapping[Unit, tuple[Zone, ...]]:
        """Unit → its problem zones by the rules of the catalogue; nothing where none are declared."""
        if not self.assessment.plan.zones:
            return {}
        from kokoq.assess.zones import find_zones

        found: dict[Unit, tuple[Zone, ...]] = {}
        of, whole = self.assessment, self.unit
        for zone in find_zones(of.plan, of.compared, of.organisations, of.period, whole=whole):
            unit = (zone.result.level, zone.result.unit)
            found[unit] = (*found.get(unit, ()), zone)
        return found

    @cached_property
    def _changes(self) -> Mapping[tuple[str, str, str], Change]:
        return {(c.level, c.unit, c.indicator): c for c in self.assessment.changes}

    def say(self, key: str, **params: object) -> str:
        return self.language.say(f"report.{key}", **params)

    def name(self, organisation: Organisation) -> Name:
        short = organisation.short or organisation.title
        return Name(organisation.id, organisation.title, short, self.pages[organisation.id])

    def origin(self, indicator: Indicator) -> Indicator:
        """The indicator whose result is shown: of a duplicate, the one that it repeats."""
        return self.catalogue.indicators[indicator.same_as] if indicator.same_as else indicator

    def regulation(self, indicator: Indicator) -> Regulation:
        """The regulation that declares the indicator."""
        return next(r for r in self.catalogue.regulations if r.id == indicator.regulation)

    def indicators(self, regulation: Regulation) -> Iterator[Indicator]:
        """The indicators of a regulation, as declared."""
        return (self.catalogue.indicators[each] for each in regulation.indicators)

    def find_indicator(self, name: str) -> Indicator:
        """The indicator of an id or code; ``KokoqError`` (KQ907) where there is none."""
        wanted, known = name.strip().casefold(), self.catalogue.indicators
        for indicator in known.values():
            if wanted in (indicator.id.casefold(), indicator.code.casefold()):
                return indicator
        close = closest(name, (*known, *(i.code for i in known.values())))
        raise KokoqError(UNKNOWN_INDICATOR.at(Cell(""), name=name, close=close))

    def result(self, indicator: Indicator, unit: Unit, *, breakdown: str = "", period: str = "") -> Result | None:
        """A result of the period; a duplicate shows the result of the indicator that it repeats."""
        key = (period or self.period, *unit, indicator.same_as or indicator.id, breakdown)
        return self.assessment.results.by_key.get(key)

    def earlier(self, indicator: Indicator, unit: Unit) -> Result | None:
        """The result of the earlier period, where it was collected."""
        earlier = self.assessment.earlier
        return None if earlier is None else self.result(indicator, unit, period=earlier.text)

    def members(self, unit: Unit) -> tuple[str, ...]:
        """The ids of the organisations that make up a unit of any level, in this period or in another one."""
        level, name = unit
        organisations = [o for o in self.assessment.organisations if not o.excluded]
        match level:
            case Level.ORGANISATION:
                return (name,)
            case Level.MUNICIPALITY:
                return tuple(o.id for o in organisations if o.municipality == name)
            case Level.REGION:
                return tuple(o.id for o in organisations if o.region == name)
            case _:
                return tuple(o.id for o in organisations if group_of(o, level, self.catalogue) == name)

    def scale(self, indicator: Indicator) -> Scale | None:
        """The scale that is valid in the reported period."""
        return indicator.scale_in(self.assessment.period)

    def change(self, indicator: Indicator, unit: Unit) -> Change | None:
        return self._changes.get((*unit, self.origin(indicator).id))

    def score(self, indicators: Iterator[Indicator], unit: Unit) -> Score:
        """Σ points of Σ max over the indicators that were scored; a duplicate counts once, what has no max nowhere."""
        sums = total(self.result(i, unit) for i in indicators if self.scale(i) is not None and not i.same_as)
        if sums.share is None:
            none = self.say("no_score")
            return Score(none, none, 0.0, 0.0, None, 0, sums.n_expected)
        text = self.say("n_of_n", n=self.typesetter.amount(sums.points), total=self.typesetter.amount(sums.most))
        percent = self.typesetter.fraction_percent(sums.share, self.catalogue.digits)
        return Score(text, percent, sums.points, sums.most, sums.share, sums.n_scored, sums.n_expected)

    def cite(self, citations: tuple[Citation, ...]) -> str:
        """«приказ № 267/1 от 21.06.2021, п. 5.1»: every act with its clause."""
        return "; ".join(self._citation(citation) for citation in citations)

    def act(self, act_id: str, *, whole: bool = False) -> str:
        """An act in words, with its title where it has neither number nor date or is wanted ``whole``.

        Its id where the catalogue does not describe it.
        """
        act = self.catalogue.acts.get(act_id)
        if act is None:
            return act_id
        titled = act.title and (whole or not (act.number or act.date))
        title = self.language.say("formula.prose.quoted", it=act.title) if titled else ""
        number = self.say("act_number", number=act.number.removeprefix("№").strip()) if act.number else ""
        date = self.say("act_date", date=self.language.date(act.date)) if act.date else ""
        text = " ".join(part for part in (act.kind, number, date, title) if part)
        if not (whole and act.appendices):
            return text
        listed = [self.say("act_appendix", number=number, title=title) for number, title in act.appendices.items()]
        return f"{text}; {self.say('act_appendices', appendices=', '.join(listed))}"

    def fields_of(self, indicator: Indicator) -> tuple[str, ...]:
        """The fields that an indicator needs, those of the indicators that it refers to included."""
        plan = self.assessment.plan
        return tuple(dict.fromkeys(fields_used(plan, indicator.id))) if indicator.id in plan.series else ()

    def _citation(self, citation: Citation) -> str:
        act = self.act(citation.act)
        if not citation.clause:
            return act
        return self.say("act_clause" if citation.clause[0].isdecimal() else "act_part", act=act, clause=citation.clause)


def find_organisation(organisations: Iterable[Organisation], name: str) -> str:
    """The id of the organisation that has the name among its own; ``KokoqError`` (KQ309) where none has."""
    wanted = " ".join(name.split()).casefold()
    listed = tuple(organisations)
    for o in listed:
        if wanted in {" ".join(n.split()).casefold() for n in (o.id, o.title, o.short, *o.aliases)}:
            return o.id
    names = (n for o in listed for n in (o.id, o.title, o.short) if n)
    raise KokoqError(UNKNOWN_ORGANISATION.at(Cell(""), name=name, close=closest(name, names)))


def declared_facts(plan: Plan, language: Language) -> Facts:
    """The words of the report over no data at all: for what is said of the definitions alone."""
    from kokoq.campaign import Assessment

    settings = Settings(at=plan.catalogue.at, catalogue=plan.catalogue.id)
    nothing = Assessment(plan, settings, (), Period("2000"), None, Observations({}), Results(()), (), ())
    return Facts(nothing, language)
