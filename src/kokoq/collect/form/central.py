"""One workbook for a municipality that fills centrally: a row per organisation, sheets by topic, tables beside them.

What it asks and how it checks is that of the forms; ``returned.central`` reads it back to the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import EVERYBODY, HEADER, Identity, evidence_role, key_role, unit_id
from kokoq.collect.form.beside import Shown, write_beside
from kokoq.collect.form.book import Answered, Entry, FormBook, header_width, lines_of, new_workbook, width_of
from kokoq.collect.form.central_counts import Behind, Share, Told, counted, of_keyed, of_list, of_topic, write_units
from kokoq.collect.form.central_layout import (
    CentralSheet,
    Line,
    Unit,
    central_sheets,
    central_version,
    columns_of,
    spots_of,
)
from kokoq.collect.form.checks import Live, Reasons, live
from kokoq.collect.form.counts import LONGEST_FIRST, Counted, Standing, joined, say_counted, say_first, standing
from kokoq.collect.form.formula import Cells
from kokoq.collect.form.frame import first_reason, letter
from kokoq.collect.form.front import Heading, write_front
from kokoq.collect.form.layout import FORM_VERSION
from kokoq.collect.form.places import TOP, Places, Spot
from kokoq.collect.form.style import WIDTHS, titled
from kokoq.collect.form.write import Answers, concerning
from kokoq.language import Language
from kokoq.model import Catalogue, Organisation

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from kokoq.formula.relation import Relation

_RECORDS = 1000
_FIELD_WIDTH = 17


def write_central(
    units: Sequence[Unit],
    catalogue: Catalogue,
    path: Path,
    *,
    heading: Heading,
    language: Language,
    answers: Mapping[str, Answers] | None = None,
    earlier: Mapping[str, Answered] | None = None,
    relations: Sequence[Relation] = (),
) -> None:
    """Write the workbook of all ``units`` to ``path``; ``answers`` are those of each by its id.

    ``earlier`` is what each answered one period before, by the id of the question, to be shown beside.
    """
    with new_workbook(path, title=heading.title, subject=heading.organisation.title) as workbook:
        book = FormBook(workbook, catalogue, language, period=heading.period, words=heading.words)
        front, listed = (book.name(language.say(f"form.sheet.{name}")) for name in ("instruction", "organisations"))
        sheets = central_sheets(units, catalogue, main=language.say("form.sheet.main"))
        named = [(sheet, book.name(sheet.title)) for sheet in sheets]
        identity = Identity(
            form=str(FORM_VERSION),
            catalogue=catalogue.id,
            version=central_version([layout for _, layout in units]),
            unit=EVERYBODY,
            period=heading.period.text,
        )
        whose = [unit for unit, _ in units]
        writer = _Writer(book, heading, identity, whose, answers or {}, earlier or {}, relations, named)
        first, of_units = book.sheet(front), book.sheet(listed)
        counts = [writer.write(sheet, name) for sheet, name in named]
        write_units(book, of_units, heading, writer.units, writer.shares)
        book.text(of_units, TOP + 2 + len(units), 1, str(identity), "mark")
        write_front(book, first, heading, counts, identity, earlier=any((earlier or {}).values()))
        book.finish(identity)


class _Writer:
    """The workbook while it is written: the places and reasons of every organisation."""

    def __init__(
        self,
        book: FormBook,
        heading: Heading,
        identity: Identity,
        units: Sequence[Organisation],
        answers: Mapping[str, Answers],
        earlier: Mapping[str, Answered],
        relations: Sequence[Relation],
        named: Sequence[tuple[CentralSheet, str]],
    ) -> None:
        self.book = book
        self.heading = heading
        self.identity = identity
        self.units = units
        self.shares: list[Share] = []
        self.earlier = earlier
        self.answers = {unit.id: answers.get(unit.id, Answers()) for unit in units}
        spots: dict[str, list[Spot]] = {unit.id: [] for unit in units}
        for sheet, name in named:
            for row, line in enumerate(sheet.lines, TOP + 1):
                spots[line.unit.id] += spots_of(sheet, name, row, line)
        self.reasons = {unit.id: self._reasons(unit, spots[unit.id], relations) for unit in units}
        self.alone = Reasons(book, Cells(book.catalogue, book.language, Places(()), {}, here=""), {}, ())

    def _reasons(self, unit: Organisation, spots: Sequence[Spot], relations: Sequence[Relation]) -> Reasons:
        given = self.answers[unit.id]
        cells = Cells(self.book.catalogue, self.book.language, Places(spots), given.by_id, here="")
        return Reasons(self.book, cells, given.evidence, concerning(unit, relations))

    def write(self, part: CentralSheet, name: str) -> Counted:
        """Write one sheet; returns how much of it is filled."""
        sheet = self.book.sheet(name)
        at = columns_of(part)
        check = max(at.values()) + 1
        shown, lines = self._earlier(sheet, part, name, check + 1)
        sheet.set_row(TOP, 15 * max(lines, self._head(sheet, part, at, check)) + 4)
        behind = Behind(self.book, sheet, at[part.columns[0].role], check, shown)
        if part.table is not None and not part.table.keys:
            told = self._records(part, name, at, behind)
        else:
            told = [self._line(part, name, row, at, behind) for row, _ in enumerate(part.lines, TOP + 1)]
        rows = TOP + len(told)
        for column in part.columns:
            place = at[column.role]
            self.book.limit(sheet, (TOP + 1, place, rows, place), column.field)
            self.book.colours(sheet, (TOP + 1, place, rows, place), reason=f"{letter(behind.reason(place))}{TOP + 2}")
        self.book.colours(sheet, (TOP + 1, check, rows, check), reason=f"${letter(check)}{TOP + 2}")
        behind.hide()
        shares, records = self._shares(part, at, behind, told), part.table is not None and not part.table.keys
        self.shares += shares
        wrong = [(row, line.wrong) for row, line in enumerate(told, TOP + 1) if line.wrong]
        first = say_first((TOP + 1, check, rows, check), wrong, self.book.language)
        return self._finish(part, counted(behind, name, told, shares, records=records), first, behind, rows)

    def _earlier(self, sheet: Worksheet, part: CentralSheet, name: str, first: int) -> tuple[int, int]:
        """Last year's values of the columns of which anybody has one: how many they are, and lines of their headers."""
        rows: list[dict[int, Entry]] = []
        for row, line in enumerate(part.lines, TOP + 1):
            own = self.earlier.get(line.unit.id, {})
            rows.append({spot.column: own[spot.id] for spot in spots_of(part, name, row, line) if spot.id in own})
        at = [(columns_of(part)[column.role], column) for column in part.columns]
        known = [
            (place, Shown(column.title, column.field)) for place, column in at if any(place in row for row in rows)
        ]
        entries = enumerate(([row.get(place) for place, _ in known] for row in rows), TOP + 1)
        shown = [of for _, of in known]
        return len(known), write_beside(self.book, sheet, first, shown, entries, period=self.heading.period)

    def _head(self, sheet: Worksheet, part: CentralSheet, at: Mapping[str, int], check: int) -> int:
        """The anchors, the title and the headers; returns how many lines these have."""
        book, say = self.book, self.book.language.say
        sheet.write_string(0, 0, str(replace(self.identity, sheet=part.id)))
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        book.text(sheet, 1, 1, part.title, "title")
        sheet.set_row(1, 24)
        sheet.write_string(TOP, 0, HEADER)
        for role, place in at.items():
            sheet.write_string(0, place, role)
        book.text(sheet, TOP, 1, say("form.column.organisation"), "header")
        sheet.set_column(1, 1, width_of((unit.title for unit in self.units), least=24, most=44))
        for key in part.table.keys if part.table else ():
            place = at[key_role(key.id)]
            book.text(sheet, TOP, place, key.title, "header")
            sheet.set_column(place, place, width_of(book.catalogue.dictionaries[key.dictionary].entries.values()))
        lines = self._questions(sheet, part, at)
        book.text(sheet, TOP, check, say("form.column.check"), "header")
        sheet.set_column(check, check, WIDTHS["check"])
        return lines

    def _questions(self, sheet: Worksheet, part: CentralSheet, at: Mapping[str, int]) -> int:
        """The headers of the questions, what may be typed and hints in comments, and those of their evidence."""
        book, lines = self.book, 3
        for column in part.columns:
            title = titled(column.title, column.field, book.catalogue, book.language)
            place, width = at[column.role], header_width(title, least=_FIELD_WIDTH)
            lines = max(lines, lines_of(title, width - 5))
            book.text(sheet, TOP, place, title, "header")
            sheet.set_column(place, place, width)
            book.explain(sheet, TOP, place, column.field, author=self.heading.title)
            if evidence_role(column.id) in at:
                place, title = at[evidence_role(column.id)], book.language.say("form.column.proof", title=column.title)
                lines = max(lines, lines_of(title, 21))
                book.text(sheet, TOP, place, title, "header")
                sheet.set_column(place, place, 24)
        return lines

    def _shares(self, part: CentralSheet, at: Mapping[str, int], behind: Behind, told: Sequence[Told]) -> list[Share]:
        """What each organisation has answered on a sheet."""
        if part.table is None:
            return of_topic(behind, [(column.id, at[column.role]) for column in part.columns], told)
        return of_keyed(behind, told) if part.table.keys else of_list(behind, part.units, told)

    def _line(self, part: CentralSheet, name: str, row: int, at: Mapping[str, int], behind: Behind) -> Told:
        """One row of an organisation."""
        sheet, line = behind.sheet, part.lines[row - TOP - 1]
        self._names(sheet, part, line, row, at)
        answers, reasons = self.answers[line.unit.id], self.reasons[line.unit.id]
        spots = {spot.column: spot for spot in spots_of(part, name, row, line)}
        told: dict[int, Live] = {}
        for column in part.columns:
            place, proof = at[column.role], at.get(evidence_role(column.id))
            spot = spots.get(place)
            if spot is None:
                self.book.text(sheet, row, place, "", "none")
            else:
                self.book.answer(sheet, row, place, answers.by_id.get(spot.id), column.field)
                told[behind.reason(place)] = reasons.of(spot)
            if proof is not None:
                text = "" if spot is None else answers.evidence.get(spot.id, "")
                self.book.text(sheet, row, proof, text, "none" if spot is None else "words")
        wrong = self._tell(behind, row, told)
        cells = {
            place: standing(answers.by_id.get(spot.id), told[behind.reason(place)], self.book)
            for place, spot in spots.items()
        }
        if part.table is not None:
            behind.write_row(row, len(cells), cells.values())
        sheet.set_row(row, 25)
        return Told(line.unit.id, cells, wrong)

    def _tell(self, behind: Behind, row: int, told: Mapping[int, Live]) -> str:
        """Write the reasons of a row's cells into their hidden columns, and the first, which is returned, beside."""
        for column, each in told.items():
            self.book.formula(behind.sheet, row, column, each.formula, each.text)
        first = first_reason(row, told)
        self.book.formula(behind.sheet, row, behind.check, first.formula, first.text, style="check")
        return first.text

    def _names(self, sheet: Worksheet, part: CentralSheet, line: Line, row: int, at: Mapping[str, int]) -> None:
        sheet.write_string(row, 0, unit_id(line.unit.id, line.codes))
        self.book.text(sheet, row, 1, line.unit.title, "label")
        for key, code in zip(part.table.keys if part.table else (), line.codes, strict=True):
            entries = self.book.catalogue.dictionaries[key.dictionary].entries
            self.book.text(sheet, row, at[key_role(key.id)], entries.get(code, code), "label")

    def _records(self, part: CentralSheet, name: str, at: Mapping[str, int], behind: Behind) -> list[Told]:
        """Open rows in which the organisation is chosen from a list."""
        sheet = behind.sheet
        given = [(unit, record) for unit in self.units for record in self.answers[unit.id].records.get(part.id, ())]
        n = max(_RECORDS, len(given))
        listed = self.book.listed("organisations", tuple(unit.title for unit in self.units))
        sheet.data_validation(TOP + 1, 1, TOP + n, 1, {"validate": "list", "source": f"={listed}"})
        told = []
        for row in range(TOP + 1, TOP + n + 1):
            unit, record = given[row - TOP - 1] if row - TOP - 1 < len(given) else (None, {})
            self.book.text(sheet, row, 1, unit.title if unit else "", "words")
            reasons, cells = dict[int, Live](), dict[int, Standing]()
            for column in part.columns:
                place, entry = at[column.role], record.get(column.id)
                self.book.answer(sheet, row, place, entry, column.field)
                said = live(self.alone.own(Spot(column.id, column.field, (), name, row, place), entry))
                reasons[behind.reason(place)], cells[place] = said, standing(entry, said, self.book)
            wrong = self._tell(behind, row, reasons)
            behind.write_row(row, len(cells), cells.values())
            told.append(Told(unit.id if unit else "", cells, wrong))
        return told

    def _finish(self, part: CentralSheet, counts: Counted, first: Live, behind: Behind, last: int) -> Counted:
        sheet, check = behind.sheet, behind.check
        placed = counts.written(self.book, sheet, part.title, behind.after)
        self.book.text(sheet, 2, 1, self.heading.period.text, "subtitle")
        said, named = say_counted(placed, self.book.language), 2 + (len(part.table.keys) if part.table else 0)
        whole, letters = joined(said, first), len(said.longest) + LONGEST_FIRST
        self.book.tell_across(sheet, 2, (behind.first, check), whole.formula, whole.text, letters=letters)
        sheet.freeze_panes(TOP + 1, named)
        wide = bool(self.book.strips(sheet, check, named))  # remarks would be a strip of their own
        self.book.set_pages(
            sheet,
            (last, check - 1 if wide else check),
            header=TOP,
            landscape=True,
            footer=f"{self.heading.organisation.title}, {part.title}",
            repeated=named,
        )
        self.book.protect(sheet)
        return placed
