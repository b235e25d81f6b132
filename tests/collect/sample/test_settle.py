"""Samples without traits: whatever a catalogue declares, a clean sample of it has nothing wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq import campaign
from kokoq.cli.opening import open_traits
from kokoq.collect.sample.draw import Drawn
from kokoq.collect.sample.settle import Answers, settle
from kokoq.collect.sample.traits import Traits, Usual
from kokoq.collect.sample.write import Samples, write_samples
from kokoq.definitions.skeleton import TYPES as TYPES_BEGUN
from kokoq.definitions.skeleton import new_campaign, new_regulation, write_new
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.language import language
from kokoq.model import Check, Field, Period, SourceMapping, Table, Type
from kokoq.plan import Plan
from tests.collect.tiny import AT, CATALOGUE, SCHOOL, SECOND, SETTINGS, asked, make_field, tiny_plan

PERIOD = Period("2020/2021")
RU = language("ru")
EXAMPLES = Path(__file__).parents[3] / "examples"
TYPES: dict[str, dict[str, object]] = {
    "count": {},
    "number": {"type": Type.NUMBER, "unit": "", "limits": (Decimal("0.25"), Decimal("0.75"))},
    "percent": {"type": Type.PERCENT, "unit": ""},
    "least_percent": {"type": Type.PERCENT, "unit": "", "limits": (Decimal(0), Decimal("0.008"))},
    "yes_no": {"type": Type.YES_NO, "unit": ""},
    "mark": {"type": Type.MARK, "unit": ""},
    "date": {"type": Type.DATE, "unit": ""},
    "text": {"type": Type.TEXT, "unit": ""},
    "symbol": {"type": Type.SYMBOL, "unit": "", "dictionary": "subjects"},
}
"""One field of every type, and of percents those below one that no bare number can tell."""


def checked(expect: str, *, table: str = "") -> Check:
    return Check(id=expect, title=expect, at=AT, expect=asked(expect), table=table)


def made(fields: Sequence[Field], *checks: Check, tables: Sequence[Table] = ()) -> Plan:
    known = {field.id: field for field in fields}
    own = {table.id: table for table in tables}
    return tiny_plan(replace(CATALOGUE, fields=known, tables=own, checks={check.id: check for check in checks}))


def every_type() -> Plan:
    """Fields of all types beside the organisation, in the cells of a large and a small table, and in records."""
    rows = CATALOGUE.tables["exams"]
    fields, tables = [], []
    for table in ("", "grid", "few", "list"):
        own = [make_field(f"{table}_{name}", table=table, **more) for name, more in TYPES.items()]
        fields += own
        names = tuple(field.id for field in own)
        keyed = {"grid": (rows.keys, rows.rows), "few": (rows.keys[:1], (("rus",),)), "list": ((), ())}
        if table:
            keys, combinations = keyed[table]
            tables.append(
                Table(
                    id=table,
                    title=table,
                    at=AT,
                    asked=asked("school"),
                    topic="main",
                    keys=keys,
                    rows=combinations,
                    fields=names,
                    records="" if keys else "person",
                )
            )
    return made(fields, tables=tables)


def sampled(plan: Plan, folder: Path, *, sources: dict[str, SourceMapping] | None = None) -> Samples:
    given = replace(SETTINGS, sources=sources or {})
    into = folder / "collected" / PERIOD.slug
    return write_samples(plan, given, (SCHOOL, SECOND), into, period=PERIOD, language=RU)


def wrong(found: Sequence[Diagnostic]) -> list[tuple[str, str]]:
    """What is said of data beside notes."""
    data = [d for d in found if d.severity is not Severity.NOTE and isinstance(d.where, Cell)]
    return [(d.rule.code, str(d.where)) for d in data]


def validated(plan: Plan, folder: Path, *, sources: dict[str, SourceMapping] | None = None) -> campaign.Validation:
    given = replace(SETTINGS, sources=sources or {})
    return campaign.validate(campaign.Campaign(folder, given, plan, (SCHOOL, SECOND)), PERIOD)


def test_fields_of_every_type_are_filled_wherever_they_stand(tmp_path: Path) -> None:
    plan = every_type()
    samples = sampled(plan, tmp_path)
    found = validated(plan, tmp_path)
    assert (wrong(found.diagnostics), samples.diagnostics) == ([], ())
    for table in ("", "grid", "few", "list"):
        frame = found.observations.tables[table].frame
        filled = frame.loc[frame["unit"].isin(["s1", "s2"]), [f"{table}_{name}" for name in TYPES]]
        assert len(filled) >= 2
        assert filled.notna().all().all(), table  # nothing is left blank
    days = found.observations.tables["list"].frame["list_date"]
    assert days.between(dt.date(2020, 9, 1).toordinal(), dt.date(2021, 8, 31).toordinal()).all()


def test_exports_of_every_type_are_written_as_they_are_read(tmp_path: Path) -> None:
    plan, columns = every_type(), {"Школа": "organisation"}
    columns |= {name.replace("list_", "Столбец "): name for name in plan.catalogue.tables["list"].fields}
    for suffix in ("xlsx", "csv"):
        source = SourceMapping(table="list", at=AT, files=(f"список*.{suffix}",), header=("Школа",), columns=columns)
        sampled(plan, tmp_path / suffix, sources={"list": source})
        found = validated(plan, tmp_path / suffix, sources={"list": source})
        assert wrong(found.diagnostics) == []
        assert found.observations.tables["list"].frame[[*columns.values()][1:]].notna().all().all()


def answers(plan: Plan, traits: Traits | None = None) -> Answers:
    return settle(Drawn(plan, traits or Traits(), SCHOOL, PERIOD, 1))


def fixed(**values: float) -> Traits:
    return Traits(fields={name: (Usual(value=value),) for name, value in values.items()})


@pytest.mark.parametrize(
    ("expect", "drawn", "settled"),
    [
        ("a + b == c", (30, 10, 20), (15, 5, 20)),  # 20 too many: 20 · 30/40 = 15 off the one, 5 off the other
        ("a + b == c", (3, 4, 20), (3, 4, 7)),
        ("a >= b and b >= c", (10, 30, 20), (10, 10, 10)),  # b down to a, then c down to b
        ("a <= b", (5, 2, 0), (2, 2, 0)),
        ("a < b", (5, 2, 0), (1, 2, 0)),
        ("a * 2 <= b", (5, 2, 0), (1, 2, 0)),
        ("a == 0 or b > 0", (5, 0, 0), (0, 0, 0)),
        ("not (a > b)", (5, 2, 0), (2, 2, 0)),
        ("a <= b", (2, 5, 0), (2, 5, 0)),  # what holds is left alone
        ("if(a > b, c, a) == 7", (5, 2, 0), (5, 2, 7)),
    ],
)
def test_a_broken_check_is_mended_by_the_least_that_was_drawn(
    expect: str, drawn: tuple[float, ...], settled: tuple[float, ...]
) -> None:
    plan = made([make_field(name) for name in "abc"], checked(expect))
    found = answers(plan, fixed(**dict(zip("abc", drawn, strict=True))))
    assert tuple(found.value(name) for name in "abc") == settled
    assert found.broken == ()


def test_numbers_at_their_lower_limits_let_the_others_be_raised() -> None:
    plan = made([make_field("a", limits=(Decimal(50), None)), make_field("b")], checked("a <= b"))
    found = answers(plan, fixed(a=60, b=20))
    assert (found.value("a"), found.value("b")) == (50, 50)


@pytest.mark.parametrize("expect", ["a <= previous(a)", "median(a) > 3", "a > 500 and a < 3"])
def test_a_check_that_cannot_be_complied_with_is_told_at_its_place(expect: str, tmp_path: Path) -> None:
    plan = made([make_field("a")], checked(expect))
    told = sampled(plan, tmp_path).diagnostics
    assert [(d.rule.code, d.where, d.params["n"], d.params["of"]) for d in told] == [("KQ935", AT, 2, 2)]


def test_a_bound_within_a_row_leaves_nothing_blank(tmp_path: Path) -> None:
    # a is drawn within b, b and c as parts of a and b: each asks for what the other has not got yet
    parts = {"examsa": "", "examsb": "examsa", "examsc": "examsb", "examsd": "examsc"}
    checks = [checked(f"examsa <= {most}", table="exams") for most in ("examsb", "examsc")]
    fields = [make_field(name, table="exams", part_of=whole) for name, whole in parts.items()]
    plan = made(fields, *checks, tables=[replace(CATALOGUE.tables["exams"], fields=tuple(parts))])
    assert sampled(plan, tmp_path).diagnostics == ()
    assert wrong(validated(plan, tmp_path).diagnostics) == []


# --- any catalogue ---

NAMES = ("a", "b", "c", "d", "e", "f")
LIMITS = st.sampled_from([(None, None), (None, None), (Decimal(0), Decimal(40)), (Decimal(0), Decimal(3000))])
SHAPES = ("{} + {} == {}", "{} <= {}", "{} >= {} and {} >= {}", "{} + {} <= {}", "{} == 0 or {} > 0", "{} - {} <= {}")


@st.composite
def catalogues(draw: st.DrawFn) -> Plan:
    """Counts with limits, parts in wholes declared before them, checks over any of them; a table with the same."""
    fields, checks, tables = [], [], []
    for table in ("", "exams"):
        known = [f"{table}{name}" for name in NAMES[: draw(st.integers(2, 6))]]
        for n, name in enumerate(known):
            whole = draw(st.sampled_from(["", *known[:n]]))
            fields.append(make_field(name, table=table, part_of=whole, limits=draw(LIMITS)))
        for shape in draw(st.lists(st.sampled_from(SHAPES), max_size=3)):
            picked = [draw(st.sampled_from(known)) for _ in range(shape.count("{}"))]
            checks.append(checked(shape.format(*picked), table=table))
        if table:
            tables.append(replace(CATALOGUE.tables["exams"], fields=tuple(known)))
    return made(fields, *checks, tables=tables)


@settings(max_examples=25, deadline=None)
@given(catalogues())
def test_a_clean_sample_of_any_catalogue_breaks_nothing(plan: Plan) -> None:
    with TemporaryDirectory() as folder:
        samples = sampled(plan, Path(folder))
        assert samples.diagnostics == ()  # zeros comply with all of these, so nothing may be given up
        assert wrong(validated(plan, Path(folder)).diagnostics) == []


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_a_clean_sample_of_a_shipped_catalogue_breaks_nothing(name: str, seed: int, tmp_path: Path) -> None:
    loaded = campaign.load(EXAMPLES / name).value
    assert loaded is not None
    period = Period("2021/2022" if name.startswith(("promyshlennovsky", "ust-ilimsk")) else "2021")
    assert (
        sample_and_validate(loaded, tmp_path, period, seed, open_traits(EXAMPLES / name, loaded.settings.catalogue))
        == []
    )


def test_a_clean_sample_of_a_regulation_just_begun_breaks_nothing(tmp_path: Path) -> None:
    begun = new_campaign(RU, catalogue="own", types=TYPES_BEGUN)
    write_new(tmp_path / "mine", {**begun, **new_regulation(RU, catalogue="own", regulation="attendance")})
    loaded = campaign.load(tmp_path / "mine").value
    assert loaded is not None
    assert sample_and_validate(loaded, tmp_path, PERIOD, 1, Traits()) == []


def sample_and_validate(
    loaded: campaign.Campaign, folder: Path, period: Period, seed: int, traits: Traits
) -> list[tuple[str, str]]:
    samples = write_samples(
        loaded.plan,
        loaded.settings,
        loaded.organisations,
        folder / "collected" / period.slug,
        period=period,
        language=RU,
        traits=traits,
        seed=seed,
    )
    assert samples.diagnostics == ()
    assert samples.files
    return wrong(campaign.validate(replace(loaded, folder=folder), period).diagnostics)
