"""Properties: the vectorised evaluation equals the row-by-row oracle, and order never matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Span
from kokoq.formula.parser import parse
from kokoq.formula.tree import Formula
from kokoq.model import Kind, Organisation
from kokoq.observations import Absence
from kokoq.plan import Plan
from kokoq.results import Result, Results

from . import oracle
from .small import SETTINGS, Y2, Cell, indicator, observe, plan, school

NO_SHRINKING = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), report_multiple_bugs=False)

NUMBERS = st.one_of(st.none(), st.integers(0, 30))
HALVES = st.one_of(st.none(), st.integers(0, 60).map(lambda n: n / 2))
FLAGS = st.one_of(st.none(), st.booleans())
PLAIN_ROWS = st.one_of(
    st.none(),
    st.fixed_dictionaries({"part": NUMBERS, "total": NUMBERS, "other": NUMBERS, "flag": FLAGS, "flag_2": FLAGS}),
)
EXAM_ROWS = st.lists(
    st.fixed_dictionaries({"subject": st.sampled_from(["rus", "math", None]), "score": HALVES, "second": HALVES}),
    max_size=6,
)
MATRIX_ROWS = st.fixed_dictionaries({}, optional={s: st.tuples(NUMBERS, NUMBERS) for s in ("rus", "math")})
SCHOOLS = st.lists(st.tuples(PLAIN_ROWS, EXAM_ROWS, MATRIX_ROWS), min_size=1, max_size=6)
Drawn = Sequence[
    tuple[Mapping[str, Cell] | None, Sequence[Mapping[str, Cell]], Mapping[str, tuple[int | None, int | None]]]
]

RATIOS = ["other / total", "(other + part) / (total - 3)", "2 * other / (total + part)"]
CONDITIONS = [
    "score >= 20",
    "not score >= 20",
    "score >= 20 or second > 10",
    "score != 10 and not (second < 5)",
    'subject == "rus"',
    'not subject == "rus" or score < second',
]
WHERES = ["", 'subject == "rus"', "second >= 5", "not (second >= 5 or score > 12)"]
NESTED = ["part / total >= 50%", "flag and not flag_2", "flag or part > 10", "other > total"]


def tree(text: str) -> Formula:
    parsed = parse(text, at=Span("test"))
    assert parsed.value is not None
    return parsed.value


def compute(drawn: Drawn, formulas: Mapping[str, tuple[str, Kind, str]], order: Sequence[int] | None = None) -> Results:
    """Results of the drawn schools (names s0, s1, …), read in the given order."""
    indices = list(range(len(drawn))) if order is None else list(order)
    names = {i: f"s{i}" for i in indices}
    plain = {names[i]: _absent_as_blank(drawn[i][0]) for i in indices if drawn[i][0] is not None}
    exams = [{"unit": names[i], **row} for i in indices for row in drawn[i][1]]
    matrix = [
        {"unit": names[i], "subject": s, "took": took, "passed": passed}
        for i in indices
        for s, (passed, took) in drawn[i][2].items()
    ]
    own = compiled(tuple(formulas.items()))
    observations = observe({Y2: plain}, exams=exams, matrix=matrix)
    organisations: tuple[Organisation, ...] = tuple(school(names[i]) for i in indices)
    return evaluate(own, observations, organisations, periods=[Y2], settings=SETTINGS).value


@lru_cache
def compiled(formulas: tuple[tuple[str, tuple[str, Kind, str]], ...]) -> Plan:
    return plan(
        *(indicator(f, id=id, kind=kind, table=table, may_exceed_100=True) for id, (f, kind, table) in formulas)
    )


def _absent_as_blank(row: Mapping[str, Cell] | None) -> dict[str, Cell]:
    return {name: Absence.BLANK if value is None else value for name, value in (row or {}).items()}


def as_oracle(drawn: Drawn) -> list[oracle.School]:
    def exact(row: Mapping[str, Cell]) -> dict[str, oracle.Value]:
        return {k: v if v is None or isinstance(v, str) else Fraction(float(v)) for k, v in row.items()}

    return [
        oracle.School(
            None if plain is None else exact(plain),
            {
                "exams": [exact(r) for r in exams],
                "matrix": [
                    {
                        "took": took if took is None else Fraction(took),
                        "passed": passed if passed is None else Fraction(passed),
                    }
                    for passed, took in matrix.values()
                ],
            },
        )
        for plain, exams, matrix in drawn
    ]


def town(results: Results, id: str) -> Result:
    return results.by_key[Y2.text, "municipality", "town", id, ""]


def agrees(found: Result, expected: oracle.Share) -> None:
    if expected.reported == 0 or expected.value is None:
        assert found.value is None
        return
    assert found.value is not None
    assert abs(found.value - float(expected.value)) <= 1e-11 * max(1.0, abs(float(expected.value)))
    assert found.n_reported == expected.reported
    assert found.numerator == float(expected.numerator)


@settings(NO_SHRINKING, max_examples=40)
@given(SCHOOLS)
def test_evaluation_equals_the_oracle(drawn: Drawn) -> None:
    formulas: dict[str, tuple[str, Kind, str]] = {f"r{i}": (f, Kind.RATIO, "") for i, f in enumerate(RATIOS)}
    for c, condition in enumerate(CONDITIONS):
        for w, where in enumerate(WHERES):
            text = f"share({condition}, where = {where})" if where else f"share({condition})"
            formulas[f"c{c}w{w}"] = (text, Kind.SHARE, "exams")
    for n, condition in enumerate(NESTED):
        formulas[f"n{n}"] = (f"share(each(organisation, {condition}))", Kind.ORGANISATIONS_SHARE, "")
    formulas["m"] = ("passed / took", Kind.SHARE, "")
    results, schools = compute(drawn, formulas), as_oracle(drawn)
    for i, text in enumerate(RATIOS):
        numerator, _, denominator = text.rpartition(" / ")
        agrees(town(results, f"r{i}"), oracle.plain_share(tree(numerator), tree(denominator), schools))
    for c, condition in enumerate(CONDITIONS):
        for w, where in enumerate(WHERES):
            expected = oracle.condition_share(tree(condition), tree(where) if where else None, "exams", schools)
            agrees(town(results, f"c{c}w{w}"), expected)
    for n, condition in enumerate(NESTED):
        agrees(town(results, f"n{n}"), oracle.organisations_share(tree(condition), schools))
    agrees(town(results, "m"), oracle.table_share("passed", "took", "matrix", schools))


SOME: dict[str, tuple[str, Kind, str]] = {
    "a": ("other / total", Kind.RATIO, ""),
    "b": ("share(score >= 20)", Kind.SHARE, "exams"),
    "c": ("median(score)", Kind.MEAN, "exams"),
    "d": ("passed / took", Kind.SHARE, ""),
    "e": ("mean(each(organisation, other / total))", Kind.MEAN, ""),
}


@settings(NO_SHRINKING, max_examples=25)
@given(SCHOOLS, st.randoms(use_true_random=False))
def test_the_order_of_organisations_and_rows_changes_nothing(drawn: Drawn, random: object) -> None:
    order = list(range(len(drawn)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled: Drawn = [
        (plain, list(reversed(exams)), dict(reversed(list(matrix.items())))) for plain, exams, matrix in drawn
    ]
    assert compute(drawn, SOME).by_key == compute(shuffled, SOME, order).by_key


@settings(NO_SHRINKING, max_examples=25)
@given(SCHOOLS)
def test_one_more_who_submitted_nothing_changes_only_how_many_were_expected(drawn: Drawn) -> None:
    without, with_one = compute(drawn, SOME), compute([*drawn, (None, [], {})], SOME)
    for key, result in without.by_key.items():
        other = with_one.by_key[key]
        assert (other.value, other.numerator, other.denominator) == (result.value, result.numerator, result.denominator)
        if key[1] == "municipality":
            assert other.n_expected == result.n_expected + 1
