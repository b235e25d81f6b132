"""The SQLite file: opened, added to, read. Rows are never changed or removed; the file itself refuses it.

A run is added in one transaction: a crash or a full disk leaves the archive as it was before.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path

from kokoq.archive.record import KEPT, Account, Input, Kept, Record, Run, chained, digest
from kokoq.diagnostics import Cell, Diagnostic, KokoqError
from kokoq.language import Word
from kokoq.results import Result, Results, Status
from kokoq.rules import ARCHIVE_CHANGED, ARCHIVE_CLOSED, ARCHIVE_UNREADABLE, NO_SUCH_RUN, RUN_MISSING

FILE = "kokoq.sqlite"
APPLICATION, LAYOUT = 0x6B6F6B71, 1  # «kokq», and the version of the tables below
WAIT = 10.0  # seconds for another run that is just being added
LARGEST = 64 * 2**20  # bytes of definitions, unpacked

_KEPT_OF_ACCOUNT = tuple(part.name for part in fields(Account) if part.name != "inputs")
_TABLES = f"""
CREATE TABLE catalogue (fingerprint TEXT PRIMARY KEY, files BLOB NOT NULL);
CREATE TABLE run (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, kept_at TEXT NOT NULL, digest TEXT NOT NULL, chain TEXT NOT NULL,
  {", ".join(f"{name} NOT NULL" for name in _KEPT_OF_ACCOUNT)}, UNIQUE (period, version));
CREATE TABLE input (run INTEGER NOT NULL REFERENCES run, period TEXT, file TEXT, sha256 TEXT);
CREATE TABLE result (run INTEGER NOT NULL REFERENCES run, place INTEGER NOT NULL, {", ".join(KEPT)},
  PRIMARY KEY (run, place)) WITHOUT ROWID;
"""
_GUARDED = ("catalogue", "run", "input", "result")


def append(path: Path, record: Record, *, at: dt.datetime) -> Kept:
    """Add a run as the next version of its period, unless the latest version says the same.

    Raises ``KokoqError`` where the file is closed to writing (KQ934) or cannot be read (KQ930); nothing is half kept.
    """
    content = digest(record.account, record.results.rows)
    with _opened(path, write=True) as bank:
        bank.execute("BEGIN IMMEDIATE")
        _make(bank)
        latest = _latest(bank, record.account.period)
        if latest is not None and latest.digest == content:
            bank.execute("ROLLBACK")
            return Kept(latest, added=False)
        last = bank.execute("SELECT chain FROM run ORDER BY id DESC LIMIT 1").fetchone()
        version = 1 if latest is None else latest.version + 1
        chain = chained(last[0] if last else "", content, version, at.isoformat())
        number = _insert(bank, record, version=version, at=at, content=content, chain=chain)
        bank.execute("COMMIT")
    return Kept(_run(number, version, at, record.account, content, chain), added=True)


def runs(path: Path) -> tuple[Run, ...]:
    """All runs in the order in which they were kept; none where there is no archive yet."""
    if not path.exists():
        return ()
    with _opened(path) as bank:
        return tuple(_runs(bank))


def find_run(path: Path, period: str, version: int | None = None) -> Run:
    """The version of a period, by default the latest; raises ``KokoqError`` (KQ931) where it is not kept."""
    kept = runs(path)
    found = [run for run in kept if run.account.period == period and version in (None, run.version)]
    if not found:
        known = ", ".join(f"{run.account.period} ({run.version})" for run in kept)
        asked = period if version is None else f"{period} ({version})"
        raise KokoqError(NO_SUCH_RUN.at(Cell(str(path)), found=asked, known=known or Word("archive.nothing")))
    return found[-1]


def latest_runs(path: Path) -> tuple[Run, ...]:
    """The latest version of every period, by period."""
    return tuple(run for _, run in sorted({run.account.period: run for run in runs(path)}.items()))


def results(path: Path, run: Run) -> Results:
    """What the run has computed, in the order in which it was computed."""
    with _opened(path) as bank:
        return Results(tuple(_results(bank, run)))


def definition_files(path: Path, fingerprint: str) -> Mapping[str, str]:
    """The definitions of a run as they were written: name → text."""
    with _opened(path) as bank:
        row = bank.execute("SELECT files FROM catalogue WHERE fingerprint = ?", (fingerprint,)).fetchone()
    if row is None:
        raise KokoqError(ARCHIVE_UNREADABLE.at(Cell(str(path)), problem=Word("archive.problem.damaged")))
    return _unpacked(row[0], path)


def verify(path: Path) -> tuple[Diagnostic, ...]:
    """Runs that are not what was kept (KQ932), and places where one has been taken out or put in (KQ933)."""
    found: list[Diagnostic] = []
    place = Cell(str(path))
    with _opened(path) as bank:
        if bank.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise KokoqError(ARCHIVE_UNREADABLE.at(place, problem=Word("archive.problem.damaged")))
        before = ""
        for run in _runs(bank):
            if digest(run.account, _results(bank, run)) != run.digest:
                found.append(ARCHIVE_CHANGED.at(place, period=run.account.period, number=run.version))
            if chained(before, run.digest, run.version, run.kept_at.isoformat()) != run.chain:
                found.append(RUN_MISSING.at(place, period=run.account.period, number=run.version))
            before = run.chain
    return tuple(found)


@contextmanager
def _opened(path: Path, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """The connection, in autocommit; faults of SQLite become KQ930."""
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if write else "ro"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)) as bank:
            _recognise(bank, path)
            yield bank
    except (sqlite3.Error, ValueError, OSError) as error:
        problem = _problem(error)
        said = Word(f"archive.problem.{problem}")
        closed = write and problem == "read_only"
        place = Cell(str(path))
        found = ARCHIVE_CLOSED.at(place) if closed else ARCHIVE_UNREADABLE.at(place, problem=said)
        raise KokoqError(found) from error


def _recognise(bank: sqlite3.Connection, path: Path) -> None:
    # tables first: another process may be making the archive, and its mark is there as soon as its tables are
    empty = bank.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    application = bank.execute("PRAGMA application_id").fetchone()[0]
    layout = bank.execute("PRAGMA user_version").fetchone()[0]
    if not empty and application != APPLICATION:
        raise KokoqError(ARCHIVE_UNREADABLE.at(Cell(str(path)), problem=Word("archive.problem.foreign")))
    if layout > LAYOUT:
        raise KokoqError(ARCHIVE_UNREADABLE.at(Cell(str(path)), problem=Word("archive.problem.newer")))


def _problem(error: Exception) -> str:
    """What stopped SQLite, or the folder: full, busy, read_only; anything else means that the file is damaged."""
    if isinstance(error, OSError):
        return "read_only"
    code = getattr(error, "sqlite_errorcode", None) or 0
    return _PROBLEMS.get(code & 0xFF, "damaged")  # the low byte: extended codes say why in the higher ones


_PROBLEMS = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "read_only",
}


def _make(bank: sqlite3.Connection) -> None:
    """The tables of a new archive, each closed to change, within the transaction that adds its first run."""
    if bank.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return
    for statement in filter(str.strip, _TABLES.split(";")):
        bank.execute(statement)
    for table in _GUARDED:
        for change in ("UPDATE", "DELETE"):
            bank.execute(
                f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the archive is only added to'); END"
            )
    bank.execute(f"PRAGMA application_id = {APPLICATION}")
    bank.execute(f"PRAGMA user_version = {LAYOUT}")


def _insert(
    bank: sqlite3.Connection, record: Record, *, version: int, at: dt.datetime, content: str, chain: str
) -> int:
    account = record.account
    if not bank.execute("SELECT 1 FROM catalogue WHERE fingerprint = ?", (account.definitions,)).fetchone():
        bank.execute("INSERT INTO catalogue VALUES (?, ?)", (account.definitions, _packed(record.files())))
    own = {name: getattr(account, name) for name in _KEPT_OF_ACCOUNT}
    row = {"version": version, "kept_at": at.isoformat(), "digest": content, "chain": chain, **own}
    marks = ", ".join("?" * len(row))
    number = bank.execute(f"INSERT INTO run ({', '.join(row)}) VALUES ({marks})", tuple(row.values())).lastrowid  # noqa: S608 - names of our own
    if number is None:
        raise sqlite3.DatabaseError("no row was added")
    bank.executemany(
        "INSERT INTO input VALUES (?, ?, ?, ?)", [(number, i.period, i.file, i.sha256) for i in account.inputs]
    )
    bank.executemany(
        f"INSERT INTO result VALUES (?, ?{', ?' * len(KEPT)})",  # noqa: S608 - marks alone
        ((number, place, *map(_plain, row[1:])) for place, row in enumerate(record.results.rows)),
    )
    return number


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value  # an enum of texts is not bound by every SQLite


def _latest(bank: sqlite3.Connection, period: str) -> Run | None:
    found = [run for run in _runs(bank) if run.account.period == period]
    return found[-1] if found else None


def _runs(bank: sqlite3.Connection) -> Iterator[Run]:
    if not bank.execute("SELECT count(*) FROM sqlite_master WHERE name = 'run'").fetchone()[0]:
        return
    inputs: dict[int, list[Input]] = {}
    for number, period, file, sha256 in bank.execute("SELECT run, period, file, sha256 FROM input ORDER BY rowid"):
        inputs.setdefault(number, []).append(Input(period, file, sha256))
    columns = ("id", "version", "kept_at", "digest", "chain", *_KEPT_OF_ACCOUNT)
    for number, version, at, content, chain, *own in bank.execute(
        f"SELECT {', '.join(columns)} FROM run ORDER BY id"  # noqa: S608 - names of our own
    ).fetchall():
        account = Account(**dict(zip(_KEPT_OF_ACCOUNT, own, strict=True)), inputs=tuple(inputs.get(number, ())))
        yield _run(number, version, dt.datetime.fromisoformat(at), account, content, chain)


def _run(number: int, version: int, at: dt.datetime, account: Account, content: str, chain: str) -> Run:
    return Run(id=number, version=version, kept_at=at, account=account, digest=content, chain=chain)


def _results(bank: sqlite3.Connection, run: Run) -> Iterator[Result]:
    rows = bank.execute(f"SELECT {', '.join(KEPT)} FROM result WHERE run = ? ORDER BY place", (run.id,))  # noqa: S608 - names of our own
    for row in rows:
        kept = dict(zip(KEPT, row, strict=True))
        yield Result(period=run.account.period, **{**kept, "status": Status(kept["status"])})


def _packed(files: Mapping[str, str]) -> bytes:
    return zlib.compress(json.dumps(dict(sorted(files.items())), ensure_ascii=False).encode("utf-8"), 9)


def _unpacked(blob: bytes, path: Path) -> Mapping[str, str]:
    try:
        text = zlib.decompressobj().decompress(blob, LARGEST)
        return {str(name): str(content) for name, content in json.loads(text).items()}
    except (zlib.error, ValueError, AttributeError) as error:
        problem = Word("archive.problem.damaged")
        raise KokoqError(ARCHIVE_UNREADABLE.at(Cell(str(path)), problem=problem)) from error
