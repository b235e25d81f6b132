"""What a folder of copies holds of ours: what somebody else laid there, or corrected since, is never written over.

An account beside the copies has the hash of each. A file that still has it is replaced, or removed where it is not
written any more; every other one stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path

from kokoq.diagnostics import Cell, KokoqError
from kokoq.outputs import writing
from kokoq.rules import OUTPUT_CHANGED

ACCOUNT = ".kokoq.json"
"""Put in place before the copies that it tells of, since its name is the first; hashes of the former ones stand beside
in it, so that a run that is stopped between two files leaves none that nobody knows."""


def settle(folder: Path, fresh: Path) -> tuple[Path, ...]:
    """Lay the account of the ``fresh`` files beside them; gives those in ``folder`` that are not written any more.

    Raises ``KokoqError`` (KQ936) with all files there that are not ours and would be lost.
    """
    made, told = {path.name: _hash(path) for path in sorted(fresh.iterdir())}, _told(folder)
    there = {name: _hash(folder / name) for name in {*made, *told} if (folder / name).is_file()}
    own = {name: there[name] for name, hashes in told.items() if there.get(name) in hashes}
    _refuse(folder, [name for name in made if name in there and there[name] not in (made[name], own.get(name))])
    known = {name: sorted({hash_ for hash_ in (own.get(name), made.get(name)) if hash_}) for name in {*own, *made}}
    text = json.dumps({"files": known}, ensure_ascii=False, indent=1, sort_keys=True)
    (fresh / ACCOUNT).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return tuple(folder / name for name in sorted(own) if name not in made)


def remove(paths: Collection[Path]) -> None:
    """Remove what a former run wrote and this one does not."""
    for path in paths:
        with writing(path):
            path.unlink(missing_ok=True)


def _refuse(folder: Path, names: Collection[str]) -> None:
    places = [Cell(str(folder / name)) for name in names]
    if places:
        raise KokoqError(OUTPUT_CHANGED.at(places[0], related=places[1:], n=len(places)))


def _told(folder: Path) -> Mapping[str, Collection[str]]:
    """The hashes by the names of files; none where there is no account, or somebody has written into it."""
    try:
        files = json.loads((folder / ACCOUNT).read_text(encoding="utf-8"))["files"]
        return {name: tuple(map(str, hashes)) for name, hashes in files.items() if Path(name).name == name}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
