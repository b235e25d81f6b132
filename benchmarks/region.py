"""A region's worth of forms: what `kokoq validate` reads of them at what cost, beside bare calamine on the same bytes.

Usage: ``python benchmarks/region.py [--forms 1600] [--folder KEPT]``. The organisations are those of the example, again
and again under other ids; every form is filled by chance. With ``--folder`` they are made once and kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kokoq.campaign import Assessment, Campaign

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "promyshlennovsky-2021"
PERIOD = "2020/2021"
A_MUNICIPALITY = 40
COLUMNS = ("id", "title", "type", "tags", "municipality", "region", "cluster")
SETTINGS = """\
kokoq: 1
catalogue: promyshlennovsky
title: Мониторинг качества образования области
language: ru
organisations: organisations.csv
municipality: {id: region, title: Министерство образования области, region: Область}
levels: [organisation, municipality, region]
"""
MEASURE = """
import json, resource, sys, time
sys.path[:0] = [sys.argv[1]]
import region
began = time.perf_counter()
region.TASKS[sys.argv[2]](region.Path(sys.argv[3]), *map(int, sys.argv[4:]))
wall = time.perf_counter() - began
own, children = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = sum(u.ru_utime + u.ru_stime for u in (own, children))
print(json.dumps([wall, cpu, max(own.ru_maxrss, children.ru_maxrss) / 1024]))
"""


def main() -> None:
    """Make the forms unless they are there, and print the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--forms", type=int, default=1_600)
    arguments.add_argument("--folder", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        if not (folder / "kokoq.yaml").exists():
            run("make", folder, chosen.forms)  # apart, because a process starts with the peak memory of its parent
        files = collected(folder)
        size = sum(path.stat().st_size for path in files) / 2**20
        print(f"a region: {len(files)} forms, {size:.1f} MB")
        print(f"  {'':<42}{'wall s':>8}{'CPU s':>8}{'MB':>8}")
        nothing = row("the definitions alone", folder, "definitions")
        bare = {n: row(f"bare calamine, {n} at once", folder, "calamine", n) for n in (1, 2)}
        whole = {n: row(f"cells, types and places, {n} at once", folder, "gather", n) - nothing for n in (1, 2)}
        command = series(folder, len(files)) - nothing
        ratios = ", ".join(f"{whole[n] / bare[n]:.2f} with {n} at once" for n in (1, 2))
        print("  of the CPU of bare calamine, beyond the definitions alone:")
        print(f"  cells, types and places take {ratios}; with checks and findings {command / bare[2]:.2f}")
        hiding = {
            part: row(f"small groups hidden of 1/{part}", folder, "hide", part)
            - row(f"… computed alone of 1/{part}", folder, "assess", part)
            for part in (1, 4)
        }
        each = 1000 / len(files)
        print(f"  to hide small groups costs {hiding[1] * each:.1f} ms of each, ", end="")
        print(f"of a quarter of them {4 * hiding[4] * each:.1f} ms")


def series(folder: Path, forms: int) -> float:
    """The whole command on more and more of the forms, and what each further form costs; the seconds of all of them."""
    known: list[tuple[int, float, float]] = []
    for n in (forms // 8, forms // 4, forms // 2, forms):
        with tempfile.TemporaryDirectory() as temporary:
            part = folder if n == forms else part_of(folder, Path(temporary), n)
            wall, cpu, own = run("validate", part)
        known.append((n, cpu, own))
        further = f"   a further form: {further_form(*known[-2:])}" if known[1:] else ""
        print(f"  {f'kokoq validate, {n} forms':<42}{wall:8.2f}{cpu:8.2f}{own:8.0f}{further}", flush=True)
    print(f"  from {known[1][0]} to {forms} forms a further one costs {further_form(known[1], known[-1])}", flush=True)
    return known[-1][1]


def further_form(before: tuple[int, float, float], after: tuple[int, float, float]) -> str:
    """What a form costs beyond so many: of each, the forms, the seconds of the processor and the MB at the most."""
    more, seconds, megabytes = (late - early for early, late in zip(before, after, strict=True))
    return f"{1000 * seconds / more:.1f} ms, {megabytes * 2**20 / more:,.0f} bytes"


def part_of(folder: Path, into: Path, n: int) -> Path:
    """A campaign of the first ``n`` forms: those of as many organisations less one, and the region's own."""
    rows = (folder / "organisations.csv").read_text(encoding="utf-8-sig").splitlines()
    (into / "organisations.csv").write_text("\n".join(rows[:n]), encoding="utf-8-sig")
    shutil.copy(folder / "kokoq.yaml", into)
    for path in collected(folder):
        number = path.stem.rpartition(", ")[2]
        if not number.isdecimal() or int(number) < n:
            target = into / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return into


def row(title: str, folder: Path, task: str, *numbers: int) -> float:
    """Run one task in a process of its own, print its line, give its processor seconds."""
    wall, cpu, own = run(task, folder, *numbers)
    print(f"  {title:<42}{wall:8.2f}{cpu:8.2f}{own:8.0f}", flush=True)
    return cpu


def run(task: str, folder: Path, *numbers: int) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor, and MB of the largest process, of one task in one of its own."""
    command = [sys.executable, "-c", MEASURE, str(Path(__file__).parent), task, str(folder), *map(str, numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    wall, cpu, own = json.loads(done.stdout.splitlines()[-1])
    return float(wall), float(cpu), float(own)


def collected(folder: Path) -> list[Path]:
    """The forms in their order."""
    return sorted(path for path in (folder / "collected").rglob("*") if path.is_file())


def make(folder: Path, n: int) -> None:
    """A campaign of ``n`` forms in ``folder``: the register, the settings, the collected files."""
    from kokoq import campaign as campaigns
    from kokoq.cli.opening import open_traits
    from kokoq.collect.sample.write import write_samples
    from kokoq.language import language
    from kokoq.model import Period

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kokoq.yaml").write_text(SETTINGS, encoding="utf-8")
    with (folder / "organisations.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([COLUMNS, *register(n - 1)])  # the region's own form is one, too
    opened = campaigns.load(folder).value
    assert opened is not None, "the made campaign does not load"
    period = Period.parse(PERIOD)
    home = folder / "collected" / period.slug
    write_samples(
        opened.plan,
        opened.settings,
        opened.organisations,
        home,
        period=period,
        language=language("ru"),
        traits=open_traits(folder, opened.settings.catalogue),
    )


def register(n: int) -> Iterator[tuple[str, ...]]:
    """The rows of ``n`` organisations, so many of them in a municipality."""
    from kokoq import campaign as campaigns

    example = campaigns.load(EXAMPLE).value
    assert example is not None
    known = [one for one in example.organisations if not one.excluded and one.closed is None and one.opened is None]
    for number, one in enumerate(islice(cycle(known), n), start=1):
        municipality = f"m{number // A_MUNICIPALITY + 1}"
        tags = "; ".join(sorted(one.tags))
        yield f"o{number}", f"{one.title}, {number}", one.type, tags, municipality, "Область", one.cluster


def gather(folder: Path, processes: int) -> None:
    """Read all forms into observations."""
    from kokoq import campaign as campaigns
    from kokoq.collect.gather.run import gather as read
    from kokoq.model import Period

    opened = campaigns.load(folder).value
    assert opened is not None
    periods = (Period.parse(PERIOD),)
    read(opened.plan, opened.settings, opened.organisations, folder, periods=periods, processes=processes or None)


def assess(folder: Path, part: int) -> tuple[Campaign, Assessment]:
    """Everything but the reports, over one in so many of the organisations."""
    from kokoq import campaign as campaigns
    from kokoq.model import Period

    opened = campaigns.load(folder).value
    assert opened is not None
    own = replace(opened, organisations=opened.organisations[::part])
    return own, campaigns.assess(own, Period.parse(PERIOD), processes=1)


def hide(folder: Path, part: int) -> None:
    """The same, and what a public report would hide of it."""
    from kokoq import campaign as campaigns

    own, assessment = assess(folder, part)
    campaigns.public_results(own, assessment.results)


def validate(folder: Path) -> None:
    """The whole command."""
    findings = ["--findings", str(folder / "findings.json"), "--jobs", "2"]
    command = [sys.executable, "-m", "kokoq", "validate", str(folder), *findings]
    subprocess.run(command, capture_output=True, check=False)


def definitions(folder: Path) -> None:
    """What every run does before it reads the first form."""
    from kokoq import campaign as campaigns

    campaigns.load(folder)


def calamine(folder: Path, processes: int) -> None:
    """Values only, in matrices that are dropped at once; every process takes its share of the files."""
    own = "import sys; sys.path[:0] = [sys.argv[1]]; import region; region.share(*sys.argv[2:])"
    here, n = str(Path(__file__).parent), str(processes)
    commands = [[sys.executable, "-c", own, here, str(folder), str(part), n] for part in range(processes)]
    for running in [subprocess.Popen(command) for command in commands]:
        running.wait()


def share(folder: str, part: str, parts: str) -> None:
    """One process's share of the work of ``calamine``."""
    from python_calamine import CalamineWorkbook

    for path in collected(Path(folder))[int(part) :: int(parts)]:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_object(file)
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()


TASKS = {task.__name__: task for task in (make, definitions, gather, validate, calamine, assess, hide)}


if __name__ == "__main__":
    main()
