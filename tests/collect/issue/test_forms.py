"""Files of blank forms: named by the titles of the organisations, each name once, none that a system refuses."""

from __future__ import annotations

from dataclasses import replace

from kokoq.collect.issue.forms import file_names
from tests.collect.tiny import SCHOOL, SECOND


def names(*titles: str) -> list[str]:
    return [*file_names([replace(SCHOOL, id=f"s{n}", title=title) for n, title in enumerate(titles, 1)]).values()]


def test_a_title_that_is_a_device_of_windows_is_no_name_of_a_file() -> None:
    assert names("CON", "Школа № 1", "Лицей.") == ["_CON", "Школа № 1", "Лицей"]


def test_organisations_of_one_title_are_told_apart_by_their_ids_and_none_leaves_the_folder() -> None:
    assert names("Школа", "ШКОЛА", "???") == ["Школа", "ШКОЛА (s2)", "s3"]
    same = replace(SCHOOL, title="Школа"), replace(SECOND, id="../2", title="Школа")
    assert file_names(same)["../2"] == "Школа (.._2)"


def test_two_long_titles_that_begin_alike_are_two_files() -> None:
    long = "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа "
    assert len(set(names(f"{long}№ 1»", f"{long}№ 2»", f"{long}№ 3»"))) == 3
