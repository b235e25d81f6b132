"""What LibreOffice makes of a workbook when every value that we stored beside a formula is taken away first."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
STORED = re.compile(rb"(<c [^>]*?)( t=\"\w+\")?(>(?:<f[^>]*>[^<]*</f>))<v>[^<]*</v>")
ALWAYS = "".join(
    f'<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="{mode}" oor:op="fuse">'
    "<value>0</value></prop></item>"
    for mode in ("OOXMLRecalcMode", "ODFRecalcMode")
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{ALWAYS}</oor:items>'
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Stored = float | str | None


def differences(workbooks: Sequence[Path], folder: Path) -> Iterator[str]:
    """One line for every formula whose value LibreOffice does not confirm."""
    for source, again in zip(workbooks, recalculated(workbooks, folder), strict=True):
        confirmed = {place: value for place, _, value in cells(again)}
        found = 0
        for place, formula, value in cells(source):
            if formula:
                found += 1
                got = confirmed.get(place)
                if not _same(value, got):
                    yield f"{source.name} {place}: stored {value!r}, recalculated {got!r}: {formula[:200]}"
        if not found:
            yield f"{source.name}: no formulas at all"


def cells(workbook: Path) -> Iterator[tuple[str, str, Stored]]:
    """Place, formula ("" where none) and value of every cell that has one of the two."""
    with zipfile.ZipFile(workbook) as archive:
        texts = [
            "".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in _tree(archive.read("xl/sharedStrings.xml"))
        ]
        for name, part in _sheets(archive):
            for cell in _tree(archive.read(part)).iter(f"{MAIN}c"):
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                text = None if value is None else value.text
                if formula is None and text is None:
                    continue
                kind = cell.get("t", "n")
                shown: Stored = text
                if text is not None and kind == "s":
                    shown = texts[int(text)]
                elif text and kind == "n":
                    shown = float(text)
                yield f"{name}!{cell.get('r')}", "" if formula is None else formula.text or "?", shown


def _tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = _tree(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {str(r.get("Id")): str(r.get("Target")) for r in relations}
    for sheet in _tree(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        yield str(sheet.get("name")), f"xl/{targets[str(sheet.get(RELATION))]}"


def recalculated(workbooks: Sequence[Path], folder: Path) -> list[Path]:
    """Copies that LibreOffice has computed and saved: nothing in them can be an echo of ours."""
    assert SOFFICE is not None
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    bare, out = folder / "bare", folder / "out"
    bare.mkdir()
    copies = [bare / f"{i}.xlsx" for i, _ in enumerate(workbooks)]
    for workbook, copy in zip(workbooks, copies, strict=True):
        _drop_stored(workbook, copy)
    command = [
        SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, copies),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(folder)})
    return [out / copy.name for copy in copies]


def _drop_stored(workbook: Path, copy: Path) -> None:
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = STORED.sub(rb"\1\3", content)
            target.writestr(name, content)


def _same(stored: Stored, again: Stored) -> bool:
    if isinstance(stored, float) and isinstance(again, float):
        return math.isclose(stored, again, rel_tol=1e-9, abs_tol=1e-12)
    return (stored or "") == (again or "") and isinstance(stored, float) == isinstance(again, float)
