"""What lies on the shelf comes back, from memory or from the temporary file, and nothing of it is left behind."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

import pytest

from kokoq.collect.cells.facts import Fact, FileFacts
from kokoq.collect.gather.shelf import AT_HAND, Shelf
from kokoq.collect.gather.wire import Packed, pack
from kokoq.diagnostics import KokoqError
from kokoq.observations import Absence


def packed(n: int) -> Packed:
    plain = {"s1": {"graduates": Fact(float(n), Absence.PRESENT, 0)}}
    (one,) = pack([FileFacts(file=f"{n}.xlsx", period="2020/2021", unit="s1", sources=(), plain=plain)])
    return one


@pytest.mark.parametrize("at_hand", [1, AT_HAND])
def test_whatever_was_put_on_the_shelf_is_opened_in_any_order(at_hand: int) -> None:
    with Shelf(at_hand) as shelf:
        files = [shelf.put(packed(n)) for n in range(20)]
        assert not any(file.content for file in files)
        files += [shelf.put(file) for file in (packed(20), packed(21)) if shelf.opened(files[3])]  # one between others
        for n in (21, 0, 20, 7, 7):
            assert shelf.opened(files[n]) == packed(n).opened()


def test_what_lies_on_the_shelf_takes_no_room_in_memory() -> None:
    file = packed(1)._replace(content=bytes(10_000))
    with Shelf() as shelf:
        shelf.put(packed(1)._replace(content=bytes(AT_HAND + 1)))
        tracemalloc.start()
        for _ in range(1_000):
            shelf.put(file)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most / 1_000 < 1_000  # of each 8 bytes for where it ends, of the last ones what waits to be written


def test_the_file_has_no_name_that_could_stay_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Shelf(1) as shelf:
        shelf.put(packed(1))
    assert [*tmp_path.iterdir()] == []


def test_a_temporary_folder_that_cannot_be_written_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with Shelf(1) as shelf, pytest.raises(KokoqError) as stopped:
        shelf.put(packed(1))
    assert stopped.value.diagnostic.rule.code == "KQ909"
