"""A small campaign whose indicators use every function of the language, over data with every kind of gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from kokoq.assess.compare import compare
from kokoq.assess.score import score
from kokoq.campaign import Assessment
from kokoq.compute.evaluate import evaluate
from kokoq.language import language as language_of
from kokoq.model import Indicator, Kind, Missing, Municipality, Organisation, Settings
from kokoq.observations import Absence
from kokoq.plan import compile
from kokoq.reports.view import view
from kokoq.reports.workbook import write_workbook
from tests.compute.small import HERE, Y1, Y2, Row, indicator, observe, school
from tests.reports.sample import bands, sample_catalogue

SHARE, COUNT, RATIO, MEAN, PRESENCE = Kind.SHARE, Kind.COUNT, Kind.RATIO, Kind.MEAN, Kind.PRESENCE
OF_ORGANISATIONS, ORGANISATIONS = Kind.ORGANISATIONS_SHARE, Kind.ORGANISATIONS_COUNT

FORMULAS: tuple[tuple[str, dict[str, object]], ...] = (
    ("part / total", {}),
    ("part + other", {}),
    ("(part + other) / total", {"may_exceed_100": True}),
    ("total - part", {}),
    ("-part", {}),
    ("part * 2 / 3", {}),
    ("total ^ 2 / 1000", {}),
    ("part / other", {}),
    ("part / (total - 20)", {}),
    ("share(flag)", {}),
    ("share(flag and flag_2)", {}),
    ("share(flag or flag_2)", {}),
    ("share(not flag)", {}),
    ("count(flag == no)", {}),
    ("count(part / total >= 90%)", {}),
    ("share(each(organisation, part / total) >= 90%)", {}),
    ("mean(each(organisation, part / total))", {}),
    ("median(each(organisation, part / total))", {}),
    ("min(part)", {}),
    ("max(total)", {}),
    ("sd(total)", {}),
    ("quantile(total, 0.25)", {}),
    ("if(total > 20, part, other)", {}),
    ("flag", {"kind": PRESENCE}),
    ("part > 30", {"kind": PRESENCE}),
    ("mean(score)", {"by": ("subject",)}),
    ("median(score)", {"by": ("subject",)}),
    ("min(score)", {}),
    ("max(score)", {}),
    ("sd(score)", {}),
    ("quantile(score, 0.75)", {}),
    ("count(score >= 70) / count()", {"table": "exams", "by": ("subject",)}),
    ('share(score >= 70, where = subject == "rus")', {}),
    ('sum(score, where = subject != "rus")', {}),
    ("mean(score + second)", {}),
    ("distinct(person)", {}),
    ("distinct(person, where = score >= 70)", {}),
    ("distinct(subject)", {}),
    ('count(subject in ["rus", "math"] and not (score < 50))', {"table": "exams"}),
    ("count(score != 70 or second > 3)", {"table": "exams"}),
    ('mean(score, where = subject == "math" and second > 3)', {}),
    ("sum(if(score >= 70, second, 0))", {}),
    ("sum(second) / sum(score)", {}),
    ("sum(passed) / sum(took)", {"by": ("subject",)}),
    ("passed / took", {}),
    ('sum(passed, where = subject == "rus") / sum(took)', {}),
    ("count(passed > 10)", {"by": ("subject",)}),
    ("children", {"scope": "municipality"}),
    ("total / children", {}),
    ("(part + other) / children", {}),
    ("children / total", {}),
    ("part - previous(part)", {}),
    ("change(part) / previous(part)", {}),
    ("f00 - previous(f00)", {}),
    ("change(f01)", {}),
    ("part / total", {"missing": Missing.FAIL}),
    ("other", {"missing": Missing.ZERO}),
    ("part / total", {"missing": Missing.ZERO}),
    ("part / total", {"coverage": Decimal("0.9")}),
    ("nursery_staff", {"scope": "kindergarten"}),
)

WITHOUT, UNKNOWN, NOT_HERE = Absence.BLANK, Absence.NO_DATA, Absence.NOT_APPLICABLE
SCHOOLS = (
    school("a", "shnor", short='Школа "№ 1" & <первая>', cluster="Север*"),
    school("b", short="Школа № 2", cluster="Юг"),
    school("c", short="Школа № 3", cluster="Юг"),  # its part is over its whole
    school("e", short="Школа № 5", cluster="Север*"),  # 0/0
    school("f", short="Школа № 6", cluster="Юг"),  # has not submitted
    school("d", short="Сад № 4", type="kindergarten"),
    school("x", excluded="закрыта на ремонт"),
)
NOW: Mapping[str, Row] = {
    "a": {"part": 45, "total": 50, "other": 10, "flag": 1, "flag_2": 0},
    "b": {"part": 20, "total": 20, "other": UNKNOWN, "flag": 0, "flag_2": WITHOUT},
    "c": {"part": 30, "total": 25, "other": 0, "flag": WITHOUT, "flag_2": 1},
    "e": {"part": 0, "total": 0, "other": NOT_HERE, "flag": 1, "flag_2": 1},
    "d": {"nursery_staff": 12},
    "town": {"children": 150},
}
BEFORE: Mapping[str, Row] = {
    "a": {"part": 40, "total": 50, "other": 8, "flag": 0, "flag_2": 0},
    "b": {"part": 25, "total": 25, "other": 4, "flag": 0},
    "c": {"part": 10, "total": 25, "other": 4},
    "d": {"nursery_staff": 11},
    "town": {"children": 140},
}
EXAMS: tuple[Row, ...] = tuple(
    {"unit": unit, "person": person, "subject": subject, "score": score, "second": second}
    for unit, person, subject, score, second in (
        ("a", "p1", "rus", 80, 5),
        ("a", "p1", "math", 66, 4),
        ("a", "p2", "rus", 70, 3),
        ("a", "p3", "math", UNKNOWN, 4),
        ("a", "p4", "rus", 49.5, WITHOUT),
        ("b", "p5", "rus", 91, 5),
        ("b", "p1", "rus", 72, 5),  # a person of two schools
        ("b", "p6", WITHOUT, 55, 3),
        ("c", "p7", "math", 33, 2),
    )
)
MATRIX: tuple[Row, ...] = (
    {"unit": "a", "subject": "rus", "took": 50, "passed": 40},
    {"unit": "a", "subject": "math", "took": 50, "passed": WITHOUT},
    {"unit": "b", "subject": "rus", "took": 20, "passed": 20},
    {"unit": "b", "subject": "math", "took": 10, "passed": 5},
    {"unit": "c", "subject": "rus", "took": WITHOUT, "passed": WITHOUT},
    {"unit": "e", "subject": "math", "took": 5, "passed": 9},
)


@cache
def indicators() -> tuple[Indicator, ...]:
    """One indicator a formula, of the first kind that the formula may have; ids f00, f01, …"""
    found: tuple[Indicator, ...] = ()
    for number, (formula, given) in enumerate(FORMULAS):
        one = _indicator(number, formula, given)
        kinds = [one.kind] if "kind" in given else [SHARE, COUNT, RATIO, MEAN, OF_ORGANISATIONS, ORGANISATIONS]
        found = (*found, next(k for kind in kinds if _is_sound(*found, k := replace(one, kind=kind))))
    return found


def _indicator(number: int, formula: str, given: Mapping[str, object]) -> Indicator:
    code = f"{1 + number // 20}.{number:02d}"
    return indicator(formula, id=f"f{number:02d}", code=code, title=formula, scale=bands("0.9", "0.5"), **given)  # type: ignore[arg-type]  # checked by the model


def _is_sound(*chosen: Indicator) -> bool:
    return compile(sample_catalogue(*chosen)).value is not None


def everything(
    *chosen: Indicator,
    now: Mapping[str, Row] = NOW,
    before: Mapping[str, Row] | None = BEFORE,
    organisations: tuple[Organisation, ...] = SCHOOLS,
    delivered: bool = True,
    groups: tuple[str, ...] = (),
    coverage: Decimal | None = None,
) -> Assessment:
    """The assessment of all formulas, or of the chosen ones."""
    compiled = compile(sample_catalogue(*(chosen or indicators())))
    assert compiled.value is not None, compiled.diagnostics
    plan = compiled.value
    settings = Settings(
        at=HERE,
        catalogue="small",
        title="Мониторинг",
        municipality=Municipality(id="town", title="Округ"),
        groups=groups,
        minimum_coverage=coverage,
    )
    plain = {Y2: now} if before is None else {Y1: before, Y2: now}
    observations = observe(plain, exams=EXAMS, matrix=MATRIX, delivered=delivered)
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
        diagnostics=evaluated.diagnostics,
    )


def written(assessment: Assessment, path: Path, *, language: str = "ru") -> Path:
    """The workbook of an assessment."""
    words = language_of(language)
    write_workbook(assessment, view(assessment, words), words, path)
    return path
