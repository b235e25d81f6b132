"""The six parts of a regulation, and what its text refers to (R001–R006, R013)."""

from __future__ import annotations

from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.definitions.lint.words import abbreviations, appendices
from kokoq.diagnostics import Diagnostic, Span
from kokoq.model import Regulation
from kokoq.rules import (
    ABBREVIATION_UNDEFINED,
    ACT_AFTER_VALIDITY,
    ACT_INCOMPLETE,
    APPENDIX_MISSING,
    REGULATION_DETAIL_MISSING,
)

_DETAILS = {
    "methods": "collection",
    "processing": "collection",
    "responsible": "collection",
    "collect": "periodicity",
    "submit": "periodicity",
}
"""What the parts «methods of collection and processing» and «periodicity and dates» consist of → their keys."""


def parts_have_their_details(look: Look) -> Iterator[Diagnostic]:
    """A regulation says how data are collected and processed, who answers for it, and by which days."""
    for regulation in look.catalogue.regulations:
        for detail in _missing(regulation):
            section = _DETAILS[detail]
            if look.places.node("regulations", regulation.id, section) is not None:
                at = look.places.at("regulations", regulation.id, section, otherwise=regulation.at)
                yield REGULATION_DETAIL_MISSING.at(at, regulation=regulation.id, detail=f"{section}.{detail}")


def _missing(regulation: Regulation) -> Iterator[str]:
    given = {
        "methods": regulation.collection,
        "processing": regulation.processing,
        "responsible": regulation.responsible,
        "collect": regulation.collect,
        "submit": regulation.submit,
    }
    return (detail for detail, value in given.items() if not value)


def acts_can_be_found(look: Look) -> Iterator[Diagnostic]:
    """An act has a number and a date, and is not younger than what rests on it."""
    start = look.catalogue.valid_from
    for act in look.catalogue.acts.values():
        at = look.places.at("catalogue", "", "acts", act.id, otherwise=look.catalogue.at)
        for missing in (key for key, value in (("number", act.number), ("date", act.date)) if not value):
            yield ACT_INCOMPLETE.at(at, act=act.id, missing=missing)
        if act.date is not None and start is not None and act.date > start:
            dated = look.places.at("catalogue", "", "acts", act.id, "date", otherwise=at)
            yield ACT_AFTER_VALIDITY.at(dated, act=act.id, date=act.date.isoformat(), valid_from=start.isoformat())


def appendices_are_at_hand(look: Look) -> Iterator[Diagnostic]:
    """An appendix that the text names is one that some act declares."""
    known = {number for act in look.catalogue.acts.values() for number in act.appendices}
    for text, at in look.texts():
        for start, word, number in appendices(text):
            if number not in known:
                yield APPENDIX_MISSING.at(at.within(start, start + len(word)), appendix=number)


def abbreviations_are_explained(look: Look) -> Iterator[Diagnostic]:
    """An abbreviation in a title is a term of the catalogue or the title of a code; told at its first place."""
    dictionaries = look.catalogue.dictionaries.values()
    known = {title for dictionary in dictionaries for title in dictionary.entries.values()}
    known |= {word for term in look.catalogue.terms for word in (term, *term.split())}
    for title, at in _titles(look):
        for start, word in abbreviations(title):
            if word not in known:
                known.add(word)
                yield ABBREVIATION_UNDEFINED.at(at.within(start, start + len(word)), word=word)


def _titles(look: Look) -> Iterator[tuple[str, Span]]:
    for regulation in look.catalogue.regulations:
        yield regulation.title, look.places.at("regulations", regulation.id, "title", otherwise=regulation.at)
    for indicator in look.declared:
        yield (
            str(look.places.node("indicators", indicator.template or indicator.id, "title")),
            look.of(indicator, "title"),
        )
    for field in look.catalogue.fields.values():
        yield field.title, look.places.at("fields", field.id, "title", otherwise=field.at)


CHECKS = (parts_have_their_details, acts_can_be_found, appendices_are_at_hand, abbreviations_are_explained)
