"""A formula as one sentence for a reader who is no analyst, and its two sides for the methodology.

Titles are quoted as they are declared, never inflected: the words around them leave the case to the quotes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from kokoq.formula.parser import ADDITIVE, AND, ATOM, COMPARISON, MINUS, MULTIPLICATIVE, NOT, OR, POWER
from kokoq.formula.rows import names, row_table
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.language import MINUS as MINUS_SIGN
from kokoq.language import Language
from kokoq.model import PLAIN, Catalogue, Field, Indicator, Kind

PHRASE = 0  # how strongly a phrase such as «число строк, где …» holds together: in brackets beside any sign

_SIGNS = {"+": (" + ", ADDITIVE), "-": (f" {MINUS_SIGN} ", ADDITIVE), "*": (" × ", MULTIPLICATIVE),
          "/": (" ÷ ", MULTIPLICATIVE), "^": ("^", POWER)}  # fmt: skip

_COMPARISONS = {
    "==": "formula.prose.exactly",
    "!=": "formula.prose.is_not",
    "<": "formula.prose.below",
    "<=": "formula.prose.at_most",
    ">": "formula.prose.above",
    ">=": "formula.prose.at_least",
}
_DATES = {
    "<": "formula.prose.before",
    "<=": "formula.prose.not_after",
    ">": "formula.prose.after",
    ">=": "formula.prose.not_before",
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def to_prose(tree: Formula, catalogue: Catalogue, language: Language, *, indicator: Indicator | None = None) -> str:
    """One sentence that says what is computed; the indicator gives its kind and table.

    Example: «Доля: «Получили аттестат» ÷ «Выпускники 9-х классов, всего», в процентах.»
    """
    writer = _Writer(catalogue, language, indicator.table if indicator else PLAIN, frozenset(names(tree)))
    text = writer.sentence(tree, indicator.kind if indicator else None).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def to_fraction(
    tree: Formula, catalogue: Catalogue, language: Language, *, indicator: Indicator | None = None
) -> tuple[str, str | None]:
    """Numerator and denominator in words; the denominator is None where nothing is divided."""
    writer = _Writer(catalogue, language, indicator.table if indicator else PLAIN, frozenset(names(tree)))
    match tree:
        case Binary(op="/", left=left, right=right):
            return writer.say(left), writer.say(right)
        case Call(function="share", arguments=(condition,), where=where):
            part = Call("count", (condition,), where)
            return writer.say(part), writer.known(tree)
        case Call(function="mean", arguments=arguments, where=where):
            return writer.say(Call("sum", arguments, where)), writer.known(tree)
        case _:
            return writer.say(tree), None


@dataclass(frozen=True, slots=True)
class _Writer:
    catalogue: Catalogue
    language: Language
    default: str
    named: frozenset[str]

    def word(self, key: str, **params: str) -> str:
        return self.language.say(key, **params)

    # --- the sentence ---

    def sentence(self, tree: Formula, kind: Kind | None) -> str:
        match kind:
            case Kind.SCORE:
                return self.word("formula.prose.in_percent", it=self.quotient(tree, "formula.prose.score_of"))
            case Kind.ORDINAL:
                return self.word("formula.prose.choice_of", it=self.name(names(tree)[0], PLAIN))
            case Kind.SHARE | Kind.ORGANISATIONS_SHARE:
                return self.word("formula.prose.in_percent", it=self.quotient(tree, "formula.prose.share_of"))
            case Kind.RATIO:
                return self.quotient(tree, "formula.prose.ratio_of")
            case Kind.MEAN:
                return self.quotient(tree, "formula.prose.mean_of")
            case Kind.COUNT:
                said = self.say(tree)
                return said if isinstance(tree, Call) else self.word("formula.prose.number_of", it=said)
            case Kind.ORGANISATIONS_COUNT:
                named = isinstance(tree, Name) and tree.id in self.catalogue.fields
                return self.say(Call("count", (tree,)) if named else tree)
            case Kind.PRESENCE:
                if isinstance(tree, Name):
                    return self.word("formula.prose.presence_of", it=self.say(tree))
                return self.word("formula.prose.yes_if", it=self.condition(tree, None)[0])
            case None:
                return self.say(tree)
            case _:
                assert_never(kind)

    def quotient(self, tree: Formula, key: str) -> str:
        """A division under its name; the rows that both sides share are said once."""
        match tree:
            case Binary(op="/", left=Call() as left, right=Call() as right) if self.share_rows(left, right):
                if left.function == "count":
                    return self.counted(left, self.row_table(left), ratio=True)
                rows = self.rows(left, left.where)
                it = _SIGNS["/"][0].join(self.operand(side) for side in (left, right))
                return self.word("formula.prose.shared", it=self.word(key, it=it), rows=rows)
            case Binary(op="/"):
                return self.word(key, it=self.say(tree))
            case _:
                return self.say(tree)

    def share_rows(self, left: Call, right: Call) -> bool:
        """Two sums over the same rows, or a count of some of the rows that the other counts."""
        same = left.where == right.where and self.row_table(left) == self.row_table(right)
        sums = left.function == right.function == "sum"
        counts = left.function == right.function == "count" and len(left.arguments) == 1 and not right.arguments
        return same and (sums or counts)

    def say(self, tree: Formula) -> str:
        """A formula over totals."""
        return self.text(tree, None)[0]

    def known(self, call: Call) -> str:
        """How many rows a share or mean divides by: those where the answer is there."""
        return self.word("formula.prose.known", rows=self.rows(call, call.where))

    # --- nodes: text, and how strongly it holds together; ``table`` is None among totals ---

    def text(self, node: Formula, table: str | None) -> tuple[str, int]:  # noqa: C901 - a case for each shape of a formula
        match node:
            case Number(value=value, percent=percent):
                digits = max(0, -int(value.as_tuple().exponent))
                if percent:
                    return self.language.percent(node.exact, digits), ATOM
                return self.language.number(value, digits, grouping=abs(value) >= 10_000), ATOM
            case Text(value=value):
                date = self.date(value)
                return (date or self.quoted(value)), ATOM
            case Truth(value=value):
                return self.word("formula.prose.positive" if value else "formula.prose.negative"), ATOM
            case Name():
                return self.name(node.id, table), ATOM
            case Unary(op="not", operand=operand):
                return self.negation(operand, table)
            case Unary(operand=operand):
                return MINUS_SIGN + _bracketed(self.text(operand, table), MINUS), MINUS
            case Binary(op="and" | "or" as op, left=left, right=right):
                strength = AND if op == "and" else OR
                sides = [_bracketed(self.condition(side, table), strength) for side in (left, right)]
                key = "formula.prose.both" if op == "and" else "formula.prose.either"
                return self.word(key, left=sides[0], right=sides[1]), strength
            case Binary(op="in", left=left, right=Items(items=items)):
                return self.membership(left, items, table, negated=False), COMPARISON
            case Binary(op=op) if op in _COMPARISONS:
                return self.comparison(node, op, table), COMPARISON
            case Binary(op=op, left=left, right=right):
                sign, strength = _SIGNS.get(op, (f" {op} ", ATOM))
                first = _bracketed(self.text(left, table), strength + (op == "^"))
                return first + sign + _bracketed(self.text(right, table), strength + 1), strength
            case Items(items=items):
                return ", ".join(self.text(item, table)[0] for item in items), ATOM
            case Call(function=function):
                return CALLS[function](self, node, table), PHRASE
            case _:
                assert_never(node)

    def condition(self, node: Formula, table: str | None) -> tuple[str, int]:
        """A node where a condition stands: a yes/no field is said as «… — да»."""
        if isinstance(node, Name):
            return self.word("formula.prose.is_yes", it=self.name(node.id, table)), COMPARISON
        return self.text(node, table)

    def negation(self, node: Formula, table: str | None) -> tuple[str, int]:
        """``not`` in words; of a comparison, the opposite one: both leave out the rows that are not known."""
        match node:
            case Name(id=id):
                return self.word("formula.prose.is_no", it=self.name(id, table)), COMPARISON
            case Unary(op="not", operand=operand):
                return self.condition(operand, table)
            case Binary(op="in", left=left, right=Items(items=items)):
                return self.membership(left, items, table, negated=True), COMPARISON
            case Binary(op=op) if op in _OPPOSITE:
                return self.comparison(node, _OPPOSITE[op], table), COMPARISON
            case _:
                return self.word("formula.prose.untrue", it=_bracketed(self.condition(node, table), NOT)), NOT

    def comparison(self, node: Binary, op: str, table: str | None) -> str:
        left, right = node.left, node.right
        if isinstance(right, Truth) and op in ("==", "!="):
            return (self.condition if right.value == (op == "==") else self.negation)(left, table)[0]
        subject = _bracketed(self.text(left, table), ADDITIVE)
        if isinstance(right, Text):
            key = _DATES.get(op, "formula.prose.is" if op == "==" else "formula.prose.is_not")
            return self.word(key, left=subject, right=self.code(left, right, table))
        return self.word(_COMPARISONS[op], left=subject, right=_bracketed(self.text(right, table), ADDITIVE))

    def membership(self, left: Formula, items: tuple[Formula, ...], table: str | None, *, negated: bool) -> str:
        values = [self.code(left, x, table) if isinstance(x, Text) else self.text(x, table)[0] for x in items]
        if negated:
            values = [self.word("formula.prose.none", it=value) for value in values]
        joint = self.word("formula.prose.none_joint" if negated else "formula.prose.one_joint")
        text = joint.join(filter(None, (", ".join(values[:-1]), values[-1])))
        return self.word("formula.prose.is", left=_bracketed(self.text(left, table), ADDITIVE), right=text)

    # --- names ---

    def name(self, name: str, table: str | None) -> str:
        """A field or key by its title: plain inside a table's rows where that reads well, else quoted."""
        if table:
            title = self.key_title(name, table) or self.title(name)
            return _lowered(title) if _is_plain(title) else self.quoted(title)
        return self.indicator(name, "formula.prose.indicator") or self.quoted(self.title(name))

    def indicator(self, name: str, key: str) -> str:
        """Another indicator by its code and title; "" where the name is not one."""
        if name not in self.catalogue.indicators or name in self.catalogue.fields:
            return ""
        other = self.catalogue.indicators[name]
        return self.word(key, code=other.code, title=self.inner(other.title))

    def key_title(self, name: str, table: str) -> str | None:
        declared = self.catalogue.tables.get(table)
        return next((key.title for key in declared.keys if key.id == name), None) if declared else None

    def title(self, name: str) -> str:
        """A field's title; of «…из них …» the whole is said too, unless the formula names it anyway."""
        known = self.catalogue.fields.get(name)
        if known is None:
            return name
        if not known.title.startswith("…"):
            return known.title
        rest = known.title.lstrip("… ")
        whole = self.catalogue.fields.get(known.part_of)
        return rest if whole is None or whole.id in self.named else f"{self.title(whole.id)}, {rest}"

    def code(self, left: Formula, literal: Text, table: str | None) -> str:
        """A code by its title in the dictionary of what it is compared with; a date as dates are written."""
        known = self.catalogue.dictionaries.get(self.dictionary(left, table))
        title = known.entries.get(literal.value) if known else None
        return self.quoted(title) if title else self.text(literal, table)[0]

    def dictionary(self, node: Formula, table: str | None) -> str:
        if not isinstance(node, Name):
            return ""
        declared = self.catalogue.tables.get(table or "")
        keys = {key.id: key.dictionary for key in declared.keys} if declared else {}
        known: Field | None = self.catalogue.fields.get(node.id)
        return keys.get(node.id) or (known.dictionary if known else "")

    def date(self, text: str) -> str:
        """A date as dates are written; "" for any other text."""
        try:
            return self.language.date(dt.date.fromisoformat(text))
        except ValueError:
            return ""

    def quoted(self, text: str) -> str:
        return self.word("formula.prose.quoted", it=self.inner(text))

    def inner(self, text: str) -> str:
        """A text inside quotes: its own quotes become inner ones."""
        return text.translate({ord("«"): "„", ord("»"): "“"} if self.language.code == "ru" else {ord('"'): "'"})

    # --- calls ---

    def row_table(self, call: Call) -> str:
        return row_table(call, self.catalogue, self.default)

    def rows(self, call: Call, *conditions: Formula | None) -> str:
        """«записей таблицы «…», где …»: the rows of an aggregate for which all conditions hold."""
        table = self.row_table(call)
        declared = self.catalogue.tables.get(table)
        if declared is None:
            rows = self.word("formula.prose.organisations")
        else:
            key = "formula.prose.records" if declared.records else "formula.prose.rows"
            rows = self.word(key, table=self.inner(declared.title))
        held = self.held(table, *conditions)
        return self.word("formula.prose.held", rows=rows, held=held) if held else rows

    def held(self, table: str, *conditions: Formula | None) -> str:
        """«где …» or, of organisations, «у которых …»."""
        given = [condition for condition in conditions if condition is not None]
        if not given:
            return ""
        strength = AND if len(given) > 1 else PHRASE
        texts = [_bracketed(self.condition(condition, table), strength) for condition in given]
        text = texts[0] if len(texts) == 1 else self.word("formula.prose.both", left=texts[0], right=texts[1])
        return self.word("formula.prose.where" if table else "formula.prose.whose", it=text)

    def counted(self, call: Call, table: str, *, ratio: bool) -> str:
        """A count or (``ratio``) share of rows: «доля организаций, у которых …, среди тех, у которых …»."""
        if not ratio:
            return self.word("formula.prose.count", rows=self.rows(call, call.where, *call.arguments))
        share = self.word("formula.prose.share", rows=self.rows(call, *call.arguments))
        among = self.held(table, call.where)
        return self.word("formula.prose.among", it=share, which=among) if among else share

    def aggregate(self, call: Call, key: str) -> str:
        level = self.say(call.arguments[1]) if len(call.arguments) > 1 else ""
        return self.word(key, what=self.operand(call), rows=self.rows(call, call.where), level=level)

    def operand(self, call: Call) -> str:
        """What an aggregate sums, averages…: a title in quotes or an expression in brackets."""
        table, what = self.row_table(call), call.arguments[0]
        if isinstance(what, Name):
            return self.quoted(self.key_title(what.id, table) or self.title(what.id))
        return _bracketed(self.text(what, table), ATOM)

    def choice(self, call: Call, table: str | None) -> str:
        condition, yes, no = call.arguments
        parts = {"yes": self.text(yes, table)[0], "no": self.text(no, table)[0]}
        return self.word("formula.prose.choice", condition=self.condition(condition, table)[0], **parts)

    def previous(self, call: Call) -> str:
        return self.word("formula.prose.previous", it=_bracketed(self.text(call.arguments[0], None), ATOM))

    def change(self, call: Call) -> str:
        argument = call.arguments[0]
        named = self.indicator(argument.id, "formula.prose.change_of_indicator") if isinstance(argument, Name) else ""
        return named or self.word("formula.prose.change", it=_bracketed(self.text(argument, None), ATOM))


_Said = Callable[[_Writer, Call, "str | None"], str]


def _aggregate(key: str) -> _Said:
    return lambda writer, call, _table: writer.aggregate(call, key)


CALLS: Mapping[str, _Said] = {
    "count": lambda writer, call, _table: writer.counted(call, writer.row_table(call), ratio=False),
    "share": lambda writer, call, _table: writer.counted(call, writer.row_table(call), ratio=True),
    "sum": _aggregate("formula.prose.sum"),
    "mean": _aggregate("formula.prose.mean"),
    "median": _aggregate("formula.prose.median"),
    "min": _aggregate("formula.prose.min"),
    "max": _aggregate("formula.prose.max"),
    "quantile": _aggregate("formula.prose.quantile"),
    "sd": _aggregate("formula.prose.sd"),
    "distinct": _aggregate("formula.prose.distinct"),
    "each": lambda writer, call, _table: writer.text(call.arguments[1], None)[0],
    "previous": lambda writer, call, _table: writer.previous(call),
    "change": lambda writer, call, _table: writer.change(call),
    "if": lambda writer, call, table: writer.choice(call, table),
}


def _bracketed(said: tuple[str, int], strength: int) -> str:
    text, own = said
    return text if own >= strength else f"({text})"


def _is_plain(title: str) -> bool:
    """Whether a title reads well without quotes: up to three words of letters."""
    words = title.split()
    return 0 < len(words) <= 3 and all(part.isalpha() for word in words for part in word.split("-"))


def _lowered(title: str) -> str:
    """The title inside a sentence: «Балл» is «балл», «ЕГЭ» stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
