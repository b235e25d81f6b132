"""Collected files by the names that findings show: those of a folder, and those that were zipped into one of them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.limits import Refused
from kokoq.collect.read.reader import load
from kokoq.collect.read.zipped import shown_name, zipped_files


class Collected:
    """Gives the bytes of files once more; the zipped folder that was opened last stays open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: tuple[Path, Archive, Mapping[PurePosixPath, zipfile.ZipInfo]] | None = None

    def content(self, name: str) -> bytes | None:
        """The bytes of a file; None where it is not there or cannot be had, of which a finding was made before."""
        for home in (PurePosixPath(name), *PurePosixPath(name).parents):
            path = self._found(home)
            if _is_there(path):
                try:
                    return load(path) if str(home) == name else self._unpacked(path, PurePosixPath(name), home)
                except Refused:
                    return None
        return None

    def _found(self, home: PurePosixPath) -> Path:
        """Where a file lies by the name that is shown of it: of one that could not be decoded, not its own."""
        path = self._folder / home
        if _is_there(path):
            return path
        try:
            beside = sorted(path.parent.iterdir())
        except (OSError, ValueError):
            return path
        return next((other for other in beside if shown_name(other.name) == home.name), path)

    def _unpacked(self, path: Path, name: PurePosixPath, home: PurePosixPath) -> bytes | None:
        if self._opened is None or self._opened[0] != path:
            archive = Archive(load(path))
            self._opened = (path, archive, dict(zipped_files(archive)))
        _, archive, parts = self._opened
        part = parts.get(name.relative_to(home))
        return None if part is None else archive.unpack(part)


def _is_there(path: Path) -> bool:
    """Whether there is such a file: what was not read is not sent back either, and a name in an archive may be any."""
    try:
        return path.is_file() and not path.is_symlink()
    except (OSError, ValueError):
        return False
