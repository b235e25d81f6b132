"""`make bench`: what each stage costs on the example, and reading beside bare calamine and a plain pandas script.

Processor time, the best of some rounds, all in one run, so that only the ratios have to be compared between machines.
"""

from __future__ import annotations

import csv
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import yaml
from python_calamine import CalamineWorkbook

from kokoq import campaign as campaigns
from kokoq.cli.opening import open_campaign
from kokoq.collect.read import Readers
from kokoq.reports.deliver import deliver

ROOT = Path(__file__).parents[1]
CATALOGUE = "promyshlennovsky"
CAMPAIGN = ROOT / "examples" / f"{CATALOGUE}-2021"
MOST_SECONDS, MOST_MEMORY = 2.5, 250.0
"""What the whole command may take: processor seconds beyond the import of its libraries, and MB at its peak."""
MOST_OF_MAIN_JOB = 2.0
"""How many times the main job alone it may take with scores, comparison, recommendations and the archive."""
MOST_PUBLIC = 1.5
"""Processor seconds in which it is found out what a public report hides."""
ALONE = """
import sys
from pathlib import Path
from kokoq import campaign as campaigns
from kokoq.cli.opening import open_campaign
from kokoq.reports.deliver import deliver
campaign = open_campaign(Path(sys.argv[1]))
deliver(campaigns.assess(campaign, campaigns.latest_period(campaign.folder)), Path(sys.argv[2]))
"""
LIBRARIES = "pandas, numpy, yaml, pydantic, xlsxwriter, jinja2, babel.numbers, click, rich.console, xml.parsers.expat"
ROUNDS = 3
COPIES = 10


def main() -> None:
    """Print all the tables."""
    warnings.simplefilter("ignore")  # openpyxl tells of parts of workbooks that it drops
    files = sorted(p for p in (CAMPAIGN / "collected").rglob("*") if p.is_file())
    print(f"kokoq on {CAMPAIGN.relative_to(ROOT).as_posix()}: {len(files)} files\n")
    bench_command()
    bench_cycle()
    bench_stages()
    bench_reading("the example, xlsx", [p for p in files if p.suffix == ".xlsx"])
    bench_reading("the example, all formats", files)
    with tempfile.TemporaryDirectory() as folder:
        bench_reading(f"{COPIES} copies of it", _copied(files, Path(folder)), rounds=1)


def bench_command() -> None:
    """The whole command in a process of its own, less the import of its libraries, against its limits."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        importing, _ = _process("-c", f"import {LIBRARIES}")
        whole, memory = _process("-m", "kokoq", "compute", CAMPAIGN, "--out", out)
    beyond = whole - importing
    print(f"whole command        {whole:7.2f} s CPU, {importing:.2f} s of it the import of libraries")
    print(f"beyond them          {beyond:7.2f} s CPU of {MOST_SECONDS} at most: {_held(beyond, MOST_SECONDS)}")
    print(f"memory at its peak   {memory:7.0f} MB of {MOST_MEMORY:.0f} at most: {_held(memory, MOST_MEMORY)}\n")


def bench_cycle() -> None:
    """The whole command beside the main job alone: one period, without scales, profiles, recommendations, archive."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        whole = shutil.copytree(CAMPAIGN, home / "whole", ignore=shutil.ignore_patterns("archive", "reports"))
        bare = _without_cycle(shutil.copytree(whole, home / "bare"))
        imports, _ = _process("-c", f"import {LIBRARIES}")
        alone, _ = _process("-c", ALONE, bare, home / "out")
        compute = ("-m", "kokoq", "compute", whole, "--out", home / "all")
        # kept anew in every round: a run that comes to the same is not kept twice
        all_of_it, _ = _process(*compute, before=lambda: shutil.rmtree(whole / "archive", ignore_errors=True))
        assert all((home / name / "report.xlsx").exists() for name in ("out", "all")), "one of them wrote no report"
    ratio, beyond = all_of_it / alone, (all_of_it - imports) / (alone - imports)
    print(f"the main job alone   {alone:7.2f} s CPU: one period, no scores, comparison, recommendations, archive")
    print(f"with all of them     {all_of_it:7.2f} s CPU, {ratio:.2f} of it, {MOST_OF_MAIN_JOB} at most: ", end="")
    print(f"{_held(ratio, MOST_OF_MAIN_JOB)} ({beyond:.2f} without the import of libraries)\n")


def _without_cycle(campaign: Path) -> Path:
    """The campaign with its last period alone, by a catalogue that neither scores nor recommends nor remembers."""
    for period in campaigns.collected_periods(campaign)[:-1]:
        shutil.rmtree(campaign / "collected" / period.slug)
    (campaign / "decisions.yaml").unlink(missing_ok=True)
    settings = campaign / "kokoq.yaml"
    named = re.sub(r"(?m)^catalogue: .*$", "catalogue: own", settings.read_text(encoding="utf-8"))
    settings.write_text(named, encoding="utf-8")
    own = shutil.copytree(ROOT / "indicators" / CATALOGUE, campaign / "own")
    for path in own.rglob("profiles.yaml"):
        path.unlink()
    for path in own.glob("*.yaml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.name == "catalogue.yaml":
            document = {key: value for key, value in document.items() if key not in ("zones", "clusters")}
        for indicator in (document.get("indicators") or {}).values() if "code" in document else ():
            for key in ("scale", "recommend", "target", "jumps"):
                indicator.pop(key, None)
        path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
    return campaign


def _held(found: float, most: float) -> str:
    return "held" if found <= most else "exceeded"


def _process(*arguments: str | Path, before: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """Processor seconds and peak memory in MB of a Python process and its children, its modules compiled before."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=2, stderr=subprocess.DEVNULL);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", program, sys.executable, *map(str, arguments)]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rounds = []
    for _ in range(ROUNDS):
        before()
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=compiled)
        rounds.append(done.stdout.split())
    return min(float(cpu) for cpu, _ in rounds), max(float(memory) for _, memory in rounds)


def bench_stages() -> None:
    """Seconds by stage within one process, imports done."""
    laps: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        campaign = open_campaign(CAMPAIGN)
        laps.setdefault("definitions", []).append(time.perf_counter() - began)
        assessment = campaigns.assess(campaign, campaigns.latest_period(CAMPAIGN))
        for stage, seconds in assessment.timings.items():
            laps.setdefault(stage, []).append(seconds)
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            deliver(assessment, Path(folder) / "out")
            laps.setdefault("write", []).append(time.perf_counter() - began)
        began = time.process_time()
        campaigns.public_results(assessment, assessment.results)
        laps.setdefault("hide small groups", []).append(time.process_time() - began)
    for stage, seconds in laps.items():
        print(f"{stage:<20} {min(seconds):7.2f} s")
    print(f"hidden within {MOST_PUBLIC} s: {_held(min(laps['hide small groups']), MOST_PUBLIC)}\n")


def bench_reading(title: str, files: list[Path], *, rounds: int = ROUNDS) -> None:
    """kokoq, bare calamine and the plain script over the same files, in turns."""
    readers = {"kokoq": read_with_kokoq, "bare calamine": read_with_calamine, "pandas + openpyxl": read_with_pandas}
    best: dict[str, float] = dict.fromkeys(readers, float("inf"))
    cells: dict[str, int] = {}
    for _ in range(rounds):
        for name, reader in readers.items():
            seconds, cells[name] = _measured(reader, files)
            best[name] = min(best[name], seconds)
    print(f"reading {title}: {len(files)} files, {cells['kokoq']} cells")
    for name, seconds in best.items():
        files_s, cells_s = len(files) / seconds, cells[name] / seconds
        ratio = f"   kokoq takes {best['kokoq'] / seconds:.2f} of it" if name != "kokoq" else ""
        print(f"  {name:<18} {seconds:7.2f} s CPU {files_s:8.0f} files/s {cells_s:10.0f} cells/s{ratio}")
    print()


def _measured(reader: Callable[[list[Path]], int], files: list[Path]) -> tuple[float, int]:
    began = _cpu()
    cells = reader(files)
    return _cpu() - began, cells


def _cpu() -> float:
    """Processor seconds of this process and of its finished children."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def read_with_kokoq(files: list[Path]) -> int:
    """Every cell with its place, its format and the reason where it is empty; old formats in a child process."""
    with Readers() as readers:
        books = (readers.read(path, name=path.name).value for path in files)
        return sum(len(sheet.cells) for book in books if book is not None for sheet in book.sheets)


def read_with_calamine(files: list[Path]) -> int:
    """Values only, in a matrix for each sheet."""
    return sum(_read_csv(path) if path.suffix == ".csv" else _calamine(path) for path in files)


def _calamine(path: Path) -> int:
    with path.open("rb") as file:
        book = CalamineWorkbook.from_object(file)
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        return sum(1 for row in rows for value in row if value != "")


def read_with_pandas(files: list[Path]) -> int:
    """What a short script does."""
    return sum(_read_csv(path) if path.suffix == ".csv" else _pandas(path) for path in files)


def _pandas(path: Path) -> int:
    engine = {".xlsx": "openpyxl", ".xls": "xlrd"}.get(path.suffix, "calamine")
    frames = pd.read_excel(path, sheet_name=None, header=None, engine=engine)
    return int(sum(frame.notna().to_numpy().sum() for frame in frames.values()))


def _read_csv(path: Path) -> int:
    with path.open(encoding="cp1251", newline="") as file:
        return sum(1 for row in csv.reader(file, delimiter=";") for value in row if value)


def _copied(files: list[Path], folder: Path) -> list[Path]:
    return [Path(shutil.copy(path, folder / f"{n}-{path.name}")) for n in range(COPIES) for path in files]


if __name__ == "__main__":
    main()
