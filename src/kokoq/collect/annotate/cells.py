"""Values put into cells by openpyxl: a text is a text, whatever sign it begins with. Runs in the child process."""

from __future__ import annotations

import re
from typing import Any

MAX_TEXT = 32_767
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


def put(cell: Any, kind: str, value: Any) -> None:
    """A value of a kind as ``Kind`` names it."""
    match kind:
        case "number" | "date":
            cell.value = value
        case "bool":
            cell.value = bool(value)
        case "error" if value in _ERRORS:
            cell.value, cell.data_type = value, "e"
        case "blank":
            cell.value = None
        case _:
            put_text(cell, str(value))


def put_text(cell: Any, text: str) -> None:
    """A text, never a formula."""
    clean = legal(text)[:MAX_TEXT]
    cell.value = clean
    cell.data_type = "s"
    cell.quotePrefix = clean.startswith(("=", "+", "-", "@"))


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub(" ", text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
