"""``kokoq validate`` on a tiny campaign: the table, the files, the way back to the schools, the exit code."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from tests.folders import StandIn

from kokoq import cli

FILES = {
    "catalogue/catalogue.yaml": """\
kokoq: 1
id: tiny
title: Маленький каталог
valid: {from: 2020-09-01}
organisation_types: {school: школа, kindergarten: детский сад}
""",
    "catalogue/fields.yaml": """\
fields:
  graduates: {title: Выпускники, asked: school, range: 10..60}
  certified: {title: Выпускники с аттестатом, asked: school, part_of: graduates}
  children: {title: Дети, asked: kindergarten, range: 10..60}
""",
    "catalogue/results.yaml": """\
id: results
code: "1"
title: Результаты
goal: Узнать результаты
tasks: [Собрать данные]
collection: {methods: [опрос], by: organisation}
periodicity: {every: year, submit: 07-31}
criteria: [Доля не ниже 95 %]
indicators:
  certified_share: {code: "1.1", title: Доля с аттестатом, kind: share, scope: school, formula: certified / graduates}
""",
    "catalogue/preschool.yaml": """\
id: preschool
code: "2"
title: Дошкольное образование
goal: Узнать число детей
tasks: [Собрать данные]
collection: {methods: [опрос], by: organisation}
periodicity: {every: year}
criteria: [Нет]
indicators:
  children_total: {code: "2.1", title: Дети, kind: count, scope: kindergarten, formula: children}
""",
    "kokoq.yaml": "kokoq: 1\ncatalogue: catalogue\ntitle: Проба\n",
    "organisations.csv": "id;название;тип\ns1;Школа № 1;school\ns2;Школа № 2;school\nk1;Детский сад № 1;kindergarten\n",
}
FORMS = Path("collected/2020-2021")


@pytest.fixture
def campaign(stand_in: StandIn) -> Path:
    """Two schools and a kindergarten have sent their forms."""
    home = stand_in(FILES)
    assert cli.run(["sample", "--period", "2020/2021", "--out", str(FORMS)]) == 0
    return home


def spoil(file: str, question: str, value: object) -> str:
    """Type something into the answer to a question; gives sheet and cell."""
    book = openpyxl.load_workbook(FORMS / file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == question:
                    answer = next(c for c in row[cell.column :] if isinstance(c.value, int))
                    answer.value = value  # type: ignore[assignment]
                    book.save(FORMS / file)
                    return f"{sheet.title}!{answer.coordinate}"
    raise AssertionError(question)


def table(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The rows of the table between its two rules."""
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    first, last = (i for i, line in enumerate(lines) if set(line) == {"─"})
    return [" ".join(line.split()).split(" ") for line in lines[first + 1 : last]]


def test_a_clean_campaign_ends_with_nought(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate"]) == 0
    out = capsys.readouterr()
    assert out.out.splitlines()[-1].split() == [
        "Всего",
        "3",
        "из",
        "3",
        "100\u00a0%".replace("\u00a0", " ").split()[0],
        "%",
    ]


def test_errors_stand_beside_their_organisation_and_make_the_exit_code_one(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "много")
    capsys.readouterr()
    assert cli.run(["validate", "--findings", "found.json"]) == 1
    rows = table(capsys)
    assert rows[0] == ["Школа", "№", "1", "да", "50", "%", "1"]  # «много» answers nothing
    assert rows[1] == ["Школа", "№", "2", "да", "100", "%"]
    (found,) = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert f"{found['sheet']}!{found['cell']}" == place


def test_what_is_without_data_is_neither_filled_nor_an_error_and_has_a_column_of_its_own(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "н/д")
    capsys.readouterr()
    assert cli.run(["validate", "--out", "out"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Организация", "Сдано", "Заполнено", "н/д", "Ошибок", "Предупр."]
    assert lines[2].split() == ["Школа", "№", "1", "да", "50", "%", "1", "1"]  # the warning is KQ409
    assert "В 1 ячейке ответ «нет данных»." in Path("out/completeness.md").read_text(encoding="utf-8")


def test_who_has_not_submitted_is_seen(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (FORMS / "Школа № 2.xlsx").unlink()
    capsys.readouterr()
    assert cli.run(["validate"]) == 0  # a form that is late is no error
    assert table(capsys)[1] == ["Школа", "№", "2", "нет", "0", "%", "1"]


def test_findings_are_written_beside_json_too(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "много")
    capsys.readouterr()
    assert cli.run(["validate", "--format", "json", "--findings", "found.json"]) == 1
    account = json.loads(capsys.readouterr().out)
    (found,) = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert (found["code"], [found]) == ("KQ401", account["findings"])


def test_that_nothing_was_held_against_the_year_before_is_a_note_and_in_no_letter(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["sample", "--period", "2021/2022", "--out", "collected/2021-2022"]) == 0
    capsys.readouterr()
    assert cli.run(["validate", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    (FORMS / "Школа № 2.xlsx").unlink()
    assert cli.run(["validate", "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["code"], found["severity"], found["file"]) == ("KQ519", "note", "collected/2020-2021")
    assert found["message"] == "Сверка с периодом 2020/2021 не сделана для 1 организации из 3: прошлых ответов нет."
    shutil.rmtree(FORMS)
    assert cli.run(["validate", "--annotate", "back"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert told.count("Сверка с периодом 2020/2021 не сделана ни для кого: прошлых ответов нет.") == 1
    assert not [path for path in Path("back").rglob("*.md") if "2020/2021" in path.read_text(encoding="utf-8")]


def test_json_tells_regulations_deadlines_and_findings(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = spoil("Школа № 1.xlsx", "Выпускники с аттестатом", 61)
    capsys.readouterr()
    assert cli.run(["validate", "--format", "json", "--today", "2021-07-20"]) == 1
    account = json.loads(capsys.readouterr().out)
    first, _, kindergarten = account["organisations"]
    assert first["regulations"] == [
        {
            "code": "1", "title": "Результаты", "filled": 2, "no_data": 0, "asked": 2, "blank": 0, "share": 1.0,
            "errors": 1, "warnings": 0, "deadline": "2021-07-31", "days": 11,
        }
    ]  # fmt: skip
    assert [(r["code"], r["deadline"], r["days"]) for r in kindergarten["regulations"]] == [("2", None, None)]
    assert [(d["code"], f"{d['sheet']}!{d['cell']}") for d in account["findings"]] == [("KQ501", place)]


def test_completeness_is_written_as_markdown_and_workbook(campaign: Path) -> None:
    spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "много")
    (FORMS / "Школа № 2.xlsx").unlink()
    Path("out").mkdir()
    Path("out/mine.txt").write_text("моё", encoding="utf-8")
    assert cli.run(["validate", "--out", "out", "--today", "2021-08-02"]) == 1
    assert {path.name for path in Path("out").iterdir()} == {"mine.txt", "completeness.md", "completeness.xlsx"}
    page = Path("out/completeness.md").read_text(encoding="utf-8")
    assert "- Не сдали: Школа №\u00a02." in page.replace("№ 2", "№\u00a02")
    assert "| 1 Результаты | 31.07.2021 | прошло 2 дня | 25\u00a0% | 1 |  |" in page  # 1 of 4 cells
    assert "| Детский сад № 1 | да | 100\u00a0% |  |  |  |  |  | 100\u00a0% |" in page
    book = openpyxl.load_workbook("out/completeness.xlsx")
    assert book.sheetnames == ["Организации", "По положениям", "Замечания"]
    assert [cell.value for cell in book["Организации"][4]][5:7] == ["1", "2"]
    assert book["Организации"]["F3"].value == "31.07.2021\nпрошло 2 дня"
    assert [cell.value for cell in book["Организации"][5]] == [
        "Школа № 1", "да", 0.5, 1, 0, "50\u00a0% · 1/0", "—", 2, 1, 0, 0, "школа", "Школа № 1.xlsx"
    ]  # fmt: skip
    assert [row[1].value for row in book["Замечания"].iter_rows(min_row=5)] == ["KQ401", "KQ316"]


def test_a_second_run_writes_the_same_bytes(campaign: Path) -> None:
    for folder in ("one", "two"):
        assert cli.run(["validate", "--out", folder, "--today", "2021-08-02"]) == 0
    for name in ("completeness.md", "completeness.xlsx"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_an_office_may_replace_a_part_of_the_page(campaign: Path) -> None:
    Path("templates").mkdir()
    block = "{% block organisations %}Кто и что: {{ completeness.lines|length }}{% endblock %}"
    own = f'{{% extends "completeness.md.j2" %}}{block}'
    Path("templates/completeness.md.j2").write_text(own, encoding="utf-8")
    assert cli.run(["validate", str(campaign), "--out", "out"]) == 0
    assert Path("out/completeness.md").read_text(encoding="utf-8").endswith("Кто и что: 3\n")


def test_marked_copies_go_back_to_the_schools(campaign: Path) -> None:
    spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "много")
    assert cli.run(["validate", "--annotate", "back"]) == 1
    assert sorted(path.name for path in Path("back").iterdir()) == [
        ".kokoq.json", "k1.md", "s1.md", "s1.xlsx", "s2.md"
    ]  # fmt: skip


def test_a_copy_corrected_where_it_was_written_is_told_after_all_that_was_found(
    campaign: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    spoil("Школа № 1.xlsx", "Выпускники с аттестатом", "много")
    assert cli.run(["validate", "--annotate", "back"]) == 1
    Path("back/s1.xlsx").write_bytes(b"corrected")
    capsys.readouterr()
    assert cli.run(["validate", "--annotate", "back", "--out", "out"]) == 2
    shown = capsys.readouterr()
    assert "\nШкола № 1 " in shown.out
    assert Path("out/completeness.md").is_file()
    assert shown.err.index("KQ401") < shown.err.index("KQ936")
    assert str(Path("back/s1.xlsx")) in shown.err
    assert Path("back/s1.xlsx").read_bytes() == b"corrected"


def test_the_english_table_fits_too(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["validate", "--lang", "en"]) == 0
    assert table(capsys)[0] == ["Школа", "№", "1", "yes", "100%"]


@pytest.mark.parametrize("arguments", [["--today", "31.02.2021"], ["--period", "2018/2019"], ["nowhere"]])
def test_what_cannot_be_run_ends_with_two(
    campaign: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["validate", *arguments]) == 2
    assert arguments[-1] in capsys.readouterr().err or arguments[0] == "--period"


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "--annotate", "collected/2020-2021"],
        ["validate", "--annotate", "collected"],
        ["validate", "--out", "collected/2020-2021/новая"],
        ["validate", "--findings", "collected/2020-2021/f.json"],
        ["validate", "--annotate", "forms/../collected/2020-2021"],
        ["compute", "--out", "collected/2020-2021"],
        ["compute", "--out", "collected/reports"],
        ["compute", "--findings", "collected/f.json"],
        ["forms", "--out", "collected/2021-2022"],
        ["forms", "--one-workbook", "--out", "collected/2021-2022"],
        ["whatif", "--out", "collected/2020-2021/s1.md"],
        ["compare", "--out", "collected/2020-2021/s1.md"],
        ["analyse", "--out", "collected/2020-2021/s1.md"],
        ["plan", "--ics", "collected/2020-2021/p.ics"],
        ["schema", "--out", "collected/2020-2021"],
        ["document", "--out", "collected/2020-2021/d.md"],
        ["check", "--findings", "collected/f.json"],
        ["test", "--findings", "collected/f.json"],
        ["export", ".", "collected/2020-2021/t.xlsx"],
        ["archive", "export", "--out", "collected/2020-2021/r.csv"],
        ["init", "collected/2020-2021"],
    ],
)
def test_no_command_writes_among_what_the_schools_have_sent(
    campaign: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marked copy called as the school's own file would take its place."""
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    (FORMS / "Школа № 1.xlsx").rename(FORMS / "s1.xlsx")
    before = {path: path.read_bytes() for path in Path("collected").rglob("*") if path.is_file()}
    assert cli.run(arguments) == 2
    assert "KQ928" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path("collected").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("out", ["обратно", "collected-marked", "Школа/collected"])
def test_a_folder_that_is_called_alike_may_be_written_into(campaign: Path, out: str) -> None:
    assert cli.run(["validate", "--annotate", out]) == 0
    assert (campaign / out / "s1.md").is_file()


def test_samples_are_never_mixed_with_what_was_sent(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOKOQ_TRACEBACK")
    assert cli.run(["sample", "--period", "2020/2021", "--out", "collected/2020-2021/проба"]) == 2
    assert "KQ911" in capsys.readouterr().err
    assert cli.run(["sample", "--period", "2021/2022", "--out", "collected/2021-2022/проба"]) == 0


LISTED = """id;название;тип;opened;closed;excluded
s1;Школа № 1;school;;;
s2;Школа № 2;school;;2020-12-01;
s3;Школа № 3;school;2021-09-01;;
s4;Школа № 4;school;;;ремонт
k1;Детский сад № 1;kindergarten;;;
"""


def test_all_that_is_written_agrees_on_who_is_asked(campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A school was closed in December and sent its form all the same, another opens later: 2 of 2 reported."""
    Path("organisations.csv").write_text(LISTED, encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["validate", "--out", "check", "--annotate", "back", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [line["id"] for line in told["organisations"]] == ["s1", "k1"]
    assert cli.run(["compute", "--out", "out", "--findings", "found.txt"]) == 0
    assert "2 из 2" in capsys.readouterr().err
    assert sorted(path.name for path in Path("back").glob("*.md")) == ["k1.md", "s1.md"]
    assert sorted(path.name for path in Path("out/organisations").iterdir()) == ["k1.md", "s1.md"]
    assert json.loads(Path("out/run.json").read_text("utf-8"))["counts"]["organisations"] == 2
    reasons = [
        "Школа № 2: за этот период не отчитывается (закрыта 01.12.2020).",
        "Школа № 3: за этот период не отчитывается (открыта 01.09.2021).",
        "Школа № 4: за этот период не отчитывается (исключена: ремонт).",
    ]
    for page in ("check/completeness.md", "out/report.md"):
        text = Path(page).read_text("utf-8")
        assert [reason for reason in reasons if reason in text] == reasons
        assert "| Школа № 2 |" not in text
    book = openpyxl.load_workbook("out/report.xlsx")
    cells = [cell.value for sheet in book for row in sheet for cell in row]
    assert (cells.count("Школа № 2"), cells.count("закрыта 01.12.2020")) == (1, 1)  # among those who do not report
    found = Path("found.txt").read_text("utf-8").split("KQ322")
    assert len(found) == 2  # of the form that came from the closed school


def test_what_is_to_be_said_of_definitions_is_counted_in_one_line(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """«kokoq check» says it; a file of findings has it whole."""
    fields = campaign / "catalogue/fields.yaml"
    text = fields.read_text(encoding="utf-8")
    fields.write_text(text + "  unused: {title: Лишнее, asked: school, range: 0..9}\n", encoding="utf-8")
    assert cli.run(["validate"]) in (0, 1)
    told = capsys.readouterr().err
    assert "KQ117" not in told
    assert "их покажет kokoq check." in told or "его покажет kokoq check." in told
    assert cli.run(["validate", "--findings", "f.json"]) in (0, 1)
    assert "KQ117" in (campaign / "f.json").read_text(encoding="utf-8")


def test_letters_about_the_worst_files_are_in_words_for_who_sent_them(campaign: Path) -> None:
    listed = "".join(f"s{n};Школа № {n};school\n" for n in range(1, 26))
    Path("organisations.csv").write_text(f"id;название;тип\n{listed}", encoding="utf-8")
    worst = ["sample", "--period", "2021/2022", "--out", "collected/2021-2022", "--dirt", "worst"]
    assert cli.run(worst) == 0
    assert cli.run(["validate", "--period", "2021/2022", "--annotate", "back", "--findings", "found.txt"]) == 1
    letters = {path.stem: path.read_text("utf-8") for path in Path("back").glob("*.md")}
    kinds = {text.splitlines()[0] for text in letters.values()}
    assert {"# Файл не удалось открыть", "# Сведения пока не приняты", "# Замечания к сведениям"} <= kinds
    for text in letters.values():
        plain = re.sub(r"«[^»]*»|s\d+(-\d+)?\.xlsx", "", text)  # names of files, and what was typed
        words = {"Excel", "LibreOffice", "xlsx", "xls", "ods", "csv", "html", "PNG", "PDF"}
        assert set(re.findall("[A-Za-z]{2,}", plain)) <= words, text
        assert not re.search(r"[Кк]аталог|[Пп]апк|[Ии]сточник|метк", text), text


def test_a_school_of_which_an_export_alone_tells_counts_in_part_and_its_letter_says_so(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (FORMS / "Школа № 1.xlsx").unlink()
    (FORMS / "выпуск.csv").write_text("Школа;Выпускники\ns1;40\n", encoding="utf-8")
    columns = "sources: {fields: {files: выпуск.csv, columns: {Школа: organisation, Выпускники: graduates}}}\n"
    settings = campaign / "kokoq.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + columns, encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["validate", "--annotate", "back"]) in (0, 1)
    said = capsys.readouterr()
    lines = {line.split("  ")[0]: line.split() for line in said.out.splitlines() if line.startswith("Школа")}
    assert lines["Школа № 1"][3:6] == ["частично", "0", "%"]  # of the one question that its form asks
    assert "KQ656" in said.err
    assert "KQ316" not in said.err
    letter = (campaign / "back/s1.md").read_text(encoding="utf-8")
    assert "# Сведения получены не полностью" in letter
    assert "входит в итоги" in letter
    assert "## Вопросы без ответа: 1\n\n- Выпускники с аттестатом\n" in letter
    assert "не входят" not in letter


def test_the_letter_counts_what_the_table_counts_also_of_an_export_and_says_what_to_do_there(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One error in the row of a list, none in the form: nothing is to be corrected in the school's own file."""
    (FORMS / "Школа № 1.xlsx").unlink()
    catalogue = campaign / "catalogue/fields.yaml"
    catalogue.write_text(catalogue.read_text("utf-8") + SUBJECTS, encoding="utf-8")
    (FORMS / "кадры.csv").write_text("Школа;Предмет;Учителей\ns1;rus;много\ns2;math;2\n", encoding="utf-8")
    settings = campaign / "kokoq.yaml"
    columns = "{Школа: organisation, Предмет: subject, Учителей: staff}"
    source = f"sources: {{teachers: {{files: кадры.csv, columns: {columns}}}}}\n"
    settings.write_text(settings.read_text("utf-8") + source, encoding="utf-8")
    assert cli.run(["sample", "--period", "2020/2021", "--out", "forms"]) == 0
    Path("forms/Школа № 1.xlsx").rename(FORMS / "Школа № 1.xlsx")
    capsys.readouterr()
    assert cli.run(["validate", "--annotate", "back", "--format", "json"]) == 1
    line = next(one for one in json.loads(capsys.readouterr().out)["organisations"] if one["id"] == "s1")
    assert (line["errors"], line["warnings"]) == (1, 0)
    letter = Path("back/s1.md").read_text(encoding="utf-8")
    assert letter.startswith("# Замечания к сведениям\n")
    assert "При проверке найдено: 1 ошибка.\n" in letter
    assert "- **кадры.csv, ячейка C2.** В поле «Учителей» ожидалось число, введено «много».\n" in letter
    assert "Свой файл исправлять не нужно." in letter
    assert "Исправьте" not in letter
    assert "других таблицах" not in Path("back/s2.md").read_text(encoding="utf-8")


SUBJECTS = """
tables:
  teachers:
    title: Учителя по предметам
    asked: school
    keys: {subject: [rus, math]}
    fields: {staff: {title: Учителей}}
"""


@pytest.mark.parametrize("share", ["0\u00a0%", "–"])
def test_a_school_of_which_a_list_tells_is_nowhere_said_to_have_sent_nothing(
    campaign: Path, capsys: pytest.CaptureFixture[str], share: str
) -> None:
    """It is shown what is filled of its form, of which nothing came; without a form there is nothing to be filled."""
    form = share != "–"
    fields = campaign / "catalogue/fields.yaml"
    asked = fields.read_text("utf-8") if form else "fields: {children: {title: Дети, asked: kindergarten}}\n"
    fields.write_text(asked + SUBJECTS, encoding="utf-8")
    count = "staff_all: {code: '1.2', title: Учителя, kind: count, scope: school, formula: staff}"
    regulation = campaign / "catalogue/results.yaml"
    text = regulation.read_text("utf-8")
    kept = text if form else text[: text.index("  certified_share")]
    regulation.write_text(f"{kept}  {count}\n", encoding="utf-8")
    for school in (1, 2):
        (FORMS / f"Школа № {school}.xlsx").unlink()
    (FORMS / "кадры.csv").write_text("Школа;Предмет;Учителей\ns1;rus;3\ns1;math;2\n", encoding="utf-8")
    columns = "{Школа: organisation, Предмет: subject, Учителей: staff}"
    settings = campaign / "kokoq.yaml"
    source = f"sources: {{teachers: {{files: кадры.csv, columns: {columns}}}}}\n"
    settings.write_text(settings.read_text("utf-8") + source, encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["validate", "--annotate", "back", "--format", "json", "--out", "out", "--findings", "f.txt"]) == 0
    lines = {line["id"]: line for line in json.loads(capsys.readouterr().out)["organisations"]}
    assert [(lines[id_]["submitted"], lines[id_]["share"]) for id_ in ("s1", "s2")] == (
        [(True, 0.0), (False, 0.0)] if form else [(True, None), (False, None)]
    )
    page = Path("out/completeness.md").read_text("utf-8")
    assert "- Не сдали: Школа №\u00a02." in page.replace("№ 2", "№\u00a02")
    assert f"| Школа № 1 | {'частично' if form else 'да'} | {share} |" in page
    assert ("- Сведения есть только в выгрузках, форма не пришла: Школа № 1." in page) is form
    assert ("KQ656" in Path("f.txt").read_text("utf-8")) is form
    letters = {path.stem for path in Path("back").glob("*.md")}
    assert letters == ({"s1", "s2", "k1"} if form else {"k1"})
    if form:
        assert "# Сведения получены не полностью" in Path("back/s1.md").read_text("utf-8")
    capsys.readouterr()
    assert cli.run(["compute", "--out", "reports"]) == 0
    assert ("1 из 3" if form else "2 из 3") in capsys.readouterr().err  # whose form is out has not submitted
