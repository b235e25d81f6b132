"""The report as an Excel workbook in which every computed number is a live formula over the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kokoq.campaign import Assessment
    from kokoq.language import Language
    from kokoq.reports.contract import View

__all__ = ["write_workbook"]


def write_workbook(assessment: Assessment, view: View, language: Language, path: Path) -> None:
    """Write report.xlsx. The same assessment gives the same workbook."""
    from kokoq.reports.workbook.report import write

    write(assessment, view, language, path)
