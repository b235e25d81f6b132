"""The first sheet of a form: whose it is, until when and to whom, how much is filled, how to fill it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kokoq.collect.form.anchors import Identity
from kokoq.collect.form.book import FormBook, lines_of, sheet_ref
from kokoq.collect.form.counts import Count, Counted, colour_gaps, say_counted, say_total
from kokoq.model import Organisation, Period, Sentinel

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (44, 46, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a form says of itself besides its questions; ``words`` are what the campaign takes words in cells for."""

    organisation: Organisation
    period: Period
    title: str
    submit_to: str = ""
    submit_by: str = ""
    responsible: str = ""
    words: Mapping[str, Sentinel] = field(default_factory=dict)


def write_front(
    book: FormBook,
    sheet: Worksheet,
    heading: Heading,
    counted: Sequence[Counted],
    identity: Identity,
    *,
    earlier: bool,
) -> None:
    """Write the first sheet; the counts of the others are known by then, and whether ``earlier`` values stand there.

    At its foot stands, for all to see, whose form it is: in a format that keeps nothing hidden only that is left.
    """
    sheet.set_column(0, 0, 2)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.set_column(column, column, width)
    book.text(sheet, 0, 1, heading.title, "title")
    sheet.set_row(0, 28)
    row = _facts(book, sheet, heading, 2)
    row = _counts(book, sheet, counted, row + 1)
    row = _advice(book, sheet, row + 1, before=heading.period.previous().text if earlier else "")
    book.text(sheet, row, 1, str(identity), "mark")
    book.set_print(sheet, landscape=False, footer=f"{heading.organisation.title}, {heading.period.text}")
    sheet.fit_to_pages(1, 1)
    sheet.protect("")
    sheet.set_selection("B1")
    sheet.activate()


def _facts(book: FormBook, sheet: Worksheet, heading: Heading, row: int) -> int:
    facts = {
        "form.organisation": heading.organisation.title,
        "form.period": heading.period.text,
        "form.submit_by": heading.submit_by,
        "form.submit_to": heading.submit_to,
        "form.responsible": heading.responsible,
    }
    for key, value in facts.items():
        if value:
            book.text(sheet, row, 1, book.language.say(key), "strong")
            sheet.merge_range(row, 2, row, 3, value, book.formats["text"])
            sheet.set_row(row, 15 * lines_of(value, 60) + 3)
            row += 1
    return row


def _counts(book: FormBook, sheet: Worksheet, counted: Sequence[Counted], row: int) -> int:
    """How much is filled in all, then sheet by sheet: a link, the count, the remarks."""
    say = book.language.say
    total = say_total(counted, book.language)
    sheet.merge_range(row, 1, row, 3, "", book.formats["counter"])
    book.formula(sheet, row, 1, total.formula, total.text, style="counter")
    done = ",".join(f"{'+'.join(each.at for each in of)}=0" for of in zip(*map(_undone, counted), strict=True))
    rule = {"type": "formula", "criteria": f"=$E${row + 1}=1", "format": book.formats["complete"]}
    complete = not any(each.now for one in counted for each in _undone(one))
    book.formula(sheet, row, 4, f"IF(AND({done}),1,0)", int(complete))
    sheet.set_column(4, 4, 4, None, {"hidden": True})
    sheet.conditional_format(row, 1, row, 3, rule)
    sheet.set_row(row, 26)
    for column, name in enumerate(("sheet", "filled", "faults"), 1):
        book.text(sheet, row + 1, column, say(f"form.column.{name}"), "header")
    sheet.set_row(row + 1, 20)
    for row, one in enumerate(counted, row + 2):  # noqa: B020 - the lines below the header
        link = f"internal:{sheet_ref(one.name)}!{one.first}"
        sheet.write_url(row, 1, link, book.formats["link"], one.title)
        told = say_counted(one, book.language)
        book.formula(sheet, row, 2, told.formula, told.text, style="part")
        colour_gaps(book, sheet, (row, 2), one.lacking, one.blank, behind=4)
        faults, none = one.faults, say("form.count.no_faults")
        shown = faults.now or none
        book.formula(sheet, row, 3, f'IF({faults.at}=0,"{none}",{faults.at})', shown, style="part")
        lines = max(lines_of(text, width - 4) for text, width in zip((one.title, told.longest), _WIDTHS, strict=False))
        sheet.set_row(row, 15 * lines + 4)
        wrong = {"type": "cell", "criteria": "!=", "value": f'"{none}"', "format": book.formats["wrong"]}
        sheet.conditional_format(row, 3, row, 3, wrong)
    return row + 1


def _undone(one: Counted) -> tuple[Count, ...]:
    """What keeps a sheet from being done; rows that are blank shall be looked at, too."""
    return one.lacking, one.blank, one.faults


def _advice(book: FormBook, sheet: Worksheet, row: int, *, before: str) -> int:
    """How to fill the form, point by point; ``before`` is the period whose values stand beside, "" where none do."""
    say = book.language.say
    for topic in ("how_to_fill", "absent", "sending"):
        book.text(sheet, row, 1, say(f"form.{topic}.title"), "strong")
        row += 1
        points = say(f"form.{topic}.text").strip().split("\n")
        if before and topic == "how_to_fill":
            points.append(say("form.how_to_fill.earlier", period=before))
        for number, advice in enumerate(points, 1):
            sheet.merge_range(row, 1, row, 3, f"{number}. {advice}", book.formats["text"])
            sheet.set_row(row, 15 * lines_of(advice, 112) + 2)
            row += 1
        row += 1
    return row
