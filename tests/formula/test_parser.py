from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.diagnostics import Span
from kokoq.formula.functions import FUNCTIONS
from kokoq.formula.parser import MAX_DEPTH, RESERVED, parse, to_source
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary

AT = Span("a.yaml", 3, 14, 10)


def tree(text: str) -> Formula:
    checked = parse(text, at=AT)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def faults(text: str) -> list[tuple[str, int, int, str]]:
    """Code, offset in the formula, length, and what was expected (or the name that is wrong)."""
    checked = parse(text, at=AT)
    assert checked.value is None
    return [
        (d.rule.code, where.column - AT.column, where.length, str(d.params.get("expected", d.params.get("name", ""))))
        for d in checked.diagnostics
        if isinstance(where := d.where, Span)
    ]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("(a + b) / c", "(a + b) / c"),
        ("(a / b) / c", "a / b / c"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(a + b)", "-(a + b)"),
        ("(-a) ^ 2", "(-a) ^ 2"),
        ("-(a ^ 2)", "-a ^ 2"),
        ("2 ^ (3 ^ 4)", "2 ^ 3 ^ 4"),
        ("2 ^ (-3)", "2 ^ -3"),
        ("not (a in ['x'])", 'a not in ["x"]'),
        ("not (a and b)", "not (a and b)"),
        ("(not a) and b", "not a and b"),
        ("a or (b and c)", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("( a >= 95 % )", "a >= 95%"),
        ("""x == 'say "yes"'""", """x == 'say "yes"'"""),
        ('count(where=s=="rus")', 'count(where = s == "rus")'),
        ("(a == b) == yes", "(a == b) == yes"),
    ],
)
def test_source_has_only_the_parentheses_needed(text: str, source: str) -> None:
    assert to_source(tree(text)) == source


def test_power_binds_before_minus_and_to_the_right() -> None:
    assert tree("-a ^ 2") == Unary("-", Binary("^", Name("a"), Number(Decimal(2))))


def test_comparison_binds_before_not() -> None:
    assert tree("not a == b") == Unary("not", Binary("==", Name("a"), Name("b")))


def test_percent_is_kept_as_written_and_counts_as_a_fraction() -> None:
    number = tree("97.5%")
    assert number == Number(Decimal("97.5"), percent=True)
    assert isinstance(number, Number)
    assert number.exact == Decimal("0.975")


def test_not_in_is_not_of_in() -> None:
    expected = Unary("not", Binary("in", Name("x"), Items((Text("a"), Text("b")))))
    assert tree('x not in ["a", "b"]') == expected


def test_call_keeps_arguments_and_where() -> None:
    where = Binary("==", Name("subject"), Text("rus"))
    assert tree('count(score >= 70, where = subject == "rus")') == Call(
        "count", (Binary(">=", Name("score"), Number(Decimal(70))),), where
    )


def test_nodes_know_their_place() -> None:
    whole = tree("a + (b - c)")
    assert isinstance(whole, Binary)
    assert (whole.at, whole.left.at, whole.right.at) == ((0, 11), (0, 1), (4, 11))


def test_cyrillic_names_are_names() -> None:
    assert tree("выпускники_9") == Name("выпускники_9")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("KQ201", 0, 1, "formula.syntax.value")]),
        ("a +", [("KQ201", 3, 1, "formula.syntax.value")]),
        ("a b", [("KQ201", 2, 1, "formula.syntax.operator")]),
        ("(a + b", [("KQ201", 6, 1, ")")]),
        ("a)", [("KQ201", 1, 1, "formula.syntax.operator")]),
        ("a = 5", [("KQ201", 2, 1, "==")]),
        ("a && b", [("KQ201", 2, 2, "and")]),
        ("a <> b", [("KQ201", 2, 2, "!=")]),
        ("a ≥ 5", [("KQ201", 2, 1, ">=")]),
        ("a × b ÷ c − d", [("KQ201", 2, 1, "*"), ("KQ201", 6, 1, "/"), ("KQ201", 10, 1, "-")]),
        ("a >= 0,95", [("KQ201", 5, 4, "0.95")]),
        ("(a >= 0,95)", [("KQ201", 6, 4, "0.95")]),
        ("share(a >= 0,95)", [("KQ201", 0, 16, "formula.syntax.decimal_point")]),
        ("a == «русский»", [("KQ201", 5, 9, '"русский"')]),
        ("a == “rus”", [("KQ201", 5, 5, '"rus"')]),
        ('a == "rus', [("KQ201", 5, 4, "formula.syntax.closing_quote")]),
        ("a И b OR c", [("KQ201", 2, 1, "and"), ("KQ201", 6, 2, "or")]),
        ("не a", [("KQ201", 0, 2, "not")]),
        ("a in 5", [("KQ201", 5, 1, "[")]),
        ("[1, 2]", [("KQ201", 0, 1, "formula.syntax.list_after_in")]),
        ("1 < a < 5", [("KQ201", 6, 1, "formula.syntax.one_comparison")]),
        ("a # b", [("KQ201", 2, 1, "formula.syntax.value"), ("KQ201", 4, 1, "formula.syntax.operator")]),
        ("cuont(a)", [("KQ203", 0, 5, "cuont")]),
        ("sum()", [("KQ204", 0, 3, "1")]),
        ("count(a, b)", [("KQ204", 0, 5, "0–1")]),
        ("if(a, 1, 2, where = b)", [("KQ204", 0, 2, "formula.syntax.without_where")]),
        ("count(where == a)", [("KQ201", 12, 2, "=")]),
        ("count(a where = b)", [("KQ201", 8, 5, "formula.syntax.comma_or_bracket")]),
        ("count(where = a, where = b)", [("KQ201", 17, 5, "formula.syntax.one_where")]),
        ("a = 5 && b ≥ 3", [("KQ201", 6, 2, "and"), ("KQ201", 11, 1, ">="), ("KQ201", 2, 1, "==")]),
        ("where + 1", [("KQ201", 0, 5, "formula.syntax.value")]),
    ],
)
def test_fault_is_found_at_its_place(text: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert faults(text) == expected


def test_unknown_function_suggests_the_nearest() -> None:
    (finding,) = parse("cuont(a)", at=AT).diagnostics
    assert finding.params["close"] == ("count",)


@pytest.mark.parametrize(
    "text", ["(" * 500 + "a" + ")" * 500, "-" * 500 + "a", "+".join("a" * 500), "not " * 500 + "a"]
)
def test_deep_formula_is_a_finding_and_not_a_crash(text: str) -> None:
    checked = parse(text, at=AT)
    assert checked.value is None
    assert [d.rule.code for d in checked.diagnostics] == ["KQ215"]
    assert checked.diagnostics[0].params == {"limit": MAX_DEPTH}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_parsed(name: str) -> None:
    least = [p for p in FUNCTIONS[name].parameters if not p.endswith("?")]
    assert tree(f"{name}({', '.join('a' for _ in least)})") == Call(name, tuple(Name("a") for _ in least))


WORDS = st.from_regex(r"[a-zа-яё][a-zа-яё0-9_]{0,6}", fullmatch=True)
NAMES = WORDS.filter(lambda word: word not in RESERVED | set(FUNCTIONS) | {"и", "или", "не", "в"})
NUMBERS = st.builds(
    Number, st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False), st.booleans()
)
TEXTS = st.builds(Text, st.text(st.characters(exclude_characters='"\n\r', exclude_categories=("C", "Z")), max_size=5))
ATOMS: st.SearchStrategy[Formula] = st.one_of(NUMBERS, TEXTS, st.builds(Truth, st.booleans()), st.builds(Name, NAMES))


def _calls(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    def build(name: str, arguments: list[Formula], where: Formula | None) -> Formula:
        function = FUNCTIONS[name]
        return Call(name, tuple(arguments[: len(function.parameters)]), where if function.where else None)

    return st.builds(
        build, st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, min_size=3, max_size=3), st.none() | inner
    )


def _larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    operators = ["or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "^"]
    return st.one_of(
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(Binary, st.sampled_from(operators), inner, inner),
        st.builds(
            lambda x, items: Binary("in", x, Items(tuple(items))), inner, st.lists(inner, min_size=1, max_size=3)
        ),
        _calls(inner),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(ATOMS, _larger, max_leaves=12))
def test_parse_of_source_is_the_tree_again(formula: Formula) -> None:
    assert tree(to_source(formula)) == formula


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list('abи095%+-*/^()[],<>=!&|"«» ≥.where')), max_size=25))
def test_any_text_gives_a_tree_or_findings_and_never_an_exception(text: str) -> None:
    checked = parse(text, at=AT)
    assert (checked.value is None) == bool(checked.diagnostics)
