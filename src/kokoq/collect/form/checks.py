"""What is wrong with a cell while it is typed, as one live formula beside it: the first reason that holds, in words.

The same truths are checked after collection (``collect.cells.typing``, ``checks``); here a clerk sees them at once.
Where a figure is not given yet, nothing is said of what needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kokoq.collect.form.book import Entry, FormBook
from kokoq.collect.form.days import POSSIBLE, day_of, ends
from kokoq.collect.form.formula import Cells, Side, broken, side
from kokoq.collect.form.places import Codes, Spot, ref
from kokoq.collect.form.style import bounds, bounds_text
from kokoq.diagnostics import Severity
from kokoq.formula.excel import quoted
from kokoq.formula.relation import Relation, Requirement
from kokoq.model import NUMERIC, Total, Type

_MOST = 12
"""So many reasons one cell is checked for, the cell's own first."""
_FEW = 3
"""So many cells a broken relation colours."""


class Reason(NamedTuple):
    """A condition that holds where a cell is wrong, whether it does now, and what to say then."""

    wrong: str
    now: bool
    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """A formula that says what is wrong, what it says now, and the longest that it may say."""

    formula: str
    text: str
    longest: str = ""


NOTHING = Live('""', "")
"""Of a cell of which nothing can be wrong."""


def live(reasons: Iterable[Reason]) -> Live:
    """The first reason that holds; an empty text where all is well."""
    formula, text, checked = '""', "", list(reasons)[:_MOST]
    for reason in reversed(checked):
        formula = f"IF({reason.wrong},{quoted(reason.text)},{formula})"
        text = reason.text if reason.now else text
    return Live(formula, text, max((reason.text for reason in checked), key=len, default=""))


class Reasons:
    """The reasons of every cell of one form."""

    def __init__(
        self, book: FormBook, cells: Cells, evidence: Mapping[str, str], relations: Iterable[Relation]
    ) -> None:
        self.book = book
        self.cells = cells
        self.evidence = evidence
        self._declared = self._by_spot(relations)

    def of(self, spot: Spot) -> Live:
        """What may be wrong with the cell of a question."""
        return live((*self.own(spot, self.cells.answers.get(spot.id)), *self._related(spot), *self._unproved(spot)))

    def own(self, spot: Spot, entry: Entry) -> Iterator[Reason]:
        """What may be wrong with a cell by itself: no number, or none that is possible."""
        say, asked, at = self.book.language.say, spot.field, ref(spot, here=spot.sheet)
        yield Reason(f"ISERROR({at})", now=False, text=self.book.refuse(_fix(self, "form.reason.error")))
        match asked.type:
            case Type.TEXT:
                return
            case Type.YES_NO:
                both, text = (say("form.yes"), say("form.no")), _fix(self, "form.reason.yes_no")
                yield self._not_among(at, entry, both, ("yes_no", self.book.beside_yes_no), text)
                return
            case Type.SYMBOL:
                text = _fix(self, "form.reason.choice")
                yield self._not_among(at, entry, self.book.titles(asked), ("", self.book.words), text, asked.dictionary)
                return
            case Type.DATE:
                yield from self._not_a_day(at, entry)
                return
        text = f"IF(ISTEXT({at}),{self._no_word(at)})"
        yield Reason(text, self._is_no_word(entry), self.book.refuse(_fix(self, "form.reason.number")))
        yield from self._out_of_bounds(spot, at, entry)

    def _no_word(self, at: str, then: str = "TRUE") -> str:
        """The condition that a cell holds something, and no word of absence; and ``then`` another one."""
        listed = self.book.listed("", self.book.words)
        known = f"SUMPRODUCT(--({listed}=TRIM({at})))=0"
        return f"IF(LEN(TRIM({at}))>0,{known if then == 'TRUE' else f'IF({known},{then})'})"

    def _is_no_word(self, entry: Entry) -> bool:
        return isinstance(entry, str) and bool(entry.strip()) and not is_among(entry, self.book.words)

    def _not_a_day(self, at: str, entry: Entry) -> Iterator[Reason]:
        """What is no date, and a date outside of the period."""
        days, shown, day = self.book.days, ends(self.book.period), day_of(entry)
        typed = entry is not None if not isinstance(entry, str) else self._is_no_word(entry)
        wrong = self._no_word(at, f"IFERROR({POSSIBLE.beyond(at)},TRUE)")
        refused = self.book.refuse(_fix(self, "form.reason.date", **shown))
        yield Reason(wrong, typed and not POSSIBLE.holds(day), refused)
        said = self.book.language.say("form.reason.look", text=self.book.language.say("form.reason.outside", **shown))
        yield Reason(f"IFERROR({days.beyond(at)},FALSE)", day is not None and not days.holds(day), said)

    def _not_among(
        self,
        at: str,
        entry: Entry,
        titles: Sequence[str],
        others: tuple[str, Sequence[str]],
        text: str,
        dictionary: str = "",
    ) -> Reason:
        """A text that is none of those to choose from, and none of the ``others`` that say why there is no value."""
        book = self.book
        known = f"SUMPRODUCT(--({book.listed(*others)}=TRIM({at})))"
        if dictionary:
            known += f"+SUMPRODUCT(--({book.listed(dictionary, titles)}=TRIM({at})))"
        else:
            known += "".join(f"+(TRIM({at})={quoted(title)})" for title in titles)
        wrong = isinstance(entry, str) and bool(entry.strip()) and not is_among(entry, (*others[1], *titles))
        return Reason(f"IF(LEN(TRIM({at}))>0,{known}=0)", wrong or isinstance(entry, float | int), book.refuse(text))

    def _out_of_bounds(self, spot: Spot, at: str, entry: Entry) -> Iterator[Reason]:
        say = self.book.language.say
        low, high, whole = bounds(spot.field)
        tests: list[tuple[str, Callable[[float], bool]]] = []
        if low is not None:
            tests.append((f"{at}<{low:.15g}", lambda number: number < low))
        if high is not None:
            tests.append((f"{at}>{high:.15g}", lambda number: number > high))
        if whole:
            tests.append((f"{at}<>INT({at})", lambda number: number != int(number)))
        number = None if isinstance(entry, str) or entry is None else float(entry)
        text = _fix(self, "form.reason.bounds", bounds=bounds_text(spot.field, self.book.language))
        if tests:
            wrong = f"OR({','.join(test for test, _ in tests)})"
            now = number is not None and any(holds(number) for _, holds in tests)
            yield Reason(f"IF(ISNUMBER({at}),{wrong})", now, self.book.refuse(text))
        if spot.field.type is Type.PERCENT:  # 0,85 may be 85 % or less than one percent
            now = number is not None and 0 < number <= 1
            said = say("form.reason.look", text=say("form.reason.percent"))
            yield Reason(f"IF(ISNUMBER({at}),IF({at}>0,{at}<=1))", now, said)

    # --- against other cells ---

    def _related(self, spot: Spot) -> Iterator[Reason]:
        yield from self._within_its_whole(spot)
        for found, text in self._declared.get(spot.id, ()):
            yield Reason(found.text, bool(found.value), text)

    def _within_its_whole(self, spot: Spot) -> Iterator[Reason]:
        """A part is not above its whole: of the same row, or the sum over another table."""
        whole = self.book.catalogue.fields.get(spot.field.part_of)
        if whole is None:
            return
        cells = self.cells.at(spot.sheet)
        spots = cells.places.of(whole.id)
        here = [spots[spot.codes]] if spot.codes in spots and whole.table == spot.field.table else list(spots.values())
        if not here:
            return
        part = cells.cell(spot)
        if whole.type is Type.YES_NO:
            answer = here[0]
            no = quoted(self.book.language.say("form.no"))
            now = cells.number(answer) == 0 and (cells.number(spot) or 0) > 0
            wrong = f"IF(COUNTIF({cells.ref(answer)},{no})>0,{_above_zero(self, spot, cells)})"
            yield Reason(wrong, now, _fix(self, "form.reason.beside_no", whole=whole.title))
            return
        total = cells.total(here, "sum") if whole.total is Total.SUM or len(here) == 1 else None
        if spot.field.type in NUMERIC and total is not None:
            needs = (spot, *total.needs)
            now = all(cells.number(each) is not None for each in needs) and part.value > total.value
            wrong = f"IF({cells.known(needs)},{part.text}>{total.text})"
            yield Reason(wrong, now, _fix(self, "form.reason.part", whole=whole.title))

    def _unproved(self, spot: Spot) -> Iterator[Reason]:
        """Evidence is asked for and stands not beside a yes, or a number above zero."""
        if not spot.field.evidence or not spot.evidence:
            return
        at = ref(replace(spot, column=spot.evidence), here=spot.sheet)
        cells = self.cells.at(spot.sheet)
        now = (cells.number(spot) or 0) > 0 and not self.evidence.get(spot.id, "").strip()
        wrong = f"IF({_above_zero(self, spot, cells)},IFERROR(LEN(TRIM({at})),0)=0)"
        yield Reason(
            wrong, now, self.book.language.say("form.reason.look", text=self.book.language.say("form.reason.evidence"))
        )

    # --- declared relations ---

    def _by_spot(self, relations: Iterable[Relation]) -> Mapping[str, list[tuple[Side, str]]]:
        """For the id of each cell, the declared conditions that it can break, and what to say then."""
        found: dict[str, list[tuple[Side, str]]] = {}
        for relation in relations:
            weight = "look" if relation.check.severity is not Severity.ERROR else "fix"
            text = self.book.language.say(f"form.reason.{weight}", text=_lowered(relation.check.title))
            for requirement in relation.requirements:
                for table, codes in self._rows(relation):
                    for spot in self._blamed(requirement, table, codes):
                        wrong = broken(requirement.tree, self.cells.at(spot.sheet, table=table, codes=codes))
                        if wrong is not None:
                            found.setdefault(spot.id, []).append((wrong, text))
        return found

    def _rows(self, relation: Relation) -> Iterator[tuple[str, Codes]]:
        """The rows in which a relation has to hold: one without codes where it is over totals."""
        table = relation.check.table
        if not table:
            yield "", ()
            return
        for codes in self.book.catalogue.tables[table].rows:
            yield table, codes

    def _blamed(self, requirement: Requirement, table: str, codes: Codes) -> tuple[Spot, ...]:
        """The cells that are coloured: those of the side that is too large; where these are many, of the other one."""
        left, right = requirement.sides or (requirement.tree, requirement.tree)
        order = (right, left) if requirement.op in (">", ">=") else (left, right)
        sides = [side(tree, self.cells.at("", table=table, codes=codes)) for tree in order]
        needs = [tuple(dict.fromkeys(each.needs)) for each in sides if each is not None]
        return next((spots for spots in needs if 0 < len(spots) <= _FEW), needs[0][:1] if needs else ())


def _above_zero(reasons: Reasons, spot: Spot, cells: Cells) -> str:
    at = cells.ref(spot)
    if spot.field.type is Type.YES_NO:
        return f"{at}={quoted(reasons.book.language.say('form.yes'))}"
    return f"IF(ISNUMBER({at}),{at}>0)"


def _fix(reasons: Reasons, key: str, **params: object) -> str:
    say = reasons.book.language.say
    return say("form.reason.fix", text=say(key, **params))


def is_among(entry: str, words: Sequence[str]) -> bool:
    """Whether a text is one of the words, as the formulas compare them."""
    typed = " ".join(part for part in entry.split(" ") if part).casefold()
    return typed in {word.casefold() for word in words}


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
