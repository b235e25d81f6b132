"""Letters of every kind, as the secretary of a school reads them."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.annotate.remarks import by_file, told_to
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.language import language
from kokoq.rules import CANNOT_READ, FORM_BESIDE_SOURCE, UNKNOWN_ORGANISATION
from kokoq.wording import Reader
from tests.collect.annotate.small import COMPLETE, HOME, PERIOD, collect, edit, fill_form, repack, send_back
from tests.collect.tiny import ORGANISATIONS, SCHOOL

NAME = "Школа № 1.xlsx"
SECOND = next(unit for unit in ORGANISATIONS if unit.id == "s2")
ABSENT = "показатели организации считаются отсутствующими, а не нулевыми"


def letters(folder: Path) -> dict[str, str]:
    """The letters by the ids of who gets them."""
    return {Path(n).stem: p.read_text(encoding="utf-8") for n, p in send_back(folder).items() if n.endswith(".md")}


def put(folder: Path, content: bytes, name: str = NAME) -> None:
    (folder / HOME).mkdir(parents=True, exist_ok=True)
    (folder / HOME / name).write_bytes(content)


def stamp(folder: Path, before: bytes, after: bytes, name: str = NAME) -> None:
    """Change what the hidden marks of a form say."""

    def change(parts: dict[str, bytes]) -> None:
        for part, content in parts.items():
            parts[part] = content.replace(before, after)

    repack(folder / HOME / name, change)


def test_who_has_nothing_to_correct_is_thanked(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    sent = send_back(tmp_path)
    assert "s1.xlsx" not in sent
    letter = sent["s1.md"].read_text(encoding="utf-8")
    assert letter.startswith("# Сведения приняты\n\n**Школа № 1**\n")
    assert letter.endswith("Мы их проверили: замечаний нет, исправлять ничего не нужно.\n")


def test_who_has_sent_nothing_gets_a_reminder(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    letter = letters(tmp_path)["s2"]
    assert letter.startswith("# Напоминание о сдаче сведений\n\n**Школа № 2**\n")
    assert f"за 2020/2021 пока не получены. Пока их нет, {ABSENT}" in letter
    assert "Спасибо" not in letter


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\3\4 broken", "Файл повреждён, целиком прочитать его не удалось."),
        (b"", "Файл пуст."),
        (b"%PDF-1.4 scan", "Присланный файл — не таблица: PDF."),
    ],
)
def test_a_file_that_cannot_be_opened_is_asked_for_again(content: bytes, said: str, tmp_path: Path) -> None:
    put(tmp_path, content)
    letter = letters(tmp_path)["s1"]
    assert letter.startswith("# Файл не удалось открыть\n")
    assert f"Мы получили файл «{NAME}». Открыть не удалось" in letter
    assert f"- **файл «{NAME}».** {said}" in letter
    assert "Сохраните его книгой Excel (.xlsx; подойдут .xls и .ods) без пароля и пришлите ещё раз" in letter
    assert ABSENT in letter
    assert [word for word in ("Спасибо", "не получены", "не сверены") if word in letter] == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"2020/2021", b"2018/2019", "Форма заполнена за 2018/2019, а нужна за 2020/2021."),
        (b"|tiny|", b"|huge|", "Это форма другого мониторинга."),
    ],
)
def test_a_form_that_belongs_elsewhere_is_not_thanked_for(
    before: bytes, after: bytes, said: str, tmp_path: Path
) -> None:
    fill_form(tmp_path, {}, name=NAME)
    stamp(tmp_path, before, after)
    letter = letters(tmp_path)["s1"]
    assert letter.startswith("# Сведения пока не приняты\n")
    assert f"Мы получили файл «{NAME}». Взять оттуда сведения за 2020/2021 не удалось" in letter
    assert f"- **файл «{NAME}».** {said}" in letter
    assert ABSENT in letter
    assert [word for word in ("Спасибо", "не сверены", "приложен") if word in letter] == []


def test_a_spreadsheet_that_is_no_form_of_ours_is_not_taken_for_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Отчёт"
    (tmp_path / HOME).mkdir(parents=True)
    book.save(tmp_path / HOME / NAME)
    letter = letters(tmp_path)["s1"]
    assert letter.startswith("# Сведения пока не приняты\n")
    assert "Это не та форма, которую мы присылали" in letter


def test_an_empty_form_is_told_in_one_sentence(tmp_path: Path) -> None:
    fill_form(tmp_path, dict.fromkeys(COMPLETE))
    sent = send_back(tmp_path)
    letter = sent["s1.md"].read_text(encoding="utf-8")
    assert letter.startswith("# Форма пришла незаполненной\n")
    assert f"не заполнен ни один вопрос. Пока их нет, {ABSENT}" in letter
    assert "Заполните форму, которую мы присылали" in letter
    assert "Не заполнено" not in letter
    assert "s1.xlsx" not in sent


def test_blank_questions_of_a_sheet_are_one_item(tmp_path: Path) -> None:
    cells = fill_form(tmp_path, {"graduates": None, "certified": None})
    place = f"лист «Главное», ячейки {cells['graduates'].ref}:{cells['certified'].ref}"
    letter = letters(tmp_path)["s1"]
    assert f"- **{place}.** Не заполнено вопросов: 2 — «graduates», «certified».\n" in letter
    assert "2 предупреждения" in letter  # each cell is one of them


def test_of_two_files_that_differ_the_letter_says_which_one_counts(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": 50})
    fill_form(tmp_path, {"graduates": 60}, name="Школа 1 испр.xlsx")
    sent = send_back(tmp_path)
    letter = sent["s1.md"].read_text(encoding="utf-8")
    assert "s1.xlsx" not in sent  # nothing can be corrected in a file that is not counted
    assert letter.startswith("# Замечания к сведениям\n")
    assert "**файл «Школа 1.xlsx».** От вас пришло несколько файлов" in letter
    assert "Учтён файл «Школа 1 испр.xlsx», а этот — нет." in letter
    assert "Напишите, какой из файлов верный." in letter
    assert "не сверены" not in letter  # those that count are
    assert [word for word in ("kokoq", "KQ", "collected", "папк") if word in letter] == []


def test_a_file_that_may_be_of_two_missing_organisations_is_told_to_both(tmp_path: Path) -> None:
    fill_form(tmp_path, {}, name="форма.xlsx")

    def retitle(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith(SCHOOL.title):
                        cell.value = cell.value.replace(SCHOOL.title, SECOND.title)

    edit(tmp_path / HOME / "форма.xlsx", retitle)
    told = letters(tmp_path)
    for unit in ("s1", "s2"):
        assert told[unit].startswith("# Сведения пока не приняты\n")
        assert "На форме написано «Школа № 2», а посылали мы её организации «Школа № 1»." in told[unit]
        assert "если файл не ваш, напишите об этом" in told[unit]
    assert told["k1"].startswith("# Напоминание")


def test_a_file_that_only_the_office_fails_to_open_is_nobody_else_s_matter(tmp_path: Path) -> None:
    put(tmp_path, b"")
    at = Cell(f"{HOME.as_posix()}/{NAME}")
    found = (CANNOT_READ.at(at, problem="нет прав доступа"),)
    assert told_to(Reader.SENDER, found, language("ru")) == ()
    assert [r.what for r in told_to(Reader.OFFICE, found, language("ru"))] == ["Файл не открывается: нет прав доступа."]


def test_files_of_others_are_named_to_the_office_alone() -> None:
    own, other = Cell("collected/2020-2021/s1.xlsx", "Л", "E5"), Cell("collected/2020-2021/ЕГЭ.xlsx", "Р", "C7")
    found = (FORM_BESIDE_SOURCE.at(own, related=(other,), field="Сдали", other=other.file),)
    texts = {reader: told_to(reader, found, language("ru"))[0].what for reader in Reader}
    assert "ЕГЭ.xlsx!Р!C7" in texts[Reader.OFFICE]
    assert "ЕГЭ" not in texts[Reader.SENDER]


def test_a_name_of_a_list_is_not_worded_as_a_form(tmp_path: Path) -> None:
    at = Cell("collected/2020-2021/олимпиада.xlsx", "Л", "A4")
    found = (UNKNOWN_ORGANISATION.at(at, name="Школа № 999", close=("Школа № 9",)),)
    (said,) = told_to(Reader.KEEPER, found, language("ru"))
    assert said.what == "Организации «Школа № 999» нет в списке организаций. Возможно, имелось в виду: Школа № 9."
    assert said.todo == "Исправьте название организации."


def test_errors_and_warnings_of_the_period_s_files_are_kept_by_file(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    found: tuple[Diagnostic, ...] = collect(tmp_path)[1]
    assert [*by_file(found, PERIOD)] == [f"{HOME.as_posix()}/Школа 1.xlsx"]


def test_a_second_file_beside_one_that_counts_is_named(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    fill_form(tmp_path, {}, name="старая.xlsx")
    stamp(tmp_path, b"2020/2021", b"2018/2019", "старая.xlsx")
    letter = letters(tmp_path)["s1"]
    assert letter.startswith("# Замечания к сведениям\n")
    assert "**файл «старая.xlsx».** Форма заполнена за 2018/2019" in letter


def test_letters_of_the_workbook_of_everybody_have_no_words_for_the_office(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"})
    with zipfile.ZipFile(tmp_path / HOME / "п.zip", "w") as archive:
        archive.write(tmp_path / HOME / "Школа 1.xlsx", "Школа 1.xlsx")
    (tmp_path / HOME / "Школа 1.xlsx").unlink()
    text = "\n".join(letters(tmp_path).values())
    assert re.findall(r"KQ\d+|kokoq|collected|п\.zip", text) == []


def test_an_excluded_organisation_gets_no_letter(tmp_path: Path) -> None:
    fill_form(tmp_path, {})
    units = (replace(SCHOOL, excluded="закрыта"), SECOND)
    assert "s1.md" not in send_back(tmp_path, units=units)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": 50})
    with zipfile.ZipFile(tmp_path / HOME / "второе письмо.zip", "w") as archive:
        other = fill_form(tmp_path / "other", {"graduates": 60})["graduates"].file
        archive.write(tmp_path / "other" / HOME / Path(other).name, "Школа 1.xlsx")
    letter = letters(tmp_path)["s1"]
    assert "**файл «второе письмо.zip/Школа 1.xlsx».** От вас пришло несколько файлов" in letter
    assert "Учтён файл «Школа 1.xlsx», а этот — нет." in letter


def test_a_letter_of_thanks_says_what_was_not_read(tmp_path: Path) -> None:
    """A sheet that was added and words beside the answers are no remarks, and may be answers all the same."""

    def write(workbook: openpyxl.Workbook) -> None:
        workbook.create_sheet("Дополнение")["A1"] = "Ещё 5 выпускников"
        workbook[place.sheet].cell(int(place.ref[1:]), 12).value = "уточним позже"

    place = fill_form(tmp_path, {}, name=NAME)["graduates"]
    assert "## К сведению" not in letters(tmp_path)["s1"]
    edit(tmp_path / HOME / NAME, write)
    letter = letters(tmp_path)["s1"]
    assert letter.startswith("# Сведения приняты\n")
    noted = letter.partition("## К сведению\n")[2]
    assert "перенесите их в ячейки формы" in noted
    assert "- **лист «Дополнение».** Этого листа в форме не было, и он не прочитан.\n" in noted
    assert f"- **лист «{place.sheet}», ячейка L{place.ref[1:]}.** Рядом с ответами стоят слова" in noted


def test_what_was_not_read_is_told_beside_remarks_too(tmp_path: Path) -> None:
    fill_form(tmp_path, {"graduates": "нет"}, name=NAME)
    edit(tmp_path / HOME / NAME, lambda workbook: workbook.create_sheet("Дополнение").append(["Ещё 5"]))
    letter = letters(tmp_path)["s1"]
    assert letter.index("## Исправьте, пожалуйста") < letter.index("## К сведению") < letter.index("## Как вернуть")
