"""A value → YAML text as our files are written: short things on one line, texts unquoted where that is safe."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kokoq.definitions.scalars import ambiguous
from kokoq.definitions.source import Map, Node, Seq, Text, parse_source
from kokoq.exchange.cells import Free

WIDTH = 110
"""Of what is written on one line."""


def file_text(tree: Node) -> str:
    """A whole file."""
    return (scalar_text(tree) if isinstance(tree, Text) else block_text(tree, 0)) + "\n"


def entry_text(key: Text, node: Node, indent: int) -> str:
    """``key: value`` in a mapping whose keys stand at ``indent``, without the indentation of its first line."""
    return key_text(key) + ":" + value_text(node, indent, used=len(key) + 1)


def value_text(node: Node, indent: int, *, used: int = 0) -> str:
    """What stands after ``key:``, the blank or the line break before it included."""
    if isinstance(node, Text):
        return " " + scalar_text(node) if node else ""
    flow = flow_text(node)
    if not node or (indent + used + len(flow) < WIDTH and (indent or not _is_deep(node))):
        return " " + flow
    return f"\n{' ' * (indent + 2)}" + block_text(node, indent + 2)


def block_text(node: Map | Seq, indent: int) -> str:
    """The entries of a mapping or a list, one below the other, without the indentation of the first line."""
    return f"\n{' ' * indent}".join(_lines(node, indent)) if node else flow_text(node)


def item_text(node: Node, indent: int) -> str:
    """``- value`` in a list whose dashes stand at ``indent``, without the indentation of its first line."""
    if isinstance(node, Text):
        return "- " + scalar_text(node)
    flow = flow_text(node)
    if not node or (indent and indent + len(flow) < WIDTH):
        return "- " + flow
    return "- " + block_text(node, indent + 2)


def _lines(node: Map | Seq, indent: int) -> Iterator[str]:
    if isinstance(node, Map):
        for key, value in node.items():
            yield entry_text(key, value, indent)
    else:
        for item in node:
            yield item_text(item, indent)


def _is_deep(node: Map | Seq) -> bool:
    inner = node.values() if isinstance(node, Map) else node
    return any(not isinstance(part, Text) for part in inner)


def flow_text(node: Node) -> str:
    """A value on one line."""
    match node:
        case Map():
            return "{" + ", ".join(f"{key_text(k, flow=True)}: {flow_text(v)}" for k, v in node.items()) + "}"
        case Seq():
            return "[" + ", ".join(flow_text(item) if item != "" else '""' for item in node) + "]"
        case Text():
            return scalar_text(node, flow=True)


def key_text(key: Text, *, flow: bool = False) -> str:
    """A key, quoted where another reader of YAML might take it for something else."""
    if not key.plain:
        return _quoted(key)  # as it stands in a cell of YAML
    probe = f"{{{key}: 0}}" if flow else f"{key}: 0"
    return str(key) if _reads_back(probe, key) and not _looks_typed(key) else _quoted(key)


def scalar_text(text: Text, *, flow: bool = False, quoted: bool = False) -> str:
    """A scalar; ``quoted`` asks for quotes where they are a matter of taste."""
    if not isinstance(text, Free):
        return str(text) if text.plain and "\n" not in text else _quoted(text)
    probe = f"{{k: {text}}}" if flow else f"k: {text}"
    plain = not quoted and text and _reads_back(probe, text) and not (text.words and _looks_typed(text))
    return str(text) if plain else _quoted(text)


def _looks_typed(text: str) -> bool:
    """Whether some reader of YAML makes a number, a date, a flag or a list of it."""
    return text.isdecimal() or text == "-" or bool(ambiguous(text))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _reads_back(probe: str, text: str) -> bool:
    """Whether YAML gives back the text, unquoted as it stands in ``probe``."""
    if text.isidentifier():
        return True
    parsed = parse_source(probe, name="")
    if parsed.diagnostics or not isinstance(parsed.value, Map) or len(parsed.value) != 1:
        return False
    ((key, value),) = parsed.value.items()
    return isinstance(value, Text) and text in ((str(key), str(value))) and not value.multiline
