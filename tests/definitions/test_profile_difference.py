"""What changed of profiles: every side has its effect on the scores, and is told in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq.definitions.difference import Difference, difference
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.profile_difference import EFFECT, ProfileSide
from kokoq.definitions.verdict import Verdict
from kokoq.language import language
from kokoq.plan import Plan, compile
from kokoq.reports.difference.view import difference_view, to_json, to_markdown, to_text

SHIPPED = Path(__file__).parents[2] / "indicators" / "promyshlennovsky"
SIDES = ProfileSide
RU = language("ru")
HEADS = "      staff:\n        title: Кадры\n        weight: 30\n"

Edit = tuple[str, str, str]


def planned(folder: Path) -> Plan:
    loaded = load_catalogue(folder)
    assert loaded.value is not None, loaded.diagnostics
    plan = compile(loaded.value).value
    assert plan is not None
    return plan


@pytest.fixture
def differ(tmp_path: Path) -> Callable[..., tuple[Difference, Plan, Plan]]:
    """What is found when the shipped catalogue is edited: (file, old text, new text), each text standing once."""

    def found(*edits: Edit) -> tuple[Difference, Plan, Plan]:
        folder = tmp_path / "promyshlennovsky"
        shutil.copytree(SHIPPED, folder)
        for name, before, after in edits:
            text = (folder / name).read_text(encoding="utf-8")
            assert text.count(before) == 1, (name, before)
            (folder / name).write_text(text.replace(before, after), encoding="utf-8")
        old, new = planned(SHIPPED), planned(folder)
        return difference(old, new), old, new

    return found


@pytest.mark.parametrize(
    ("before", "after", "sides"),
    [
        (HEADS, HEADS.replace("30", "40"), (SIDES.WEIGHTS,)),
        ("volunteers_share: 1, ", "volunteers_share: 1, grade9_honours_share: 1, ", (SIDES.MEMBERS,)),
        ("volunteers_share: 1, ", "", (SIDES.MEMBERS,)),
        ("of: {heads_qualified_share: 2", "missing: zero\n        of: {heads_qualified_share: 2", (SIDES.LACKING,)),
        ("exempt: not upper", "exempt: not upper or shnor", (SIDES.EXEMPT,)),
        ("multiply: {shfnsu: 1.05}", "multiply: {shfnsu: 1.10}", (SIDES.FACTORS,)),
        ("multiply: {shfnsu: 1.05}", "bonus: {heads_qualified_share: 5%}", (SIDES.FACTORS, SIDES.BONUS)),
        ("    purpose: head\n    scope: school\n", "    purpose: head\n    scope: upper\n", (SIDES.SCOPE,)),
        ("minimum: 70%", "minimum: 60%", (SIDES.MINIMUM,)),
        ("at_least: 85%", "at_least: 90%", (SIDES.LEVELS,)),
        ("purpose: head", "purpose: board", (SIDES.PURPOSE,)),
        ("title: Кадры", "title: Кадровые условия", (SIDES.TITLE,)),
    ],
)
def test_every_side_of_a_profile_is_told_with_its_effect(
    before: str, after: str, sides: tuple[ProfileSide, ...], differ: Callable[..., tuple[Difference, Plan, Plan]]
) -> None:
    found, old, new = differ(("profiles.yaml", before, after))
    (change,) = found.profiles
    assert (change.id, change.change, change.sides) == ("school_head", "changed", sides)
    assert change.verdict is max((EFFECT[side] for side in sides), key=lambda verdict: verdict.weight)
    assert found.verdict is change.verdict  # nothing else changed
    (line,) = difference_view(found, old, new, RU).profiles
    assert [side.facet for side in line.sides] == list(map(str, sides))
    assert all(side.before != side.after for side in line.sides)


@pytest.mark.parametrize(
    ("before", "after", "statement"),
    [
        (HEADS, HEADS.replace("30", "40"), "Баллы несравнимы: веса другие."),
        (
            "at_least: 85%",
            "at_least: 90%",
            "Баллы сравнимы с оговоркой: уровни сравнивать нельзя, у них другие границы.",
        ),
        (
            "title: Кадры",
            "title: Кадровые условия",
            "Баллы сравнимы: изменилось только то, от чего они не зависят (название).",
        ),
    ],
)
def test_what_it_means_for_scores_is_one_statement(
    before: str, after: str, statement: str, differ: Callable[..., tuple[Difference, Plan, Plan]]
) -> None:
    (line,) = difference_view(*differ(("profiles.yaml", before, after)), RU).profiles
    assert line.reason == statement


def test_the_effects_are_those_of_the_page_on_profiles() -> None:
    noted = {side for side in SIDES if EFFECT[side] is Verdict.WITH_NOTE}
    harmless = {side for side in SIDES if EFFECT[side] is Verdict.COMPARABLE}
    assert noted == {SIDES.SCOPE, SIDES.MINIMUM, SIDES.LEVELS}
    assert harmless == {SIDES.PURPOSE, SIDES.TITLE, SIDES.SOURCE}


def test_a_profile_without_changes_is_not_told(differ: Callable[..., tuple[Difference, Plan, Plan]]) -> None:
    found, _, _ = differ(("profiles.yaml", "minimum: 70%", "minimum:   70%  # as it was"))
    assert found.profiles == ()
    assert found.verdict is Verdict.COMPARABLE


def test_another_scale_of_an_indicator_gives_its_profiles_other_points(
    differ: Callable[..., tuple[Difference, Plan, Plan]],
) -> None:
    text = (SHIPPED / "5.1.1-student-attainment.yaml").read_text(encoding="utf-8")
    start = text.index("  grade9_certified_share:")
    scale = text[text.index("scale:", start) : text.index("recommend:", start)]
    other = scale.replace("98%", "97%")
    assert other != scale
    cut = text[start : start + len(text[start : text.index("recommend:", start)])]
    found, old, new = differ(("5.1.1-student-attainment.yaml", cut, cut.replace(scale, other)))
    assert [(change.id, change.sides, change.scoring) for change in found.profiles] == [
        ("school_head", (SIDES.SCORING,), ("grade9_certified_share",)),
        ("open_report", (SIDES.SCORING,), ("grade9_certified_share",)),
    ]
    line = difference_view(found, old, new, RU).profiles[0]
    title = "1.1.03 Доля выпускников 9-х классов, сдавших ГИА и получивших аттестат"
    assert line.reason == f"Баллы несравнимы: иначе считаются баллы показателей: {title}."
    assert line.verdict is Verdict.NOT_COMPARABLE


def test_a_renamed_profile_ends_one_series_and_begins_another_and_a_lifted_ban_is_told(
    differ: Callable[..., tuple[Difference, Plan, Plan]],
) -> None:
    found, old, new = differ(
        ("profiles.yaml", "  open_report:", "  for_everybody:"),
        ("catalogue.yaml", "in_profiles: [head, teacher, funding]", "in_profiles: [head]"),
    )
    assert [(change.id, change.change, change.verdict) for change in found.profiles] == [
        ("open_report", "removed", Verdict.NOT_COMPARABLE),
        ("for_everybody", "added", Verdict.WITH_NOTE),
    ]
    view = difference_view(found, old, new, RU)
    for text in (to_text(view, RU), to_markdown(view, RU)):
        assert "Профиль для открытого отчёта" in text
        assert "запреты на использование результатов" in " ".join(text.split())
    record = json.loads(to_json(view))
    assert record["verdict"] == "not-comparable"
    assert [one["profile"] for one in record["profiles"]] == ["open_report", "for_everybody"]
    assert (
        record["parts"][0]["sides"]["policies"]["after"] == "Оценочная процедура: ВПР; запрещено: оценка руководителя"
    )
