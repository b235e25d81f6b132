"""Changes that a careless editor, a broken transfer or somebody who misread the reference makes to good files."""

import copy
import re
from collections.abc import Callable
from functools import cache

import yaml
from hypothesis import strategies as st
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

Node = str | list["Node"] | dict[str, "Node"]
Rows = list[list[str]]

WORDS = (
    "", "yes", "5", "98%", "1..3", "31.02.2021", "9999-12-31", "0001/0002", "2020/2021",
    "0..9999", "x y", "subjects", "ege_results", "grade9_graduates", "pupils",
    "threshold_passed", "same_as", "excellent_share", "municipality", "school and not school", "9" * 400, "-1e9", "∞",
    "organisations.csv", "organisation", "*", "[", "ignore", "until_is_long_ago", "a|b", "|",
    "1/0", "sum(pupils) / sum(pupils)", "previous(excellent_share)", "each(organisation, pupils) > 1", "count()",
)  # fmt: skip
NODES = st.sampled_from(
    [*WORDS, [], {}, [""], [{}], [[]], {"": ""}, {"same_as": "threshold_passed", "code": "1", "title": "t"}]
)
TWINS = str.maketrans("acekmhopxtby", "асекмнорхтву")
GIANTS = ("9" * 40, "9" * 5000, "1e999", "0." + "0" * 400 + "1", "-" + "9" * 30, "9999999%", "1..9999", "1900-01-01")
BROKEN = (
    "\t",
    "\x00",
    "\x1b",
    "\u2028",
    "\ufeff",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "<<: ",
    "{",
    "]",
    '"',
    ": ",
)


# --- changes of a text ---


def swap_lines(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[first], lines[second] = lines[second], lines[first]
    return "".join(lines)


def drop_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    return "".join(lines[:at] + lines[at + 1 :])


def double_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    return "".join(lines[: at + 1] + lines[at:])


def shift_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    by = data.draw(st.sampled_from([-2, -1, 1, 2, 40]))
    return "".join(
        (" " * by + line if by > 0 else line[-by:]) if number == at else line for number, line in enumerate(lines)
    )


def swap_tokens(data: st.DataObject, text: str) -> str:
    """A word of the file where another stood."""
    return put(data, text, r"[\w.%/-]+", lambda words, _: data.draw(st.sampled_from(words)))


def giant_number(data: st.DataObject, text: str) -> str:
    return put(data, text, r"\d+(?:\.\d+)?", lambda *_: data.draw(st.sampled_from(GIANTS)))


def foreign_letters(data: st.DataObject, text: str) -> str:
    return put(data, text, r"[a-z_]{2,}", lambda _, word: word.translate(TWINS))


def break_off(data: st.DataObject, text: str) -> str:
    return text[: data.draw(st.integers(0, len(text)))]


def insert_broken(data: st.DataObject, text: str) -> str:
    at = data.draw(st.integers(0, len(text)))
    return text[:at] + data.draw(st.sampled_from(BROKEN)) + text[at:]


def put(data: st.DataObject, text: str, pattern: str, made: Callable[[list[str], str], str]) -> str:
    """The text with one match of a pattern replaced."""
    matches = list(re.finditer(pattern, text))
    if not matches:
        return text
    chosen = data.draw(st.sampled_from(range(len(matches))))
    start, end = matches[chosen].span()
    return text[:start] + made([match[0] for match in matches], matches[chosen][0]) + text[end:]


CHANGES = (
    swap_lines, drop_line, double_line, shift_line, swap_tokens, giant_number, foreign_letters, break_off,
    insert_broken,
)  # fmt: skip


# --- changes of a tree ---


def change(data: st.DataObject, tree: Node) -> None:
    """Replace, rename, delete, nest deeper or double one node somewhere below."""
    inner = [node for node in below(tree) if isinstance(node, list | dict) and node]
    if not inner:
        return
    node = inner[data.draw(st.integers(0, len(inner) - 1))]
    how = data.draw(st.sampled_from(["replace", "delete", "rename", "nest", "list"]))
    key = data.draw(st.sampled_from(range(len(node)) if isinstance(node, list) else sorted(node)))
    if how == "replace":
        node[key] = copy.deepcopy(data.draw(NODES))
    elif how == "rename" and isinstance(node, dict):
        node[data.draw(st.sampled_from(WORDS))] = node.pop(key)
    elif how == "nest":
        node[key] = {data.draw(st.sampled_from(WORDS)): node[key]}
    elif how == "list":
        node[key] = [node[key], copy.deepcopy(node[key])]
    else:
        del node[key]


def below(tree: Node) -> list[Node]:
    nodes = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(inner for node in nodes for inner in below(node))]


def spoil(data: st.DataObject, tree: Node) -> None:
    """Put what fits nowhere in the place of one node."""
    inner = [node for node in below(tree) if isinstance(node, list | dict) and node]
    node = inner[data.draw(st.integers(0, len(inner) - 1))]
    node[data.draw(st.sampled_from(range(len(node)) if isinstance(node, list) else sorted(node)))] = [[[]]]


class _Plain(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Writes every scalar plainly where it may be so: the reader tells a quoted number from a plain one."""

    def __init__(self, stream: object, **_: object) -> None:
        Emitter.__init__(self, stream, width=1000, allow_unicode=True)
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, sort_keys=False)


def parsed(text: str) -> Node:
    """A tree of texts, lists and mappings."""
    return copy.deepcopy(_parsed(text))


@cache
def _parsed(text: str) -> Node:
    return yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506


def dumped(tree: Node) -> str:
    """The tree as YAML, in its own order."""
    return yaml.dump(tree, Dumper=_Plain)


# --- changes of a table ---


def change_table(data: st.DataObject, rows: Rows) -> None:
    """Swap, double, drop or overwrite a row, a column or a cell."""
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    how = data.draw(st.sampled_from(["cell", "row", "column", "double", "swap", "other"]))
    if how == "cell":
        rows[row][column] = data.draw(st.sampled_from((*WORDS, *GIANTS, ";", ";;", '"', "=1+1")))
    elif how == "row":
        del rows[row]
        rows.extend([[""] * len(rows[0])] if not rows[1:] else [])
    elif how == "column":
        for cells in rows:
            cells[column] = ""
    elif how == "double":
        rows.insert(row, list(rows[row]))
    elif how == "swap":
        other = data.draw(st.integers(0, len(rows) - 1))
        rows[row], rows[other] = rows[other], rows[row]
    else:
        other = data.draw(st.integers(0, len(rows[0]) - 1))
        rows[row][column], rows[row][other] = rows[row][other], rows[row][column]
