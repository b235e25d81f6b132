"""Which table's rows a node of a formula runs over, and which names it needs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.functions import AGGREGATES
from kokoq.formula.parser import MAX_DEPTH
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Text, children, remade
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue
from kokoq.rules import FORMULA_TOO_DEEP, TOO_MANY


def walk(tree: Formula) -> Iterator[Formula]:
    """The node and everything below it, in the order of the text."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def names(tree: Formula) -> tuple[str, ...]:
    """The ids of all names, each once, in the order of the text."""
    return tuple(dict.fromkeys(node.id for node in walk(tree) if isinstance(node, Name)))


def oversize(tree: Formula, what: str, *, at: Span, known: dict[int, tuple[int, int]]) -> Diagnostic | None:
    """The finding that a tree put together of others has more nodes or levels than can be walked.

    Parts that stand in it many times are counted as often, and walked once: ``known`` keeps what was counted, by
    identity, as long as whoever asks keeps the trees.
    """
    nodes, depth = _size(tree, known)
    if nodes > MAX_NODES:
        found = f"{nodes}" if nodes < _UNCOUNTED else f"> {_UNCOUNTED}"
        return TOO_MANY.at(at, what=Word(f"bound.{what}"), found=found, limit=MAX_NODES)
    return FORMULA_TOO_DEEP.at(at, limit=MAX_DEPTH) if depth > MAX_DEPTH else None


MAX_NODES = 10_000
_UNCOUNTED = 10**12  # more than so many are told as that


def _size(tree: Formula, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    if id(tree) not in known:
        below = [_size(child, known) for child in children(tree)]
        nodes, depth = (sum(n for n, _ in below) + 1, max((d for _, d in below), default=0) + 1)
        known[id(tree)] = (nodes, depth)
    return known[id(tree)]


def row_table(node: Formula, catalogue: Catalogue, default: str = PLAIN) -> str:
    """The table of an aggregate or bare field: that of the first field named in it, else ``default``.

    A name that is a field of one table and a key of others decides only where nothing else does. What was first
    computed for every organisation (``each``) has one row each, whatever table it came from.
    """
    if any(isinstance(inner, Call) and inner.function == "each" for inner in walk(node)):
        return PLAIN
    keys = {key.id for table in catalogue.tables.values() for key in table.keys}
    used = [name for name in names(node) if name in catalogue.fields]
    certain = [name for name in used if name not in keys]
    if not certain and default in catalogue.tables:
        known = {key.id for key in catalogue.tables[default].keys} | set(catalogue.tables[default].fields)
        used = [] if known.issuperset(used) else used
    first = next(iter(certain or used), None)
    return default if first is None else catalogue.fields[first].table


def one_row_each(call: Call, table: str, catalogue: Catalogue) -> bool:
    """Whether an organisation has one row at most among those of ``call``: every key of the table is given."""
    declared = catalogue.tables.get(table)
    given = {node.left.id for node in _all_of(call.where) if isinstance(node, Binary) and isinstance(node.left, Name)}
    return declared is not None and not declared.records and given.issuperset(key.id for key in declared.keys)


def _all_of(condition: Formula | None) -> Iterator[Formula]:
    """The equalities with a literal that a condition joins by ``and``."""
    match condition:
        case Binary(op="and", left=left, right=right):
            yield from _all_of(left)
            yield from _all_of(right)
        case Binary(op="==", left=Name(), right=Text()):
            yield condition
        case _:
            return


def row_terms(tree: Formula, catalogue: Catalogue) -> tuple[Formula, ...]:
    """The nodes that are totals over rows: aggregate calls and bare fields, each once, ``each`` not entered."""
    found: dict[Formula, None] = {}

    def visit(node: Formula) -> None:
        match node:
            case Call(function="each"):
                return
            case Call(function=function) if function in AGGREGATES:
                if not any(isinstance(n, Call) and n.function == "each" for n in walk(node)):
                    found[node] = None
            case Name(id=id) if id in catalogue.fields:
                found[node] = None
            case _:
                for child in children(node):
                    visit(child)

    visit(tree)
    return tuple(found)


def substitute(tree: Formula, parameters: Mapping[str, str | int]) -> Formula:
    """The tree with the parameters of ``for_each`` put in as literals."""
    from decimal import Decimal

    def put(node: Formula) -> Formula:
        match node:
            case Name(id=id, at=at) if id in parameters:
                value = parameters[id]
                return Text(value, at) if isinstance(value, str) else Number(Decimal(value), at=at)
            case _:
                return remade(node, put, where=True)

    return put(tree) if parameters else tree
