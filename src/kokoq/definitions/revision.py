"""The definitions of a folder as they were at a git revision, laid out beside in a folder that vanishes afterwards."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kokoq.diagnostics import Cell, KokoqError
from kokoq.outputs import system_fault
from kokoq.rules import NO_REVISION

_DEFINITIONS = "*.y*ml"


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """The YAML files of ``folder`` at a revision of its repository; ``KokoqError`` (KQ920) if there are none."""
    packed = _archive(folder, revision)
    with TemporaryDirectory() as made, zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name)
            if path.suffix in (".yaml", ".yml") and not path.is_absolute() and ".." not in path.parts:
                target = Path(made).joinpath(*path.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
        yield Path(made)


def _archive(folder: Path, revision: str) -> bytes:
    def fail(problem: str) -> KokoqError:
        return KokoqError(NO_REVISION.at(Cell(str(folder)), revision=revision, problem=problem))

    if revision.startswith("-"):
        raise fail(revision)
    command = ["git", "-C", str(folder), "archive", "--format=zip", revision, "--", _DEFINITIONS]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, a revision is no option
    except OSError as error:
        raise fail(system_fault(error)) from error
    if done.returncode:
        raise fail(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout
