"""Files written where the user asked: what the system refuses is one finding, an interrupt leaves nothing half done."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kokoq.diagnostics import Cell, KokoqError
from kokoq.folders import CAMPAIGN, COLLECTED
from kokoq.language import Word
from kokoq.rules import CANNOT_WRITE, OUTPUT_AMONG_COLLECTED

KNOWN = frozenset(
    {"EACCES", "EBUSY", "EDQUOT", "EEXIST", "EFBIG", "EINVAL", "EISDIR", "ELOOP", "EMFILE", "ENAMETOOLONG"}
    | {"ENOENT", "ENOSPC", "ENOTDIR", "ENOTEMPTY", "EPERM", "EROFS"}
)
"""What has words of its own under ``system`` in ``lang``."""
_OURS = "kokoq-"  # in the names of folders that stand beside the user's while a command runs

_FORBIDDEN = frozenset('<>:"/\\|?*%')  # a % would be taken for part of a link
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
_LONGEST = 160  # bytes, 80 Cyrillic letters: names end at 255, and copies are numbered


def file_stem(name: str, *, gap: str) -> str:
    """A file's name without suffix as every system takes it: no path, no device of Windows; "" where nothing is left.

    A ``gap`` stands for what no name may hold.
    """
    fit = "".join(c if c.isprintable() and c not in _FORBIDDEN else gap for c in name)
    cut = " ".join(fit.split()).encode()[:_LONGEST].decode(errors="ignore")  # the last letter may be cut in two
    short = cut.strip(" .")
    return f"_{short}" if _DEVICES.fullmatch(short) else short


def free_stem(name: str, taken: set[str]) -> str:
    """The name, numbered if it is ``taken``, where it is added; names that differ in case alone may be one file."""
    free, n = name, 1
    while free.casefold() in taken:
        n += 1
        free = f"{name}-{n}"
    taken.add(free.casefold())
    return free


def system_fault(error: OSError) -> Word:
    """Why the system refused, in the reader's language; what has no words there keeps its name."""
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return Word(f"system.{name}") if name in KNOWN else Word("system.other", name=name)


def apart_from_collected(place: Path) -> Path:
    """The place, unless it lies in the ``collected`` of a campaign, where the schools' own files are (KQ928)."""
    if collected_around(place) is not None:
        raise KokoqError(OUTPUT_AMONG_COLLECTED.at(Cell(str(place)), folder=COLLECTED))
    return place


def collected_around(place: Path) -> Path | None:
    """The ``collected`` of a campaign that a place is or lies within."""
    whole = place.resolve()
    campaigns = (home for home in (whole, *whole.parents) if (home / CAMPAIGN).is_file())
    return next((c for home in campaigns if whole.is_relative_to(c := (home / COLLECTED).resolve())), None)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Within it, whatever keeps a file from being written is one finding (KQ909)."""
    try:
        yield
    except OSError as error:
        raise _refused(error, place) from error
    except Exception as error:
        cause = error.args[0] if error.args else None
        if not isinstance(cause, OSError):  # XlsxWriter wraps the refusal in an exception of its own
            raise
        raise _refused(cause, place) from error


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder to write into; when the block ends its files are put into ``folder``, if it fails none of them is."""
    from tempfile import TemporaryDirectory

    with writing(folder):
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with TemporaryDirectory(prefix=f".{_OURS}", dir=folder, ignore_cleanup_errors=True) as name:
                fresh = Path(name)
                yield fresh
                for path in sorted(path for path in fresh.rglob("*") if path.is_file()):
                    target = folder / path.relative_to(fresh)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(target)
        except BaseException:
            if new:
                with suppress(OSError):
                    folder.rmdir()
            raise


def _refused(error: OSError, place: Path) -> KokoqError:
    """The finding at the file that was refused; a file that only we know of stands for the place itself."""
    named = str(error.filename2 or error.filename or place)
    at = Cell(str(place) if _OURS in named else named)
    return KokoqError(CANNOT_WRITE.at(at, problem=system_fault(error)))
