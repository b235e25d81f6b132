"""``view(assessment, language) -> View``: everything that a report says, computed and put into words once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kokoq.reports.contract import View

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.language import Language

__all__ = ["View", "view"]


def view(assessment: Assessment, language: Language) -> View:
    """The report of one period; the shapes are in ``contract``."""
    raise NotImplementedError
