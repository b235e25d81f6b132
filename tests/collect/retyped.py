"""What LibreOffice computes of a workbook after its answers were typed into a blank one, without any cached value."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl

OFFICE = shutil.which("soffice")


def assert_retyped(filled: Path, blank: Path, folder: Path) -> None:
    """Every formula says in LibreOffice what ``filled`` has beside it."""
    source, target = openpyxl.load_workbook(filled), openpyxl.load_workbook(blank)
    for sheet in source.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked and cell.value is not None:
                    target[sheet.title][cell.coordinate] = cell.value
    target.save(folder / "typed.xlsx")
    command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
    into = ["--outdir", str(folder / "out"), str(folder / "typed.xlsx")]
    subprocess.run([*command, "xlsx", *into], check=True, capture_output=True)
    now, then = (openpyxl.load_workbook(p, data_only=True) for p in (folder / "out" / "typed.xlsx", filled))
    n = 0
    for sheet in source.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    values = [book[sheet.title][cell.coordinate].value or "" for book in (now, then)]
                    assert values[0] == values[1], (sheet.title, cell.coordinate, cell.value, values)
                    n += 1
    assert n > 100
