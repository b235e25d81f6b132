"""What is written where the user asked: all of it, or nothing and a finding."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kokoq.diagnostics import KokoqError
from kokoq.language import language
from kokoq.outputs import KNOWN, file_stem, free_stem, staged, system_fault, writing


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_are_put_in_place_when_all_are_written(tmp_path: Path) -> None:
    out = tmp_path / "new" / "back"
    with staged(out) as fresh:
        (fresh / "below").mkdir()
        (fresh / "below" / "b.md").write_text("b")
        (fresh / "a.md").write_text("a")
        assert [name for name in names_in(out) if not name.startswith(".kokoq-")] == []
    assert names_in(out) == ["a.md", "below", "below/b.md"]


def test_an_interrupt_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("old")

    def write() -> None:
        with staged(tmp_path) as fresh:
            (fresh / "a.md").write_text("new")
            (fresh / "b.md").write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert names_in(tmp_path) == ["a.md"]
    assert (tmp_path / "a.md").read_text() == "old"


def test_an_interrupt_leaves_no_folder_that_was_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), staged(tmp_path / "back"):
        raise KeyboardInterrupt
    assert names_in(tmp_path) == []


def test_a_refusal_is_told_at_the_file_in_words_of_our_own(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.touch()
    with pytest.raises(KokoqError) as caught, writing(place / "below"):
        (place / "below" / "a.md").write_text("a")
    assert caught.value.diagnostic.rule.code == "KQ909"
    assert str(caught.value.diagnostic.where) == str(place / "below" / "a.md")
    assert caught.value.diagnostic.params["problem"] == "system.ENOTDIR"


def test_a_refusal_that_another_library_wraps_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(KokoqError) as caught, writing(tmp_path), Workbook(str(tmp_path)) as workbook:
        workbook.add_worksheet()
    assert caught.value.diagnostic.params["problem"] == "system.EISDIR"


def test_any_other_fault_goes_on() -> None:
    with pytest.raises(ValueError, match="other"), writing(Path()):
        raise ValueError("other")


@pytest.mark.parametrize("code", ["ru", "en"])
def test_every_known_refusal_has_words(code: str) -> None:
    words = language(code)
    for name in sorted(KNOWN):
        problem = system_fault(OSError(getattr(errno, name, errno.EIO), "text of the system"))
        assert "text of the system" not in words.say(problem, **problem.params)
    assert words.has("system.EACCES")


def test_a_refusal_without_words_keeps_its_name() -> None:
    problem = system_fault(OSError(errno.EIO, "Input/output error"))
    assert language("ru").say(problem, **problem.params) == "система отказала (EIO)"


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Школа № 1", "Школа № 1"),
        ("МБОУ «СОШ № 2» / филиал: 50%", "МБОУ «СОШ № 2» филиал 50"),
        ("CON", "_CON"),
        ("nul.xlsx", "_nul.xlsx"),
        ("Com1 .тест", "_Com1 .тест"),
        ("LPT¹", "_LPT¹"),
        ("Консультант", "Консультант"),
        ("CONCORD", "CONCORD"),
        (" Лицей... ", "Лицей"),
        ("..\\..\\aux", "_aux"),
        ("Центр\u0000\nразвития\u00a0детей", "Центр развития детей"),
        ("???", ""),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, stem: str) -> None:
    assert file_stem(title, gap=" ") == stem


def test_a_long_name_is_cut_between_letters_and_does_not_end_with_a_blank() -> None:
    assert file_stem("я" * 79 + " " + "я" * 50, gap=" ") == "я" * 79  # 79 letters and the blank are 159 bytes of 160
    assert file_stem("𝕏" * 90, gap=" ") == "𝕏" * 40  # of 4 bytes each
    assert len(file_stem("a" + "я" * 90, gap=" ").encode()) == 159  # 1 + 79 · 2: half a letter is none


def test_names_that_differ_in_case_alone_are_numbered() -> None:
    taken: set[str] = set()
    assert [free_stem(name, taken) for name in ("Школа", "ШКОЛА", "школа-2", "Школа")] == [
        "Школа",
        "ШКОЛА-2",
        "школа-2-2",
        "Школа-3",
    ]
