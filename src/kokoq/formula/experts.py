"""What experts enter: a text chosen from a declared list, as a formula, and the table of a checklist.

A chosen text counts as its place in its dictionary; the first is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.parser import parse
from kokoq.formula.rows import row_table
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Text
from kokoq.model import Catalogue, Checklist, Choice, Dictionary, Indicator, Kind, Ordinal, Scale, Type
from kokoq.rules import CHECKLIST_FIELD, OUTCOME_EMPTY, UNKNOWN_CODE
from kokoq.spelling import closest


def choice_field(indicator: Indicator, catalogue: Catalogue) -> str:
    """The field that an ordinal indicator shows; "" where its formula names none with a dictionary."""
    field = catalogue.fields.get(indicator.formula.text.strip())
    return field.id if field is not None and field.type is Type.SYMBOL else ""


def as_place(tree: Formula, indicator: Indicator, catalogue: Catalogue) -> Formula:
    """The formula of an ordinal indicator as the mean place of the texts chosen; any other as it is."""
    field = choice_field(indicator, catalogue) if indicator.kind is Kind.ORDINAL else ""
    if not field or not isinstance(tree, Name):
        return tree
    codes = tuple(catalogue.dictionaries[catalogue.fields[field].dictionary].entries)
    place: Formula = Number(Decimal(len(codes)), at=tree.at)
    for number, code in reversed(list(enumerate(codes[:-1], start=1))):
        chosen = Binary("==", tree, Text(code, tree.at), tree.at)
        place = Call("if", (chosen, Number(Decimal(number), at=tree.at), place), at=tree.at)
    return Call("mean", (place,), at=tree.at)


def named_wrongly(scale: Scale, indicator: Indicator, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Codes that the dictionary of an ordinal scale lacks or the scale forgets, fields that a checklist has not."""
    match scale.method:
        case Ordinal(choices=choices):
            field = choice_field(indicator, catalogue)
            if field:
                yield from _choices(choices, catalogue.dictionaries[catalogue.fields[field].dictionary], scale.at)
        case Checklist():
            table = checklist_table(indicator, catalogue)
            known = (*catalogue.tables[table].fields, *(k.id for k in catalogue.tables[table].keys)) if table else ()
            for name in entered(scale):
                if name and name not in known:
                    yield CHECKLIST_FIELD.at(scale.at, name=name, close=closest(name, known))
        case _:
            return


def entered(scale: Scale) -> tuple[str, ...]:
    """What a checklist names besides the points: nobody computes with it, and it is needed all the same."""
    match scale.method:
        case Checklist(position=position, expert=expert, comment=comment, evidence=evidence):
            return (position, expert, comment, *evidence)
        case _:
            return ()


def checklist_table(indicator: Indicator, catalogue: Catalogue) -> str:
    """The table of the positions that a checklist adds up; "" where the points stand in plain fields."""
    tree = parse(indicator.formula.text, at=indicator.formula.at).value
    return "" if tree is None else row_table(tree, catalogue, indicator.table)


def _choices(choices: tuple[Choice, ...], dictionary: Dictionary, at: Span) -> Iterator[Diagnostic]:
    codes = [choice.code for choice in choices]
    for code in codes:
        if code not in dictionary.entries:
            close = closest(code, dictionary.entries)
            yield UNKNOWN_CODE.at(at, value=code, dictionary=dictionary.title, close=close)
    for code in dictionary.entries:
        if code not in codes:
            yield OUTCOME_EMPTY.at(at, code=code)
