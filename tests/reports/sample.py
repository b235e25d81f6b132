"""A small assessment of two schools, one that did not submit, and a kindergarten: what the reports are tested on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kokoq.assess.compare import compare
from kokoq.assess.score import score
from kokoq.campaign import Assessment
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Cell, Diagnostic, ordered
from kokoq.model import (
    Act,
    Band,
    Bands,
    Catalogue,
    Citation,
    Goal,
    Indicator,
    Kind,
    Municipality,
    Organisation,
    Polarity,
    Regulation,
    Scale,
    Settings,
    ZoneRule,
)
from kokoq.observations import Absence
from kokoq.plan import compile
from kokoq.rules import BLANK_CELL, NOT_A_NUMBER, NOT_SUBMITTED
from tests.compute.small import HERE, Y1, Y2, Row, catalogue, indicator, observe, school


def bands(*limits: str, illustrative: bool = False) -> Scale:
    """``at_least`` bands for two limits: 2 points and high, 1 point and basic, else 0 points and low."""
    high, basic = limits
    made = (
        Band(op="at_least", limit=Decimal(high), points=Decimal(2), level="high", at=HERE),
        Band(op="at_least", limit=Decimal(basic), points=Decimal(1), level="basic", at=HERE),
        Band(op="otherwise", limit=None, points=Decimal(0), level="low", at=HERE),
    )
    return Scale(
        method=Bands(bands=made),
        at=HERE,
        illustrative=illustrative,
        source=(Citation(act="p267", clause="5.1"),),
    )


CERTIFIED = indicator(
    "part / total",
    id="certified",
    code="1.01",
    title="Доля выпускников с аттестатом",
    scale=bands("0.98", "0.95", illustrative=True),
    recommend={"low": "Разобрать каждый случай | отдельно."},
    targets={Y2.text: Decimal("0.99")},
    remark="В акте знаменатель не назван.",
)
AGAIN = indicator("", id="again", code="1.02", title="Доля выпускников с аттестатом, повтор", same_as="certified")
OTHERS = indicator("other", id="others", code="1.03", title="Участники", kind=Kind.COUNT, unit="persons")
PASSED = indicator(
    "sum(passed) / sum(took)",
    id="passed_share",
    code="1.04",
    title="Доля сдавших",
    by=("subject",),
    scale=bands("0.9", "0.5"),
)
PER_PERSON = indicator(
    "total / other",
    id="per_person",
    code="2.01",
    title="Выпускников на участника",
    kind=Kind.RATIO,
    better=Polarity.NEUTRAL,
    digits=2,
)
ACT = indicator("flag", id="act", code="2.02", title="Наличие программы", kind=Kind.PRESENCE)
STAFF = indicator(
    "nursery_staff", id="staff", code="2.03", title="Педагоги детских садов", kind=Kind.COUNT, scope="kindergarten"
)
INDICATORS = (CERTIFIED, AGAIN, OTHERS, PASSED, PER_PERSON, ACT, STAFF)

ORGANISATIONS = (
    school("a", "shnor", short="Школа № 1"),
    school("b", short="Школа № 2"),
    school("c", short="Школа № 3"),
    school("d", short="Сад № 4", type="kindergarten"),
    school("x", excluded="закрыта на ремонт"),
)
NOW: Mapping[str, Row] = {
    "a": {"part": 45, "total": 50, "other": 10, "flag": 1},
    "b": {"part": 20, "total": 20, "other": Absence.NO_DATA, "flag": 0},
    "d": {"nursery_staff": 12},
}
BEFORE: Mapping[str, Row] = {
    "a": {"part": 40, "total": 50, "other": 8, "flag": 0},
    "b": {"part": 20, "total": 20, "other": 4, "flag": 0},
    "d": {"nursery_staff": 12},
}
MATRIX: tuple[Row, ...] = (
    {"unit": "a", "subject": "rus", "took": 50, "passed": 40},
    {"unit": "a", "subject": "math", "took": 50, "passed": 20},
    {"unit": "b", "subject": "rus", "took": 20, "passed": 20},
)
FINDINGS: tuple[Diagnostic, ...] = (
    NOT_A_NUMBER.at(Cell("a.xlsx", "Лист", "C7"), value="н|д", field="Всего", wanted="9").of(unit="a", period=Y2.text),
    BLANK_CELL.at(Cell("b.xlsx", "Лист", "C8"), field="Всего").of(unit="b", period=Y2.text),
    BLANK_CELL.at(Cell("b.xlsx", "Лист", "C9"), field="Всего").of(unit="b", period=Y2.text),
    BLANK_CELL.at(Cell("b.xlsx", "Лист", "C12"), field="Всего").of(unit="b", period=Y2.text),
    NOT_SUBMITTED.at(Cell("organisations.xlsx"), organisation="Школа № 3").of(unit="c", period=Y2.text),
    NOT_SUBMITTED.at(Cell("organisations.xlsx"), organisation="Школа № 3").of(unit="c", period=Y1.text),
)


def sample_catalogue(*indicators: Indicator) -> Catalogue:
    """The small catalogue of the computing tests with regulations, levels, units and an act."""
    chosen = indicators or INDICATORS
    codes = tuple(dict.fromkeys(i.code[0] for i in chosen))
    return replace(
        catalogue(*(replace(i, regulation=f"r{i.code[0]}") for i in chosen)),
        title="Каталог",
        levels={"high": "высокий", "basic": "базовый", "low": "низкий"},
        units={"persons": "чел."},
        acts={"p267": Act(id="p267", kind="приказ", number="267/1", date=Y1.start)},
        regulations=tuple(
            Regulation(
                id=f"r{code}",
                code=code,
                title=f"Направление {code}",
                at=HERE,
                act=(Citation(act="p267", clause=f"5.{code}"),),
                goals=(Goal(text="Цель"),),
                indicators=tuple(i.id for i in chosen if i.code[0] == code),
            )
            for code in codes
        ),
    )


def assess(
    *indicators: Indicator,
    now: Mapping[str, Row] = NOW,
    before: Mapping[str, Row] | None = BEFORE,
    organisations: tuple[Organisation, ...] = ORGANISATIONS,
    groups: tuple[str, ...] = (),
    findings: tuple[Diagnostic, ...] = FINDINGS,
    zones: tuple[ZoneRule, ...] = (),
) -> Assessment:
    """The assessment of 2020/2021; ``before`` is None where 2019/2020 was not collected."""
    compiled = compile(replace(sample_catalogue(*indicators), zones={rule.id: rule for rule in zones}))
    assert compiled.value is not None, compiled.diagnostics
    plan = compiled.value
    settings = Settings(
        at=HERE,
        catalogue="small",
        title="Мониторинг",
        municipality=Municipality(id="town", title="Округ"),
        groups=groups,
    )
    plain = {Y2: now} if before is None else {Y1: before, Y2: now}
    observations = observe(plain, matrix=MATRIX, delivered=False)
    evaluated = evaluate(plan, observations, organisations, periods=tuple(plain), settings=settings)
    results = score(plan, evaluated.value, organisations).value
    return Assessment(
        plan=plan,
        settings=settings,
        organisations=organisations,
        period=Y2,
        earlier=None if before is None else Y1,
        observations=observations,
        results=results,
        changes=() if before is None else compare(plan, results, Y2, Y1),
        diagnostics=ordered(findings),
        compared=results,
    )
