"""Pieces of Excel text: numbers behind guards, and conditions as products of factors.

An absent value is a text in the workbook; a text is greater than any number there, and ``AND`` does not stop at its
first falsehood. So a condition is kept as the predicates «surely true» and «surely false», each a product of factors
that are false wherever a value is absent, and a number knows which cells must hold numbers before it is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

LONGEST_TEXT, LONGEST_FORMULA = 255, 8192
"""What Excel allows of a text within a formula, and of a formula."""

COMPARISONS: Mapping[str, tuple[str, str]] = {
    "==": ("=", "<>"),
    "!=": ("<>", "="),
    "<": ("<", ">="),
    "<=": ("<=", ">"),
    ">": (">", "<="),
    ">=": (">=", "<"),
}
"""The operator of Excel, and that of the contrary."""

Factors = tuple[str, ...]
"""A conjunction: texts that are true (1) or false (0), to be multiplied; none is true."""
NEVER: Factors = ("0",)


@dataclass(frozen=True, slots=True)
class Guard:
    """What must hold before a text may be evaluated. ``over`` is the numerator where a denominator is tested."""

    condition: str
    over: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a cell without a number, as literals: the reason, 0/0, what cannot be (x/0, part over whole)."""

    reason: str
    no_base: str
    invalid: str


@dataclass(frozen=True, slots=True)
class Excel:
    """A number as text, sound only where each of ``numeric`` holds a number and then the guards hold, in their order.

    ``plain`` is a reference or a literal, ``whole`` a whole number; ``exact`` compares as it is, without rounding.
    ``array`` needs an array formula. ``factors`` are the conditions of the rows that were counted or summed.
    """

    text: str
    numeric: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    plain: bool = False
    whole: bool = False
    exact: bool = False
    array: bool = False
    factors: Factors | None = None

    @property
    def known(self) -> Factors:
        """All that must hold, as one conjunction."""
        return (*(is_number(cell) for cell in self.numeric), *(g.condition for g in self.guards))

    @property
    def bare(self) -> str:
        """The text without brackets around the whole of it."""
        return unwrapped(self.text)


def guarded(value: str, numeric: Iterable[str], guards: Iterable[Guard], marks: Marks) -> str:
    """``value`` behind nested IFs: a mark where something is absent."""
    opened, closed = [], []
    cells = tuple(dict.fromkeys(numeric))
    if cells:
        test = is_number(cells[0]) if len(cells) == 1 else f"COUNT({','.join(cells)})={len(cells)}"
        opened.append(f"IF({test},")
        closed.append(f",{marks.reason})")
    for guard in dict.fromkeys(guards):
        opened.append(f"IF({unwrapped(guard.condition)},")
        closed.append(f",{without_base(guard.over, marks) if guard.over else marks.reason})")
    return "".join(opened) + unwrapped(value) + "".join(reversed(closed))


def without_base(numerator: str, marks: Marks) -> str:
    """What stands there when a denominator is 0."""
    if numerator == "0":
        return marks.no_base
    return f"IF({unwrapped(numerator)}=0,{marks.no_base},{marks.invalid})"


def quoted(text: str) -> str:
    """A text literal; a long one in pieces, since Excel allows 255 characters, its doubled quotes counted."""
    half = LONGEST_TEXT // 2
    pieces = [text[at : at + half] for at in range(0, len(text), half)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def literal(number: Decimal) -> str:
    """A number as Excel reads it in a formula."""
    return format(number.normalize(), "f")


def is_number(cell: str) -> str:
    """The factor that a cell, or each cell of a range, holds a number."""
    return f"ISNUMBER({cell})"


def significant(text: str) -> str:
    """Rounded to 12 significant digits, as values are before they are compared."""
    return f"ROUND({text},11-INT(LOG10(ABS({text})+({text}=0))))"


def arithmetic(op: str, a: Excel, b: Excel) -> Excel:
    """Two numbers combined; a division is guarded by its denominator."""
    guards = (*a.guards, *b.guards)
    if op == "/" and not _is_nonzero_literal(b):
        guards = (*guards, Guard(f"({b.text}<>0)", over=a.text))
    return Excel(
        f"({a.text}{op}{b.text})",
        numeric=tuple(dict.fromkeys((*a.numeric, *b.numeric))),
        guards=tuple(dict.fromkeys(guards)),
        whole=a.whole and b.whole and op in "+-*",
        exact=a.whole and b.whole and op in "+-*/",
        array=a.array or b.array,
    )


def compare(op: str, a: Excel, b: Excel) -> tuple[Factors, Factors]:
    """«Surely true» and «surely false» of a comparison of numbers."""
    exact = (a.exact or a.plain) and (b.exact or b.plain)
    left, right = (a.text, b.text) if exact else (_rounded(a), _rounded(b))

    def side(test: str) -> Factors:
        numeric = tuple(is_number(cell) for cell in dict.fromkeys((*a.numeric, *b.numeric)))
        if a.plain and b.plain:
            return (*numeric, f"({left}{test}{right})")
        text = f"({left}{test}{right})*1"
        for guard in reversed((*a.guards, *b.guards)):
            text = f"IF({unwrapped(guard.condition)},{text},0)"
        return (f"IF({product(numeric)},{text},0)",) if numeric else (f"({text})",)

    holds, fails = COMPARISONS[op]
    return side(holds), side(fails)


def compare_texts(op: str, a: str, b: str) -> tuple[Factors, Factors]:
    """The same of texts, of which an absent one is empty; a literal is quoted."""
    known = tuple(f'({cell}<>"")' for cell in (a, b) if not cell.startswith('"'))
    same = (f"({a}={b})", *(known if len(known) > 1 else ()))
    other = (f"({a}<>{b})", *known)
    return (same, other) if op == "==" else (other, same)


def product(factors: Factors) -> str:
    """The factors multiplied."""
    kept = tuple(dict.fromkeys(f for f in factors if f != "1"))
    return "0" if "0" in kept else "*".join(kept) or "1"


def numeric_product(factors: Factors) -> str:
    """The same, a number even where one factor stands alone."""
    kept = tuple(dict.fromkeys(f for f in factors if f != "1"))
    return product(kept) if len(kept) > 1 else f"{product(kept)}*1"


def both(a: Factors, b: Factors) -> Factors:
    """The conjunction."""
    return NEVER if "0" in a or "0" in b else tuple(dict.fromkeys((*a, *b)))


def either(a: Factors, b: Factors) -> Factors:
    """The disjunction; of a comparison and its contrary, what both take for granted."""
    if "0" in a:
        return b
    if "0" in b:
        return a
    common = tuple(f for f in a if f in b)
    left, right = (tuple(f for f in side if f not in common) for side in (a, b))
    if not left or not right:
        return common
    for one, others in ((left, right), (right, left)):
        rest = tuple(f for f in others if not _contrary(one[0], f))
        if len(one) == 1 and len(rest) == len(others) - 1 and all(f.endswith('<>"")') for f in rest):
            return (*common, *rest)
    return (*common, f"(({product(left)})+({product(right)})>0)")


def numbers_of(factors: Factors) -> tuple[str, ...] | None:
    """The cells, where the factors say of cells that they hold numbers, and nothing else."""
    if not factors or not all(f.startswith("ISNUMBER(") for f in factors):
        return None
    return tuple(dict.fromkeys(f[len("ISNUMBER(") : -1] for f in factors))


def unwrapped(text: str) -> str:
    """The text without brackets that enclose the whole of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth, in_text = 0, False
    for place, letter in enumerate(text):
        if letter == '"':
            in_text = not in_text
        elif not in_text:
            depth += (letter == "(") - (letter == ")")
            if depth == 0 and place < len(text) - 1:
                return text
    return text[1:-1]


def _rounded(x: Excel) -> str:
    return x.text if x.exact or (x.plain and not x.numeric) else significant(x.text)


def _contrary(a: str, b: str) -> bool:
    for holds, fails in COMPARISONS.values():
        if a.startswith("(") and holds in a:
            left, _, right = a.partition(holds)
            if b == f"{left}{fails}{right}":
                return True
    return False


def _is_nonzero_literal(x: Excel) -> bool:
    return x.plain and not x.numeric and float(x.text) != 0
