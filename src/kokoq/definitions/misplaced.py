"""Keys that a wrong indentation brought into another mapping than their own: told, and put where they belong.

A key is misplaced if its mapping does not take it, and the one that ends just above it does, or one around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import get_args, get_origin

from kokoq.definitions.kinds import bare, keys_of
from kokoq.definitions.source import Map, Node, Seq, Text, make_map, make_text
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.rules import INDENTATION
from kokoq.spelling import closest

_STEP = 2  # spaces by which what stands below a key is moved in, where nothing stands there yet


@dataclass(frozen=True, slots=True)
class _Held:
    """A node, the type that it should have, and the mapping that holds it under a key."""

    node: Node
    kind: object
    key: Text | None = None
    owner: Map | None = None

    def below(self, key: Text, value: Node) -> _Held:
        """What stands under a key of this mapping."""
        if is_dataclass(self.kind):
            kind = keys_of(self.kind).get(str(key))
        else:
            kind = get_args(self.kind)[1] if get_origin(self.kind) is dict else None
        return _Held(value, _type(kind, value), key, self.node if isinstance(self.node, Map) else None)

    def items(self) -> Iterator[_Held]:
        """What stands in this list."""
        kind = next(iter(get_args(self.kind)), None) if get_origin(self.kind) is tuple else None
        for item in self.node if isinstance(self.node, Seq) else ():
            yield _Held(item, _type(kind, item))

    @property
    def empty(self) -> bool:
        return isinstance(self.node, Text) and self.node == "" and self.node.plain

    @property
    def of_entries(self) -> bool:
        """Whether names stand here, each with a mapping of the same type: fields, indicators."""
        return get_origin(self.kind) is dict and is_dataclass(bare(get_args(self.kind)[1]))

    def takes(self, key: Text, value: Node) -> bool:
        """Whether a mapping of this type has such a key; one of entries has what looks like an entry."""
        if is_dataclass(self.kind):
            return key in keys_of(self.kind)
        own = keys_of(bare(get_args(self.kind)[1])) if self.of_entries else {}
        return isinstance(value, Map) and any(str(name) in own for name in value)

    def fits(self, key: Text, value: Node) -> bool:
        """Whether a key may stay in this mapping: any text under any name does where texts are listed by names."""
        listed = get_origin(self.kind) is dict and not self.of_entries
        return (listed and not isinstance(value, Map)) or self.takes(key, value) or value == {}


def settle(kind: object, tree: Node) -> Iterator[Diagnostic]:
    """Put each misplaced key of a tree where it belongs, and tell of it: the tree itself is changed."""
    yield from _settle(_Held(tree, _type(kind, tree)), ())


def _settle(here: _Held, around: tuple[_Held, ...]) -> Iterator[Diagnostic]:
    for item in here.items():
        yield from _settle(item, around)
    if not isinstance(here.node, Map):
        return
    before: _Held | None = None
    for key, value in tuple(here.node.items()):
        home = _home(here, key, value, before, around)
        if home is not None:
            yield from _told(key, home)
            del here.node[key]
            before = _moved(key, value, home)
        else:
            before = here.below(key, value)
    for key, value in tuple(here.node.items()):
        yield from _settle(here.below(key, value), (*around, here))


def _home(here: _Held, key: Text, value: Node, before: _Held | None, around: tuple[_Held, ...]) -> _Held | None:
    """What a key belongs to, where that is not the mapping that it stands in."""
    if here.fits(key, value) or not _begins_line(key, before, here):
        return None
    entry = isinstance(value, Map) and here.of_entries  # of another list of entries, if of any
    outer = (other for other in reversed(around) if not (entry and is_dataclass(other.kind)))
    above = (other for other in outer if _free(other, key) and other.takes(key, value))
    home = _last_taking(before, key, value) or next(above, None)
    slip = home is not None and is_dataclass(here.kind) and closest(key, keys_of(here.kind))
    return None if slip else home


def _begins_line(key: Text, before: _Held | None, here: _Held) -> bool:
    """Whether the indentation of a line is that of the key: braces and dashes stand before others."""
    above = here.key if before is None else before.key
    return above is not None and above.at.line != key.at.line


def _last_taking(before: _Held | None, key: Text, value: Node) -> _Held | None:
    """The deepest of the mappings that end just above a key and take it."""
    found = None
    while before is not None:
        unheld = before.empty and get_origin(before.kind) is dict
        if unheld or (before.takes(key, value) and (before.empty or _free(before, key))):
            found = before
        if isinstance(before.node, Map):
            last = next(reversed(before.node.items()), None)
            before = None if last is None else before.below(*last)
        else:
            before = next(reversed(tuple(before.items())), None)
    return found


def _free(held: _Held, key: Text) -> bool:
    """Whether a key can be put into a mapping: one in braces has no indentation."""
    if not isinstance(held.node, Map) or key in held.node:
        return False
    first = next(iter(held.node), None)
    return first is None or held.key is None or first.at.line != held.key.at.line


def _column(home: _Held) -> tuple[int, Word]:
    """The column of the keys of a mapping, and how to find it on the screen."""
    first = next(iter(home.node), None) if isinstance(home.node, Map) else None
    if isinstance(first, Text):
        return first.at.column, Word("yaml.level_with", key=str(first), line=first.at.line)
    owner = home.key.at if home.key is not None else home.node.at
    return owner.column + _STEP, Word("yaml.below", key=str(home.key or ""), line=owner.line)


def _told(key: Text, home: _Held) -> Iterator[Diagnostic]:
    """Nothing of a key that comes right with the one above it."""
    column, beside = _column(home)
    if column != key.at.column:
        found, expected = (Word("yaml.spaces", n=n - 1) for n in (key.at.column, column))
        yield INDENTATION.at(key.at, key=str(key), found=found, expected=expected, beside=beside)


def _moved(key: Text, value: Node, home: _Held) -> _Held:
    """The key in its own mapping; that is made where nothing stands there yet."""
    node = home.node
    if not isinstance(node, Map):
        node = make_map(node.mark, key=home.key)
        if home.owner is not None and home.key is not None:
            home.owner[home.key] = node
    name, line, _, length = key.mark
    right = make_text(str(key), (name, line, _column(home)[0], length), plain=key.plain)
    node[key] = value
    return _Held(node, home.kind, home.key, home.owner).below(right, value)


def _type(kind: object, node: Node) -> object:
    """The type of a node; of the one item of a list that is written without it, the item's."""
    kind = bare(kind)
    if get_origin(kind) is tuple and not isinstance(node, Seq):
        kind = bare(get_args(kind)[0])
    return kind
