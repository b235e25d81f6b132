"""What the indicators of a measure did: the values of both periods, whose they are, and no word on cause."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kokoq.campaign import Assessment, Deeds, published
from kokoq.decisions import Deadline, Decision, DeedKind
from kokoq.language import NBSP, language
from kokoq.model import Period
from kokoq.reports.markdown import organisation_page, report
from kokoq.reports.view import view
from kokoq.results import Change, Results
from tests.compute.small import HERE, Y1, Y2
from tests.reports.sample import CERTIFIED, assess

RU = language("ru")
DECISION = Decision(
    number="3.1",
    at=HERE,
    kind=DeedKind.MEASURE,
    action="Разобрать каждый случай",
    date=dt.date(2020, 9, 25),
    period=Y1,
    deadline=Deadline("постоянно"),
    to=("a",),
    indicators=("certified",),
)


def decided(*decisions: Decision, of: Assessment | None = None) -> Assessment:
    return replace(of or assess(), deeds=Deeds(decisions))


def test_the_indicator_of_the_addressee_stands_before_and_after() -> None:
    (measure,) = view(decided(DECISION), RU).measures
    (effect,) = measure.effects
    # school a: 40 of 50 and 45 of 50
    assert (effect.before, effect.after) == (f"80,0{NBSP}%", f"90,0{NBSP}%")
    assert effect.change is not None
    assert effect.change.text == f"+10,0{NBSP}п.{NBSP}п."
    assert (effect.unit, measure.to) == ("a", "Школа № 1")


def test_without_an_addressee_of_its_own_the_municipality_is_shown() -> None:
    (measure,) = view(decided(replace(DECISION, to=("municipality",))), RU).measures
    # schools a and b: 60 of 70 = 85,714 and 65 of 70 = 92,857
    assert [(e.unit, e.before, e.after) for e in measure.effects] == [("Округ", f"85,7{NBSP}%", f"92,9{NBSP}%")]


def test_the_group_is_shown_where_it_was_computed() -> None:
    (measure,) = view(decided(replace(DECISION, to=("shnor",)), of=assess(groups=("shnor",))), RU).measures
    assert [e.before for e in measure.effects] == [f"80,0{NBSP}%"]  # school a alone has the tag


def test_a_decision_on_the_reported_period_is_not_judged_yet() -> None:
    assert view(decided(replace(DECISION, period=Y2)), RU).measures == ()


def test_what_is_neither_collected_nor_kept_is_said_to_be_unknown() -> None:
    (measure,) = view(decided(replace(DECISION, period=Period("2018/2019"))), RU).measures
    (effect,) = measure.effects
    assert effect.before == "нет данных: в архиве нет этого периода"
    assert (effect.after, effect.change) == (f"90,0{NBSP}%", None)


def test_an_older_period_comes_from_what_the_archive_kept() -> None:
    base, old = assess(), Period("2018/2019")
    now = base.results.get(Y2.text, "organisation", "a", "certified")
    assert now is not None
    kept = Results((now._replace(period=old.text, value=0.6, numerator=30.0),))
    change = Change("organisation", "a", "certified", 0.6, 0.9, 0.3, "better")
    deeds = Deeds((replace(DECISION, period=old),), kept, {old.text: (change,)})
    (measure,) = view(replace(base, deeds=deeds), RU).measures
    (effect,) = measure.effects
    assert effect.before == f"60,0{NBSP}%"  # 30 of 50
    assert effect.change is not None
    assert effect.change.text == f"+30,0{NBSP}п.{NBSP}п."


def test_the_report_has_the_section_and_says_nothing_of_cause() -> None:
    text = report(view(decided(DECISION), RU), RU)
    assert "## Решения и меры: что стало с показателями" in text
    assert "не доказывает" in text
    row = next(line for line in text.splitlines() if line.startswith("| 1.01 |") and "| a |" in line)
    cells = ("1.01", "Доля выпускников с аттестатом", "a", "80,0 %", "90,0 %", "+10,0 п. п. (улучшение)")
    assert row.replace(NBSP, " ") == f"| {' | '.join(cells)} |"


def test_without_a_register_the_report_is_as_it_was() -> None:
    shown = view(assess(), RU)
    assert shown.measures == ()
    assert "Решения и меры" not in report(shown, RU)


def test_an_organisation_sees_what_is_addressed_to_it_alone() -> None:
    shown = view(decided(DECISION, replace(DECISION, number="4", to=("kindergarten",))), RU)
    own = {o.name.id: [m.number for m in o.measures] for o in shown.organisations}
    assert own == {"a": ["3.1"], "b": [], "c": [], "d": ["4"]}
    page = organisation_page(shown, shown.organisations[0], RU)
    assert "| 3.1 | Разобрать каждый случай | постоянно | запланировано |" in page
    assert "Решения и меры" not in organisation_page(shown, shown.organisations[1], RU)


def test_what_is_recommended_at_a_level_that_is_no_problem_stands_below_the_problems() -> None:
    advised = replace(CERTIFIED, recommend={"low": "Разобрать.", "high": "Рассказать другим."})
    shown = view(assess(advised), RU)
    own = {o.name.id: ([z.recommend for z in o.zones], [z.recommend for z in o.advice]) for o in shown.organisations}
    # school a: 45 of 50, below 95 %; b: 20 of 20, above 98 %
    assert own == {"a": (["Разобрать."], []), "b": ([], ["Рассказать другим."]), "c": ([], []), "d": ([], [])}
    page = organisation_page(shown, shown.organisations[1], RU).replace(NBSP, " ")
    (line,) = (line for line in page.splitlines() if line.startswith("1. **1.01**"))
    assert line.endswith("(без изменений). Рассказать другим."), line  # 20 of 20 a year ago, too


def test_a_public_report_hides_small_groups_of_older_periods_too() -> None:
    base, old = assess(), Period("2018/2019")
    rows = [row for row in base.results.rows if row.period == Y1.text]
    kept = Results(tuple(row._replace(period=old.text) for row in rows))
    least = replace(base.settings, min_group=60)  # school a has 50, the municipality 70
    deeds = Deeds((replace(DECISION, period=old, to=("a", "municipality")),), kept)
    shown = published(replace(base, settings=least, deeds=deeds))
    (measure,) = view(shown, RU).measures
    assert [(e.before, e.change) for e in measure.effects] == [(RU.say("absence.suppressed"), None)]
