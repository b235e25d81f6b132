"""The nine steps of the cycle of management over the small assessment: counted by hand."""

from __future__ import annotations

from dataclasses import replace

from kokoq.campaign import Deeds
from kokoq.decisions import DeedKind, DeedStatus
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports.markdown import report
from kokoq.reports.view import view
from tests.reports.sample import assess
from tests.reports.sections.test_measures import DECISION

RU = language("ru")


def steps(*decisions: object, **of: object) -> list[tuple[str, str]]:
    assessment = replace(assess(**of), deeds=Deeds(decisions))  # type: ignore[arg-type]  # a test's shorthand
    return [(step.text, step.status) for step in view(assessment, RU).cycle]


def test_every_step_says_what_is_there_of_what_should_be() -> None:
    done = replace(DECISION, status=DeedStatus.DONE)
    cancelled = replace(DECISION, status=DeedStatus.CANCELLED, number="5")
    decision = replace(DECISION, kind=DeedKind.DECISION, number="4")
    assert steps(done, decision, cancelled, replace(DECISION, number="6")) == [
        ("целей, у которых есть показатели: 0 из 2", "none"),  # one goal of each regulation, none names indicators
        ("показателей, у которых есть значение: 7 из 7", "done"),
        ("положений, где сказано, как собирать и обрабатывать: 0 из 2", "none"),
        ("организаций, которые сдали: 3 из 4", "partly"),  # a, b and d of those that are not excluded
        ("показателей, сравнённых с прежним периодом: 6 из 7", "partly"),  # 1.04: its table has rows of this year alone
        (
            "проблемных зон, для которых есть рекомендация: 2 из 2",
            "done",
        ),  # the district's, that of a  # 1.01: 65 of 70, below 95 %
        ("мер и рекомендаций, которые выполнены: 1 из 2", "partly"),  # the cancelled one does not count
        ("решений, которые выполнены: 0 из 1", "partly"),  # begun
        ("прежних мер, у которых видно, что стало с показателями: 4 из 4", "done"),
    ]


def test_what_is_missing_is_said_to_be_missing() -> None:
    told = steps(before=None)
    assert told[4] == ("показателей, сравнённых с прежним периодом: 0 из 7", "none")
    assert told[6:] == [
        ("в реестре мер нет", "none"),
        ("в реестре решений нет", "none"),
        ("мер по итогам прежних периодов нет", "none"),
    ]


def test_a_measure_whose_indicators_are_unknown_is_not_followed() -> None:
    told = steps(DECISION, replace(DECISION, number="2", period=Period("2018/2019")))
    assert told[8] == ("прежних мер, у которых видно, что стало с показателями: 1 из 2", "partly")


def test_the_report_has_the_table_in_both_languages() -> None:
    for words, line in (
        (RU, "| 9. Анализ эффективности мер | мер по итогам прежних периодов нет | нет |"),
        (language("en"), "| 4. Monitoring | organisations that submitted: 3 of 4 | in part |"),
    ):
        assert line in report(view(assess(), words), words)
