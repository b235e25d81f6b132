"""One period read from every side, in words."""

from __future__ import annotations

from collections.abc import Mapping

from kokoq.language import language
from kokoq.model import Group, Indicator, Kind
from kokoq.periods import History
from kokoq.reports.analysis.view import AnalysisView, analysis_view, to_text
from tests.compute.small import Row, indicator, school
from tests.reports.sample import assess

ONE = indicator("part / total", id="x", code="1.01", title="Доля")
CLUSTERS = (school("a", cluster="Север"), school("b", cluster="Юг"))


def shown(now: Mapping[str, Row], before: Mapping[str, Row]) -> AnalysisView:
    assessment = assess(ONE, now=now, before=before, organisations=CLUSTERS, groups=("cluster",), findings=())
    return analysis_view(History((), assessment, frozenset()), language("ru"), ())


def test_a_total_that_fell_while_every_group_rose_is_a_warning() -> None:
    # a 80/100 → 9/10: 80 → 90 %; b 1/10 → 20/100: 10 → 20 %; together 81/110 → 29/110
    found = shown(
        {"a": {"part": 9, "total": 10}, "b": {"part": 20, "total": 100}},
        {"a": {"part": 80, "total": 100}, "b": {"part": 1, "total": 10}},
    )
    assert [text for text in found.warnings if "итог изменился в одну сторону" in text] == list(found.warnings)
    assert len(found.warnings) == 1


def test_where_one_group_goes_with_the_total_nothing_is_reversed() -> None:
    found = shown(
        {"a": {"part": 7, "total": 10}, "b": {"part": 20, "total": 100}},
        {"a": {"part": 80, "total": 100}, "b": {"part": 1, "total": 10}},
    )
    assert found.warnings == ()


def test_links_come_with_a_caution() -> None:
    context = indicator("other / total", id="y", code="1.02", title="Условие", kind=Kind.RATIO, group=Group.CONTEXT)
    organisations = tuple(school(unit) for unit in "abcdef")
    rows: dict[str, Row] = {
        unit: {"part": n, "total": 10, "other": 11 if n == 6 else 2 * n} for n, unit in enumerate("abcdef", start=1)
    }
    assessment = assess(ONE, context, now=rows, before=None, organisations=organisations, findings=())
    words = language("ru")
    view = analysis_view(History((), assessment, frozenset()), words, ())
    assert "Связь — не причина." in view.links[0]
    assert "r = 1,00" in view.links[1]  # 32.5 / √(17.5 · 60.8333) = 0.9961
    assert max(map(len, to_text(view, words).splitlines())) <= 80


def test_an_organisation_is_read_among_its_peers() -> None:
    # a 9/10 = 90 %, b 20/100 = 20 %; together 29/110 = 26,4 %; funnel of 10 cases: 0.264 ± 3.09 · 0.139 → up to 0.69
    now: dict[str, Row] = {"a": {"part": 9, "total": 10}, "b": {"part": 20, "total": 100}}
    assessment = assess(ONE, now=now, before=None, organisations=CLUSTERS, groups=("cluster",), findings=())
    view = analysis_view(History((), assessment, frozenset()), language("ru"), (), organisation="a")
    ((section),) = view.sections
    said = " ".join(section.notes).replace("\u00a0", " ")
    assert section.value.replace("\u00a0", " ") == "90,0 %"
    assert "Группы: Округ 26,4 %; Север 90,0 %." in said
    assert "Место: 1 из 2 среди тех, с кем сравнивают." in said
    # Wilson: 9/10 is 0.596…0.982, 20/100 is 0.133…0.289
    assert "Случайность может объяснить отличие от 0 из 1 остальных." in said
    assert "Лучше, чем объяснила бы случайность" in said
    assert "на итог влияет" not in said


def test_marks_that_chance_does_not_explain_are_signs_of_who_gave_them() -> None:
    # of 1000 marks 800 are confirmed; a: 50 of 100, b: 750 of 900. σ of 100 is 0.04, of 900 0.0133:
    # a lies 7.5σ below 80 %, b at 83.3 % 2.5σ above, which is within the 3.09σ of 99.8 %
    fair = indicator("part / total", id="x", code="1.01", title="Доля", objectivity=True)
    now: dict[str, Row] = {"a": {"part": 50, "total": 100}, "b": {"part": 750, "total": 900}}
    words = language("ru")

    def signs(one: Indicator) -> list[str]:
        assessment = assess(one, now=now, before=None, organisations=CLUSTERS, findings=())
        view = analysis_view(History((), assessment, frozenset()), words, ())
        return [text.replace("\u00a0", " ") for text in view.objectivity]

    assert signs(fair)[1:] == ["a: 1.01 50,0 % (все 80,0 %)."]
    assert signs(ONE) == []
