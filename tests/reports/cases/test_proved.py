"""The coverage as a table and as JSON."""

from kokoq.assess.cover import Aspect, Cover, Item
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.reports.cases.proved import to_record, to_table

AT = Span("a.yaml", 7)
SOME = Cover(
    (
        Item(Aspect.INDICATOR, "x", "", AT, covered=True),
        Item(Aspect.BAND, "x", "1: at_least 0.9", AT, covered=True),
        Item(Aspect.BAND, "x", "2: otherwise", AT, covered=False),
        Item(Aspect.ABSENCE, "", "no_base", Span("catalogue.yaml", 2), covered=False),
    )
)


def test_every_aspect_that_there_is_has_a_line_and_what_is_missed_its_place() -> None:
    lines = to_table(SOME, language("ru")).splitlines()
    assert [" ".join(line.split()) for line in lines[:4]] == [
        "Показатели 1 / 1 100,0 %",
        "Ступени шкал 1 / 2 50,0 %",
        "Причины отсутствия значения 0 / 1 0,0 %",
        "Всего 2 / 4 50,0 %",
    ]
    assert lines[6:8] == ["  a.yaml:7 x", "    ступень 2: otherwise"]
    assert lines[8] == "  catalogue.yaml:2"


def test_json_has_the_counts_and_what_is_missed() -> None:
    record = to_record(SOME)
    assert record["percent"] == 50.0
    assert [item["which"] for item in record["missed"]] == ["2: otherwise", "no_base"]  # type: ignore[attr-defined]


def test_where_nothing_is_missed_nothing_is_listed() -> None:
    assert to_table(Cover(SOME.items[:1]), language("en")).splitlines()[-1].startswith("All ")
