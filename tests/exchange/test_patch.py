"""Only what changed is cut into a file: everything else of it, comments and quotes included, stays to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.definitions.source import Map, Node, Seq, Text, make_map, make_seq, parse_source
from kokoq.exchange.cells import free
from kokoq.exchange.emit import file_text
from kokoq.exchange.patch import patch, says_the_same

NOWHERE = ("", 1, 1, 1)


def read(text: str) -> Node:
    parsed = parse_source(text, name="a.yaml")
    assert parsed.diagnostics == ()
    assert parsed.value is not None
    return parsed.value


def changed(text: str, wanted: str) -> str:
    """The text with the values of another one, as if they were typed into cells."""
    return patch(text, read(text), freed(read(wanted)))


def freed(node: Node) -> Node:
    match node:
        case Map():
            return make_map(NOWHERE, [(free(key), freed(value)) for key, value in node.items()])
        case Seq():
            return make_seq(NOWHERE, map(freed, node))
        case Text():
            return free(node, words=False)


BLOCK = """\
# above
fields:
  # about a
  a: {title: "One, two", unit: persons}  # beside a
  # about b
  b:
    title: 'Two'   # beside the title

    hint: >
      folded
      text
# below
"""

CASES = {
    "a value in brackets": (BLOCK.replace("persons", "items"), "unit: persons", "unit: items"),
    "a quoted value keeps its quotes": (BLOCK.replace("One, two", "Three"), '"One, two"', '"Three"'),
    "a value that stands beside a comment": (BLOCK.replace("'Two'", "Four"), "'Two'", "Four"),
    "a folded text": (
        BLOCK.replace(">\n      folded\n      text", "short"),
        "hint: >\n      folded\n      text\n",
        "hint: short\n",
    ),
    "a new key in brackets": (
        BLOCK.replace("unit: persons}", "unit: persons, range: 0..5}"),
        "unit: persons}",
        "unit: persons, range: 0..5}",
    ),
    "a key taken out of brackets": (BLOCK.replace(", unit: persons", ""), ", unit: persons", ""),
    "a new entry, after the comment beside the one before it": (
        BLOCK.replace("  # about b", "  c: {title: Three}\n  # about b"),
        "  # about b\n",
        "  c: {title: Three}\n  # about b\n",
    ),
    "an entry taken out leaves the comments about others": (
        BLOCK.replace('  a: {title: "One, two", unit: persons}  # beside a\n', ""),
        '  a: {title: "One, two", unit: persons}  # beside a\n',
        "",
    ),
    "a section at the end, before the comment below": (
        BLOCK.replace("# below", "checks: {}\n# below"),
        "# below\n",
        "checks: {}\n# below\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_change_is_cut_into_the_text(name: str) -> None:
    wanted, before, after = CASES[name]
    assert changed(BLOCK, wanted) == BLOCK.replace(before, after)


LIST = """\
# cases
- indicator: a
  given: {x: 1, y: }   # one
  expect: {value: 98%}
# about b
- indicator: b
  given:
    rows:
      - {x: 1}   # first
      - {x: 2}
"""


def test_an_item_taken_out_of_a_list_takes_its_lines_along() -> None:
    assert (
        changed(LIST, LIST[LIST.index("# about b") :]) == "# cases\n# about b\n" + LIST[LIST.index("- indicator: b") :]
    )


def test_an_item_put_into_a_list_stands_after_the_one_before_it() -> None:
    new = "- indicator: c\n  expect: {value: 1}\n"
    wanted = LIST.replace("# about b\n", new)
    assert changed(LIST, wanted) == LIST.replace("# about b\n", new + "# about b\n")


def test_a_value_put_where_nothing_stood() -> None:
    assert changed(LIST, LIST.replace("y: }", "y: 5}")) == LIST.replace("y: }", "y: 5}")


def test_a_row_put_into_a_list_within_an_item() -> None:
    wanted = LIST.replace("- {x: 2}", "- {x: 7}\n      - {x: 2}")
    assert changed(LIST, wanted) == LIST.replace("- {x: 2}", "- {x: 7}\n      - {x: 2}")


def test_the_first_key_after_a_dash_may_go() -> None:
    assert changed(LIST, LIST.replace("- indicator: a\n  given", "- given")) == LIST.replace(
        "- indicator: a\n  given", "- given"
    )


def test_a_short_form_stays_short() -> None:
    text = "goal:\n  - One\n  - {text: Two}\ntasks: Three\n"
    wanted = "goal:\n  - {text: Four}\n  - {text: Two}\ntasks: [Five]\n"
    assert changed(text, wanted) == "goal:\n  - Four\n  - {text: Two}\ntasks: Five\n"


def test_what_takes_the_place_of_brackets_is_quoted_as_outside_of_them() -> None:
    assert changed("a: [1]\nb: 2\n", 'a: "-"\nb: 2\n') == 'a: "-"\nb: 2\n'


WORDS = st.text(st.sampled_from("ab1: #-'\"{},[]%=@ё|>&*!?\\.~"), min_size=1, max_size=8).map(str.strip).filter(bool)
NAMES = st.sampled_from(["a", "b", "c", "9", "yes", "5.1", "х y", "k: v"])
TREES = st.recursive(
    WORDS.map(free),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda items: make_seq(NOWHERE, items)),
        st.dictionaries(NAMES, inner, min_size=1, max_size=4).map(
            lambda pairs: make_map(NOWHERE, [(free(key), value) for key, value in pairs.items()])
        ),
    ),
    max_leaves=14,
)
FILES = st.one_of(
    st.dictionaries(NAMES, TREES, min_size=1, max_size=4).map(
        lambda pairs: make_map(NOWHERE, [(free(key), value) for key, value in pairs.items()])
    ),
    st.lists(TREES, min_size=1, max_size=4).map(lambda items: make_seq(NOWHERE, items)),
)


@settings(max_examples=300, deadline=None)
@given(FILES)
def test_what_is_written_reads_back(tree: Node) -> None:
    assert says_the_same(read(file_text(tree)), tree)


@settings(max_examples=400, deadline=None)
@given(FILES, FILES)
def test_a_patched_file_says_what_it_shall(old: Node, new: Node) -> None:
    text = file_text(old)
    if type(old) is type(new):
        assert says_the_same(read(patch(text, read(text), new)), new)


def test_an_entry_under_another_name_keeps_what_stands_within_it() -> None:
    end = "      text\n"
    wanted = BLOCK.replace("  b:", "  c:").replace(end, f"{end}    unit: persons\n")
    assert changed(BLOCK, wanted) == wanted


def test_another_entry_in_the_place_of_one_does_not_take_over_its_comments() -> None:
    wanted = "fields:\n  a: {title: One}\n  c: {title: Three, hint: else}\n"
    text = "fields:\n  a: {title: One}\n  b:\n    title: Two   # about two\n    hint: some\n"
    assert changed(text, wanted) == wanted
