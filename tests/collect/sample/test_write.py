"""Samples: plausible, the same for the same seed, and with exactly the faults that were planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kokoq import campaign
from kokoq.cli.opening import open_traits
from kokoq.collect.gather.intake import collected_files
from kokoq.collect.gather.run import gather
from kokoq.collect.sample.dirt import Dirt
from kokoq.collect.sample.faults import LIGHT, USUAL
from kokoq.collect.sample.planted import PLANTED, Due, Held, hold, read_planted
from kokoq.collect.sample.traits import Traits, Usual, load_traits, over
from kokoq.collect.sample.worst_cells import ROWS, WORST_CELLS
from kokoq.collect.sample.write import Samples, write_samples
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import PLAIN, Organisation, Period, SourceMapping
from tests.collect.tiny import AT, ORGANISATIONS, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
EARLIER = Period("2019/2020")
WORST = {
    *("KQ301", "KQ302", "KQ303", "KQ304", "KQ305", "KQ307", "KQ308", "KQ309", "KQ310", "KQ311", "KQ312"),
    *("KQ315", "KQ316", "KQ319", "KQ320"),
    *("KQ401", "KQ402", "KQ403", "KQ405", "KQ406", "KQ407", "KQ408", "KQ409", "KQ411", "KQ412", "KQ413", "KQ414"),
    *("KQ415", "KQ416"),
    *("KQ501", "KQ502", "KQ503", "KQ507", "KQ510", "KQ511", "KQ512", "KQ515", "KQ516"),
}
"""Everything that can be wrong with the files of the example: it asks for no dates and for no details of a yes."""
EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"
TRAITS = open_traits(EXAMPLE, "promyshlennovsky")
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*.xlsx",),
    sheet="Список*",
    header=("Школа", "Участник"),
    columns={"Школа": "organisation", "Участник|Код": "pupil", "Участник|Балл": "score", "Предмет": "subject_of"},
    skip={"Школа": ("Всего",)},
)
CHAMPIONSHIP = SourceMapping(
    table="championship",
    at=AT,
    files=("*емпионат*.xlsx",),
    sheet="Участники*",
    header=("Организация", "Уровень", "Участников"),
    columns={
        "Организация": "organisation",
        "Уровень": "championship_level",
        "Участников": "championship_participants",
    },
    skip={"Организация": ("Итого",)},
)
"""A list with a row of totals: the example itself has none."""
SOURCED = replace(SETTINGS, sources={"olympiad": LIST})
MANY = tuple(Organisation(id=f"s{n}", title=f"Школа № {n}", type="school") for n in range(1, 9)) + ORGANISATIONS[2:]


def sample(folder: Path, *, seed: int = 1, period: Period = PERIOD, traits: Traits | None = None) -> Samples:
    into = folder / "collected" / period.slug
    speech = language("ru")
    return write_samples(PLAN, SOURCED, MANY, into, period=period, language=speech, seed=seed, traits=traits)


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


def test_traits_fix_what_they_name(tmp_path: Path) -> None:
    traits = Traits(
        fixed_sizes={"s1": 1000},
        fields={"graduates": (Usual(of="size", share=(0.2, 0.2)),), "certified": (Usual(blank=True),)},
        files={"s1": "первая.xlsx"},
    )
    sample(tmp_path, traits=traits)
    checked = gather(PLAN, SOURCED, MANY, tmp_path, periods=(PERIOD,))
    frame = checked.value.tables[PLAIN].frame.set_index("unit")
    assert 180 <= frame.loc["s1", "graduates"] <= 220  # a fifth of about 1000, give or take the year
    assert frame["certified"].isna().all()
    assert (tmp_path / "collected" / PERIOD.slug / "первая.xlsx").is_file()


def test_traits_are_read_with_the_place_of_each_fault(tmp_path: Path) -> None:
    text = "sizes: {school: 90..900}\nfields:\n  graduates: {of: size, shares: 0.1..0.2}\n"
    (tmp_path / "sample.yaml").write_text(text, encoding="utf-8")
    loaded = load_traits(tmp_path)
    assert [(d.rule.code, d.where) for d in loaded.diagnostics] == [("KQ102", Span("sample.yaml", 3, 25, 6))]
    assert loaded.value is not None
    assert loaded.value.sizes == {"school": (90.0, 900.0)}


@pytest.fixture(scope="module")
def example() -> campaign.Campaign:
    loaded = campaign.load(EXAMPLE)
    assert loaded.value is not None
    return loaded.value


def test_a_campaign_s_own_traits_go_over_those_of_its_catalogue() -> None:
    general = Traits(sizes={"school": (100.0, 900.0)}, fixed_sizes={"a": 500})
    found = over(general, Traits(sizes={"kindergarten": (50.0, 200.0)}, fixed_sizes={"a": 600, "b": 90}))
    assert found.sizes == {"school": (100.0, 900.0), "kindergarten": (50.0, 200.0)}
    assert found.fixed_sizes == {"a": 600, "b": 90}


def sample_example(
    example: campaign.Campaign, folder: Path, period: Period, *, seed: int, dirt: Dirt = Dirt.USUAL
) -> Samples:
    """A period of the example made anew; the later one with faults."""
    return write_samples(
        example.plan,
        example.settings,
        example.organisations,
        folder / "collected" / period.slug,
        period=period,
        language=language("ru"),
        traits=TRAITS,
        seed=seed,
        dirt=dirt if period == PERIOD else Dirt.NONE,
    )


def held(example: campaign.Campaign, folder: Path, planted: Sequence[Due]) -> Held:
    """The findings of the whole of ``kokoq validate`` held against the list."""
    validated = campaign.validate(replace(example, folder=folder), PERIOD)
    earlier = validated.earlier.text if validated.earlier else ""
    return hold(planted, validated.diagnostics, home=f"collected/{PERIOD.slug}", earlier=earlier)


@pytest.mark.parametrize("dirt", [Dirt.LIGHT, Dirt.USUAL])
def test_a_dirty_sample_has_exactly_the_faults_that_were_planted(
    tmp_path: Path, example: campaign.Campaign, dirt: Dirt
) -> None:
    samples = sample_example(example, tmp_path, PERIOD, seed=7, dirt=dirt)
    found = held(example, tmp_path, samples.expected)
    assert (found.missed, found.invented) == ((), ())
    assert found.found == len(samples.expected) > 8


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_few_organisations_too_no_fault_hides_another(tmp_path: Path, example: campaign.Campaign, seed: int) -> None:
    """An error in a cell stops the later stages for its organisation: what these find is planted elsewhere."""
    few = replace(example, organisations=tuple(o for o in example.organisations if o.type == "school")[:4])
    samples = sample_example(few, tmp_path, PERIOD, seed=seed, dirt=Dirt.USUAL)
    found = held(few, tmp_path, samples.expected)
    assert (found.missed, found.invented) == ((), ())
    assert "KQ501" in {one.code for one in samples.expected}


def test_of_the_worst_sample_every_fault_is_found_and_none_invented(tmp_path: Path, example: campaign.Campaign) -> None:
    sources = {**example.settings.sources, "championship": CHAMPIONSHIP}
    example = replace(example, settings=replace(example.settings, sources=sources))
    sample_example(example, tmp_path, EARLIER, seed=3)
    samples = sample_example(example, tmp_path, PERIOD, seed=3, dirt=Dirt.WORST)
    found = held(example, tmp_path, read_planted(tmp_path / "collected" / PERIOD.slug))
    assert (found.missed, found.invented) == ((), ())
    assert (found.precision, found.recall) == (1.0, 1.0)
    assert found.found == sum(bool(one.code) for one in samples.expected)
    assert {one.code for one in samples.expected} >= WORST  # no kind of fault is silently left out
    assert {one.fault for one in samples.expected} >= {
        "more-persons-than-a-stage-before",
        "record-twice",
        "total-wrong",
    }


def test_the_worst_sample_is_the_same_bytes_again(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    one, same = (
        write_samples(PLAN, SOURCED, MANY, into, period=PERIOD, language=language("ru"), seed=5, dirt=Dirt.WORST).files
        for into in folders
    )
    assert [path.name for path in one] == [path.name for path in same]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in same]
    assert (folders[0] / PLANTED).read_bytes() == (folders[1] / PLANTED).read_bytes()


def test_a_level_has_the_faults_of_those_before_it() -> None:
    light, usual, worst = ({(f.name, f.rule) for f in level} for level in (LIGHT, USUAL, (*WORST_CELLS, *ROWS)))
    assert light < usual < worst


def test_the_list_of_what_was_planted_is_no_submission(tmp_path: Path) -> None:
    speech = language("ru")
    samples = write_samples(PLAN, SOURCED, MANY, tmp_path, period=PERIOD, language=speech, dirt=Dirt.LIGHT)
    assert read_planted(tmp_path) == samples.expected != ()
    assert tmp_path / PLANTED not in collected_files(tmp_path)


def test_the_example_is_what_its_generator_makes_and_has_the_faults_that_its_readme_lists(
    tmp_path: Path, example: campaign.Campaign
) -> None:
    sample_example(example, tmp_path, EARLIER, seed=2021)
    samples = sample_example(example, tmp_path, PERIOD, seed=2021)
    kept = {path.stem for path in (EXAMPLE / "collected" / PERIOD.slug).iterdir()}
    assert kept == {path.stem for path in samples.files}
    found = held(example, EXAMPLE, samples.expected)
    assert (found.missed, found.invented) == ((), ())
    ours, new = (
        gather(example.plan, example.settings, example.organisations, folder, periods=(EARLIER, PERIOD)).value
        for folder in (EXAMPLE, tmp_path)
    )
    for name, table in ours.tables.items():
        columns = list(table.frame.columns)
        frames = (t.frame.sort_values(columns).reset_index(drop=True) for t in (table, new.tables[name]))
        pd.testing.assert_frame_equal(*frames)


def test_the_readme_of_the_example_lists_every_fault_that_was_planted(
    tmp_path: Path, example: campaign.Campaign
) -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for expected in sample_example(example, tmp_path, PERIOD, seed=2021).expected:
        if expected.ref:
            assert f"`{expected.file}`, {expected.sheet}, {expected.ref}" in readme
            assert expected.code in readme
