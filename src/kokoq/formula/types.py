"""Types and units of a formula, checked before any data: every name, code, unit and place of a call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from kokoq.diagnostics import Diagnostic, Rule
from kokoq.formula.fitness import fitness
from kokoq.formula.functions import FUNCTIONS, Function, Role
from kokoq.formula.rows import names, one_row_each, row_table, substitute
from kokoq.formula.scope import ANYBODY, asked_of_municipality
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Number, Text, Truth, Unary
from kokoq.formula.values import (
    CONDITION,
    ORGANISATIONS,
    PERCENT,
    UNKNOWN,
    ValueKind,
    ValueType,
    alike,
    is_date,
    product,
    quotient,
    said,
    type_of_field,
    type_of_indicator,
    type_of_total,
)
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Indicator, Key, Kind, Total, Type
from kokoq.rules import (
    FORMULA_ARGUMENTS,
    FORMULA_FUNCTION,
    FORMULA_NAME,
    FORMULA_TYPE,
    FORMULA_UNITS,
    TABLE_NEEDED,
    UNKNOWN_CODE,
)
from kokoq.spelling import closest


def check_formula(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> tuple[Diagnostic, ...]:
    """All faults of an indicator's formula but syntax and cycles.

    Of a template, the first series reports everything, the others only codes that their own values make unknown.
    """
    checker = _Checker(catalogue, indicator)
    tree = substitute(tree, indicator.parameters)
    found = checker.type(tree, _TOTALS)
    findings = [*checker.findings, *fitness(tree, found, catalogue, indicator)]
    if indicator.template and _first_of(indicator.template, catalogue) not in (indicator.id, ""):
        findings = [finding for finding in findings if finding.rule is UNKNOWN_CODE]
    return tuple(findings)


def type_of(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> ValueType:
    """The type of the formula's value; ``UNKNOWN`` where it has a fault."""
    return _Checker(catalogue, indicator).type(substitute(tree, indicator.parameters), _TOTALS)


def unit_of(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> str:
    """The unit of an indicator: as declared, ``percent`` for a share, else what its formula gives; "" for none.

    A ratio of equal units (pupils to a teacher) has none.
    """
    found = type_of(tree, catalogue, indicator)
    if found.kind is ValueKind.SHARE:
        return indicator.unit or ("" if indicator.kind is Kind.RATIO else PERCENT)
    return indicator.unit or found.counted.unit or ""


def references(tree: Formula, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of the indicators that the formula names."""
    return tuple(name for name in names(tree) if name in catalogue.indicators and name not in catalogue.fields)


def _first_of(template: str, catalogue: Catalogue) -> str:
    return next((other.id for other in catalogue.indicators.values() if other.template == template), "")


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a node stands: over the rows of ``table``, or (None) among totals; ``inside`` an ``each``."""

    table: str | None = None
    inside: bool = False


_TOTALS = _Context()


@dataclass(slots=True)
class _Checker:
    catalogue: Catalogue
    indicator: Indicator
    findings: list[Diagnostic] = field(default_factory=list)

    def note(self, rule: Rule, node: Formula, **params: str | tuple[str, ...]) -> ValueType:
        self.findings.append(rule.at(self.indicator.formula.at.within(*node.at), related=(), **params))
        return UNKNOWN

    def wrong(self, node: Formula, found: str | ValueType, expected: str | ValueType) -> ValueType:
        found, expected = (said(x, self.catalogue) if isinstance(x, ValueType) else x for x in (found, expected))
        return self.note(FORMULA_TYPE, node, found=found, expected=expected)

    def type(self, node: Formula, context: _Context) -> ValueType:  # noqa: C901 - a case for each shape of a formula
        match node:
            case Number(percent=percent):
                return ValueType(ValueKind.SHARE if percent else ValueKind.NUMBER, None, literal=True)
            case Text():
                return ValueType(ValueKind.TEXT, literal=True)
            case Truth():
                return replace(CONDITION, literal=True)
            case Name():
                return (
                    self.total(node, context) if context.table is None else self.row_name(node, context.table, context)
                )
            case Unary(op="not", operand=operand):
                self.require(operand, context, ValueKind.CONDITION)
                return CONDITION
            case Unary(operand=operand):
                return self.require(operand, context, ValueKind.NUMBER)
            case Binary(op="and" | "or", left=left, right=right):
                self.require(left, context, ValueKind.CONDITION)
                self.require(right, context, ValueKind.CONDITION)
                return CONDITION
            case Binary(op="in", left=left, right=Items(items=items)):
                self.membership(left, items, context)
                return CONDITION
            case Binary(op="==" | "!=" | "<" | "<=" | ">" | ">="):
                self.comparison(node, context)
                return CONDITION
            case Binary():
                return self.arithmetic(node, context)
            case Call():
                return self.call(node, context)
            case Items():
                return UNKNOWN
            case _:
                assert_never(node)

    def require(self, node: Formula, context: _Context, kind: ValueKind) -> ValueType:
        """The type of ``node``, which must be a condition or (``NUMBER``) a number or share."""
        found = self.type(node, context)
        if found.kind is ValueKind.UNKNOWN or found.kind is kind:
            return found
        if kind is ValueKind.NUMBER and found.counted.numeric:
            return found.counted
        return self.wrong(node, found, ValueType(kind))

    # --- names ---

    def row_name(self, node: Name, table: str, context: _Context) -> ValueType:
        """A field or key of the rows that an aggregate runs over."""
        key = self.key(node.id, table)
        if key is not None:
            return ValueType(ValueKind.SYMBOL, dictionary=key.dictionary)
        known = self.catalogue.fields.get(node.id)
        if known is not None:
            if known.table != table:
                return self.wrong(node, node.id, self.field_of(table))
            alone = table != PLAIN or asked_of_municipality(self.indicator.scope)
            if asked_of_municipality(known.asked) and (context.inside or not alone):
                return self.wrong(node, node.id, Word("formula.type.field_of_organisation"))
            return type_of_field(known)
        if node.id in self.catalogue.indicators:
            return self.wrong(node, node.id, self.field_of(table))
        if table == PLAIN and any(self.key(node.id, other) for other in self.catalogue.tables):
            return self.note(TABLE_NEEDED, node, name=node.id)
        return self.unknown(node, table)

    def total(self, node: Name, context: _Context) -> ValueType:
        """A bare field or another indicator."""
        known = self.catalogue.fields.get(node.id)
        if known is None:
            if node.id in self.catalogue.indicators:
                return type_of_indicator(self.catalogue.indicators[node.id])
            if any(self.key(node.id, table) for table in self.catalogue.tables):
                return self.wrong(node, node.id, Word("formula.type.key_over_rows"))
            return self.unknown(node, PLAIN)
        if known.type in (Type.SYMBOL, Type.TEXT, Type.DATE):
            return self.wrong(node, type_of_field(known), Word("formula.type.field_over_rows"))
        if context.inside and asked_of_municipality(known.asked):
            return self.wrong(node, node.id, Word("formula.type.field_of_organisation"))
        if self.sums_percents(known, context):
            return self.wrong(node, node.id, Word("formula.type.percent_total"))
        return type_of_total(known)

    def sums_percents(self, known: Field, context: _Context) -> bool:
        single = known.table == PLAIN and (context.inside or asked_of_municipality(known.asked))
        return known.type is Type.PERCENT and known.total is Total.SUM and not single

    def key(self, name: str, table: str) -> Key | None:
        declared = self.catalogue.tables.get(table)
        return next((key for key in declared.keys if key.id == name), None) if declared else None

    def field_of(self, table: str) -> Word:
        if table not in self.catalogue.tables:
            return Word("formula.type.plain_field")
        return Word("formula.type.field_of", table=self.catalogue.tables[table].title)

    def unknown(self, node: Name, table: str) -> ValueType:
        keys = [key.id for key in self.catalogue.tables[table].keys] if table in self.catalogue.tables else []
        known = (*keys, *self.catalogue.fields, *self.catalogue.indicators, *FUNCTIONS)
        titled = tuple(f.id for f in self.catalogue.fields.values() if f.title.casefold() == node.id.casefold())
        return self.note(FORMULA_NAME, node, name=node.id, close=titled or closest(node.id, known))

    # --- operators ---

    def arithmetic(self, node: Binary, context: _Context) -> ValueType:
        left = self.require(node.left, context, ValueKind.NUMBER)
        right = self.require(node.right, context, ValueKind.NUMBER)
        if ValueKind.UNKNOWN in (left.kind, right.kind):
            return UNKNOWN
        match node.op:
            case "/":
                return quotient(left, right)
            case "*":
                if self.makes_percents(node, left, right):
                    return self.wrong(node, Word("formula.type.times_hundred"), Word("formula.type.share"))
                return product(left, right)
            case "^":
                return replace(left, unit=None)
            case _:
                return self.same(node, left, right)

    def makes_percents(self, node: Binary, left: ValueType, right: ValueType) -> bool:
        """``a / b * 100``: shares are fractions, and the percent sign is a matter of display."""
        sides = ((node.left, right), (node.right, left))
        return any(
            isinstance(x, Number) and x.exact == Decimal(100) and t.kind is ValueKind.SHARE and not t.literal
            for x, t in sides
        )

    def same(self, node: Binary | Call, left: ValueType, right: ValueType) -> ValueType:
        """The common type of two values that are summed or compared."""
        common = alike(left, right)
        if common is None:
            op = node.op if isinstance(node, Binary) else node.function
            sides = {"left": said(left, self.catalogue), "right": said(right, self.catalogue)}
            return self.note(FORMULA_UNITS, node, op=op, **sides)
        return common

    def comparison(self, node: Binary, context: _Context) -> None:
        left, right = self.type(node.left, context), self.type(node.right, context)
        if ValueKind.UNKNOWN in (left.kind, right.kind):
            return
        if left.counted.numeric and right.counted.numeric:
            self.same(node, left.counted, right.counted)
            return
        ordered = node.op not in ("==", "!=")
        for side, own, other in ((node.left, left, right), (node.right, right, left)):
            if ordered and own.kind is not ValueKind.DATE and not own.counted.numeric and not own.literal:
                self.wrong(side, own, Word("formula.type.number_or_date"))
                return
            if self.literal(side, own, other):
                return
        if left.kind is not right.kind or left.dictionary != right.dictionary:
            self.wrong(node.right, right, left)

    def literal(self, node: Formula, own: ValueType, other: ValueType) -> bool:
        """Check a literal beside a symbol, text or date; False where it is no such pair."""
        if not own.literal or other.literal:
            return False
        match other.kind:
            case ValueKind.SYMBOL:
                self.code(node, other)
            case ValueKind.DATE if not (isinstance(node, Text) and is_date(node.value)):
                self.wrong(node, own, Word("formula.type.date_literal"))
            case ValueKind.TEXT if not isinstance(node, Text):
                self.wrong(node, own, other)
            case ValueKind.DATE | ValueKind.TEXT:
                pass
            case _:
                return False
        return True

    def code(self, node: Formula, symbol: ValueType) -> None:
        """A literal beside a symbol is a code of its dictionary."""
        dictionary = self.catalogue.dictionaries.get(symbol.dictionary)
        if not isinstance(node, Text):
            self.wrong(node, self.type(node, _TOTALS), Word("formula.type.code"))
        elif dictionary is not None and node.value not in dictionary.entries:
            titles = {title.casefold(): code for code, title in dictionary.entries.items()}
            close = closest(node.value, dictionary.entries) or tuple(titles[t] for t in closest(node.value, titles))
            self.note(UNKNOWN_CODE, node, value=node.value, dictionary=dictionary.title, close=close)

    def membership(self, left: Formula, items: tuple[Formula, ...], context: _Context) -> None:
        own = self.type(left, context)
        for item in items:
            found = self.type(item, context)
            if ValueKind.UNKNOWN in (own.kind, found.kind):
                continue
            if not found.literal:
                self.wrong(item, found, Word("formula.type.literal"))
            elif own.counted.numeric and found.numeric:
                self.same(Binary("in", left, item, item.at), own.counted, found)
            elif not self.literal(item, found, own):
                self.wrong(item, found, own)

    # --- calls ---

    def call(self, node: Call, context: _Context) -> ValueType:
        function = FUNCTIONS.get(node.function)
        if function is None:
            return self.note(FORMULA_FUNCTION, node, name=node.function, close=closest(node.function, FUNCTIONS))
        match function.role:
            case Role.AGGREGATE:
                return self.aggregate(node, function, context)
            case Role.EACH:
                return self.each(node, context)
            case Role.PERIOD:
                return self.period(node, context)
            case Role.VALUE:
                return self.choice(node, context)
            case _:
                assert_never(function.role)

    def aggregate(self, node: Call, function: Function, context: _Context) -> ValueType:
        if context.table is not None:
            return self.wrong(node, Word("formula.type.nested", function=node.function), Word("formula.type.row_value"))
        table = row_table(node, self.catalogue, self.indicator.table)
        inner = _Context(table, context.inside)
        results = [
            self.argument(x, spec, inner, node) for x, spec in zip(node.arguments, function.parameters, strict=False)
        ]
        if node.where is not None:
            self.require(node.where, inner, ValueKind.CONDITION)
        rows = ORGANISATIONS if table == PLAIN or one_row_each(node, table, self.catalogue) else None
        match function.result:
            case "share":
                return ValueType(ValueKind.SHARE, rows or "")
            case "number":
                return ValueType(ValueKind.NUMBER, rows if node.function == "count" else None)
            case _:
                return replace(results[0], literal=False) if results else UNKNOWN

    def argument(self, node: Formula, spec: str, context: _Context, call: Call) -> ValueType:
        match spec.rstrip("?"):
            case "condition":
                return self.require(node, context, ValueKind.CONDITION)
            case "number":
                return self.require(node, context, ValueKind.NUMBER)
            case "fraction":
                if not (isinstance(node, Number) and 0 <= node.exact <= 1):
                    self.note(
                        FORMULA_ARGUMENTS,
                        node,
                        function=call.function,
                        expected=Word("formula.type.fraction"),
                        found=said(self.type(node, context), self.catalogue),
                    )
                return UNKNOWN
            case _:
                return self.type(node, context)

    def each(self, node: Call, context: _Context) -> ValueType:
        if context.table != PLAIN or context.inside:
            place = Word("formula.type.each_place")
            return self.note(FORMULA_ARGUMENTS, node, function="each", expected=place, found=Word("formula.type.each"))
        if len(node.arguments) < 2:
            return UNKNOWN
        level, value = node.arguments
        if level != Name(ANYBODY):
            found = level.id if isinstance(level, Name) else Word("formula.type.expression")
            self.note(FORMULA_ARGUMENTS, level, function="each", expected=ANYBODY, found=found)
        return self.type(value, _Context(None, inside=True))

    def period(self, node: Call, context: _Context) -> ValueType:
        if context.table is not None:
            return self.wrong(node, Word("formula.type.nested", function=node.function), Word("formula.type.row_value"))
        argument = next(iter(node.arguments), node)
        if not isinstance(argument, Name):
            self.note(
                FORMULA_ARGUMENTS,
                argument,
                function=node.function,
                expected=Word("formula.type.one_name"),
                found=Word("formula.type.expression"),
            )
            return UNKNOWN
        return self.require(argument, context, ValueKind.NUMBER)

    def choice(self, node: Call, context: _Context) -> ValueType:
        if len(node.arguments) != 3:
            return UNKNOWN
        condition, yes, no = node.arguments
        self.require(condition, context, ValueKind.CONDITION)
        first, second = self.type(yes, context), self.type(no, context)
        if ValueKind.UNKNOWN in (first.kind, second.kind):
            return UNKNOWN
        return self.same(node, first, second)
