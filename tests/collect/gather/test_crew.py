"""Several processes that read: the same outcome as one, whatever happens to them."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kokoq import campaign as campaigns
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.form.layout import municipality_unit
from kokoq.collect.gather import crew
from kokoq.collect.gather.intake import Expected, Job, expect, jobs_of
from kokoq.collect.gather.run import gather
from kokoq.diagnostics import Checked
from kokoq.model import PLAIN, Period
from kokoq.observations import Observations, TableData
from tests.collect.tiny import ORGANISATIONS, SETTINGS, tiny_plan

PLAN = tiny_plan()
EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"
PERIOD = Period("2020/2021")
UNITS = (*ORGANISATIONS, municipality_unit(SETTINGS))
FORM = """kokoq-form|1|tiny|old|{unit}|2020/2021|main;Вопрос;#value
graduates;Выпускников;{graduates}
certified;С аттестатом;н/д
programme;Программа;да
cell|contests|local|winners;Победителей;много
lost;Такого поля нет;1
"""
ANSWERING = (
    "import os, sys; sys.path[:] = sys.argv[1:]\n"
    "from kokoq.collect.gather import hand\n"
    "read = hand.read_file\n"
    "def read_file(readers, job, expected):\n"
    "    {act}\n"
    "    return read(readers, job, expected)\n"
    "hand.read_file = read_file\n"
    "hand.main()\n"
)


def form(unit: str, graduates: object) -> str:
    return FORM.format(unit=unit, graduates=graduates)


def send(folder: Path, name: str, text: str) -> None:
    path = folder / "collected" / PERIOD.slug / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def send_some(folder: Path) -> None:
    send(folder, "школа 1.csv", form("s1", 50))
    send(folder, "школа 2.csv", form("s2", "пятьдесят"))
    send(folder, "сад.csv", form("k1", ""))
    send(folder, "не знаем.csv", form("s9", 1))
    send(folder, "письмо.csv", "Добрый день\n")
    send(folder, "пусто.csv", "")


def collect(folder: Path, processes: int) -> Checked[Observations]:
    return gather(PLAN, SETTINGS, ORGANISATIONS, folder, periods=(PERIOD,), processes=processes)


def work(folder: Path) -> tuple[list[Job], Expected]:
    return jobs_of(folder, (PERIOD,)), expect(PLAN, SETTINGS, UNITS)


def read(jobs: list[Job], expected: Expected, **options: Any) -> list[FileFacts]:
    answers = sorted(crew.read_files(jobs, expected, **options), key=itemgetter(0))
    assert [number for number, _ in answers] == [*range(len(jobs))]
    return [one.opened() for _, found in answers for one in found]


def cells(table: TableData) -> dict[str, list[int]]:
    return {field: table.refs.column(field).tolist() for field in table.refs.fields}


def codes(files: list[FileFacts]) -> dict[str, list[str]]:
    return {Path(file.file).stem: [d.rule.code for d in file.diagnostics] for file in files}


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    send_some(tmp_path)
    one, several = collect(tmp_path, 1), collect(tmp_path, 3)
    assert several.diagnostics == one.diagnostics
    assert {d.rule.code for d in one.diagnostics} >= {"KQ312", "KQ401", "KQ409", "KQ318", "KQ309", "KQ311", "KQ304"}
    for table in (PLAIN, "contests"):
        told, expected = several.value.tables[table], one.value.tables[table]
        pd.testing.assert_frame_equal(told.frame, expected.frame)
        pd.testing.assert_frame_equal(told.absent, expected.absent)
        assert cells(told) == cells(expected)
    assert tuple(several.value.sources) == tuple(one.value.sources)
    assert [*several.value.evidence] == [*one.value.evidence]
    assert several.value.submissions == one.value.submissions


def test_findings_come_back_with_the_rules_themselves(tmp_path: Path) -> None:
    send_some(tmp_path)
    one, several = collect(tmp_path, 1), collect(tmp_path, 2)
    assert all(told.rule is known.rule for told, known in zip(several.diagnostics, one.diagnostics, strict=True))


def test_a_process_that_dies_costs_the_file_that_it_was_reading(tmp_path: Path) -> None:
    send_some(tmp_path)
    jobs, expected = work(tmp_path)
    program = ANSWERING.format(act="job.path.stem == 'школа 1' and os._exit(1)")
    found = codes(read(jobs, expected, processes=2, program=program))
    assert found["школа 1"] == ["KQ306"]
    assert found["письмо"] == ["KQ311"]
    assert "KQ401" in found["школа 2"]
    assert len(found) == 6


def test_a_process_that_is_late_is_ended_and_another_reads_on(tmp_path: Path) -> None:
    send_some(tmp_path)
    jobs, expected = work(tmp_path)
    program = ANSWERING.format(act="job.path.stem == 'письмо' and __import__('time').sleep(60)")
    files = read(jobs, expected, processes=1, seconds=2.0, program=program)
    late = next(file for file in files if "письмо" in file.file)
    assert [(d.rule.code, d.params["problem"]) for d in late.diagnostics] == [("KQ306", "read.reader_late")]
    assert "KQ401" in codes(files)["школа 2"]


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "no python at all"])
def test_files_are_read_here_where_no_process_can_be_started(program: str, tmp_path: Path) -> None:
    send_some(tmp_path)
    jobs, expected = work(tmp_path)
    files = read(jobs, expected, processes=2, program=program)
    assert [file.file for file in files] == [job.name for job in jobs]
    assert "KQ401" in codes(files)["школа 2"]


def test_progress_is_told_once_for_every_file(tmp_path: Path) -> None:
    send_some(tmp_path)
    jobs, expected = work(tmp_path)
    told: list[tuple[str, int, int]] = []
    read(jobs, expected, processes=2, progress=lambda *step: told.append(step))
    assert told == [("read", n, 6) for n in range(7)]


def test_processes_are_started_for_many_files_or_many_bytes_or_a_large_file(tmp_path: Path) -> None:
    send(tmp_path, "школа 1.csv", "x")
    job = work(tmp_path)[0][0]
    assert crew.size([]) == crew.size([job] * 20) == 0
    many = crew.size([job] * crew.FEWEST_FILES)
    assert many >= 1
    job.path.write_bytes(b"x" * (crew.LARGE - 1))
    assert crew.size([job] * 3) == 0
    assert crew.size([job] * (crew.FEWEST_BYTES // crew.LARGE + 1)) >= 1
    job.path.write_bytes(b"x" * crew.LARGE)
    assert crew.size([job] * 3) == min(3, many)
    assert crew.size([job]) == 1


def test_processes_that_read_need_no_heavy_libraries(tmp_path: Path) -> None:
    send_some(tmp_path)
    campaign = campaigns.load(EXAMPLE).value
    assert campaign is not None  # a catalogue that was read from its files may carry what read them
    units = (*campaign.organisations, municipality_unit(campaign.settings))
    expected = expect(campaign.plan, campaign.settings, units)
    heavy = "{'pandas', 'numpy', 'pydantic', 'openpyxl', 'yaml', 'kokoq.definitions'}"
    program = ANSWERING.format(act=f"assert not {heavy} & set(sys.modules)")
    found = codes(read(work(tmp_path)[0], expected, processes=1, program=program))
    assert len(found) == 6
    assert "KQ306" not in str(found)
