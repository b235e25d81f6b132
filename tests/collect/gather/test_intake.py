"""What happens to files on their way: zipped for the mail, copied, sent a year late, named in any alphabet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.form.layout import municipality_unit
from kokoq.collect.gather.run import gather
from kokoq.diagnostics import Checked
from kokoq.model import PLAIN, Period
from kokoq.observations import Observations
from tests.collect.read.small import zipped
from tests.collect.tiny import ORGANISATIONS, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
HOME = Path("collected") / PERIOD.slug


def form(unit: str, graduates: int | str, *, period: str = PERIOD.text, more: str = "") -> bytes:
    head = f"kokoq-form|1|tiny|0|{unit}|{period}|main;;#value\n"
    return f"{head}graduates;;{graduates}\n{more}".encode()


def send(folder: Path, name: str, content: bytes) -> None:
    path = folder / HOME / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def collect(folder: Path, *, processes: int = 1) -> Checked[Observations]:
    return gather(PLAN, SETTINGS, ORGANISATIONS, folder, periods=(PERIOD,), processes=processes)


def graduates(checked: Checked[Observations]) -> dict[str, float]:
    frame = checked.value.tables[PLAIN].frame
    return {str(unit): float(n) for unit, n in zip(frame["unit"], frame["graduates"], strict=True) if n == n}


def found(checked: Checked[Observations], *codes: str) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in checked.diagnostics if d.rule.code in codes]


def lost(checked: Checked[Observations], unit: str) -> list[object]:
    """What the form of a unit lacks: whole sheets first."""
    said = [d.params for d in checked.diagnostics if d.rule.code in ("KQ320", "KQ331") and d.unit == unit]
    return [params.get("sheet", params.get("field")) for params in said]


def test_forms_in_a_zipped_folder_are_submissions_of_their_own(tmp_path: Path) -> None:
    send(tmp_path, "почта/Школы.zip", zipped({"Школы/1.csv": form("s1", 50), "Школы/2.csv": form("s2", 40)}))
    checked = collect(tmp_path)
    assert graduates(checked) == {"s1": 50.0, "s2": 40.0}
    files = {s.unit: s.files for s in checked.value.submissions}
    assert files["s2"] == ("collected/2020-2021/почта/Школы.zip/Школы/2.csv",)


def test_several_processes_read_a_zipped_folder_as_one_does(tmp_path: Path) -> None:
    send(tmp_path, "а.zip", zipped({"1.csv": form("s1", 50), "письмо.txt": b"abc", "x.xlsx": b"PK\3\4"}))
    send(tmp_path, "б.csv", form("s2", 40))
    one, several = collect(tmp_path), collect(tmp_path, processes=2)
    assert one.diagnostics == several.diagnostics
    assert graduates(several) == {"s1": 50.0, "s2": 40.0}
    refs = [int(ref) for ref in several.value.tables[PLAIN].refs.column("graduates") if ref]
    assert [str(several.value.cell(ref)) for ref in refs] == [
        "collected/2020-2021/а.zip/1.csv!C2",
        "collected/2020-2021/б.csv!C2",
    ]


def test_a_broken_file_in_a_zipped_folder_is_one_finding(tmp_path: Path) -> None:
    send(
        tmp_path, "почта.zip", zipped({"1.csv": form("s1", 50), "2.xlsx": b"PK\3\4", "3.zip": zipped({"4.csv": b"1"})})
    )
    assert found(collect(tmp_path), "KQ303", "KQ301") == [
        ("KQ303", "collected/2020-2021/почта.zip/2.xlsx"),
        ("KQ301", "collected/2020-2021/почта.zip/3.zip"),
    ]


def test_a_name_in_an_archive_reaches_nothing_outside(tmp_path: Path) -> None:
    send(tmp_path, "почта.zip", zipped({"../../../s2.csv": form("s2", 40)}))
    send(tmp_path, "s1.csv", form("s1", 50))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    checked = collect(tmp_path)
    assert {s.files for s in checked.value.submissions if s.unit == "s2"} == {("collected/2020-2021/почта.zip/s2.csv",)}
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("copy", ["Школа 1 (2).csv", "Школа 1 — копия.csv", "Школа 1 испр.csv"])
def test_a_corrected_copy_is_an_error_because_nobody_knows_which_is_right(copy: str, tmp_path: Path) -> None:
    send(tmp_path, "Школа 1.csv", form("s1", 50))
    send(tmp_path, copy, form("s1", 45))
    [clash] = [d for d in collect(tmp_path).diagnostics if d.rule.code == "KQ310"]
    assert {clash.params["other"], str(clash.where)} == {
        f"collected/2020-2021/{copy}",
        "collected/2020-2021/Школа 1.csv",
    }
    assert len(clash.related) == 2


@pytest.mark.parametrize("first", ["н/д", "-", ""])
def test_a_file_without_any_answer_never_stands_in_for_one_with_answers(first: str, tmp_path: Path) -> None:
    send(tmp_path, "1.csv", form("s1", first))
    send(tmp_path, "2.csv", form("s1", 45))
    checked = collect(tmp_path)
    assert checked.value.tables[""].column("graduates").tolist()[0] == 45.0
    assert found(checked, "KQ310") == ([("KQ310", "collected/2020-2021/1.csv")] if first else [])


def test_a_copy_that_is_the_same_to_the_last_byte_is_no_fault(tmp_path: Path) -> None:
    for name in ("Школа 1.csv", "Школа 1 (2).csv"):
        send(tmp_path, name, form("s1", 50))
    checked = collect(tmp_path)
    assert found(checked, "KQ310") == []
    assert [len(s.files) for s in checked.value.submissions] == [2]
    assert [d.rule.code for d in checked.diagnostics if d.unit == "s1"].count("KQ312") == 1


def test_a_form_of_last_year_is_said_and_does_not_count(tmp_path: Path) -> None:
    send(tmp_path, "s1.csv", form("s1", 50, period="2019/2020"))
    checked = collect(tmp_path)
    assert found(checked, "KQ308") == [("KQ308", "collected/2020-2021/s1.csv")]
    assert graduates(checked) == {}


def test_an_older_form_is_read_and_what_does_not_fit_is_said(tmp_path: Path) -> None:
    send(tmp_path, "s1.csv", form("s1", 50, more="abolished;;7\n"))
    checked = collect(tmp_path)
    assert found(checked, "KQ312", "KQ318") == [
        ("KQ312", "collected/2020-2021/s1.csv"),
        ("KQ318", "collected/2020-2021/s1.csv!C3"),
    ]
    assert lost(checked, "s1") == ["Экзамены", "Олимпиада", "certified", "Конкурсы"]  # two sheets, a row, a small table
    assert graduates(checked) == {"s1": 50.0}


SHOWN = """<html><table>
<tr><td>Сбор</td></tr><tr><td>kokoq-form|1|tiny|0|s1|2020/2021|</td></tr></table>
<table><tr><td>graduates</td><td>50</td></tr></table></html>"""
KEPT = """<html><table>
<tr style='display:none'><td>kokoq-form|1|tiny|0|s1|2020/2021|main</td><td></td><td>#value</td></tr>
<tr><td style='display:none'>graduates</td><td>Выпускники</td><td>50</td></tr></table></html>"""


def test_a_form_saved_without_what_is_hidden_in_it_is_named_with_what_to_do(tmp_path: Path) -> None:
    """LibreOffice writes no hidden rows, columns and sheets into html."""
    send(tmp_path, "s1.html", SHOWN.encode())
    checked = collect(tmp_path)
    (lost,) = (d for d in checked.diagnostics if d.rule.code == "KQ329")
    assert (str(lost.where), lost.params["organisation"], lost.unit) == (f"{HOME}/s1.html", "Школа № 1", "s1")
    assert found(checked, "KQ311", "KQ320", "KQ330") == []
    assert {d.unit for d in checked.diagnostics if d.rule.code == "KQ316"} >= {"s1"}


def test_a_page_without_its_marks_is_told_beside_a_form_too_because_it_may_hold_other_answers(tmp_path: Path) -> None:
    send(tmp_path, "s1.html", SHOWN.encode())
    send(tmp_path, "s1.csv", form("s1", 50))
    assert found(collect(tmp_path), "KQ329") == [("KQ329", f"{HOME}/s1.html")]


FIRST = "Сбор;;\nkokoq-form|1|tiny|0|{unit}|2020/2021|;;\n"


def test_a_csv_of_the_first_sheet_alone_names_the_sheets_that_were_not_sent(tmp_path: Path) -> None:
    send(tmp_path, "s2.csv", FIRST.format(unit="s2").encode())
    send(tmp_path, "все.csv", FIRST.format(unit="*").encode())
    checked = collect(tmp_path)
    one, everybody = (d for d in checked.diagnostics if d.rule.code == "KQ330")
    assert (str(one.where), str(everybody.where)) == (f"{HOME}/s2.csv", f"{HOME}/все.csv")
    assert (one.unit, one.params["sheets"]) == ("s2", ("Главное", "Экзамены", "Олимпиада"))
    assert everybody.params["organisation"] == municipality_unit(SETTINGS).title
    assert everybody.params["sheets"] == ("Главное", "Экзамены", "Олимпиада")
    assert found(checked, "KQ311", "KQ329") == []


def test_each_sheet_saved_as_a_csv_is_a_whole_form_and_only_what_is_lost_is_said(tmp_path: Path) -> None:
    send(tmp_path, "s1-Инструкция.csv", FIRST.format(unit="s1").encode())
    send(tmp_path, "s1-_kokoq.csv", b"kokoq-form|1|tiny|0|s1|2020/2021|;\nunit;s1\n")
    send(tmp_path, "s1-_lists.csv", "да;Русский язык\nнет;Математика\n".encode())
    send(tmp_path, "s1-Данные.csv", form("s1", 50))
    checked = collect(tmp_path)
    assert graduates(checked) == {"s1": 50.0}
    others = [("KQ316", HOME.as_posix())] * 3  # of everybody else nothing was sent
    assert found(checked, "KQ311", "KQ329", "KQ330", "KQ310", "KQ316") == others
    assert lost(checked, "s1") == ["Экзамены", "Олимпиада", "certified", "Конкурсы"]  # two sheets, a row, a small table


def test_a_csv_that_has_the_name_of_our_lists_is_a_file_of_ours_and_any_other_is_not(tmp_path: Path) -> None:
    for name in ("s1-_lists", "s1-_lists (2)", "_lists", "_lists (2)", "_lists – копия"):
        send(tmp_path, f"{name}.csv", f"да;{name}\n".encode())
    send(tmp_path, "прайс_lists.csv", "да;нет\n".encode())
    assert found(collect(tmp_path), "KQ311") == [("KQ311", f"{HOME}/прайс_lists.csv")]


def test_first_sheets_of_the_workbook_of_everybody_are_needless_beside_its_others(tmp_path: Path) -> None:
    send(tmp_path, "все-Инструкция.csv", FIRST.format(unit="*").encode())
    head = "kokoq-form|1|tiny|0|*|2020/2021|#main;#organisation;#graduates\n"
    send(tmp_path, "все-Данные.csv", f"{head}unit|s1;;50\n".encode())
    checked = collect(tmp_path)
    assert graduates(checked) == {"s1": 50.0}
    assert found(checked, "KQ329", "KQ330") == []


def test_a_web_page_that_keeps_what_is_hidden_is_read_like_any_form(tmp_path: Path) -> None:
    """As Excel saves it: the hidden row and column are there and only not shown."""
    send(tmp_path, "s1.htm", KEPT.encode())
    checked = collect(tmp_path)
    assert graduates(checked) == {"s1": 50.0}
    assert found(checked, "KQ311", "KQ329") == []


def test_a_column_that_a_table_has_lost_is_said_once(tmp_path: Path) -> None:
    rows = "".join(f"row|{subject}|{grade};5\n" for subject in ("rus", "math", "soc") for grade in (9, 10, 11))
    send(tmp_path, "s1.csv", b"kokoq-form|1|tiny|0|s1|2020/2021|exams;#passed\n" + rows.encode())
    checked = collect(tmp_path)
    lost = [d.params["field"] for d in checked.diagnostics if d.rule.code == "KQ320" and "Экзамены" in str(d.params)]
    assert lost == ["Экзамены: failed"]


@pytest.mark.parametrize(
    "name",
    ["Школа № 1.csv", "学校.csv", "مدرسة.csv", "école «№ 1».csv", "🏫.csv", "a" * 200 + ".csv", "Школа 1.CSV.xlsx"],
)
def test_a_file_may_be_named_in_any_alphabet(name: str, tmp_path: Path) -> None:
    send(tmp_path, f"папка с пробелами/{name}", form("s1", 50))
    assert graduates(collect(tmp_path)) == {"s1": 50.0}


def test_locks_hidden_files_and_what_systems_leave_behind_are_passed_over(tmp_path: Path) -> None:
    for name in ("~$s1.xlsx", ".~lock.s1.ods#", ".hidden/s1.csv", "__MACOSX/._s1.csv", "Thumbs.db", "Desktop.ini"):
        send(tmp_path, name, form("s1", 50))
    checked = collect(tmp_path)
    assert {d.rule.code for d in checked.diagnostics} == {"KQ316"}
    assert checked.value.submissions == ()


def test_a_zipped_folder_of_a_whole_region_is_read_without_being_unpacked(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for n in range(1_000):
            archive.writestr(f"папка/{n:04}.csv", form("s1" if n else "s2", n))
    send(tmp_path, "регион.zip", target.getvalue())
    checked = collect(tmp_path)
    assert graduates(checked) == {"s2": 0.0, "s1": 1.0}
    assert len(found(checked, "KQ310")) == 998
