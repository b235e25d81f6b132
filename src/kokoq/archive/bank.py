"""The SQLite file: opened, added to, read. Rows are never changed or removed; the file itself refuses it.

A file of an older layout is read as it is and gets the tables that it lacks with the next run that is added.
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
from kokoq.collect.issue.given import Given
from kokoq.diagnostics import Cell, Diagnostic, KokoqError
from kokoq.language import Word
from kokoq.model import Type
from kokoq.results import Result, Results, Status
from kokoq.rules import ARCHIVE_CHANGED, ARCHIVE_CLOSED, ARCHIVE_UNREADABLE, NO_SUCH_RUN, RUN_MISSING

FILE = "kokoq.sqlite"
APPLICATION = 0x6B6F6B71  # «kokq»
WAIT = 10.0  # seconds for another run that is just being added
LARGEST = 64 * 2**20  # bytes of definitions, or of the answers to a question, unpacked

_KEPT_OF_ACCOUNT = tuple(part.name for part in fields(Account) if part.name != "inputs")
_LAYOUTS: tuple[Mapping[str, str], ...] = (
    {
        "catalogue": "(fingerprint TEXT PRIMARY KEY, files BLOB NOT NULL)",
        "run": "(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, kept_at TEXT NOT NULL, digest TEXT NOT NULL, "
        f"chain TEXT NOT NULL, {', '.join(f'{name} NOT NULL' for name in _KEPT_OF_ACCOUNT)}, UNIQUE (period, version))",
        "input": "(run INTEGER NOT NULL REFERENCES run, period TEXT, file TEXT, sha256 TEXT)",
        "result": f"(run INTEGER NOT NULL REFERENCES run, place INTEGER NOT NULL, {', '.join(KEPT)}, "
        "PRIMARY KEY (run, place)) WITHOUT ROWID",
    },
    {
        "answer": "(run INTEGER NOT NULL REFERENCES run, field TEXT NOT NULL, type TEXT NOT NULL, "
        "given BLOB NOT NULL, PRIMARY KEY (run, field))",
    },
)
"""The tables that each version of the file has added."""
LAYOUT = len(_LAYOUTS)


def append(path: Path, record: Record, *, at: dt.datetime) -> Kept:
    """Add a run as the next version of its period, unless the latest version says the same.

    Raises ``KokoqError`` where the file is closed to writing (KQ934) or cannot be read (KQ930); nothing is half kept.
    """
    content = digest(record.account, record.results.rows, record.answers)
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


def answers(path: Path, run: Run) -> tuple[Given, ...]:
    """What everybody answered, by field; nothing of a run that was kept before the archive kept answers."""
    with _opened(path) as bank:
        return tuple(_answers(bank, run))


def definition_files(path: Path, fingerprint: str) -> Mapping[str, str]:
    """The definitions of a run as they were written: name → text."""
    with _opened(path) as bank:
        row = bank.execute("SELECT files FROM catalogue WHERE fingerprint = ?", (fingerprint,)).fetchone()
        if row is None:
            raise ValueError(fingerprint)
        files = _unpacked(row[0])
        if not isinstance(files, dict):
            raise ValueError(fingerprint)  # noqa: TRY004 - it is the file that is wrong
        return {name: str(text) for name, text in files.items()}


def verify(path: Path) -> tuple[Diagnostic, ...]:
    """Runs that are not what was kept (KQ932), and places where one has been taken out or put in (KQ933)."""
    found: list[Diagnostic] = []
    place = Cell(str(path))
    with _opened(path) as bank:
        if bank.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise KokoqError(ARCHIVE_UNREADABLE.at(place, problem=Word("archive.problem.damaged")))
        before = ""
        for run in _runs(bank):
            if not _is_as_kept(bank, run):
                found.append(ARCHIVE_CHANGED.at(place, period=run.account.period, number=run.version))
            if chained(before, run.digest, run.version, run.kept_at.isoformat()) != run.chain:
                found.append(RUN_MISSING.at(place, period=run.account.period, number=run.version))
            before = run.chain
    return tuple(found)


def _is_as_kept(bank: sqlite3.Connection, run: Run) -> bool:
    try:
        return digest(run.account, _results(bank, run), _answers(bank, run)) == run.digest
    except ValueError:  # what is there is no answers
        return False


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
    """The tables that the archive lacks, each closed to change, within the transaction that adds a run."""
    made = bank.execute("PRAGMA user_version").fetchone()[0]
    for table, columns in ((name, columns) for layout in _LAYOUTS[made:] for name, columns in layout.items()):
        bank.execute(f"CREATE TABLE {table} {columns}")
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
        files = dict(sorted(record.files().items()))
        bank.execute("INSERT INTO catalogue VALUES (?, ?)", (account.definitions, _packed(files)))
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
    bank.executemany(
        "INSERT INTO answer VALUES (?, ?, ?, ?)",
        ((number, of.field, of.type, _packed(of.rows)) for of in record.answers),
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


def _answers(bank: sqlite3.Connection, run: Run) -> Iterator[Given]:
    if not bank.execute("SELECT count(*) FROM sqlite_master WHERE name = 'answer'").fetchone()[0]:
        return
    rows = bank.execute("SELECT field, type, given FROM answer WHERE run = ? ORDER BY field", (run.id,))
    for field, type_, blob in rows:
        kept, value = _unpacked(blob), str if type_ in (Type.TEXT, Type.SYMBOL) else float
        if not isinstance(kept, list) or not all(_is_answer(row, value) for row in kept):
            raise ValueError(field)
        yield Given(field, type_, tuple(map(tuple, kept)))


def _is_answer(row: object, value: type[str] | type[float]) -> bool:
    """Whether it is a unit, codes of keys and a value of that type."""
    return isinstance(row, list) and len(row) > 1 and [type(part) for part in row] == [*[str] * (len(row) - 1), value]


def _packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"), 9)


def _unpacked(blob: bytes) -> object:
    """What was packed; raises ``ValueError`` where it was something else."""
    try:
        return json.loads(zlib.decompressobj().decompress(blob, LARGEST).decode("utf-8", "surrogatepass"))
    except (zlib.error, TypeError) as error:
        raise ValueError(blob) from error
