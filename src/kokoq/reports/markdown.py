"""The report and the organisations' pages in Markdown: templates over the view, which an office may override.

Everything that a template prints is escaped unless the template itself wrote it, so no text from a school can break a
table, a heading or a link. A template in the office's own folder may ``{% extends "report.md.j2" %}`` and replace
blocks of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kokoq.language import Language
from kokoq.markdown import render
from kokoq.reports.contract import OrganisationView, View
from kokoq.reports.document.contract import DocumentView

REPORT = "report.md.j2"
ORGANISATION = "organisation.md.j2"
DOCUMENT = "document.md.j2"
FOLDER = "organisations"


def pages(view: View, language: Language, *, templates: Path | None = None) -> Iterator[tuple[str, str]]:
    """Every page of the report: its path within the output folder, and its text."""
    yield "report.md", report(view, language, templates=templates)
    for organisation in view.organisations:
        yield f"{FOLDER}/{organisation.name.page}", organisation_page(view, organisation, language, templates=templates)


def report(view: View, language: Language, *, templates: Path | None = None) -> str:
    """The report for the board."""
    return render(REPORT, language, templates=templates, view=view)


def organisation_page(
    view: View, organisation: OrganisationView, language: Language, *, templates: Path | None = None
) -> str:
    """One organisation's own page."""
    return render(ORGANISATION, language, templates=templates, view=view, organisation=organisation)


def document(view: DocumentView, language: Language, *, templates: Path | None = None) -> str:
    """The text of the regulations."""
    return render(DOCUMENT, language, templates=templates, view=view)
