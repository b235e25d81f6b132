"""A tree → the document that it should be, with every fault of its shape.

Pydantic finds the faults, a tree at a time; its words are dropped, its ``loc`` says where. What is faulty is taken
out and the rest is read again, so that one fault neither hides another nor is told twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kokoq.definitions.kinds import keys_at
from kokoq.definitions.misplaced import settle
from kokoq.definitions.scalars import UnfitError, shown
from kokoq.definitions.source import Hole, Map, Node, Seq, Text, make_hole, make_map, make_seq, make_text
from kokoq.diagnostics import Checked, Diagnostic
from kokoq.language import Word
from kokoq.limits import MAX_FAULTS, too_many
from kokoq.rules import MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE
from kokoq.spelling import closest

T = TypeVar("T")
Loc = tuple[str | int, ...]

_ROUNDS = 8
_TYPO = 2  # a key longer or shorter by more letters is no slip of the finger
_HOLE = make_hole(("", 1, 1, 1))


def shape(kind: type[T], tree: Node) -> Checked[T | None]:
    """The document of ``kind`` that a tree holds, or None where too little of it is sound."""
    adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]  # a class is hashable, type[T] not for mypy
    try:
        return Checked(adapter.validate_python(tree))
    except ValidationError:
        found = list(settle(kind, tree))
    for _ in range(_ROUNDS):
        try:
            return Checked(adapter.validate_python(tree), tuple(found))
        except ValidationError as error:
            errors = error.errors(include_url=False)
            faults = [_Fault(fault) for fault in errors[:MAX_FAULTS]]
            tree = _copy(tree)
            found += [d for fault in faults for d in _report(kind, tree, fault)]
            if len(errors) > MAX_FAULTS:
                return Checked(None, (*found, too_many(len(errors), tree.at)))
            for fault in faults:
                _take_out(kind, tree, fault)
            _drop_holes(tree)
    return Checked(None, tuple(found))


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class _Fault:
    """What pydantic says of one fault, its words left out."""

    def __init__(self, details: ErrorDetails) -> None:
        loc: Loc = details["loc"]
        self.kind = details["type"]
        self.of_key = bool(loc) and loc[-1] == "[key]"
        self.loc = loc[:-1] if self.of_key else loc
        self.value: object = details["input"]
        self.error: object = details.get("ctx", {}).get("error")

    @property
    def key(self) -> str:
        named = self.loc[:-1] if self.of_key else self.loc
        return next(
            (part for part in reversed(named) if isinstance(part, str)), Word("noun.entry" if named else "noun.file")
        )


def _report(kind: object, tree: Node, fault: _Fault) -> Iterator[Diagnostic]:
    if isinstance(fault.value, Hole):
        return
    parent = _walk(tree, fault.loc[:-1])[0] if fault.loc else None
    place = fault.value.at if isinstance(fault.value, Text | Map | Seq) else tree.at
    if fault.kind == "missing" and isinstance(parent, Map):
        if fault.key not in parent.erased and fault.key not in _meant(kind, parent, fault.loc[:-1]).values():
            yield MISSING_KEY.at(parent.at, key=fault.key)
    elif fault.kind == "unexpected_keyword_argument" and isinstance(parent, Map):
        allowed = keys_at(kind, fault.loc[:-1])
        key = next(other for other in parent if other == fault.key)
        yield UNKNOWN_KEY.at(key.at, key=fault.key, close=closest(fault.key, allowed), allowed=allowed)
    elif isinstance(fault.error, UnfitError):
        yield fault.error.at(place, key=fault.key)
    else:
        expected = "expected.list" if fault.kind in ("tuple_type", "list_type") else "expected.mapping"
        yield WRONG_VALUE.at(place, key=fault.key, found=shown(fault.value), expected=Word(expected))


def _meant(kind: object, parent: Map, loc: Loc) -> dict[str, str]:
    """Unknown keys of a mapping → the keys that they were probably meant to be, where those are not there."""
    allowed = keys_at(kind, loc)
    free = [key for key in allowed if isinstance(parent.get(make_text(key, parent.mark), _HOLE), Hole)]
    unknown = {str(key): closest(key, free) for key in parent if key not in allowed}
    return {key: close[0] for key, close in unknown.items() if close and abs(len(close[0]) - len(key)) <= _TYPO}


def _take_out(kind: object, tree: Node, fault: _Fault) -> None:
    """Put a hole into the tree for the faulty part; what no hole can stand for is left out, and what needs it.

    What stands under a misspelt key is put under the key that was meant: it has faults of its own to be told.
    """
    if not fault.loc:
        return
    parent, last = _walk(tree, fault.loc[:-1], fault.loc[-1])
    unwanted = fault.of_key or fault.kind == "unexpected_keyword_argument"
    if isinstance(parent, Map) and isinstance(fault.value, Hole) and last in parent.erased:
        _pierce(*_walk(tree, fault.loc[:-2], fault.loc[-2] if len(fault.loc) > 1 else ""))
    elif isinstance(parent, Map) and (isinstance(fault.value, Hole) or unwanted):
        meant = {} if fault.of_key else _meant(kind, parent, fault.loc[:-1])
        value = parent.pop(make_text(str(last), parent.mark), None)
        parent.erased |= {str(last)}
        if value is not None and last in meant:
            parent[make_text(meant[last], parent.mark)] = value
    else:
        if isinstance(parent, Map) and fault.kind == "missing":
            parent.erased |= {str(last)}
        _pierce(parent, last)


def _pierce(parent: Node, last: str | int) -> None:
    """Put a hole where something stands, or should."""
    match parent, last:
        case Map(), str():
            parent[make_text(last, parent.mark)] = make_hole(parent.mark)
        case Seq(), int() if last < len(parent):
            parent[last] = make_hole(parent.mark)
        case _:
            pass


def _walk(tree: Node, loc: Loc, last: str | int = "") -> tuple[Node, str | int]:
    """The node at ``loc`` and ``last``; where a short form ends the way, the container and the step that failed."""
    node = tree
    for position, step in enumerate(loc):
        match node, step:
            case Map(), str() if step in node:
                below = node[make_text(step, node.mark)]
            case Seq(), int() if step < len(node):
                below = node[step]
            case Map(), 0:  # the one item of a list, written without it
                below = node
            case _:
                return node, step
        if isinstance(below, Text) and (position < len(loc) - 1 or last != ""):
            return node, step
        node = below
    return node, last


def _drop_holes(tree: Node) -> None:
    """Leave out the items of lists that were taken out."""
    match tree:
        case Map():
            for node in tree.values():
                _drop_holes(node)
        case Seq():
            tree[:] = [node for node in tree if not isinstance(node, Hole)]
            for node in tree:
                _drop_holes(node)
        case Text():
            pass


def _copy(tree: Node) -> Node:
    match tree:
        case Map():
            made = make_map(tree.mark, ((key, _copy(node)) for key, node in tree.items()), tree.key)
            made.erased = tree.erased
            return made
        case Seq():
            return make_seq(tree.mark, (_copy(node) for node in tree), tree.key)
        case Text():
            return tree
