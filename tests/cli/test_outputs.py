"""Where a folder cannot be written, and where the user stops a run: a finding or a short text, and no change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli import desk

from kokoq import cli

INDICATOR = '  share: {code: "1.1", title: Доля, kind: share, scope: school, formula: certified / graduates}\n'
COMMANDS = {
    "forms": "forms {home} --period 2020/2021 --out {out}",
    "forms in one workbook": "forms {home} --period 2020/2021 --one-workbook --out {out}",
    "sample": "sample {home} --period 2020/2021 --out {out}",
    "validate": "validate {home} --period 2020/2021 --out {out}",
    "annotate": "validate {home} --period 2020/2021 --annotate {out}",
    "findings": "validate {home} --period 2020/2021 --findings {out}",
    "compute": "compute {home} --period 2020/2021 --out {out}",
    "compare": "compare {home} 2019/2020 2020/2021 --out {out}",
    "analyse": "analyse {home} --period 2020/2021 --out {out}",
    "whatif": "whatif {home} --period 2020/2021 --out {out}",
    "archive export": "archive export {home} --out {out}",
    "plan": "plan {home} --ics {out}",
    "document": "document {home}/catalogue --out {out}",
    "document docx": "document {home}/catalogue --format docx --out {out}",
    "export": "export {home}/catalogue {out}",
    "import": "import {home}/table.xlsx {out}",
    "init": "init {out}",
    "init a regulation": "init {out} --regulation meals",
    "schema": "schema --out {out}",
    "check": "check {home}/catalogue --findings {out}",
    "test": "test indicators/bogotol --findings {out}",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of two periods, computed and exported."""
    figures = "id;graduates;certified\ns1;50;45\ns2;40;60\n"
    folder = desk.campaign(
        tmp_path_factory.mktemp("campaign"),
        fields=desk.GRADUATES,
        indicators=INDICATOR,
        collected={"2019-2020/data.csv": figures, "2020-2021/data.csv": figures},
        organisations=desk.schools("s1", "s2"),
        settings=desk.source("fields", "id: organisation, graduates: graduates, certified: certified"),
    )
    for period in ("2019/2020", "2020/2021"):
        desk.compute(folder, "--period", period, out=period[:4])
    assert cli.run(["export", str(folder / "catalogue"), str(folder / "table.xlsx")]) == 0
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_place_that_cannot_be_written_is_one_finding(
    command: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "below"
    arguments = [part.format(home=home, out=place) for part in command.split()]
    capsys.readouterr()
    assert cli.run([*arguments, "--lang", "ru"]) == 2
    told = capsys.readouterr().err
    assert "KQ909" in told, told
    assert "на этом пути стоит файл, а не папка" in told.replace("\n  ", " ") or "под этим именем уже есть файл" in told


STOPPED = """
import sys

class Stop:
    done = False

    def find_spec(self, name, *_):
        if name == "click" and not self.done:
            self.done = True
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
sys.argv = ["kokoq", "--lang", "ru", "explain", "KQ401"]
from kokoq.__main__ import main

main()
"""


def test_an_interrupt_before_all_is_imported_is_told_too() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", STOPPED], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr.strip()) == (2, "Прервано. Прежние файлы остались как были.")
