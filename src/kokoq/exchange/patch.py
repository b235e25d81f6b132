"""A YAML text with some of its values changed: every other byte of it stays, comments and quotes included.

The places of the values come from PyYAML; what is written is cut into the text. ``old`` is the tree of the text,
``new`` what it shall hold: parts that are the same, or say the same, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

import yaml

from kokoq.definitions.source import Map, Node, Seq, Text, make_text
from kokoq.exchange.cells import Free
from kokoq.exchange.emit import block_text, entry_text, flow_text, item_text, key_text, scalar_text, value_text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Edit(NamedTuple):
    """Put ``text`` in the place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def patch(text: str, old: Node, new: Node) -> str:
    """The text of a file with the values of ``new``."""
    root = yaml.compose(text, Loader=_LOADER)
    return text if root is None else _Patch(text).cut(0, len(text), _Patch(text).edits(root, old, new))


class _Patch:
    def __init__(self, text: str) -> None:
        self.text = text

    def cut(self, start: int, end: int, edits: Sequence[Edit]) -> str:
        """The text from ``start`` to ``end`` with the edits made in it."""
        parts, at = [], start
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):  # stable: what is inserted deeper comes first
            parts += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join((*parts, self.text[at:end]))

    def edits(self, at: yaml.Node, old: Node, new: Node, *, flow: bool = False, after: int = -1) -> list[Edit]:
        """What makes ``new`` of ``old``; ``after`` is the end of the colon before it, ``flow`` whether in brackets."""
        new = _in_short(old, new)
        if says_the_same(old, new):
            return []
        bracketed = flow or (isinstance(at, yaml.CollectionNode) and bool(at.flow_style))
        match at, old, new:
            case yaml.MappingNode(), Map(), Map() if not set(old).isdisjoint(new):
                return self._in_flow_map(at, old, new) if bracketed else list(self._in_map(at, old, new))
            case yaml.SequenceNode(), Seq(), Seq() if old:
                return self._in_flow_list(at, old, new) if bracketed else list(self._in_list(at, old, new))
            case _:
                return [self._replaced(at, new, flow=flow, after=after)]

    def _replaced(self, at: yaml.Node, new: Node, *, flow: bool, after: int) -> Edit:
        start, end = at.start_mark.index, self.end(at)
        style = at.style if isinstance(at, yaml.ScalarNode) else None
        if not flow and (isinstance(at, yaml.CollectionNode) or style in ("|", ">")):
            if after >= 0:
                line = self.text[self.text.rfind("\n", 0, after) + 1 : after]
                return Edit(after, end, value_text(new, len(line) - len(line.lstrip(" -")), used=len(line)))
            if not isinstance(new, Text):
                return Edit(start, end, block_text(new, at.start_mark.column))
        quoted = style == '"' and isinstance(new, Free)
        text = scalar_text(new, flow=flow, quoted=quoted) if isinstance(new, Text) else flow_text(new)
        if start == end:  # nothing stood here
            rest = self.text[end:].lstrip(" ")
            end = len(self.text) - len(rest) if not rest or rest[0] in ",}]\n" else end
            text = f" {text}" if self.text[start - 1 : start] in (":", "-") else text
        return Edit(start, end, text if new != "" or isinstance(new, Free) else "")

    # --- in brackets ---

    def _in_flow_map(self, at: yaml.MappingNode, old: Map, new: Map) -> list[Edit]:
        values = {key.value: (key, value) for key, value in at.value}
        names = [name for name in old if name in new]
        pieces: dict[str, str] = {}
        for name in names:
            key, value = values[name]
            inner = self.edits(value, old[name], _of(new, name), flow=True)
            pieces[name] = self.cut(key.start_mark.index, self.end(value), inner)
        spans = [(key.value, key.start_mark.index, self.end(value)) for key, value in at.value]
        order = _with_new(list(map(str, names)), list(map(str, new)))
        for name, value in new.items():
            pieces.setdefault(str(name), f"{key_text(name, flow=True)}: {flow_text(value)}")
        return [self._rejoined(at, spans, [(name, pieces[name]) for name in order])]

    def _in_flow_list(self, at: yaml.SequenceNode, old: Seq, new: Seq) -> list[Edit]:
        spans = [(str(n), item.start_mark.index, self.end(item)) for n, item in enumerate(at.value)]
        parts: list[tuple[str, str]] = []
        for before, after in _paired(old, new):
            if after is None:
                continue
            if before is None:
                parts.append(("", flow_text(new[after])))
            else:
                item = at.value[before]
                inner = self.edits(item, old[before], new[after], flow=True)
                parts.append((str(before), self.cut(item.start_mark.index, self.end(item), inner)))
        return [self._rejoined(at, spans, parts)]

    def _rejoined(self, at: yaml.Node, spans: list[tuple[str, int, int]], parts: list[tuple[str, str]]) -> Edit:
        """The entries between the brackets, with what stood between them where they still stand together."""
        between = {(a[0], b[0]): self.text[a[2] : b[1]] for a, b in pairwise(spans)}
        start, end = at.start_mark.index, at.end_mark.index
        text = self.text[start : spans[0][1]] if parts else self.text[start : start + 1]
        for n, (name, piece) in enumerate(parts):
            text += (between.get((parts[n - 1][0], name), ", ") if n else "") + piece
        return Edit(start, end, text + self.text[spans[-1][2] : end].lstrip(","))

    # --- in blocks ---

    def _in_map(self, at: yaml.MappingNode, old: Map, new: Map) -> Iterator[Edit]:
        indent = at.start_mark.column
        kept = {key.value for key, _ in at.value if key.value in new}
        for key, value in at.value:
            if key.value in new:
                after = self.text.index(":", key.end_mark.index) + 1
                yield from self.edits(value, _of(old, key.value), _of(new, key.value), after=after)
        spans = [(key.start_mark.index, self.end(value)) for key, value in at.value]
        yield from self._removed(spans, [key.value in kept for key, _ in at.value])
        ends = {key.value: end for (key, _), (_, end) in zip(at.value, spans, strict=True)}
        first = next(key.start_mark.index for key, _ in at.value if key.value in kept)
        anchor: int | None = None
        for name, node in new.items():
            if name in ends:
                anchor = ends[str(name)]
            else:
                yield self._inserted(entry_text(name, node, indent), indent, anchor, first)

    def _in_list(self, at: yaml.SequenceNode, old: Seq, new: Seq) -> Iterator[Edit]:
        indent = at.start_mark.column
        pairs = _paired(old, new)
        kept = {before for before, after in pairs if before is not None and after is not None}
        spans = [(self._dash(item, indent), self.end(item)) for item in at.value]
        if not kept:
            yield Edit(spans[0][0], spans[-1][1], f"\n{' ' * indent}".join(item_text(item, indent) for item in new))
            return
        yield from self._removed(spans, [number in kept for number in range(len(spans))])
        first = spans[min(kept)][0]
        anchor: int | None = None
        for before, after in pairs:
            if before is not None and after is not None:
                yield from self.edits(at.value[before], old[before], new[after], after=-1)
                anchor = spans[before][1]
            elif after is not None:
                yield self._inserted(item_text(new[after], indent), indent, anchor, first)

    def _inserted(self, text: str, indent: int, anchor: int | None, first: int) -> Edit:
        """A new entry after the one that ends at ``anchor``, else before the one that starts at ``first``."""
        if anchor is None:
            return Edit(first, first, f"{text}\n{' ' * indent}")
        end = self._line_end(anchor)
        return Edit(end, end, f"\n{' ' * indent}{text}")

    def _removed(self, spans: Sequence[tuple[int, int]], kept: Sequence[bool]) -> Iterator[Edit]:
        """The lines of what is not kept; of what stands after a dash, up to what now stands there."""
        number = 0
        while number < len(spans):
            last = number
            if not kept[number]:
                while last + 1 < len(spans) and not kept[last + 1]:
                    last += 1
                start = self.text.rfind("\n", 0, spans[number][0]) + 1
                if self.text[start : spans[number][0]].strip():
                    yield Edit(spans[number][0], spans[last + 1][0], "")
                else:
                    yield Edit(start, min(len(self.text), self._line_end(spans[last][1]) + 1), "")
            number = last + 1

    def _dash(self, item: yaml.Node, indent: int) -> int:
        """Where the dash of an item stands: on its line, or above it."""
        line = self.text.rfind("\n", 0, item.start_mark.index) + 1
        while line and self.text[line + indent : line + indent + 1] != "-":
            line = self.text.rfind("\n", 0, line - 1) + 1
        return line + indent

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def end(self, at: yaml.Node) -> int:
        """Where a value really ends: PyYAML counts the blank lines and comments after a block to it."""
        if isinstance(at, yaml.CollectionNode) and not at.flow_style and at.value:
            last = at.value[-1]
            return self.end(last[1] if isinstance(at, yaml.MappingNode) else last)
        start, end = at.start_mark.index, at.end_mark.index
        return start + len(self.text[start:end].rstrip())


def says_the_same(old: Node, new: Node) -> bool:
    """Whether two values are the same, the quotes of a text that is free to have some left out of account."""
    match old, new:
        case Text(), Text():
            return old == new and (isinstance(new, Free) or old.plain == new.plain)
        case Map(), Map():
            return set(old) == set(new) and all(says_the_same(value, _of(new, key)) for key, value in old.items())
        case Seq(), Seq():
            return len(old) == len(new) and all(map(says_the_same, old, new))
        case _:
            return False


def _in_short(old: Node, new: Node) -> Node:
    """The short form of a value where the file has the short form; what a cell says in YAML stays as it says it."""
    match old, new:
        case ((Text() | Map()), Seq()) if len(new) == 1 and _is_free(new[0]):
            return _in_short(old, new[0])
        case Text(), Map() if len(new) == 1 and isinstance(only := next(iter(new.values())), Text) and "text" in new:
            return only
        case Seq(), Map() if _is_free(new) and all(key == value for key, value in new.items()):
            made = Seq(new.values())
            made.mark, made.key = old.mark, None
            return made
        case _:
            return new


def _is_free(node: Node) -> bool:
    """Whether a value was put together of cells."""
    return isinstance(node, Free) or (isinstance(node, Map) and all(isinstance(key, Free) for key in node))


def _of(node: Map, name: str) -> Node:
    return node[make_text(name, node.mark)]


def _with_new(kept: list[str], wanted: list[str]) -> list[str]:
    """The kept names in their order, each new one after the name before it."""
    order, before = list(kept), ""
    for name in wanted:
        if name not in order:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    return order


def _paired(old: Seq, new: Seq) -> list[tuple[int | None, int | None]]:
    """Items that stand for each other, in the new order; those that are gone stand for nothing."""
    found: list[tuple[int | None, int | None]] = []
    matcher = SequenceMatcher(None, [_frozen(item) for item in old], [_frozen(item) for item in new], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        shared = min(a2 - a1, b2 - b1)
        found += [(a1 + n, b1 + n) for n in range(shared)]
        if kind != "equal":
            found += [(n, None) for n in range(a1 + shared, a2)]
            found += [(None, n) for n in range(b1 + shared, b2)]
    return found


def _frozen(node: Node) -> object:
    match node:
        case Text():
            return str(node)
        case Map():
            return tuple(sorted((str(key), repr(_frozen(value))) for key, value in node.items()))
        case Seq():
            return tuple(map(_frozen, node))
