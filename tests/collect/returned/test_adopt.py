from functools import cache
from pathlib import Path

from kokoq.collect.issue.forms import write_forms
from kokoq.collect.returned.adopt import adopt
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Municipality, Organisation, Period, Settings
from kokoq.plan import Plan, compile
from kokoq.resources import shipped

SCHOOL = Organisation(id="s1", title="Школа № 1", type="school", tags=frozenset({"upper"}))
GARDEN = Organisation(id="g1", title="Детский сад № 1", type="kindergarten")


@cache
def plan() -> Plan:
    catalogue = load_catalogue(shipped("indicators") / "promyshlennovsky").value
    assert catalogue is not None
    planned = compile(catalogue).value
    assert planned is not None
    return planned


def test_forms_tell_whose_they_are(tmp_path: Path) -> None:
    settings = Settings(
        at=Span(""), catalogue="promyshlennovsky", municipality=Municipality(id="office", title="Округ")
    )
    period = Period("2021/2022")
    written = write_forms(plan(), settings, (SCHOOL, GARDEN), tmp_path, period=period, language=language("ru"))
    (tmp_path / "extra.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    adopted = adopt(plan(), (*written, tmp_path / "extra.csv"))
    assert [(o.id, o.title, o.type, o.tags) for o in adopted.organisations] == [
        ("g1", "Детский сад № 1", "kindergarten", frozenset()),
        ("s1", "Школа № 1", "school", frozenset({"upper"})),
    ]
    assert adopted.municipality == Municipality(id="office", title="Округ")
    assert adopted.files == {period: (*written, tmp_path / "extra.csv")}


def test_without_forms_nobody_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "extra.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert adopt(plan(), [tmp_path / "extra.csv"]).organisations == ()
