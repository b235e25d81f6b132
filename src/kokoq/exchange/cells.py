"""A value of a definition ↔ the text of its cell, by the form of its column.

What is read from a cell that holds plain text is ``Free``: how it is quoted is decided where it is written. A cell of
YAML keeps the quotes that stand in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kokoq.definitions.source import Map, Node, Seq, Text, make_map, make_seq, make_text, parse_source
from kokoq.exchange.sheets import Column, Form
from kokoq.language import Word

_NOWHERE = ("", 1, 1, 1)


class Free(Text):
    """A text whose quotes are not decided yet; ``words`` as in ``Column``."""

    __slots__ = ("words",)
    words: bool


class UnreadableError(ValueError):
    """What keeps a cell from being read."""

    def __init__(self, problem: Word) -> None:
        super().__init__(problem)
        self.problem = problem


def free(value: str, *, words: bool = True) -> Free:
    """A text to be written."""
    text = Free(value)
    text.mark, text.plain, text.multiline, text.words = _NOWHERE, True, False, words
    return text


# --- value → cell ---


def to_cell(node: Node | None, form: Form) -> str:
    """The text of a cell; a value of another kind than the column expects stands there as YAML."""
    match form, node:
        case _, None:
            return ""
        case Form.TEXT, Text():
            return node.strip()
        case Form.NAMES, Text():
            return _line(node, ",;")
        case Form.LINES, Text():
            return _first_line(node)
        case Form.NAMES, Seq() if _all_texts(node):
            return ", ".join(_line(item, ",;") for item in node if isinstance(item, Text))
        case Form.LINES, Seq() if _all_texts(node) and node:
            return "\n".join(_first_line(item) for item in node if isinstance(item, Text))
        case Form.PAIRS, Map() if _all_texts(node.values()) and node:
            return "\n".join(f"{_line(key, ':')}: {_line(value)}" for key, value in node.items())  # type: ignore[arg-type] # all are texts
        case _, _:
            return to_lines(node)


def to_lines(node: Node) -> str:
    """Short YAML, the outermost entries on lines of their own."""
    match node:
        case Map() if node:
            return "\n".join(f"{_scalar(key)}: {_inline(value)}".rstrip() for key, value in node.items())
        case Seq() if node and not _all_texts(node):
            return "\n".join(f"- {_inline(item)}" for item in node)
        case _:
            return _inline(node)


def _inline(node: Node) -> str:
    return _scalar(node) if isinstance(node, Text) else to_flow(node)


def to_flow(node: Node) -> str:
    """YAML on one line, quoted where it was."""
    match node:
        case Map():
            return "{" + ", ".join(f"{_scalar(key)}: {to_flow(value)}" for key, value in node.items()) + "}"
        case Seq():
            return "[" + ", ".join(map(to_flow, node)) + "]"
        case Text():
            return _scalar(node, ",[]{}\n")


def _scalar(text: Text, never: str = "\n") -> str:
    return str(text) if text.plain and not set(never) & set(text) else json.dumps(text, ensure_ascii=False)


def _line(text: str, apart: str = "") -> str:
    """A text on one line; in quotes where it could not be told from its surroundings, or looks like one in quotes."""
    awkward = not text or text != text.strip() or "\n" in text or set(apart) & set(text)
    return json.dumps(text, ensure_ascii=False) if awkward or _unquoted(text, apart) != text else str(text)


def _first_line(text: str) -> str:
    """A line with which a cell may begin: YAML begins with a bracket or a dash."""
    return json.dumps(text, ensure_ascii=False) if text.startswith(("[", "{", "- ")) else _line(text)


def _unquoted(line: str, apart: str = "") -> str:
    """What a line says; quotes that it need not have belong to the text."""
    line = line.strip()
    if len(line) < 2 or line[0] != '"' or line[-1] != '"':
        return line
    try:
        read = str(json.loads(line))
    except ValueError:
        return line
    plain = read and read == read.strip() and "\n" not in read and not set(apart) & set(read)
    return line if plain and not read.startswith(("[", "{", "- ", '"')) else read


def _all_texts(nodes: object) -> bool:
    return all(isinstance(node, Text) for node in nodes)  # type: ignore[attr-defined] # a list or the values of a map


# --- cell → value ---


def from_cell(cell: str, column: Column) -> Node:
    """The value that a filled cell stands for; raises ``UnreadableError``."""
    match column.form:
        case Form.TEXT:
            return free(cell, words=column.words)
        case Form.NAMES:
            return _as_yaml(cell) if cell[0] in "[{" else make_seq(_NOWHERE, _names(cell))
        case Form.LINES:
            if cell[0] in "[{" or cell.startswith("- "):
                return _as_yaml(cell)
            return make_seq(_NOWHERE, (free(_unquoted(line)) for line in cell.split("\n") if line.strip()))
        case Form.PAIRS:
            return _as_yaml(cell) if cell[0] in "[{" else _pairs(cell, words=column.words)
        case Form.YAML:
            return _as_yaml(cell)


def _names(cell: str) -> Iterator[Free]:
    for name in re.findall(r'"(?:[^"\\]|\\.)*"|[^,;\n]+', cell):
        if name.strip():
            yield free(_unquoted(name, ",;"))


def _pairs(cell: str, *, words: bool) -> Map:
    pairs: list[tuple[Text, Node]] = []
    for line in filter(str.strip, cell.split("\n")):
        quoted = re.match(r'\s*("(?:[^"\\]|\\.)*")\s*:\s?(.*)', line)
        key, colon, value = (quoted[1], ":", quoted[2]) if quoted else line.partition(": ")
        if not colon:
            raise UnreadableError(Word("exchange.no_pair", line=line[:60]))
        pairs.append((free(_unquoted(key, ":")), free(_unquoted(value), words=words)))
    if len({key for key, _ in pairs}) < len(pairs):
        raise UnreadableError(Word("exchange.twice"))
    return make_map(_NOWHERE, pairs)


def _as_yaml(cell: str) -> Node:
    parsed = parse_source(cell, name="")
    if parsed.value is None or parsed.diagnostics:
        params = parsed.diagnostics[0].params
        problem = params.get("problem") or params.get("expected")
        raise UnreadableError(problem if isinstance(problem, Word) else Word("exchange.no_yaml"))
    return _commas_quoted(parsed.value)


def _commas_quoted(node: Node) -> Node:
    """``value: 3,0%`` on a line of its own is a text to YAML; on one line with others the comma would end it."""
    match node:
        case Map():
            return make_map(_NOWHERE, ((key, _commas_quoted(value)) for key, value in node.items()))
        case Seq():
            return make_seq(_NOWHERE, map(_commas_quoted, node))
        case Text() if node.plain and re.fullmatch(r"[-+]?\d+,\d+ ?%?", node):
            return make_text(node, _NOWHERE)
        case Text():
            return node
