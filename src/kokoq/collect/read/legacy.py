"""Sheets of xls and xlsb files, as the guarded child read them, in the shape of all other sheets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

from kokoq.a1 import make_ref
from kokoq.collect.read.book import Kind, RawCell, RawSheet, State
from kokoq.collect.read.cells import Losses, SheetParts
from kokoq.collect.read.child import KINDS
from kokoq.collect.read.guard import Guard
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.sheet import arrange


def read_legacy(family: bytes, content: bytes, *, guard: Guard, findings: Findings) -> tuple[tuple[RawSheet, ...], str]:
    """The sheets, and which reader read them; what that reader cannot tell is a loss."""
    answer = guard.ask(family, content)
    findings.carries(answer.get("carries", ()))
    if answer.get("poor"):
        findings.loss("poor_reader")
    sheets: list[RawSheet] = []
    while answer["sheets"]:
        found, losses = answer["sheets"].pop(0), Losses()  # taken out, so that no sheet is there twice
        with findings.sheet(found["name"], losses):
            parts = _parts(found, answer["codes"])
            sheets.append(arrange(found["name"], State(found["state"]), parts, losses=losses))
    return tuple(sheets), str(answer["reader"])


def _parts(found: dict[str, Any], codes: Sequence[str]) -> SheetParts:
    kinds = [Kind(kind) for kind in KINDS]
    listed = found.pop("cells")
    rows = chain.from_iterable(repeat(row, n) for row, n in listed["rows"])
    places = zip(rows, *(listed[name] for name in ("columns", "kinds", "values", "formats")), strict=True)
    cells = [RawCell(row, column, kinds[kind], value, codes[code]) for row, column, kind, value, code in places]
    merges = [f"{make_ref(top, left)}:{make_ref(bottom, right)}" for top, left, bottom, right in found["merges"]]
    hidden = [(first, last) for first, last in found.get("hidden_columns", ())]
    return SheetParts(cells, merges, found.get("hidden_rows", ()), hidden)
