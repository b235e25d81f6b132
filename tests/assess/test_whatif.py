"""Other ways of scoring, by hand: which levels move, and which do not."""

from __future__ import annotations

from pathlib import Path

from kokoq.assess.whatif import Ground, Standing, Trial, moves, trials
from kokoq.model import Organisation
from kokoq.plan import Plan
from kokoq.results import Results
from tests.assess.desk_of_profiles import PERIOD, plan_of, row

PROFILE = """
purpose: board
missing: to(a)
levels: [{at_least: 75%, level: high}, {at_least: 50%, level: basic}, {otherwise: {level: low}}]
tree: {a: {weight: 2, missing: reweight}, b: 1, c: 1}
"""


def tried(plan: Plan, *rows: object, places: int = 3) -> dict[tuple[str, str], Trial]:
    school = Organisation(id="s1", title="Школа", type="school")
    ground = Ground(plan, Results(rows), (school,), PERIOD)  # type: ignore[arg-type]  # of the desk
    return {(t.of, t.policy): t for t in trials(ground, lambda _: places)}


def test_every_other_rule_for_a_missing_weight_is_tried(tmp_path: Path) -> None:
    found = tried(plan_of(tmp_path, PROFILE), row("a", 4), row("b", 0), row("c", None))
    # declared: c's weight goes to a, (3·1 + 1·0) / 4 = 75 %, high
    before = Standing(0.75, "high")
    expected = {
        ("missing", "reweight"): Standing(2 / 3, "basic"),
        ("missing", "zero"): Standing(0.5, "basic"),
        ("missing", "no_score"): Standing(None, ""),
        ("weights", "equal"): Standing(2 / 3, "basic"),  # a 1, c's 1 to a, b 1: 2 / 3
    }
    for key, after in expected.items():
        (move,) = found[key].moves
        assert (move.profile, move.indicator, move.before, move.after) == ("p", "", before, after)
    assert not found["rounding", "rounded"].moves
    assert not found["rounding", "truncated"].moves


def test_a_profile_of_means_is_tried_by_sums_and_the_other_way_round(tmp_path: Path) -> None:
    # a has 1 of 4, b 15 of 16, c 16 of 16, of equal weights: mean 35/48 is 72.9 %, basic; sums 32/36, 88.9 %, high
    plain = PROFILE.replace("missing: to(a)", "missing: reweight").replace("{weight: 2, missing: reweight}", "1")
    rows = [row("a", 1, most=4), row("b", 15, most=16), row("c", 16, most=16)]
    found = tried(plan_of(tmp_path / "means", plain), *rows)
    (move,) = found["weights", "sums"].moves
    assert (move.before, move.after) == (Standing(35 / 48, "basic"), Standing(32 / 36, "high"))
    assert not found["weights", "mean"].moves
    found = tried(plan_of(tmp_path / "sums", "by: sums\n" + plain.lstrip()), *rows)
    assert [(m.before.band, m.after.band) for m in found["weights", "mean"].moves] == [("high", "basic")]
    assert not found["weights", "sums"].moves


def test_by_sums_a_group_weighs_as_much_as_the_most_of_all_below_it(tmp_path: Path) -> None:
    # means: (1/2 + (1 + 1/2) / 2) / 2 = 5/8, basic; sums: a 2 of 4, the group 12 of 12 and 2 of 4: 16/20, high
    tree = "tree: {a: 1, group: {weight: 1, of: {b: 1, c: 1}}}\n"
    plain = PROFILE.replace("missing: to(a)", "missing: reweight").partition("tree:")[0] + tree
    rows = [row("a", 2, most=4), row("b", 12, most=12), row("c", 2, most=4)]
    (move,) = tried(plan_of(tmp_path, plain), *rows)["weights", "sums"].moves
    assert (move.before, move.after) == (Standing(5 / 8, "basic"), Standing(16 / 20, "high"))


def test_rounding_before_the_limit_turns_a_level(tmp_path: Path) -> None:
    """a = 299.9 of 400 is 74.975 %: below 75 %, at it where rounded to 75.0 %, below it where cut off to 74.9 %."""
    plan = plan_of(tmp_path, PROFILE, most=400)
    rows = [row(id, 299.9, most=400) for id in ("a", "b", "c")]
    found = tried(plan, *rows, places=3)
    (move,) = found["rounding", "rounded"].moves
    assert (move.before.band, move.after.band) == ("basic", "high")
    assert not found["rounding", "truncated"].moves


def test_points_are_given_again_to_values_as_they_are_printed(tmp_path: Path) -> None:
    """Each value 2.6 of 4, printed as 3: 65 % is basic, 75 % high; cut off to 2, 50 %, it stays basic."""
    found = tried(plan_of(tmp_path, PROFILE), row("a", 2.6), row("b", 2.6), row("c", 2.6), places=0)
    # places=0 rounds the share itself, too: 0.75 → 1 and 0.5 → 0
    assert [(m.before.band, m.after.band) for m in found["rounding", "rounded"].moves] == [("basic", "high")]
    assert [(m.before.band, m.after.band) for m in found["rounding", "truncated"].moves] == [("basic", "low")]


def test_what_only_one_side_knows_is_no_move() -> None:
    a, b = ("organisation", "s1", "", "a"), ("organisation", "s1", "", "b")
    before = {a: Standing(1, "high"), b: Standing(1, "high")}
    (move,) = moves(before, {a: Standing(1, "low")})
    assert (move.indicator, move.after.band) == ("a", "low")


def test_without_profiles_only_rounding_is_tried(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PROFILE)
    (tmp_path / "profiles.yaml").unlink()
    from kokoq.definitions.load import load_catalogue
    from kokoq.plan import compile

    bare = compile(load_catalogue(tmp_path).value).value  # type: ignore[arg-type]  # it was made above
    assert bare is not None
    assert plan.catalogue.profiles
    assert set(tried(bare, row("a", 1))) == {("rounding", "rounded"), ("rounding", "truncated")}
