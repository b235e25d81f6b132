"""The archive: runs are added, found again exactly, never changed; whatever stops it leaves it as it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import threading
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.archive import bank
from kokoq.archive.record import Account, Input, Record
from kokoq.collect.issue.given import Given
from kokoq.diagnostics import Cell, KokoqError
from kokoq.results import Result, Results, Status

THEN = dt.datetime(2021, 8, 2, 9, 30, tzinfo=dt.UTC)
SHARE = Result(
    "2020/2021", "municipality", "town", "certified", "", 65 / 70, 65.0, 70.0, 2, 3, Status.OK, 0.0, 2.0, "low"
)
ABSENT = Result("2020/2021", "organisation", "c", "certified", "", None, None, None, 0, 1, Status.NOT_SUBMITTED)
ACCOUNT = Account(
    period="2020/2021",
    kokoq="0.1.0",
    title="Проба",
    catalogue="small",
    definitions="d" * 64,
    settings="s" * 64,
    organisations="o" * 64,
    n_expected=3,
    n_submitted=2,
    n_errors=1,
    n_warnings=0,
    inputs=(Input("2020/2021", "collected/2020-2021/Школа 1.xlsx", "a" * 64),),
)
RECORD = Record(account=ACCOUNT, results=Results((SHARE, ABSENT)), files=lambda: {"catalogue.yaml": "id: small\n"})
ANSWERS = (
    Given("graduates", "count", (("s1", 40.0), ("s2", 0.0))),
    Given("motto", "text", (("s1", "Вместе"),)),
    Given("passed", "count", (("s1", "rus", "9", 12.0),)),
)
ANSWERED = replace(RECORD, answers=ANSWERS)
OTHER = replace(RECORD, results=Results((SHARE._replace(value=0.9), ABSENT)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "kokoq.sqlite"


def later(days: int) -> dt.datetime:
    return THEN + dt.timedelta(days=days)


def test_a_run_is_found_again_as_it_was(path: Path) -> None:
    kept = bank.append(path, RECORD, at=THEN)
    assert kept.added
    (run,) = bank.runs(path)
    assert run == kept.run
    assert (run.version, run.kept_at, run.account) == (1, THEN, ACCOUNT)
    assert bank.results(path, run) == RECORD.results
    assert bank.definition_files(path, ACCOUNT.definitions) == RECORD.files()


def test_no_archive_holds_no_runs(path: Path) -> None:
    assert bank.runs(path) == ()
    assert not path.exists()


def test_answers_are_found_again_as_they_were(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    added = bank.append(path, ANSWERED, at=later(1))
    assert added.added  # what is kept of them is another outcome
    assert [bank.answers(path, run) for run in bank.runs(path)] == [(), ANSWERS]
    assert not bank.append(path, ANSWERED, at=later(2)).added
    assert bank.verify(path) == ()


def of_the_first_layout(path: Path) -> None:
    """An archive with a run as it was before answers were kept: without their table."""
    bank.append(path, RECORD, at=THEN)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE answer")
        raw.execute("PRAGMA user_version = 1")


def test_an_archive_of_the_first_layout_is_read_as_it_is_and_keeps_answers_from_the_next_run_on(path: Path) -> None:
    of_the_first_layout(path)
    whole = path.read_bytes()
    (first,) = bank.runs(path)
    assert (bank.answers(path, first), bank.verify(path)) == ((), ())
    assert not bank.append(path, RECORD, at=later(1)).added
    assert path.read_bytes() == whole
    bank.append(path, ANSWERED, at=later(2))
    assert bank.runs(path)[0] == first
    assert [bank.answers(path, run) for run in bank.runs(path)] == [(), ANSWERS]
    assert bank.verify(path) == ()
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="only added to"):
        raw.execute("DELETE FROM answer")


def test_the_digest_of_a_run_without_answers_is_that_of_the_first_layout(path: Path) -> None:
    """Its account line by line, its inputs, its results: as it was written down when there was nothing else."""
    lines = [
        "period=2020/2021", "title=Проба", "catalogue=small", f"definitions={'d' * 64}", f"settings={'s' * 64}",
        f"organisations={'o' * 64}", "n_expected=3", "n_submitted=2", "n_errors=1", "n_warnings=0",
        f'["2020/2021", "collected/2020-2021/\\u0428\\u043a\\u043e\\u043b\\u0430 1.xlsx", "{"a" * 64}"]',
        *("\t".join(map(str, row[1:])) for row in (SHARE, ABSENT)),
    ]  # fmt: skip
    said = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert bank.append(path, RECORD, at=THEN).run.digest == said


PACKED = zlib.compress(b'[["s1", 41.0], ["s2", 0.0]]').hex()
NO_JSON = zlib.compress(b"[[").hex()
NO_ANSWERS = zlib.compress(b'[["s1", "41"], ["s2", 0.0]]').hex()


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE answer SET given = x'{PACKED}' WHERE field = 'graduates'",  # noqa: S608 - 40 → 41
        f"UPDATE answer SET given = x'{NO_JSON}' WHERE field = 'graduates'",  # noqa: S608
        f"UPDATE answer SET given = x'{NO_ANSWERS}' WHERE field = 'graduates'",  # noqa: S608
        "UPDATE answer SET given = x'00' WHERE field = 'graduates'",
        "UPDATE answer SET given = 7 WHERE field = 'graduates'",
        "UPDATE answer SET field = 'medals' WHERE field = 'graduates'",
        "UPDATE answer SET type = 'number' WHERE field = 'graduates'",
        "DELETE FROM answer WHERE field = 'graduates'",
        "DROP TABLE answer",
    ],
)
def test_answers_that_were_altered_are_found_at_their_run(path: Path, statement: str) -> None:
    bank.append(path, RECORD, at=THEN)
    bank.append(path, ANSWERED, at=later(1))
    assert tampered(path, statement) == [("KQ932", 2)]


def test_answers_put_to_a_run_that_had_none_are_found(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    assert tampered(path, f"INSERT INTO answer VALUES (1, 'graduates', 'count', x'{PACKED}')") == [("KQ932", 1)]  # noqa: S608


@pytest.mark.parametrize("blob", [NO_JSON, NO_ANSWERS, "00", zlib.compress(b"{}").hex(), zlib.compress(b"[[1]]").hex()])
def test_answers_that_are_none_end_with_a_finding(path: Path, blob: str) -> None:
    bank.append(path, ANSWERED, at=THEN)
    tampered(path, f"UPDATE answer SET given = x'{blob}' WHERE field = 'passed'")  # noqa: S608
    with pytest.raises(KokoqError) as caught:
        bank.answers(path, bank.runs(path)[0])
    assert caught.value.diagnostic.rule.code == "KQ930"


def test_the_same_outcome_is_not_kept_twice(path: Path) -> None:
    first = bank.append(path, RECORD, at=THEN).run
    again = bank.append(path, replace(RECORD, account=replace(ACCOUNT, kokoq="0.2.0")), at=later(1))
    assert (again.run, again.added) == (first, False)


def test_another_outcome_is_the_next_version_and_the_first_stays(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    bank.append(path, OTHER, at=later(1))
    back = bank.append(path, RECORD, at=later(2))  # what was true once may be true again: a run of its own
    assert [run.version for run in bank.runs(path)] == [1, 2, 3]
    assert back.added
    assert bank.results(path, bank.find_run(path, "2020/2021", 1)) == RECORD.results
    assert bank.find_run(path, "2020/2021").version == 3


def test_definitions_are_read_only_where_they_are_not_kept_yet(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)

    def unasked() -> dict[str, str]:
        raise AssertionError("these definitions are kept already")

    assert bank.append(path, replace(OTHER, files=unasked), at=later(1)).added
    with pytest.raises(AssertionError):
        bank.append(path, replace(OTHER, account=replace(ACCOUNT, definitions="new"), files=unasked), at=later(2))
    assert [run.version for run in bank.runs(path)] == [1, 2]  # and the run that failed left nothing


def test_periods_count_their_versions_apart_and_the_latest_of_each_is_found(path: Path) -> None:
    earlier = replace(RECORD, account=replace(ACCOUNT, period="2019/2020"))
    for n, record in enumerate((RECORD, OTHER, earlier)):
        bank.append(path, record, at=later(n))
    assert [(r.account.period, r.version) for r in bank.latest_runs(path)] == [("2019/2020", 1), ("2020/2021", 2)]
    assert {row.period for row in bank.results(path, bank.latest_runs(path)[0]).rows} == {"2019/2020"}


def test_a_run_that_is_not_kept_is_named_with_those_that_are(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    with pytest.raises(KokoqError) as caught:
        bank.find_run(path, "2020/2021", 2)
    found = caught.value.diagnostic
    assert (found.rule.code, found.where) == ("KQ931", Cell(str(path)))
    assert (found.params["found"], found.params["known"]) == ("2020/2021 (2)", "2020/2021 (1)")


@pytest.mark.parametrize("table", ["run", "result", "input", "catalogue", "answer"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid"])
def test_the_file_refuses_to_be_changed(path: Path, table: str, change: str) -> None:
    bank.append(path, ANSWERED, at=THEN)
    statement = change.format(table).replace("rowid", "run" if table == "result" else "rowid")
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="only added to"):
        raw.execute(statement)


def tampered(path: Path, *statements: str) -> list[tuple[str, object]]:
    """What ``verify`` says after somebody has taken the guards away and changed the file."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            raw.execute(statement)
    return [(d.rule.code, d.params["number"]) for d in bank.verify(path)]


def three(path: Path) -> None:
    for n, record in enumerate((RECORD, OTHER, RECORD)):
        bank.append(path, record, at=later(n))


def test_an_archive_that_nobody_touched_is_verified(path: Path) -> None:
    three(path)
    assert bank.verify(path) == ()


def test_a_changed_value_is_found_at_its_run(path: Path) -> None:
    three(path)
    assert tampered(path, "UPDATE result SET value = 0.99 WHERE run = 2 AND place = 0") == [("KQ932", 2)]


def test_a_run_taken_out_is_missed_by_the_next_one(path: Path) -> None:
    three(path)
    assert tampered(path, "DELETE FROM run WHERE id = 2", "DELETE FROM result WHERE run = 2") == [("KQ933", 3)]


def test_a_changed_date_breaks_the_chain(path: Path) -> None:
    three(path)
    assert ("KQ933", 1) in tampered(path, "UPDATE run SET kept_at = '2022-01-01T00:00:00+00:00' WHERE id = 1")


def test_a_failure_in_the_middle_of_a_run_keeps_nothing_of_it(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    broken = replace(OTHER, results=Results((SHARE, ABSENT._replace(band=object()))))  # type: ignore[arg-type]
    with pytest.raises(KokoqError) as caught:
        bank.append(path, broken, at=later(1))
    assert caught.value.diagnostic.rule.code == "KQ930"
    assert len(bank.runs(path)) == 1
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM result").fetchone() == (2,)
    assert bank.append(path, OTHER, at=later(2)).run.version == 2


def test_a_full_disk_is_said_and_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.append(path, RECORD, at=THEN)
    pages = path.stat().st_size // 4096
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        raw = connect(*arguments, **options)  # type: ignore[call-overload]
        raw.execute(f"PRAGMA max_page_count = {pages}")
        return raw  # type: ignore[no-any-return]

    many = replace(OTHER, results=Results(tuple(SHARE._replace(unit=f"school_{n:05}") for n in range(5000))))
    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(KokoqError) as caught:
        bank.append(path, many, at=later(1))
    monkeypatch.undo()
    assert caught.value.diagnostic.params["problem"] == "archive.problem.full"
    assert [run.version for run in bank.runs(path)] == [1]
    assert bank.verify(path) == ()


def test_a_file_of_another_kind_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"PK\x03\x04 no database at all" * 50)
    with pytest.raises(KokoqError) as caught:
        bank.append(path, RECORD, at=THEN)
    assert caught.value.diagnostic.params["problem"] == "archive.problem.damaged"
    assert path.read_bytes().startswith(b"PK")


def test_a_database_of_another_program_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE theirs (a)")
    with pytest.raises(KokoqError) as caught:
        bank.append(path, RECORD, at=THEN)
    assert caught.value.diagnostic.params["problem"] == "archive.problem.foreign"


def test_an_archive_of_a_newer_version_is_not_read(path: Path) -> None:
    bank.append(path, RECORD, at=THEN)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(KokoqError) as caught:
        bank.runs(path)
    assert caught.value.diagnostic.params["problem"] == "archive.problem.newer"


def test_runs_that_end_at_the_same_time_are_all_kept(path: Path) -> None:
    records = [replace(RECORD, account=replace(ACCOUNT, title=f"Проба {n}")) for n in range(8)]
    threads = [threading.Thread(target=bank.append, args=(path, r), kwargs={"at": THEN}) for r in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run.version for run in bank.runs(path)) == list(range(1, 9))
    assert bank.verify(path) == ()


def test_a_folder_that_cannot_be_written_to_is_a_warning(path: Path) -> None:
    path.parent.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KokoqError) as caught:
        bank.append(path, RECORD, at=THEN)
    assert (caught.value.diagnostic.rule.code, caught.value.diagnostic.severity) == ("KQ934", "warning")
