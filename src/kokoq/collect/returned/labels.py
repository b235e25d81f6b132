"""What people read beside an answer, held against the hidden mark by which it is read.

Rows that were sorted without their hidden column, or labels that were written over, would put a figure into another
field in silence. A label that names something else of the catalogue makes the answers beside it doubtful; one that
merely differs is told, also one with more behind its title, above all a unit. A label that is gone tells nothing: the
marks count. Questions of the same title are told apart by the numbers beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from kokoq.collect.cells.numerals import names_unit, other_unit, scale_of
from kokoq.collect.cells.typed import BLANK, SheetPlace, Typed
from kokoq.collect.cells.words import Vocabulary, folded
from kokoq.collect.form.anchors import VALUE, cell_id, cell_parts, row_id
from kokoq.collect.form.layout import SMALL_TABLE, cell_title, headings
from kokoq.collect.read.book import Kind, RawCell
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import Word, language
from kokoq.model import PLAIN, Catalogue, Field, Table
from kokoq.observations import Absence
from kokoq.rules import LABEL_CHANGED, LABEL_OF_ANOTHER, LETTERS_LOST, TITLES_OF_OLD_FORM, UNIT_CHANGED

LABEL_COLUMN = 2
"""The question stands so many columns right of its hidden mark, and so many left of its answer."""

_SHOWN = 5
"""So many titles, or cells with them, are named that differ."""
_BETWEEN, _SIGNS = " \u00a0:;,*†‡–—-", "%₽"
"""What may stand between a title and more words, and the signs that say something without a word."""
_MOST_OF_FOOTNOTE = 2
"""So many digits behind a title are a sign of a footnote."""

Cells = Mapping[int, RawCell]


class Misfit(NamedTuple):
    """A label that is not the one of its mark: its cell, what should stand there, whether it names something else.

    ``found`` is what it says where its text alone does not tell; ``named`` are the marks of what it names; ``unit`` is
    the one that is asked of a question at whose title another one stands.
    """

    cell: RawCell
    expected: str
    other: bool
    found: str = ""
    named: frozenset[str] = frozenset()
    unit: str = ""


class Doubts(NamedTuple):
    """The rows and columns of a sheet of whose answers nobody can tell what they answer.

    Of ``cells``, rows and columns, nobody can tell what is answered, be it nothing.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    cells: frozenset[tuple[int, int]] = frozenset()

    def touch(self, row: int, column: int) -> bool:
        """Whether the answer in a cell is doubtful."""
        return row in self.rows or column in self.columns or (row, column) in self.cells

    def lessen(self, read: Typed, row: int, column: int) -> Typed:
        """What is left of a doubtful answer; the finding is at its label or column."""
        blank = read.absence is Absence.BLANK and (row, column) not in self.cells
        return BLANK if blank else Typed(None, Absence.INVALID)

    def and_of(self, rows: Iterable[Misfit], columns: Iterable[Misfit]) -> Doubts:
        """These, and the rows and columns whose labels name something else."""
        unsure = (frozenset(m.cell.row for m in rows if m.other), frozenset(m.cell.column for m in columns if m.other))
        return Doubts(self.rows | unsure[0], self.columns | unsure[1], self.cells)


NO_DOUBT = Doubts()


def told(misfits: Iterable[Misfit], place: SheetPlace) -> Iterator[Diagnostic]:
    """The findings of misfits; labels that lack only letters which the encoding of their file has not are one."""
    lost = list[RawCell]()
    for misfit in misfits:
        at, found = place.place(misfit.cell), misfit.found or _first_line(misfit.cell.text)
        if misfit.unit:
            yield UNIT_CHANGED.at(at, found=found, expected=misfit.unit, field=misfit.expected)
        elif not misfit.other and _lost_letters(found, misfit.expected):
            lost.append(misfit.cell)
        else:
            yield (LABEL_OF_ANOTHER if misfit.other else LABEL_CHANGED).at(at, found=found, expected=misfit.expected)
    if lost:
        cells = (*(cell.ref for cell in lost[:_SHOWN]), *["…"] * (len(lost) > _SHOWN))
        yield LETTERS_LOST.at(place.place(lost[0]), n=len(lost), cells=cells, found=_first_line(lost[0].text))


def _lost_letters(found: str, expected: str) -> bool:
    """Whether a text is another one but for letters that became «?», or what is like them."""
    pairs = [*zip(found.strip(), expected, strict=False)]
    lost = sum(a == "?" and not b.isascii() for a, b in pairs)
    alike = sum(a == b or folded(a) == folded(b) for a, b in pairs)
    return lost > 0 and len(found.strip()) == len(expected) == lost + alike


def titles_changed(misfits: Sequence[tuple[Cell, Misfit]]) -> Iterator[Diagnostic]:
    """One finding for all titles that merely differ in a form of another version, which may have had others."""
    for first, *others in [misfits] if misfits else ():
        texts = [(misfit.found or _first_line(misfit.cell.text), misfit.expected) for _, misfit in misfits[:_SHOWN]]
        said = [Word("form.was", found=found, expected=expected) for found, expected in texts]
        titles = (*said, *["…"] * (len(misfits) > _SHOWN))
        yield TITLES_OF_OLD_FORM.at(first[0], related=[at for at, _ in others], n=len(misfits), titles=titles)


@dataclass(frozen=True)
class Labels:
    """The titles of a catalogue's questions, found once for all forms."""

    catalogue: Catalogue
    words: Vocabulary
    titles: dict[str, str] = field(default_factory=dict)
    right_units: set[tuple[object, object]] = field(default_factory=set)
    """Marks of questions, and fields of tables, with what forms say beside or above them: of right units or of none."""
    right_labels: set[tuple[str, object]] = field(default_factory=set)
    """The same with labels that say more than the title, and nothing that matters."""

    @cached_property
    def units(self) -> frozenset[str]:
        """What may stand in the column of units, in each language."""
        from kokoq.collect.form.style import unit_text

        languages = [language(code) for code in ("ru", "en")]
        fields = self.catalogue.fields.values()
        return frozenset(unit_text(each, self.catalogue, spoken) for each in fields for spoken in languages)

    def title(self, id: str) -> str:
        """The title of a question by its mark; none where the catalogue does not know it."""
        title = self.titles.get(id)
        if title is None:
            title = self.titles[id] = self._title(id)
        return title

    def heading(self, id: str) -> str:
        """The title of a question, or of a table's field, where it stands above a column."""
        return self.headings.get(id) or self._title(id, heading=True)

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """The titles of the fields as they stand above columns."""
        return headings(self.catalogue)

    def above(self, role: str) -> frozenset[str]:
        """What forms write above the column of a role, folded."""
        if role == VALUE:
            return answers_headings()
        name = role.removeprefix("#")
        known = self.catalogue.fields.get(name)
        return frozenset(folded(text) for text in (self.heading(name), known.title if known else "") if text)

    def _title(self, id: str, *, heading: bool = False) -> str:
        asked = self.catalogue.fields.get(id)
        if asked is not None and asked.table == PLAIN:
            return asked.title
        parts = cell_parts(id)
        table = self.catalogue.tables.get(parts[0]) if parts else None
        if parts is None or table is None or parts[2] not in table.fields:
            return ""
        asked = self.catalogue.fields[parts[2]]
        return cell_title(table, parts[1], asked, self.catalogue, heading=self.headings[asked.id] if heading else "")

    @cached_property
    def _owners(self) -> Mapping[str, frozenset[str]]:
        """Every text that a question may have beside it → the marks of those questions; needed where one differs."""
        found: dict[str, set[str]] = {}
        for id_, hint in self._questions():
            title = self.title(id_)
            for text in (title, *([f"{title} {hint}"] if hint else ())):
                found.setdefault(_plain(text), set()).add(id_)
        return {text: frozenset(ids) for text, ids in found.items()}

    @cached_property
    def _namesakes(self) -> frozenset[str]:
        """The marks of the questions whose titles others have, too."""
        by_title: dict[str, set[str]] = {}
        for id_, _ in self._questions():
            by_title.setdefault(self.title(id_), set()).add(id_)
        return frozenset[str]().union(*(ids for ids in by_title.values() if len(ids) > 1))

    def _questions(self) -> Iterator[tuple[str, str]]:
        """The marks of all single questions with their hints."""
        fields = self.catalogue.fields
        yield from ((f.id, f.hint) for f in fields.values() if f.table == PLAIN)
        for table in self.catalogue.tables.values():
            if table.keys and len(table.rows) * len(table.fields) <= SMALL_TABLE:
                yield from (
                    (cell_id(table.id, codes, name), fields[name].hint) for codes in table.rows for name in table.fields
                )

    def of_questions(
        self,
        lines: Iterable[tuple[str, Cells]],
        *,
        marks: int,
        value: int,
        others: Collection[int | None],
        order: Callable[[], Sequence[str]] = tuple,
    ) -> Iterator[Misfit]:
        """Of a sheet of questions; ``lines`` are the marks and cells of its rows, ``others`` columns of no labels.

        ``order`` gives the marks in the order in which the form numbers them.
        """
        column, unlike = marks + LABEL_COLUMN, list[tuple[str, str, Cells]]()
        alike: dict[str, list[tuple[str, Cells]]] = {}
        for id_, cells in lines:
            title, cell = self.titles.get(id_) or self.title(id_), cells.get(column)
            if title and (cell is None or (cell.value != title and not self._is_own(cell, id_, title))):
                unlike.append((id_, title, cells))
            elif title and id_ in self._namesakes:
                alike.setdefault(title, []).append((id_, cells))
        if unlike:
            yield from self._unlike(unlike, column, others, written=value == column + LABEL_COLUMN)
        if any(len(same) > 1 for same in alike.values()):
            places = {id_: place for place, id_ in enumerate(order())}
            for title, same in alike.items():
                yield from _misnumbered(title, [each for each in same if each[0] in places], places, column)

    def _is_own(self, cell: RawCell, id_: str, title: str) -> bool:
        """Whether a label is the title with its hint below, or was found right before."""
        if (id_, cell.value) in self.right_labels:
            return True
        hint = self.catalogue.fields[(cell_parts(id_) or (id_,))[-1]].hint
        if not hint or cell.value != f"{title}\n{hint}":
            return False
        self.right_labels.add((id_, cell.value))
        return True

    def _unlike(
        self, unlike: Sequence[tuple[str, str, Cells]], column: int, others: Collection[int | None], *, written: bool
    ) -> Iterator[Misfit]:
        """The same where a label does not stand where the form had it; columns may have changed their places."""
        columns, open_ = Counter[int]({column: 1} if written else {}), list[tuple[str, Cells]]()
        for id_, title, cells in unlike:
            texts = [c for n, c in cells.items() if n not in others and c.kind is Kind.TEXT]
            named = [(cell, ids) for cell in texts if (ids := self.named(cell))]
            own = next((cell for cell, ids in named if id_ in ids), None)
            own = own or next((cell for cell in texts if not named and _continues(cell, title)), None)
            if own is not None:
                columns[own.column] += 1
                yield from self._said_more(own, id_, title, (title,))
            elif named:
                yield Misfit(named[0][0], title, other=True, named=named[0][1])
            else:
                open_.append((title, cells))
        for title, cells in open_ if columns else ():
            cell = cells.get(columns.most_common(1)[0][0])
            if cell is not None and cell.text.strip():
                yield Misfit(cell, title, other=False)

    def _said_more(self, cell: RawCell, id_: str, expected: str, titles: Iterable[str]) -> Iterator[Misfit]:
        """What a label that begins with one of these titles says behind it, if the form does not say it there."""
        asked = self.catalogue.fields[(cell_parts(id_) or (id_,))[-1]]
        line, _, below = cell.text.strip().partition("\n")
        behind = next((more for title in titles if (more := _behind(line, title)) is not None), "")
        if _plain(behind).strip("()") in (*map(folded, self._units_of(asked)), _plain(asked.hint)):
            behind = ""
        for more in (behind, "" if _plain(below) == _plain(asked.hint) else below):
            if more and names_unit(more, self.words) and (unit := other_unit(more, asked, self.words)):
                yield Misfit(cell, expected, other=False, found=more, unit=unit)
                return
        own = names_unit(behind, self.words) and (asked.unit or not scale_of(behind))
        if behind and not own:
            yield Misfit(cell, expected, other=False)
        else:
            self.right_labels.add((id_, cell.value))

    def _units_of(self, asked: Field) -> Iterator[str]:
        """What a form may have in its column of units, in each language."""
        from kokoq.collect.form.style import unit_text

        return (unit_text(asked, self.catalogue, language(code)).rstrip(".") for code in ("ru", "en"))

    def named(self, cell: RawCell) -> frozenset[str]:
        """The marks of the questions that a text names."""
        owners = self._owners
        return owners.get(_plain(cell.text)) or owners.get(_plain(_first_line(cell.text)), frozenset())

    def of_headers(self, cells: Cells, columns: Sequence[tuple[int, str, str, str]]) -> Iterator[Misfit]:
        """Of the header above answers side by side: ``columns`` with their marks, the headings of these, their titles.

        A title that several have is a heading of older forms, and tells them not apart.
        """
        known = {folded(text) for _, _, *texts in columns for text in texts}
        for column, id_, heading, title in columns:
            cell = cells.get(column)
            text = folded(cell.text) if cell is not None else ""
            own = (folded(heading), folded(title))
            if cell is None or not text or text in own or (id_, cell.value) in self.right_labels:
                continue
            named = max((t for t in known if text == t or text.startswith(f"{t}, ")), key=len, default="")
            if named in own or (not named and any(_continues(cell, each) for each in (heading, title))):
                yield from self._said_more(cell, id_, heading, sorted((heading, title), key=len, reverse=True))
            else:
                yield Misfit(cell, heading, other=bool(named))

    def of_keys(
        self, lines: Iterable[tuple[tuple[str, ...], Cells]], table: Table, at: Sequence[int | None]
    ) -> Iterator[Misfit]:
        """Of the rows of a table with keys, each with its codes; ``at`` are the columns of the keys."""
        keys = [(n, column, key) for n, (column, key) in enumerate(zip(at, table.keys, strict=True)) if column]
        for codes, cells in lines:
            said, misfits = list(codes), list[Misfit]()
            for n, column, key in keys:
                title = self.catalogue.dictionaries[key.dictionary].entries.get(codes[n], codes[n])
                cell = cells.get(column)
                if cell is None or cell.value == title or not (text := folded(cell.text)):
                    continue
                named = self.words.symbols[key.dictionary].get(text)
                if named != codes[n]:
                    misfits.append(Misfit(cell, title, other=named is not None))
                    said[n] = named or said[n]
            if misfits:
                worst = next((m for m in misfits if m.other), misfits[0])
                yield worst._replace(named=frozenset({row_id(tuple(said))}))


def _misnumbered(
    title: str, same: Sequence[tuple[str, Cells]], places: Mapping[str, int], column: int
) -> Iterator[Misfit]:
    """Of questions with one title those whose numbers do not follow one another as their marks do."""
    numbered = [(id_, cells[column], cells[column - 1].text) for id_, cells in same if column - 1 in cells]
    ordered = sorted(numbered, key=lambda each: places[each[0]])
    numbers = [text for _, _, text in ordered]
    if not all(map(str.isdecimal, numbers)):
        return
    for (_, cell, found), expected in zip(ordered, sorted(numbers, key=int), strict=True):
        if found != expected:
            yield Misfit(cell, f"{expected}. {title}", other=True, found=f"{found}. {title}")


@lru_cache(maxsize=1)
def answers_headings() -> frozenset[str]:
    """The heading of the answers to questions in each language."""
    return frozenset(folded(language(code).say("form.column.value")) for code in ("ru", "en"))


def _continues(cell: RawCell, title: str) -> bool:
    """Whether something was added to the title."""
    more = _plain(cell.text).removeprefix(_plain(title))
    return more != _plain(cell.text) and not more[:1].isalpha()


def _behind(text: str, title: str) -> str | None:
    """What stands behind a title, "" for a sign of a footnote or a full stop; None where the text begins otherwise."""
    if not _plain(text).startswith(_plain(title)):
        return None
    more = text.strip()[len(title) :] if text.strip().startswith(title) else _plain(text)[len(_plain(title)) :]
    more = more.lstrip(f".{_BETWEEN}").rstrip(_BETWEEN)
    said = any(letter.isalpha() or letter in _SIGNS for letter in more)
    return more if said or sum(map(str.isdigit, more)) > _MOST_OF_FOOTNOTE else ""


def _plain(text: str) -> str:
    return folded(text).replace("...", "…").rstrip(" .:;,")


def _first_line(text: str) -> str:
    return next((line for line in map(str.strip, text.splitlines()) if line), "")
