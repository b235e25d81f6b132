"""Sheets of xls and xlsb files, as the guarded child read them, in the shape of all other sheets."""

from __future__ import annotations

from typing import Any

from kokoq.collect.read.book import Kind, RawCell, RawSheet, State
from kokoq.collect.read.cells import Losses, SheetParts
from kokoq.collect.read.guard import Guard
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.sheet import arrange
from kokoq.diagnostics import make_ref


def read_legacy(family: bytes, content: bytes, *, guard: Guard, findings: Findings) -> tuple[tuple[RawSheet, ...], str]:
    """The sheets, and which reader read them; what that reader cannot tell is a loss."""
    answer = guard.ask(family, content)
    if answer.get("poor"):
        findings.loss("poor_reader")
    sheets: list[RawSheet] = []
    for found in answer["sheets"]:
        losses = Losses()
        with findings.sheet(found["name"], losses):
            sheets.append(arrange(found["name"], State(found["state"]), _parts(found), losses=losses))
    return tuple(sheets), str(answer["reader"])


def _parts(found: dict[str, Any]) -> SheetParts:
    kinds = {kind.value: kind for kind in Kind}
    cells = [RawCell(row, column, kinds[kind], value, code) for row, column, kind, value, code in found["cells"]]
    merges = [f"{make_ref(top, left)}:{make_ref(bottom, right)}" for top, left, bottom, right in found["merges"]]
    columns = [(first, last) for first, last in found.get("hidden_columns", ())]
    return SheetParts(cells, merges, found.get("hidden_rows", ()), columns)
