"""«Меры»: the register of decisions with what their indicators did since; nothing is said of the cause."""

from __future__ import annotations

from kokoq.reports.contract import Effect, MeasureShown
from kokoq.reports.workbook.book import Page
from kokoq.reports.workbook.marks import Notation

HEAD = 3
DECLARED = ("number", "kind", "action", "to", "deadline", "responsible", "status", "period")
WIDTHS = (6, 13, 28, 20, 14, 16, 14, 10, 28, 20, 8.5, 8.5, 20)


def write_measures(page: Page, measures: tuple[MeasureShown, ...], notation: Notation) -> None:
    """A line for each indicator of a measure, one for a measure without any; what is declared stands in the first.

    Where no measure has an indicator yet, their columns are left out and the rest is printed larger.
    """
    say = notation.language.say
    followed = any(measure.effects for measure in measures)
    page.title(say("workbook.sheet.measures"), "")
    page.merged(1, 0, len(DECLARED) - 1, say("decision.page.no_cause") if followed else "", "note")
    page.height(1, 30)
    titles = tuple(say(f"decision.column.{column}") for column in DECLARED)
    if followed:
        titles += (
            say("report.column.indicator"), say("decision.column.unit"), say("decision.column.before"),
            say("decision.column.after"), say("report.column.change"),
        )  # fmt: skip
    page.row(HEAD - 1, titles, "header")
    page.widths(*WIDTHS[: len(titles)])
    page.frozen(HEAD, 3, repeat=(HEAD - 1, HEAD - 1))
    page.landscape()
    row = HEAD
    for measure in measures:
        declared = (
            measure.number, measure.kind, measure.action, measure.to, measure.deadline, measure.responsible,
            measure.status, measure.period,
        )  # fmt: skip
        page.row(row, declared, "small_wrapped_top")
        if followed and not measure.effects:
            page.outside(row, *range(len(DECLARED), len(titles)))
        for effect in measure.effects:
            page.row(row, _effect(effect, notation), "small_wrapped_top", column=len(DECLARED))
            row += 1
        row += not measure.effects


def _effect(effect: Effect, notation: Notation) -> tuple[str, ...]:
    """The indicator and its values as printed: those of then are in the archive, not in this workbook."""
    change = effect.change
    if change is None:
        said = "–"
    else:
        direction = change.direction_text if change.comparable else ""
        said = "; ".join(filter(None, (change.text, direction, change.caveat)))
        if change.alike:
            said = f"{said} ({notation.language.say('decision.page.alike', change=change.alike)})"
    return f"{effect.code} {effect.title}", effect.unit, effect.before, effect.after, said
