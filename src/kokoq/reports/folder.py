"""The output folder: written beside, then put in place as a whole, so that an interrupted run leaves the old one whole.

A folder is kokoq's own if its ``run.json`` says so; any other that is not empty is refused, and nothing outside is
touched. Files that somebody laid between the reports are carried over.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kokoq.definitions.facets import RUN
from kokoq.diagnostics import Cell, KokoqError
from kokoq.outputs import writing
from kokoq.rules import OUTPUT_UNSAFE

MARKER = RUN
STALE = 3600.0  # seconds after which what a killed run left behind may be removed


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder to write into: it takes the place of ``folder`` when the block ends, and vanishes if it fails.

    Raises ``KokoqError`` if ``folder`` holds something that kokoq did not write, or if it cannot be written.
    """
    folder = folder.resolve()
    former = own_files(folder)
    fresh = folder.parent / f".{folder.name}.kokoq-new-{os.getpid()}"
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(folder)
        fresh.mkdir()
    try:
        with writing(folder):
            yield fresh
            _carry_over(folder, fresh, former=former)
            _swap(folder, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def own_files(folder: Path) -> frozenset[str]:
    """What the former run wrote there, by its own account; ``KokoqError`` if the folder is somebody else's."""
    with writing(folder):
        _put_back(folder)
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if folder.exists() and not folder.is_dir():
        raise KokoqError(OUTPUT_UNSAFE.at(Cell(str(folder)), found=folder.name))
    if not names:
        return frozenset()
    try:
        account = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return frozenset({*account["outputs"], MARKER} if account["kokoq"] else ())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KokoqError(OUTPUT_UNSAFE.at(Cell(str(folder)), found=names[0])) from error


def _carry_over(folder: Path, fresh: Path, *, former: frozenset[str]) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in former or (fresh / name).exists():
            continue
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, fresh / name, follow_symlinks=False)


def _swap(folder: Path, fresh: Path) -> None:
    """Two renames; if anything stops between them, the former folder goes back."""
    old = _aside(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        _put_back(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _put_back(folder: Path) -> None:
    """Undo a swap that was cut off between its two renames."""
    old = _aside(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.kokoq-old"


def _remove_stale(folder: Path) -> None:
    for path in folder.parent.glob(f".{folder.name}.kokoq-*"):
        if time.time() - path.stat().st_mtime > STALE:
            shutil.rmtree(path, ignore_errors=True)
