"""What every check of changed files has to answer: findings with places within files that exist, and in words."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kokoq.diagnostics import Cell, Diagnostic, KokoqError
from kokoq.language import language

MISSING = ("KQ901", "KQ903", "KQ904", "KQ910")
"""Findings about a file or a folder that is not there."""

WHOLE = ("KQ910", "KQ301", "KQ303", "KQ304", "KQ314")
"""Findings about a whole file."""

RUSSIAN, ENGLISH = language("ru"), language("en")

Texts = dict[str, str]
Files = Mapping[str, str | bytes]
Found = tuple[Diagnostic, ...]


def answered(files: Files, folder: Path, check: Callable[[Path], Iterable[Diagnostic]]) -> Found:
    """Write the files into a folder and check it; every finding has a place, and can be said."""
    for name, content in files.items():
        path = folder / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    home = Path.cwd()
    os.chdir(folder)
    try:
        found = tuple(check(Path("c")))
    except KokoqError as error:  # a folder without indicators: «could not run» is said of a place, too
        found = (error.diagnostic,)
    finally:
        os.chdir(home)
    for d in found:
        assert has_place(d, folder), d
        for words in (RUSSIAN, ENGLISH):
            assert words.say(f"rules.{d.rule.code}.say", **d.params)
    return found


def has_place(d: Diagnostic, folder: Path) -> bool:
    """Whether the finding stands within a file that exists, or tells of one that does not."""
    path = next((path for path in (folder / d.where.file, folder / "c" / d.where.file) if path.is_file()), None)
    if path is None:
        return bool(d.where.file) and d.rule.code in MISSING
    if isinstance(d.where, Cell):
        return bool(d.where.ref) or d.rule.code in WHOLE
    lines = path.read_bytes().decode("utf-8-sig", errors="replace").splitlines() or [""]
    at = d.where
    return 1 <= at.line <= len(lines) + 1 and 1 <= at.column <= len([*lines, ""][at.line - 1]) + 2
