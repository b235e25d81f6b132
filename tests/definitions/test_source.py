"""YAML read strictly, every node with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoq.definitions.source import MAX_BYTES, MAX_DEPTH, Map, Seq, Text, parse_source, read_source
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word, language


def tree(text: str) -> Map:
    checked = parse_source(text, name="x.yaml")
    assert checked.diagnostics == ()
    assert isinstance(checked.value, Map)
    return checked.value


def fault(text: str) -> Diagnostic:
    (found,) = parse_source(text, name="x.yaml").diagnostics
    return found


def test_scalars_stay_as_they_were_typed() -> None:
    values = list(tree("a: no\nb: 12:30\nc: 2021-06-21\nd: 0777\ne: 98%\nf: ~\ng: 'no'").values())
    assert values == ["no", "12:30", "2021-06-21", "0777", "98%", "~", "no"]
    assert [value.plain for value in values if isinstance(value, Text)] == [True] * 6 + [False]


def test_the_place_of_a_scalar_is_its_first_character_with_quotes_skipped() -> None:
    nodes = tree("a:  x + y\nбукв: «ё»\nb: 'x'\nc: \"a / b\"").values()
    assert [(node.at.line, node.at.column, node.at.length) for node in nodes] == [
        (1, 5, 5),
        (2, 7, 3),
        (3, 5, 1),
        (4, 5, 5),
    ]


def test_a_mapping_or_list_stands_where_its_key_does() -> None:
    root = tree("first:\n  second: {a: 1}\n  third: [1]")
    inner = root[next(iter(root))]
    assert isinstance(inner, Map)
    assert [node.at.line for node in inner.values()] == [2, 3]
    assert [node.at.column for node in inner.values()] == [3, 3]
    assert isinstance(next(reversed(inner.values())), Seq)


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: b: c", "x.yaml:1:5", "yaml.colon"),
        ("a: ['1' 2]", "x.yaml:1:9", "yaml.list_open"),
        ("a: {b: 1 c: 2}", "x.yaml:1:11", "yaml.map_open"),
        ("a: [{c: 2]\nd: 1", "x.yaml:1:10", "yaml.map_open"),  # the wrong bracket, in the line of the right one
        ("- a\nb: 1", "x.yaml:2:1", "yaml.indent"),
        ("a:\n  - b\n  -c\n", "x.yaml:3:3", "yaml.dash_space"),
        ("a: 1\nb:2\nc: 3", "x.yaml:2:2", "yaml.colon_space"),
        ('a: "\\q"', "x.yaml:1:5", "yaml.escape"),
        ("a: @x", "x.yaml:1:4", "yaml.character"),
        ("a: 1\nkey without colon\nb: 2", "x.yaml:2:1", "yaml.no_colon"),
        ("a: 1\n---\nb: 2", "x.yaml:2:1", "yaml.second_document"),
        ("# nothing", "x.yaml:1:1", "yaml.empty"),
        ("a: x\x01", "x.yaml:1:5", "yaml.control_character"),
        ("[a]: b", "x.yaml:1:1", "yaml.key_not_scalar"),
        ("a:1\nb: 2", "x.yaml:1:2", "yaml.colon_space"),
        ("a: - x", "x.yaml:1:4", "yaml.character"),
        ("a: *", "x.yaml:1:5", "yaml.character"),
        ("a: http://x\nb: c: d", "x.yaml:2:5", "yaml.colon"),
        ("%YAML 3.0\n---\na: 1", "x.yaml:1:1", "yaml.other"),
    ],
)
def test_a_syntax_fault_has_its_place_and_is_said_in_both_languages(text: str, place: str, problem: str) -> None:
    found = fault(text)
    assert (found.rule.code, str(found.where), found.params["problem"]) == ("KQ101", place, problem)
    assert all(language(code).has(problem) for code in ("ru", "en"))


@pytest.mark.parametrize(
    ("text", "place", "sign", "until"),
    [
        ("a: [1, 2", "x.yaml:1:4", "yaml.open_bracket", "yaml.end_of_file"),
        ("a: [1,\nb: 2\nc: 3", "x.yaml:1:4", "yaml.open_bracket", 3),
        ("a:\n  - {b: 1\n  - {b: 2}\n", "x.yaml:2:5", "yaml.open_brace", 3),
        ("a: 'x", "x.yaml:1:4", "yaml.open_single", "yaml.end_of_file"),
        ('a: "x\nb: 1\n', "x.yaml:1:4", "yaml.open_double", "yaml.end_of_file"),
        ('a: "x\nb: 1\nc: "y"\n', "x.yaml:1:4", "yaml.open_double", 3),  # closed by the quote that opens y
    ],
)
def test_what_is_not_closed_is_told_where_it_was_opened(text: str, place: str, sign: str, until: str | int) -> None:
    found = fault(text)
    end = found.params["until"]
    assert isinstance(end, Word)
    assert (found.rule.code, str(found.where), found.params["sign"]) == ("KQ291", place, sign)
    assert end.params.get("line", str(end)) == until


@pytest.mark.parametrize(
    ("text", "place", "sign"),
    [
        ("a:\n\tb: 1", "x.yaml:2:1", "yaml.sign_tab"),
        ("a:\n  b: 1\n\u00a0 c: 2\n  d: 3", "x.yaml:3:1", "yaml.sign_no_break"),  # the parser stops in line 4
        ("a:\n  b:\u00a01\n  c: 2", "x.yaml:2:5", "yaml.sign_no_break"),
        ("a:\n  b: 1\n  \u2003c: 2", "x.yaml:3:3", "yaml.sign_other"),  # no parser stops: a key that begins with it
    ],
)
def test_a_blank_that_is_no_space_is_told_in_its_own_line(text: str, place: str, sign: str) -> None:
    found = fault(text)
    assert (found.rule.code, str(found.where), found.params["sign"]) == ("KQ292", place, sign)


@pytest.mark.parametrize(
    ("text", "place", "expected", "beside"),
    [
        ("a:\n  b: 1\n c: 2\n  d: 3\n", "x.yaml:3:2", 2, ("b", 2)),
        ("a:\n  b: 1\nc: 2\n  d: 3\n  e: 4\n", "x.yaml:3:1", 2, ("b", 2)),  # the parser stops in line 4
        ("a:\n  b: 1\n    c: 2\n  d: 3\n", "x.yaml:3:5", 2, ("b", 2)),
        ("a:\n    b: 1\n  c: 2\n  d: 3\n", "x.yaml:2:5", 2, ("c", 3)),
        ("a:\n    - {b: 1}\n   - {b: 2}\nd: 1\n", "x.yaml:3:4", 4, ("-", 2)),
        ("a:\n  - b: 1\n  c: 2\n", "x.yaml:3:3", 4, ("b", 2)),
        ("a: 1\n  b:\n    - c\nd: 2\n", "x.yaml:2:3", 0, ("a", 1)),
    ],
)
def test_a_wrong_indentation_is_told_of_the_line_that_has_it(
    text: str, place: str, expected: int, beside: tuple[str, int]
) -> None:
    found = fault(text)
    spaces, level = found.params["expected"], found.params["beside"]
    assert isinstance(spaces, Word)
    assert isinstance(level, Word)
    assert (found.rule.code, str(found.where)) == ("KQ290", place)
    assert (spaces.params["n"], level.params["key"], level.params["line"]) == (expected, *beside)


def test_what_else_is_wrong_in_the_line_of_the_fault_is_not_told_beside_it() -> None:
    assert fault("a: 1\nx:\n  b: 1\na: 2\n  c: 3\n  d: 4\n").rule.code == "KQ290"  # a is no second one: it is dedented


@pytest.mark.parametrize(
    ("text", "told", "kept"),
    [
        ("{a: Дети, всего, b: 1}", [("KQ101", "x.yaml:1:9")], {"a": "Дети, всего", "b": "1"}),
        ("{a: Дети, всего,по списку}", [("KQ101", "x.yaml:1:9")], {"a": "Дети, всего,по списку"}),  # once
        ("{a: Доля 5,6 классов}", [("KQ101", "x.yaml:1:11")], {"a": "Доля 5,6 классов"}),
        ("{a: share(x >= 99,5%)}", [("KQ105", "x.yaml:1:5")], {"a": "share(x >= 99.5%)"}),
        ("{a: 2,5%}", [("KQ105", "x.yaml:1:5")], {"a": ""}),
        ("{a:10%, b: 1}", [("KQ101", "x.yaml:1:3")], {"a": "", "b": "1"}),
        ('a:{"b": 1}', [("KQ101", "x.yaml:1:2")], {"a": ""}),
        ("{a: 1, b: , c: }", [], {"a": "1", "b": "", "c": ""}),
        ("{a: [1, 2], b, c: 'x', d}", [], {"a": ["1", "2"], "b": "", "c": "x", "d": ""}),
        ("{a:b: 1, http://c: d}", [], {"a:b": "1", "http://c": "d"}),
    ],
)
def test_a_comma_or_a_missing_space_in_braces_is_told_where_it_is(
    text: str, told: list[tuple[str, str]], kept: dict[str, object]
) -> None:
    found = parse_source(text, name="x.yaml")
    assert [(d.rule.code, str(d.where)) for d in found.diagnostics] == told
    assert found.value == kept


def test_nesting_is_cut_off_before_it_can_hurt() -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_source(deepest, name="x.yaml").diagnostics == ()
    found = fault("[" * 100_000)
    assert (found.rule.code, str(found.where)) == ("KQ108", f"x.yaml:1:{MAX_DEPTH + 1}")


def test_a_file_too_large_is_not_parsed(tmp_path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("a: " + "x" * MAX_BYTES, encoding="utf-8")
    (found,) = read_source(path, name="big.yaml").diagnostics
    assert found.rule.code == "KQ108"


def test_a_file_of_another_encoding_is_named_with_the_line(tmp_path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("a: 1\ntitle: Доля\n".encode("cp1251"))
    (found,) = read_source(path, name="old.yaml").diagnostics
    assert (found.rule.code, str(found.where)) == ("KQ101", "old.yaml:2:1")


def test_a_byte_order_mark_is_no_fault(tmp_path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_source(path, name="marked.yaml").diagnostics == ()


def test_a_file_that_is_not_there_is_a_finding(tmp_path) -> None:
    (found,) = read_source(tmp_path / "no.yaml", name="no.yaml").diagnostics
    assert (found.rule.code, str(found.where)) == ("KQ901", "no.yaml:1:1")


def test_all_aliases_and_duplicates_are_found_in_one_run() -> None:
    found = parse_source("a: &x 1\nb: *x\nc: {d: 1, d: 2}\n<<: {e: 1}", name="x.yaml").diagnostics
    assert [(d.rule.code, str(d.where)) for d in found] == [
        ("KQ107", "x.yaml:1:4"),
        ("KQ107", "x.yaml:2:4"),
        ("KQ103", "x.yaml:3:11"),
        ("KQ107", "x.yaml:4:1"),
    ]
    assert [str(place) for place in found[2].related] == ["x.yaml:3:5"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a: 1\n  b: 2\n  a: 3\n  b: 4\n", [("KQ185", "x.yaml:3:3")]),  # once for all keys of the item
        ("c:\n  - a: 1\n    b: 2\n    a: 3\n    d: 4\n", [("KQ185", "x.yaml:4:5")]),
        ("- a: 1\n  b: 2\n  b: 3\n", [("KQ103", "x.yaml:3:3")]),  # no item begins with b
        ("- {a: 1, a: 2}\n", [("KQ103", "x.yaml:1:10")]),
        ("c:\n  a: 1\n  a: 2\n", [("KQ103", "x.yaml:3:3")]),  # in no list
    ],
)
def test_a_forgotten_dash_is_told_and_the_item_is_kept(text: str, told: list[tuple[str, str]]) -> None:
    checked = parse_source(text, name="x.yaml")
    assert [(d.rule.code, str(d.where)) for d in checked.diagnostics] == told
    if told[0][0] == "KQ185" and isinstance(checked.value, Seq):
        assert checked.value == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@given(st.text())
def test_no_text_is_a_traceback(text: str) -> None:
    checked = parse_source(text, name="x.yaml")
    assert checked.value is not None or checked.diagnostics


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t\\0.~<=", max_size=60))
def test_no_punctuation_is_a_traceback(text: str) -> None:
    checked = parse_source(text, name="x.yaml")
    assert checked.value is not None or checked.diagnostics


def test_a_control_character_stands_where_editors_show_it() -> None:
    (found,) = parse_source("a: b\u2028c: \x00\n", name="a.yaml").diagnostics  # the separator ends a line of YAML
    assert (found.rule.code, str(found.where)) == ("KQ101", "a.yaml:2:4")
