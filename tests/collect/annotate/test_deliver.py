"""Marked copies and letters: the organisation's own file with its faults, and nothing else changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.annotate.marks import FILLS
from kokoq.diagnostics import KokoqError
from kokoq.model import PLAIN, SourceMapping
from tests.collect.annotate.small import HOME, book_at, collect, edit, fill_form, repack, send_back, shape
from tests.collect.read.small import xml_2003
from tests.collect.tiny import AT, GARDEN, SCHOOL, SETTINGS

NAME = "Школа 1.xlsx"
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*",),
    header=("Школа", "Балл"),
    columns={"Школа": "organisation", "Код": "pupil", "Предмет": "subject_of", "Балл": "score"},
)


def test_a_faulty_cell_is_filled_and_says_what_to_do(tmp_path: Path) -> None:
    cell = fill_form(tmp_path, {"graduates": "нет"})["graduates"]
    marked = openpyxl.load_workbook(send_back(tmp_path)["s1.xlsx"])[cell.sheet][cell.ref]
    assert marked.fill.fgColor.rgb == FILLS["error"]
    assert marked.comment is not None
    assert marked.comment.text.startswith("Замечание при проверке (ошибка)\nВ поле «graduates» ожидалось число")
    assert "Что сделать: " in marked.comment.text
    assert marked.value == "нет"


def test_a_blank_cell_is_filled_as_a_warning(tmp_path: Path) -> None:
    cell = fill_form(tmp_path, {"graduates": None, "certified": None})["graduates"]
    marked = openpyxl.load_workbook(send_back(tmp_path)["s1.xlsx"])[cell.sheet][cell.ref]
    assert marked.fill.fgColor.rgb == FILLS["warning"]


def test_the_list_comes_first_and_links_to_the_cells_in_their_order(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": "нет", "cell|contests|local|winners": "много"})
    workbook = openpyxl.load_workbook(send_back(tmp_path)["s1.xlsx"])
    first = workbook.worksheets[0]
    assert (first.title, workbook.active) == ("Замечания", first)
    refs = [cells["graduates"], cells["cell|contests|local|winners"]]
    assert [first.cell(row, 4).value for row in (6, 7)] == [cell.ref for cell in refs]
    links = [first.cell(row, 4).hyperlink.location for row in (6, 7)]
    assert links == [f"'{cell.sheet}'!{cell.ref}" for cell in refs]
    selected = [sheet.title for sheet in workbook.worksheets if sheet.sheet_view.tabSelected]
    assert selected == ["Замечания"]


def test_everything_else_is_as_it_was(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    before, after = tmp_path / HOME / NAME, send_back(tmp_path)["s1.xlsx"]
    assert shape(book_at(after)) == shape(book_at(before))
    was, now = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    for sheet in was.worksheets:
        copy = now[sheet.title]
        assert copy.protection.sheet == sheet.protection.sheet
        assert copy.freeze_panes == sheet.freeze_panes
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert {k: (d.width, d.hidden) for k, d in copy.column_dimensions.items()} == {
            k: (d.width, d.hidden) for k, d in sheet.column_dimensions.items()
        }
        assert {c.coordinate for r in copy.iter_rows() for c in r if c.protection.locked} == {
            c.coordinate for r in sheet.iter_rows() for c in r if c.protection.locked
        }


def test_a_corrected_copy_is_read_to_exactly_the_corrected_values(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": "нет", "cell|contests|local|winners": "много"})
    copy = send_back(tmp_path)["s1.xlsx"]

    def correct(workbook: openpyxl.Workbook) -> None:
        for question, value in (("graduates", 60), ("cell|contests|local|winners", 4)):
            workbook[cells[question].sheet][cells[question].ref] = value

    edit(copy, correct)
    shutil.move(copy, tmp_path / HOME / NAME)
    observations, found = collect(tmp_path)
    assert [d for d in found if d.unit == "s1" and d.severity == "error"] == []
    plain = observations.tables[PLAIN].frame.set_index("unit").loc["s1"]
    assert (plain["graduates"], plain["certified"]) == (60, 45)
    contests = observations.tables["contests"].frame
    assert contests.loc[contests["unit"] == "s1", ["participants", "winners"]].to_numpy().tolist() == [[20, 4], [7, 1]]


def test_a_copy_that_comes_back_with_faults_is_marked_anew(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": "нет", "certified": "да"})
    first, second = cells["graduates"], cells["certified"]
    fill = openpyxl.load_workbook(tmp_path / HOME / NAME)[first.sheet][first.ref].fill.fgColor.rgb
    copy = send_back(tmp_path)["s1.xlsx"]
    edit(copy, lambda workbook: workbook[first.sheet].__setitem__(first.ref, 60))
    shutil.move(copy, tmp_path / HOME / NAME)
    workbook = openpyxl.load_workbook(send_back(tmp_path)["s1.xlsx"])
    assert [sheet.title for sheet in workbook.worksheets][:2] == ["Замечания", "Инструкция"]
    corrected, faulty = workbook[first.sheet][first.ref], workbook[second.sheet][second.ref]
    assert (corrected.comment, corrected.fill.fgColor.rgb) == (None, fill)
    assert faulty.fill.fgColor.rgb == FILLS["error"]
    assert faulty.comment is not None
    assert faulty.comment.text.count("Замечание при проверке") == 1


def test_a_comment_that_was_there_stays(tmp_path: Path) -> None:
    cell = fill_form(tmp_path, {"graduates": "нет"})["graduates"]
    from openpyxl.comments import Comment

    def ask(workbook: openpyxl.Workbook) -> None:
        workbook[cell.sheet][cell.ref].comment = Comment("Уточнить у завуча", "Школа")

    edit(tmp_path / HOME / NAME, ask)
    comment = openpyxl.load_workbook(send_back(tmp_path)["s1.xlsx"])[cell.sheet][cell.ref].comment
    assert comment is not None
    assert comment.text.startswith("Уточнить у завуча\n\nЗамечание при проверке")


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    once, again = send_back(tmp_path), send_back(tmp_path, out=tmp_path / "again")
    assert list(once) == list(again)
    assert [path.read_bytes() for path in once.values()] == [path.read_bytes() for path in again.values()]


def test_names_come_from_ids_and_stay_in_the_folder(tmp_path: Path) -> None:
    units = (replace(SCHOOL, id="../../con"), replace(SCHOOL, id="CON", title="Школа № 3"), GARDEN)
    for number, unit in enumerate(units[:2]):
        fill_form(tmp_path, {"graduates": "нет"}, unit=unit, name=f"{number}.xlsx")
    written = send_back(tmp_path, units=units)
    assert {path.parent for path in written.values()} == {tmp_path / "back"}
    assert {"_con.xlsx", "_con.md", "_CON-2.xlsx", "_CON-2.md", "k1.md"} <= set(written)


def test_a_letter_names_every_place_and_what_to_do(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": "нет", "cell|contests|local|winners": "много"})
    letter = send_back(tmp_path)["s1.md"].read_text(encoding="utf-8")
    assert "**Школа № 1**" in letter
    assert "s1.xlsx — копия файла «Школа 1.xlsx»" in letter
    assert f"- **лист «Главное», ячейка {cells['graduates'].ref}.** В поле «graduates» ожидалось число" in letter
    assert f"- **лист «Главное», ячейка {cells['cell|contests|local|winners'].ref}.**" in letter
    assert letter.count("*Что сделать: ") == letter.count(".** ")


def test_what_has_errors_is_said_to_be_checked_further_once_they_are_corrected(tmp_path: Path) -> None:
    further = "Пока есть ошибки, ответы не сверены между собой и с прошлым годом"
    fill_form(tmp_path, {"graduates": "нет"})
    fill_form(tmp_path, {"graduates": "9 чел."}, unit=GARDEN, name="сад.xlsx")
    written = send_back(tmp_path)
    assert further in written["s1.md"].read_text(encoding="utf-8")
    assert further in str(openpyxl.load_workbook(written["s1.xlsx"]).worksheets[0]["B3"].value)
    others = [path for name, path in written.items() if name.endswith(".md") and name != "s1.md"]
    assert others
    assert not any(further in path.read_text(encoding="utf-8") for path in others)


def test_a_letter_says_when_the_copy_holds_the_data_alone(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    assert "не удалось сохранить" not in send_back(tmp_path)["s1.md"].read_text(encoding="utf-8")

    def spoil(parts: dict[str, bytes]) -> None:
        for name, content in parts.items():
            parts[name] = content.replace(b"<v>45</v>", b"<v>nan</v>")

    repack(tmp_path / HOME / NAME, spoil)
    letter = send_back(tmp_path)["s1.md"].read_text(encoding="utf-8")
    assert "Ваш файл не удалось сохранить как был: программа, которая отмечает ячейки, с ним не справилась" in letter


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("s1.html", "<html><table><tr><td>kokoq-form|1|tiny|0|s1|2020/2021|</td></tr></table></html>", "не узнать"),
        ("s1.csv", "Сбор;\nkokoq-form|1|tiny|0|s1|2020/2021|;\n", "сохранён один лист"),
    ],
)
def test_a_form_without_answers_goes_back_in_no_copy_that_could_be_taken_for_one(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / HOME).mkdir(parents=True)
    (tmp_path / HOME / name).write_text(content, encoding="utf-8")
    sent = send_back(tmp_path)
    letter = sent["s1.md"].read_text(encoding="utf-8")
    assert "s1.xlsx" not in sent
    assert said in letter
    assert "Пришлите саму форму" in letter
    assert "Если значение верно" not in letter  # there is no value that could be right
    assert "приложен" not in letter


def test_a_letter_with_the_list_alone_asks_for_the_file_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kokoq.collect.annotate.bounds.MAX_CELLS", 0)
    fill_form(tmp_path, {"graduates": "нет"})
    letter = send_back(tmp_path)["s1.md"].read_text(encoding="utf-8")
    assert "s1.xlsx — замечания к файлу «Школа 1.xlsx»" in letter
    assert "Исправьте свой файл и пришлите его" in letter
    assert "приложен ваш файл" not in letter


def test_a_list_of_many_organisations_is_marked_in_one_copy(tmp_path: Path) -> None:
    (tmp_path / HOME).mkdir(parents=True)
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (("Школа", "Код", "Предмет", "Балл"), ("s1", "001", "Математика", 70), ("s2", "002", "Физика", "сто")):
        sheet.append(row)
    workbook.save(tmp_path / HOME / "олимпиада 2021.xlsx")
    written = send_back(tmp_path, settings=replace(SETTINGS, sources={"olympiad": LIST}))
    copy = openpyxl.load_workbook(written["олимпиада_2021.xlsx"])
    marked = [cell.coordinate for row in copy["Sheet"] for cell in row if cell.comment]
    assert marked == ["C3", "D3"]
    assert "олимпиада_2021.md" not in written
    letters = {name: written[name].read_text(encoding="utf-8") for name in ("s1.md", "s2.md")}
    told = letters["s2.md"].partition("## О вашей организации в других таблицах\n")[2]
    assert "- **олимпиада 2021.xlsx, лист «Sheet», ячейка D3.** В поле «score» ожидалось число" in told
    assert "исправим мы" in told
    assert "других таблицах" not in letters["s1.md"]


@pytest.mark.parametrize("kind", ["html", "xml"])
def test_a_list_in_markup_under_the_name_of_xls_is_read_and_marked(kind: str, tmp_path: Path) -> None:
    table = (("Школа", "Код", "Предмет", "Балл"), ("s1", "001", "Математика", "70"), ("s2", "002", "Физика", "сто"))
    if kind == "html":
        rows = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in table)
        content = f"<html><meta charset=windows-1251><table>{rows}</table></html>".encode("cp1251")
    else:
        cells = ("".join(f'<Cell><Data s:Type="String">{value}</Data></Cell>' for value in row) for row in table)
        content = xml_2003("".join(f"<Row>{row}</Row>" for row in cells))
    (tmp_path / HOME).mkdir(parents=True)
    (tmp_path / HOME / "олимпиада.xls").write_bytes(content)
    settings = replace(SETTINGS, sources={"olympiad": LIST})
    frame = collect(tmp_path, settings=settings)[0].tables["olympiad"].frame
    assert frame[["unit", "pupil", "subject_of", "score"]].to_numpy().tolist()[0] == ["s1", "001", "math", 70.0]
    sheet = openpyxl.load_workbook(send_back(tmp_path, settings=settings)["олимпиада.xlsx"]).worksheets[1]
    assert {cell.coordinate: cell.value for row in sheet for cell in row if cell.comment} == {
        "C3": "Физика",
        "D3": "сто",
    }


def test_an_unreadable_file_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / HOME).mkdir(parents=True)
    (tmp_path / HOME / NAME).write_bytes(b"PK\3\4 broken")
    assert set(send_back(tmp_path)) == {"s1.md", "s2.md", "k1.md", "municipality.md"}


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    (tmp_path / "file").touch()
    with pytest.raises(KokoqError) as caught:
        send_back(tmp_path, out=tmp_path / "file")
    assert caught.value.diagnostic.rule.code == "KQ909"
