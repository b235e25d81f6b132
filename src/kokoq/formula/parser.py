"""Formula text to tree and back: a Pratt parser by hand, so that every error says what was found and what expected.

A near miss that leaves no doubt (``≥``, ``&&``, ``=``, «ёлочки», a decimal comma…) is reported and read as what was
meant, so that one run shows all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NoReturn, assert_never

from kokoq.diagnostics import Checked, Diagnostic, Span
from kokoq.formula.functions import FUNCTIONS
from kokoq.formula.tree import At, Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary, children
from kokoq.language import Word
from kokoq.rules import FORMULA_ARGUMENTS, FORMULA_FUNCTION, FORMULA_SYNTAX, FORMULA_TOO_DEEP, TOO_MANY
from kokoq.spelling import closest

MAX_DEPTH = 100
MAX_LENGTH = 10_000  # characters of a formula
RESERVED = frozenset({"and", "or", "not", "in", "yes", "no", "where"})

OR, AND, NOT, COMPARISON, ADDITIVE, MULTIPLICATIVE, MINUS, POWER, ATOM = range(1, 10)

_INFIX = {
    "or": OR, "and": AND, "in": COMPARISON, "not": COMPARISON,
    "==": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
    "+": ADDITIVE, "-": ADDITIVE, "*": MULTIPLICATIVE, "/": MULTIPLICATIVE, "^": POWER,
}  # fmt: skip

_MEANT = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "<>": "!=", "≠": "!=", "≥": ">=", "⩾": ">=", "=>": ">=",
    "≤": "<=", "⩽": "<=", "=<": "<=", "===": "==", "**": "^", "×": "*", "·": "*", "÷": "/", ":": "/",
    "−": "-", "–": "-", "—": "-", ";": ",",
}  # fmt: skip
_MEANT_WORDS = {"и": "and", "или": "or", "не": "not", "в": "in"}  # beside and, And, AND: words of the same language

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d+(?:\.\d+)?(?:\s*%)?)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<quoted>«[^»]*»|“[^”]*”|„[^“”]*[“”])
      | (?P<name>[^\W\d]\w*)
      | (?P<op>===|==|!=|<>|<=|>=|=>|=<|\*\*|&&|\|\||[-+*/^()\[\],<>=&|!≠≥⩾≤⩽×·÷:−–—;])
      | (?P<open>["'«“„].*)
      | (?P<bad>.)""",
    re.VERBOSE,
)

_END = Word("formula.syntax.end")
_VALUE = Word("formula.syntax.value")
_OPERATOR = Word("formula.syntax.operator")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: At


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """The rest of the formula cannot be read; the finding is already noted."""


def parse(text: str, *, at: Span) -> Checked[Formula | None]:
    """Read a formula that starts at ``at``; the value is None where a finding is an error.

    Example: ``count(score >= 70, where = subject == "rus") / count()``
    """
    if len(text) > MAX_LENGTH:
        too_long = TOO_MANY.at(at, what=Word("bound.formula"), found=len(text), limit=MAX_LENGTH)
        return Checked(None, (too_long,))
    parser = _Parser(at)
    try:
        parser.tokens = [*parser.tokenize(text), _Token("end", _END, (len(text), len(text)))]
        tree: Formula | None = parser.whole()
    except _Unreadable:
        tree = None
    if tree is not None and _depth(tree) > MAX_DEPTH:
        parser.note(FORMULA_TOO_DEEP.at(at.within(0, len(text)), limit=MAX_DEPTH))
    return Checked(None if parser.findings else tree, tuple(parser.findings))


@dataclass(slots=True)
class _Parser:
    at: Span
    tokens: list[_Token] = field(default_factory=list)
    position: int = 0
    nesting: int = 0
    findings: list[Diagnostic] = field(default_factory=list)

    # --- tokens ---

    def tokenize(self, text: str) -> Iterator[_Token]:
        for match in _TOKEN.finditer(text):
            kind, found, place = match.lastgroup or "", match.group(), match.span()
            if kind == "space":
                continue
            if kind == "quoted":
                self.wrong(found, f'"{found[1:-1]}"', place)
                kind, found = "text", f'"{found[1:-1]}"'
            elif kind == "open":
                self.wrong(found, Word("formula.syntax.closing_quote"), place)
                raise _Unreadable
            elif kind == "bad":
                self.wrong(found, _VALUE, place)
                continue
            elif found in _MEANT:
                self.wrong(found, _MEANT[found], place)
                found = _MEANT[found]
                kind = "name" if found.isalpha() else "op"
            yield _Token(kind, found, place)

    @property
    def next(self) -> _Token:
        return self.tokens[self.position]

    def ahead(self, steps: int) -> _Token:
        return self.tokens[min(self.position + steps, len(self.tokens) - 1)]

    def take(self) -> _Token:
        token = self.next
        self.position += token.kind != "end"
        return token

    def accept(self, text: str) -> bool:
        found = self.next.text == text and self.next.kind in ("op", "name")
        self.position += found
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            self.fail(text)

    # --- findings ---

    def note(self, finding: Diagnostic) -> None:
        self.findings.append(finding)

    def wrong(self, found: str, expected: str, at: At) -> None:
        self.note(FORMULA_SYNTAX.at(self.at.within(*at), found=found, expected=expected))

    def fail(self, expected: str) -> NoReturn:
        self.wrong(self.next.text, expected, self.next.at)
        raise _Unreadable

    # --- grammar ---

    def whole(self) -> Formula:
        tree = self.expression(OR)
        if self.next.kind != "end":
            self.decimal_comma()
            self.fail(_OPERATOR)
        return tree

    def decimal_comma(self) -> None:
        """Where the reading stopped at ``0,5``, say so and stop."""
        before, comma, after = self.ahead(-1), self.next, self.ahead(1)
        if _is_decimal_comma(before, comma, after):
            at = (before.at[0], after.at[1])
            self.wrong(f"{before.text},{after.text}", f"{before.text}.{after.text}", at)
            raise _Unreadable

    def expression(self, floor: int) -> Formula:
        """An expression of operators that bind at least as strongly as ``floor``."""
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            self.note(FORMULA_TOO_DEEP.at(self.at.within(*self.next.at), limit=MAX_DEPTH))
            raise _Unreadable
        left = self.prefix(floor)
        compared = False
        while (strength := self.infix()) >= floor:
            if strength == COMPARISON and compared:
                self.wrong(self.next.text, Word("formula.syntax.one_comparison"), self.next.at)
            compared = strength == COMPARISON
            left = self.combine(left, strength)
        self.nesting -= 1
        return left

    def infix(self) -> int:
        """How strongly the operator that stands next binds; 0 if none does. What is nearly one is corrected."""
        token = self.next
        if token.kind == "op" and token.text == "=":
            self.correct("==")
        elif token.kind == "name":
            meant = _MEANT_WORDS.get(token.text.lower(), token.text.lower())
            if token.text not in _INFIX and meant in _INFIX:
                self.correct(meant)
        token = self.next
        if token.text == "not" and self.ahead(1).text.lower() not in ("in", "в"):
            return 0
        return _INFIX.get(token.text, 0) if token.kind in ("op", "name") else 0

    def correct(self, meant: str) -> None:
        token = self.next
        self.wrong(token.text, meant, token.at)
        self.tokens[self.position] = replace(token, text=meant)

    def combine(self, left: Formula, strength: int) -> Formula:
        op = self.take().text
        if op == "not":
            self.infix()  # corrects «в»
            self.expect("in")
            inner = self.list_after(left)
            return Unary("not", inner, inner.at)
        if op == "in":
            return self.list_after(left)
        right = self.expression(MINUS if strength == POWER else strength + 1)
        return Binary(op, left, right, (left.at[0], right.at[1]))

    def list_after(self, left: Formula) -> Formula:
        start = self.next.at[0]
        self.expect("[")
        items = [self.expression(ADDITIVE)]
        while self.accept(","):
            items.append(self.expression(ADDITIVE))
        end = self.next.at[1]
        self.expect("]")
        return Binary("in", left, Items(tuple(items), (start, end)), (left.at[0], end))

    def prefix(self, floor: int) -> Formula:
        token = self.next
        if token.kind == "name" and (token.text == "not" or self.is_foreign_not()) and floor <= NOT:
            self.take()
            operand = self.expression(NOT)
            return Unary("not", operand, (token.at[0], operand.at[1]))
        if token.kind == "op" and token.text == "-" and floor <= MINUS:
            self.take()
            operand = self.expression(MINUS)
            return Unary("-", operand, (token.at[0], operand.at[1]))
        return self.atom()

    def is_foreign_not(self) -> bool:
        """``не x`` or ``NOT x``: two words in a row can mean nothing else."""
        meant = self.next.text.lower() in ("не", "not") and self.ahead(1).kind in ("name", "number", "text")
        if meant:
            self.correct("not")
        return meant

    def atom(self) -> Formula:
        token = self.next
        match token.kind:
            case "number":
                self.take()
                percent = token.text.endswith("%")
                return Number(Decimal(token.text.rstrip("%").rstrip()), percent, token.at)
            case "text":
                self.take()
                return Text(token.text[1:-1], token.at)
            case "name" if token.text in ("yes", "no"):
                self.take()
                return Truth(token.text == "yes", token.at)
            case "name" if token.text not in RESERVED:
                self.take()
                return self.call(token) if self.accept("(") else Name(token.text, token.at)
            case "op" if token.text == "(":
                return self.group()
            case _:
                return self.fail(Word("formula.syntax.list_after_in") if token.text == "[" else _VALUE)

    def group(self) -> Formula:
        start = self.take().at[0]
        inner = self.expression(OR)
        self.decimal_comma()
        end = self.next.at[1]
        self.expect(")")
        return replace(inner, at=(start, end))

    def call(self, name: _Token) -> Formula:
        arguments: list[Formula] = []
        where: Formula | None = None
        commas = False
        while self.next.text != ")" or self.next.kind != "op":
            commas = commas or _is_decimal_comma(self.ahead(-2), self.ahead(-1), self.next)
            if self.next.text == "where" and self.next.kind == "name":
                where = self.condition(where)
            else:
                arguments.append(self.expression(OR))
            if not self.accept(","):
                break
        end = self.next.at[1]
        if self.next.text != ")":
            self.fail(Word("formula.syntax.comma_or_bracket"))
        self.take()
        call = Call(name.text, tuple(arguments), where, (name.at[0], end))
        self.check_call(call, name, commas=commas)
        return call

    def condition(self, before: Formula | None) -> Formula:
        place = self.take()
        if before is not None:
            self.wrong(place.text, Word("formula.syntax.one_where"), place.at)
        if self.next.text == "==":
            self.correct("=")
        self.expect("=")
        return self.expression(OR)

    def check_call(self, call: Call, name: _Token, *, commas: bool) -> None:
        """The function is known, has as many arguments as it takes, and ``where`` only if it takes one."""
        where = self.at.within(*name.at)
        function = FUNCTIONS.get(call.function)
        if function is None:
            self.note(FORMULA_FUNCTION.at(where, name=name.text, close=closest(name.text, FUNCTIONS)))
            return
        most = len(function.parameters)
        least = sum(not p.endswith("?") for p in function.parameters)
        found = len(call.arguments)
        if found > most and commas:
            self.wrong(",", Word("formula.syntax.decimal_point"), call.at)
        elif not least <= found <= most:
            expected = str(most) if least == most else f"{least}–{most}"
            self.note(FORMULA_ARGUMENTS.at(where, function=name.text, expected=expected, found=str(found)))
        if call.where is not None and not function.where:
            expected = Word("formula.syntax.without_where")
            self.note(FORMULA_ARGUMENTS.at(where, function=name.text, expected=expected, found="where"))


def _is_decimal_comma(before: _Token, comma: _Token, after: _Token) -> bool:
    touching = before.at[1] == comma.at[0] and comma.at[1] == after.at[0]
    return touching and (before.kind, comma.text, after.kind) == ("number", ",", "number")


def _depth(tree: Formula) -> int:
    """How deep the tree is, found without recursion: a long chain of + must not break what comes later."""
    level: list[Formula] = [tree]
    depth = 0
    while level:
        depth += 1
        level = [child for node in level for child in children(node)]
    return depth


def to_source(tree: Formula) -> str:
    """The formula as text with no parentheses but those needed: ``parse(to_source(tree))`` is the tree again."""
    return _source(tree)[0]


def _source(tree: Formula) -> tuple[str, int]:
    """The text of a node and how strongly its outermost operator binds."""
    match tree:
        case Number(value=value, percent=percent):
            return f"{value:f}{'%' if percent else ''}", MINUS if value < 0 else ATOM
        case Text(value=value):
            return (f"'{value}'" if '"' in value else f'"{value}"'), ATOM
        case Truth(value=value):
            return ("yes" if value else "no"), ATOM
        case Name(id=id):
            return id, ATOM
        case Unary(op="not", operand=Binary(op="in", left=left, right=right)):
            return f"{_at_least(left, ADDITIVE)} not in {_at_least(right, ATOM)}", COMPARISON
        case Unary(op="not", operand=operand):
            return f"not {_at_least(operand, NOT)}", NOT
        case Unary(operand=operand):
            return f"-{_at_least(operand, MINUS)}", MINUS
        case Binary(op=op, left=left, right=right):
            strength = _INFIX[op]
            first = strength + 1 if strength in (COMPARISON, POWER) else strength
            second = MINUS if strength == POWER else strength + 1
            return f"{_at_least(left, first)} {op} {_at_least(right, second)}", strength
        case Items(items=items):
            return f"[{', '.join(_at_least(item, ADDITIVE) for item in items)}]", ATOM
        case Call(function=function, arguments=arguments, where=where):
            inside = [_source(a)[0] for a in arguments]
            inside += [] if where is None else [f"where = {_source(where)[0]}"]
            return f"{function}({', '.join(inside)})", ATOM
        case _:
            assert_never(tree)


def _at_least(tree: Formula, strength: int) -> str:
    text, own = _source(tree)
    return text if own >= strength else f"({text})"
