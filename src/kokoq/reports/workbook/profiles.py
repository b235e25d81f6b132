"""«Профили»: every profile, a line for each unit; the whole is a live formula over its parts where Excel can say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kokoq.assess.scorecards import Score
from kokoq.formula.scope import applies
from kokoq.model import Combine, Lacking, Level, Organisation, Profile
from kokoq.reports.contract import ProfileTable
from kokoq.reports.facts import Facts, Unit
from kokoq.reports.sections.profiles import units_of
from kokoq.reports.workbook.book import Page, a1
from kokoq.reports.workbook.marks import Notation
from kokoq.results import Status

HEAD = 3
TITLE, FIRST = 0, 1
ANY_NUMBER = '">-1E+300"'


@dataclass(frozen=True)
class ProfilesWriter:
    """Writes the sheet."""

    page: Page
    facts: Facts
    notation: Notation

    def write(self, tables: tuple[ProfileTable, ...]) -> None:
        say, page = self.notation.language.say, self.page
        page.title(say("workbook.sheet.profiles"), say("workbook.note.profiles"))
        row = HEAD
        for table in tables:
            row = self._profile(row, table, self.facts.catalogue.profiles[table.id]) + 2
        page.widths(36, *self._wide(tables))
        page.frozen(0, 1, repeat=(0, 0))
        page.landscape()

    def _wide(self, tables: tuple[ProfileTable, ...]) -> list[float]:
        """The widths of the columns of all tables below each other: no word of a head is cut in two."""
        words = [[max(map(len, title.split()), default=0) for title in self._heads(table)] for table in tables]
        return [max(12.0, 1.5 + longest) for longest in map(max, zip_longest(*words, fillvalue=0))]

    def _heads(self, table: ProfileTable) -> tuple[str, ...]:
        say = self.notation.language.say
        return (*table.parts, say("report.column.score"), say("report.column.level"), say("report.column.scored"))

    def _profile(self, row: int, table: ProfileTable, profile: Profile) -> int:
        """One block: its name, what it is for, the weights, the units. Gives the row after it."""
        say, page = self.notation.language.say, self.page
        page.together(row)
        page.text(row, TITLE, table.title, "heading")
        page.text(row + 1, TITLE, table.about, "subtitle")
        head, last = row + 2, FIRST + len(table.parts)
        page.text(head, TITLE, say("report.column.organisation"), "header_left")
        page.row(head, self._heads(table), "header", column=FIRST)
        page.text(head + 1, TITLE, say("report.column.weight"), "text")
        for place, node in enumerate(profile.tree.of):
            weight = float(node.weight)
            page.number(head + 1, FIRST + place, weight, form=self.notation.amount(weight))
        at = head + 2
        for unit, name in units_of(self.facts).items():
            scores = self.facts.assessment.scores.by_key
            whole = scores.get((self.facts.period, *unit, profile.id, ""))
            if whole is None:
                continue
            page.text(at, TITLE, name[0], "wrapped_middle")
            parts = [scores.get((self.facts.period, *unit, profile.id, node.id)) for node in profile.tree.of]
            self._parts(at, parts)
            self._whole(at, last, profile, whole, unit, weights=head + 1)
            at += 1
        return at

    def _parts(self, row: int, parts: Sequence[Score | None]) -> None:
        for place, part in enumerate(parts):
            if part is None:
                self.page.text(row, FIRST + place, self.notation.mark(Status.NOT_APPLICABLE), "absent")
            elif part.share is None:
                self.page.text(row, FIRST + place, self.notation.language.say("workbook.mark.not_scored"), "absent")
            else:
                self.page.number(row, FIRST + place, float(part.share), form=self._percent)

    def _whole(self, row: int, column: int, profile: Profile, whole: Score, unit: Unit, *, weights: int) -> None:
        say, page = self.notation.language.say, self.page
        if whole.share is None:
            page.text(row, column, say("workbook.mark.not_scored"), "absent")
        elif _is_mean(profile):
            values, by = (f"{a1(r, FIRST)}:{a1(r, column - 1)}" for r in (row, weights))
            text = f"SUMPRODUCT({by},{values})/SUMIF({values},{ANY_NUMBER},{by}){self._factors(profile, unit)}"
            page.formula(row, column, text, float(whole.share), style="strong", form=self._percent)
        else:
            page.number(row, column, float(whole.share), style="strong", form=self._percent)
        page.text(row, column + 1, self.facts.catalogue.levels.get(whole.band, whole.band), "centre")
        counted = say("report.n_of_n", n=whole.total.n_scored, total=whole.total.n_expected)
        page.text(row, column + 2, counted, "centre")

    def _factors(self, profile: Profile, unit: Unit) -> str:
        organisation = self._organisation(unit)
        if organisation is None:
            return ""
        scopes = self.facts.assessment.plan.scopes
        return "".join(f"*{factor:f}" for who, factor in profile.factors if applies(scopes[who.text], organisation))

    def _organisation(self, unit: Unit) -> Organisation | None:
        if unit[0] != Level.ORGANISATION:
            return None
        return next((o for o in self.facts.monitored if o.id == unit[1]), None)

    @property
    def _percent(self) -> str:
        return self.notation.percent(self.facts.typesetter.catalogue.digits)


def _is_mean(profile: Profile) -> bool:
    """Whether the whole is the weighted mean of those parts that have a score, and nothing is added."""
    plain = all(node.lacking is Lacking.REWEIGHT and not node.to for node in profile.tree.of)
    return profile.tree.by is Combine.MEAN and plain and not profile.bonus
