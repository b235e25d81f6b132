"""Samples: plausible, the same for the same seed, and with exactly the faults that were planted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kokoq import campaign
from kokoq.cli.opening import open_profile
from kokoq.collect.gather import gather
from kokoq.collect.sample.profile import Profile, Rule, load_profile, over
from kokoq.collect.sample.write import Samples, write_samples
from kokoq.diagnostics import Cell, Checked, Span
from kokoq.language import language
from kokoq.model import PLAIN, Organisation, Period, SourceMapping
from kokoq.observations import Observations
from tests.collect.tiny import AT, ORGANISATIONS, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"
PROFILE = open_profile(EXAMPLE, "promyshlennovsky")
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*.xlsx",),
    sheet="Список*",
    header=("Школа", "Участник"),
    columns={"Школа": "organisation", "Участник|Код": "pupil", "Участник|Балл": "score", "Предмет": "subject_of"},
    skip={"Школа": ("Всего",)},
)
SOURCED = replace(SETTINGS, sources={"olympiad": LIST})
MANY = tuple(Organisation(id=f"s{n}", title=f"Школа № {n}", type="school") for n in range(1, 9)) + ORGANISATIONS[2:]


def sample(folder: Path, *, seed: int = 1, period: Period = PERIOD, profile: Profile | None = None) -> Samples:
    into = folder / "collected" / period.slug
    speech = language("ru")
    return write_samples(PLAN, SOURCED, MANY, into, period=period, language=speech, seed=seed, profile=profile)


def test_a_clean_sample_is_read_without_a_finding(tmp_path: Path) -> None:
    samples = sample(tmp_path)
    checked = gather(PLAN, SOURCED, MANY, tmp_path, periods=(PERIOD,))
    assert [(d.rule.code, str(d.where)) for d in checked.diagnostics] == []
    assert len(samples.files) == len(MANY) + 2  # the municipality's form and the list
    assert len(checked.value.tables["olympiad"].frame) > 20


def test_parts_lie_within_their_wholes_and_limits(tmp_path: Path) -> None:
    sample(tmp_path)
    observations = gather(PLAN, SOURCED, MANY, tmp_path, periods=(PERIOD,)).value
    frame = observations.tables[PLAIN].frame.dropna(subset="graduates")
    assert (frame["certified"] <= frame["graduates"]).all()
    assert frame["graduates"].between(0, 300).all()
    contests = observations.tables["contests"].frame
    assert (contests["winners"] <= contests["participants"]).all()
    assert observations.tables["olympiad"].frame["score"].between(0, 100).all()


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path: Path) -> None:
    one, same, other = sample(tmp_path / "a"), sample(tmp_path / "b"), sample(tmp_path / "c", seed=2)
    assert [p.read_bytes() for p in one.files] == [p.read_bytes() for p in same.files]
    assert one.files[0].read_bytes() != other.files[0].read_bytes()


def test_neighbouring_years_resemble_each_other(tmp_path: Path) -> None:
    earlier = Period("2019/2020")
    for period in (earlier, PERIOD):
        sample(tmp_path, period=period)
    observations = gather(PLAN, SOURCED, MANY, tmp_path, periods=(earlier, PERIOD)).value
    frame = observations.tables[PLAIN].frame
    years = frame.pivot_table(index="unit", columns="period", values="graduates").dropna()
    assert years[earlier.text].corr(years[PERIOD.text]) > 0.7
    assert (years[earlier.text] != years[PERIOD.text]).any()


def test_a_profile_fixes_what_it_names(tmp_path: Path) -> None:
    profile = Profile(
        fixed_sizes={"s1": 1000},
        fields={"graduates": (Rule(of="size", share=(0.2, 0.2)),), "certified": (Rule(blank=True),)},
        files={"s1": "первая.xlsx"},
    )
    sample(tmp_path, profile=profile)
    checked = gather(PLAN, SOURCED, MANY, tmp_path, periods=(PERIOD,))
    frame = checked.value.tables[PLAIN].frame.set_index("unit")
    assert 180 <= frame.loc["s1", "graduates"] <= 220  # a fifth of about 1000, give or take the year
    assert frame["certified"].isna().all()
    assert (tmp_path / "collected" / PERIOD.slug / "первая.xlsx").is_file()


def test_a_profile_is_read_with_the_place_of_each_fault(tmp_path: Path) -> None:
    text = "sizes: {school: 90..900}\nfields:\n  graduates: {of: size, shares: 0.1..0.2}\n"
    (tmp_path / "sample.yaml").write_text(text, encoding="utf-8")
    loaded = load_profile(tmp_path)
    assert [(d.rule.code, d.where) for d in loaded.diagnostics] == [("KQ102", Span("sample.yaml", 3, 25, 6))]
    assert loaded.value is not None
    assert loaded.value.sizes == {"school": (90.0, 900.0)}


@pytest.fixture(scope="module")
def example() -> campaign.Campaign:
    loaded = campaign.load(EXAMPLE)
    assert loaded.value is not None
    return loaded.value


def test_a_campaign_s_own_profile_goes_over_that_of_its_catalogue() -> None:
    general = Profile(sizes={"school": (100.0, 900.0)}, fixed_sizes={"a": 500})
    found = over(general, Profile(sizes={"kindergarten": (50.0, 200.0)}, fixed_sizes={"a": 600, "b": 90}))
    assert found.sizes == {"school": (100.0, 900.0), "kindergarten": (50.0, 200.0)}
    assert found.fixed_sizes == {"a": 600, "b": 90}


def sample_example(example: campaign.Campaign, folder: Path, period: Period, *, seed: int) -> Samples:
    """A period of the example made anew; the later one with faults."""
    return write_samples(
        example.plan,
        example.settings,
        example.organisations,
        folder / "collected" / period.slug,
        period=period,
        language=language("ru"),
        profile=PROFILE,
        seed=seed,
        dirt=period == PERIOD,
    )


def read_example(example: campaign.Campaign, folder: Path, *periods: Period) -> Checked[Observations]:
    return gather(example.plan, example.settings, example.organisations, folder, periods=periods)


def expected_of(samples: Samples) -> Counter[tuple[str, Cell | str]]:
    """The planted faults that the reader has to find, a missing form by its unit."""
    checked_later = ("KQ414", "KQ501")
    return Counter(
        (
            e.rule.code,
            e.unit if e.rule.code == "KQ316" else Cell(f"collected/{PERIOD.slug}/{e.at.file}", e.at.sheet, e.at.ref),
        )
        for e in samples.expected
        if e.rule.code not in checked_later
    )


def found_in(checked: Checked[Observations]) -> Counter[tuple[str, Cell | str]]:
    return Counter(
        (d.rule.code, d.unit if d.rule.code == "KQ316" or not isinstance(d.where, Cell) else d.where)
        for d in checked.diagnostics
    )


@pytest.mark.parametrize("seed", [7, 8])
def test_a_dirty_sample_has_exactly_the_faults_that_were_planted(
    tmp_path: Path, example: campaign.Campaign, seed: int
) -> None:
    samples = sample_example(example, tmp_path, PERIOD, seed=seed)
    assert found_in(read_example(example, tmp_path, PERIOD)) == expected_of(samples)


def test_the_example_is_what_its_generator_makes_and_has_the_faults_that_its_readme_lists(
    tmp_path: Path, example: campaign.Campaign
) -> None:
    earlier = Period("2019/2020")
    sample_example(example, tmp_path, earlier, seed=2021)
    samples = sample_example(example, tmp_path, PERIOD, seed=2021)
    kept = {path.stem for path in (EXAMPLE / "collected" / PERIOD.slug).iterdir()}
    assert kept == {path.stem for path in samples.files}
    ours, new = (read_example(example, folder, earlier, PERIOD) for folder in (EXAMPLE, tmp_path))
    assert found_in(ours) == expected_of(samples)
    for name, table in ours.value.tables.items():
        columns = list(table.frame.columns)
        frames = (t.frame.sort_values(columns).reset_index(drop=True) for t in (table, new.value.tables[name]))
        pd.testing.assert_frame_equal(*frames)


def test_the_readme_of_the_example_lists_every_fault_that_was_planted(
    tmp_path: Path, example: campaign.Campaign
) -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for expected in sample_example(example, tmp_path, PERIOD, seed=2021).expected:
        if expected.at.ref:
            assert f"`{expected.at.file}`, {expected.at.sheet}, {expected.at.ref}" in readme
            assert expected.rule.code in readme
