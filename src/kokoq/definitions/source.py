"""A YAML file → texts, maps and lists that know their places; nothing is converted here.

The text is parsed as a stream of events: a nesting too deep stops it before any recursion, anchors and aliases are
refused where they stand, and the scalars keep what was typed. The fast parser of libyaml is used where PyYAML has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from kokoq.definitions.syntax import LOADER, ODD_BLANKS, blank_sign, syntax_fault
from kokoq.diagnostics import Checked, Diagnostic, Span
from kokoq.language import Word
from kokoq.limits import MAX_FAULTS, too_many
from kokoq.rules import (
    ALIAS_FORBIDDEN,
    DASH_MISSING,
    DUPLICATE_KEY,
    FILE_NOT_FOUND,
    NOT_A_SPACE,
    TOO_LARGE,
    WRONG_VALUE,
    YAML_SYNTAX,
)

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_VALUES = 100_000  # keys and texts of a file; of one that people write, a megabyte holds half as many

_Mark = tuple[str, int, int, int]  # the arguments of Span: places are made only where they are asked for


class Text(str):
    """A scalar as typed. ``plain`` is one without quotes; its place is that of the first character inside quotes."""

    __slots__ = ("mark", "multiline", "plain")
    mark: _Mark
    plain: bool
    multiline: bool

    @property
    def at(self) -> Span:
        return Span(*self.mark)


class Hole(Text):
    """Stands where something faulty was taken out, so that the same fault is not reported twice."""

    __slots__ = ()


class Map(dict[Text, "Node"]):
    """A mapping in the order of the file. ``key`` is the key that it stands under; ``erased`` names faulty keys."""

    __slots__ = ("erased", "key", "mark")
    mark: _Mark
    key: Text | None
    erased: frozenset[str]

    @property
    def at(self) -> Span:
        return self.key.at if self.key is not None else Span(*self.mark)


class Seq(list["Node"]):
    """A list."""

    __slots__ = ("key", "mark")
    mark: _Mark
    key: Text | None

    @property
    def at(self) -> Span:
        return self.key.at if self.key is not None else Span(*self.mark)


Node = Text | Map | Seq


def make_text(value: str, mark: _Mark, *, plain: bool = False, multiline: bool = False) -> Text:
    """A text at a place."""
    text = Text(value)
    text.mark, text.plain, text.multiline = mark, plain, multiline
    return text


def make_hole(mark: _Mark) -> Hole:
    """A hole at a place."""
    hole = Hole("")
    hole.mark, hole.plain, hole.multiline = mark, False, False
    return hole


def make_map(mark: _Mark, pairs: Iterable[tuple[Text, Node]] = (), key: Text | None = None) -> Map:
    """A map at a place."""
    made = Map(pairs)
    made.mark, made.key, made.erased = mark, key, frozenset()
    return made


def make_seq(mark: _Mark, items: Iterable[Node] = (), key: Text | None = None) -> Seq:
    """A list at a place."""
    made = Seq(items)
    made.mark, made.key = mark, key
    return made


def read_source(path: Path, *, name: str) -> Checked[Node | None]:
    """The tree of a file; ``name`` is how its places call it."""
    try:
        if not path.is_file():  # a pipe would be waited for, a device never ends
            return Checked(None, (FILE_NOT_FOUND.at(Span(name)),))
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        return Checked(None, (FILE_NOT_FOUND.at(Span(name)),))
    if size > MAX_BYTES:
        return Checked(None, (TOO_LARGE.at(Span(name), found=_kilobytes(size), limit=_kilobytes(MAX_BYTES)),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Checked(None, (YAML_SYNTAX.at(Span(name, line), problem=Word("yaml.not_utf8")),))
    return parse_source(text, name=name)


def parse_source(text: str, *, name: str) -> Checked[Node | None]:
    """The tree of a YAML text, or None with the fault that keeps it from being read."""
    if bad := _UNPRINTABLE.search(text):
        lines = f"{text[: bad.start()]}x".splitlines()  # as YAML parts them, and as they are shown
        return Checked(
            None, (YAML_SYNTAX.at(Span(name, len(lines), len(lines[-1])), problem=Word("yaml.control_character")),)
        )
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        fault = syntax_fault(error, name=name, text=text)
        # what else is found in the line of the fault comes of it
        others = (d for d in builder.found if _line(d) != _line(fault))
        return Checked(None, (*others, fault))
    except yaml.YAMLError:
        return Checked(None, (*builder.found, YAML_SYNTAX.at(Span(name), problem=Word("yaml.other"))))
    return Checked(None if builder.broken else builder.root, tuple(builder.found))


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


class _Builder:
    """Collects events into a tree; it has state because the events come as a flat stream."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self.broken = False
        self._joined: Text | None = None
        self._open: list[Map | Seq] = []
        self._keys: list[Text | None] = []
        self._documents = 0
        self._values = 0

    def take(self, event: yaml.Event) -> bool:
        """Add one event; False where reading on would be of no use."""
        if len(self.found) > MAX_FAULTS:
            return self._break(too_many(len(self.found), self._at(event)))
        match event:
            case yaml.ScalarEvent():
                self._check_properties(event)
                return self._add(self._scalar(event) if event.tag is None else make_hole(self._mark(event)))
            case yaml.MappingStartEvent():
                self._check_properties(event)
                return self._enter(make_map(self._mark(event)))
            case yaml.SequenceStartEvent():
                self._check_properties(event)
                return self._enter(make_seq(self._mark(event)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case yaml.AliasEvent():
                self.found.append(ALIAS_FORBIDDEN.at(self._at(event), anchor=f"*{event.anchor}"))
                self._add(make_hole(self._mark(event)))
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    return self._break(YAML_SYNTAX.at(self._at(event), problem=Word("yaml.second_document")))
            case yaml.StreamEndEvent() if self.root is None and not self.broken:
                return self._break(YAML_SYNTAX.at(Span(self.name), problem=Word("yaml.empty")))
        return True

    def _enter(self, node: Map | Seq) -> bool:
        if len(self._open) >= MAX_DEPTH:
            found, limit = (Word("yaml.depth", n=n) for n in (MAX_DEPTH + 1, MAX_DEPTH))
            return self._break(TOO_LARGE.at(Span(*node.mark), found=found, limit=limit))
        if not self._add(node):
            return False
        self._open.append(node)
        self._keys.append(None)
        return True

    def _add(self, node: Node) -> bool:
        self._values += 1
        if self._values > MAX_VALUES:
            found, limit = (Word("yaml.values", n=n) for n in (self._values, MAX_VALUES))
            return self._break(TOO_LARGE.at(Span(*node.mark), found=found, limit=limit))
        if not self._open:
            self.root = node
            return True
        parent = self._open[-1]
        if isinstance(parent, Seq):
            parent.append(node)
            return True
        key = self._keys[-1]
        if key is None:
            if not isinstance(node, Text):
                return self._break(YAML_SYNTAX.at(Span(*node.mark), problem=Word("yaml.key_not_scalar")))
            self._keys[-1] = self._without_odd_blanks(node)
            return True
        self._keys[-1] = None
        self._put(parent, key, node)
        return True

    def _without_odd_blanks(self, key: Text) -> Text:
        """A key after a no-break space: to YAML that belongs to its name."""
        begins = len(key) - len(key.lstrip(ODD_BLANKS))
        if not begins or not key.plain:
            return key
        self.found.append(NOT_A_SPACE.at(replace(key.at, length=begins), sign=blank_sign(key[0])))
        name, line, column, length = key.mark
        return make_text(key[begins:], (name, line, column + begins, length - begins), plain=True)

    def _put(self, parent: Map, key: Text, node: Node) -> None:
        if key == "<<" and key.plain:
            self.found.append(ALIAS_FORBIDDEN.at(key.at, anchor="<<"))
            return
        if isinstance(node, Map | Seq):
            node.key = key
        if _lacks_space(key, node):
            name = key.partition(":")[0]
            self.found.append(YAML_SYNTAX.at(_behind(key, name), problem=Word("yaml.colon_space")))
            key, node = make_text(name, key.mark), make_hole(key.mark)
        elif parent and _lacks_colon(key, node) and self._join(parent, key):
            return
        if key in parent:
            first = next(other for other in parent if other == key)
            if self._lacks_dash(parent, key):
                self.found.append(DASH_MISSING.at(key.at, key=str(key), related=(first.at,)))
                self._begin_item(key, node)
                return
            self.found.append(DUPLICATE_KEY.at(key.at, key=str(key), related=(first.at,)))
            return
        parent[key] = node

    def _lacks_dash(self, parent: Map, key: Text) -> bool:
        """Whether a line begins as the item of a list around it began: ``- text: a``, then ``text: b`` below."""
        first = next(iter(parent))
        listed = len(self._open) > 1 and isinstance(self._open[-2], Seq)
        return listed and key == first and key.mark[1] > first.mark[1] and key.mark[2] == first.mark[2]

    def _begin_item(self, key: Text, node: Node) -> None:
        """Read on as if the dash were there: what the next item says is judged, too."""
        item = make_map(key.mark, [(key, node)])
        self._open.pop()
        self._add(item)
        self._open.append(item)

    def _join(self, parent: Map, rest: Text) -> bool:
        """``{title: Дети, всего}``: YAML ends the value at the comma and takes the rest for a key of its own."""
        key, whole = next(reversed(parent.items()))
        if not isinstance(whole, Text) or not whole.plain or whole.multiline:
            return False
        gap = rest.mark[2] - whole.mark[2] - len(whole)  # of the comma and the spaces behind it
        if rest.mark[1] != whole.mark[1] or gap < 1:
            return False
        joined = make_text(
            f"{whole},{' ' * (gap - 1)}{rest}", (*whole.mark[:3], len(whole) + gap + len(rest)), plain=True
        )
        meant = _with_point(whole, rest) if gap == 1 else ""
        if meant:
            expected = Word("expected.decimal_point", number=meant)
            self.found.append(WRONG_VALUE.at(joined.at, key=str(key), found=str(joined), expected=expected))
        elif whole is not self._joined:
            self.found.append(YAML_SYNTAX.at(_behind(whole, whole), problem=Word("yaml.comma")))
        number = meant and re.fullmatch(r"-?\d+", whole)  # told of, and not judged any further; a formula is
        pointed = make_hole(whole.mark) if number else make_text(f"{whole}.{rest}", joined.mark, plain=True)
        self._joined = parent[key] = pointed if meant else joined
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> Text:
        name, line, column, _ = self._mark(event)
        quoted = event.style in ("'", '"')
        mark = (name, line, column + 1 if quoted else column, max(1, len(event.value)))
        multiline = event.end_mark is not None and event.end_mark.line != line - 1
        return make_text(event.value, mark, plain=not event.style, multiline=multiline)

    def _check_properties(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.found.append(ALIAS_FORBIDDEN.at(self._at(event), anchor=f"&{event.anchor}"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.found.append(
                YAML_SYNTAX.at(self._at(event), problem=Word("yaml.tag", tag=tag.replace("tag:yaml.org,2002:", "!!")))
            )

    def _break(self, fault: Diagnostic) -> bool:
        self.found.append(fault)
        self.broken = True
        return False

    def _mark(self, event: yaml.Event) -> _Mark:
        start = event.start_mark
        return (self.name, 1, 1, 1) if start is None else (self.name, start.line + 1, start.column + 1, 1)

    def _at(self, event: yaml.Event) -> Span:
        return Span(*self._mark(event))


def _lacks_colon(key: Text, node: Node) -> bool:
    """Whether a key has not even a colon: its empty value then begins where it ends."""
    return (
        key.plain and node == "" and isinstance(node, Text) and node.mark[1:3] == (key.mark[1], key.mark[2] + len(key))
    )


def _lacks_space(key: Text, node: Node) -> bool:
    """``{at_least:10%}``, ``retired:{"0.9": x}``: without a space behind it a colon is part of the key."""
    glued = r"\w+:\S.*" if _lacks_colon(key, node) else r"""\w+:[\[{"'].*"""
    return key.plain and re.fullmatch(glued, key) is not None


def _with_point(whole: Text, rest: Text) -> str:
    """The number that a decimal comma parted, in a number or a formula; "" where it is a comma of a text."""
    first, last = re.search(r"-?\d+$", whole), re.match(r"\d+%?", rest)
    formula = whole.isascii() and rest.isascii() and not (first and first[0] == whole and last and last[0] != rest)
    return f"{first[0]}.{last[0]}" if first and last and formula else ""


def _behind(text: Text, part: str) -> Span:
    """The place behind the beginning ``part`` of a text."""
    file, line, column, _ = text.mark
    return Span(file, line, column + len(part))


def _line(d: Diagnostic) -> int:
    return d.where.line if isinstance(d.where, Span) else 0


def _kilobytes(size: int) -> Word:
    return Word("yaml.kilobytes", n=-(-size // 1000))
