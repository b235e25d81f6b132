"""The worst sample of the example read and checked: is every planted fault found, and is nothing invented?

Usage: ``python benchmarks/dirt.py [--seeds 3]``. Each seed makes two periods, the later one with all faults that kokoq
knows (see ``kokoq sample --dirt worst``), and holds the findings against the list that lies beside the sample.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kokoq import campaign as campaigns
from kokoq.cli.opening import open_traits
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.planted import Due, Held, hold, read_planted
from kokoq.collect.sample.write import write_samples
from kokoq.language import language
from kokoq.model import Period

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "promyshlennovsky-2021"
PERIOD = Period("2020/2021")
LIST = """
  championship:
    files: "*емпионат*.xlsx"
    sheet: "Участники*"
    header: {find: [Организация, Уровень, Участников]}
    columns: {Организация: organisation, Уровень: championship_level, Участников: championship_participants}
    skip: {rows_where: {Организация: [Итого]}}
"""
"""A list with a row of totals: the example itself has none, and a total that is wrong needs one."""


def main() -> int:
    """Print precision and recall of every seed, and what was missed or invented; 1 where anything was."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seeds", type=int, default=3)
    failed = False
    print("the worst sample of the example: faults planted, found, missed; findings that nobody planted")
    for seed in range(1, arguments.parse_args().seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            planted, held = measure(EXAMPLE, Path(folder), seed=seed)
        failed |= bool(held.missed or held.invented)
        print("\n".join(told(seed, planted, held)), flush=True)
    return int(failed)


def told(seed: int, planted: tuple[Due, ...], held: Held) -> Iterator[str]:
    """One line for a seed, and one for everything that is not as it should be."""
    wanted, kinds = sum(bool(one.code) for one in planted), Counter(one.fault for one in planted)
    yield (
        f"  seed {seed}: {wanted} planted of {len(kinds)} kinds, {len(planted) - wanted} that must stay silent; "
        f"precision {held.precision:.1%}, recall {held.recall:.1%}"
    )
    yield from (f"    missed   {' '.join(filter(None, key))}" for key in held.missed)
    yield from (f"    invented {one.rule.code} {one.where} {one.unit}" for one in held.invented)


def measure(example: Path, folder: Path, *, seed: int) -> tuple[tuple[Due, ...], Held]:
    """A campaign like the example in ``folder``, two periods of it made anew, and its findings held."""
    for name in ("kokoq.yaml", "organisations.xlsx", "sample.yaml"):
        shutil.copy(example / name, folder / name)
    with (folder / "kokoq.yaml").open("a", encoding="utf-8") as settings:  # whose last block are its sources
        settings.write(LIST)
    opened = campaigns.load(folder).value
    assert opened is not None, "the example does not load"
    traits = open_traits(folder, opened.settings.catalogue)
    for period, dirt in ((PERIOD.previous(), Dirt.NONE), (PERIOD, Dirt.WORST)):
        write_samples(
            opened.plan,
            opened.settings,
            opened.organisations,
            folder / "collected" / period.slug,
            period=period,
            language=language("ru"),
            traits=traits,
            seed=seed,
            dirt=dirt,
        )
    home = f"collected/{PERIOD.slug}"
    planted = read_planted(folder / home)
    validated = campaigns.validate(opened, PERIOD)
    earlier = validated.earlier.text if validated.earlier else ""
    return planted, hold(planted, validated.diagnostics, home=home, earlier=earlier)


if __name__ == "__main__":
    sys.exit(main())
