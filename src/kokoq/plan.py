"""All formulas of a catalogue parsed, typed and ordered: what is computed, from which rows, for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kokoq import rules
from kokoq.diagnostics import Checked, Diagnostic, Severity, has_errors, ordered
from kokoq.formula.conditions import conditions
from kokoq.formula.experts import as_place, entered, named_wrongly
from kokoq.formula.forbidden import forbidden_uses
from kokoq.formula.parser import MAX_DEPTH, parse
from kokoq.formula.relation import Relation, relation
from kokoq.formula.rows import names, oversize, row_table, row_terms, substitute
from kokoq.formula.scope import applies, is_municipal, parse_scope
from kokoq.formula.tree import Binary, Call, Formula, Name, Unary
from kokoq.formula.types import check_formula, references
from kokoq.formula.zones import Zoning, zoning
from kokoq.limits import MAX_FAULTS, too_many
from kokoq.model import PLAIN, Catalogue, Check, Expression, Indicator, Level, Organisation, Profile


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator ready to be computed.

    ``tree`` is its formula with the parameters of ``for_each`` put in. ``numerator`` and ``denominator`` are the two
    sides of the division at its top (of ``share(c)``: the rows where c holds and those where it is known; of
    ``mean(x)``: sum and count); ``denominator`` is None for a count. ``table`` is the one whose keys it is broken down
    by: the declared one, or the first that its formula names. ``level`` is the lowest level it exists at.
    ``conditions`` are those of its scales, by their texts.
    """

    indicator: Indicator
    tree: Formula
    scope: Formula
    numerator: Formula
    denominator: Formula | None
    table: str
    level: Level
    conditions: Mapping[str, Formula] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``series`` in the order of the catalogue, ``order`` so that an indicator comes after those it refers to.

    ``asked`` is the scope of every plain field and table by its id; ``relations`` are the declared checks; ``scopes``
    are the expressions of profiles over types and tags, by their texts; ``zones`` are the rules of problem zones.
    """

    catalogue: Catalogue
    series: Mapping[str, Series]
    order: tuple[str, ...]
    asked: Mapping[str, Formula]
    relations: tuple[Relation, ...] = ()
    scopes: Mapping[str, Formula] = field(default_factory=dict)
    zones: tuple[Zoning, ...] = ()

    def asks(self, name: str, organisation: Organisation | None) -> bool:
        """Whether the field or table is asked of the organisation; a field of a table as its table is.

        An organisation of None is the municipality itself.
        """
        if organisation is None:
            return self.asks_municipality(name)
        scope = self.asked[self._asked_id(name)]
        return not is_municipal(scope) and applies(scope, organisation)

    def asks_municipality(self, name: str) -> bool:
        """Whether the field or table is asked of the municipality itself; a key or symbol is not."""
        scope = self.asked.get(self._asked_id(name))
        return scope is not None and is_municipal(scope)

    def in_scope(self, indicator: str, organisation: Organisation) -> bool:
        """Whether the indicator is computed over the organisation."""
        scope = self.series[indicator].scope
        return not is_municipal(scope) and applies(scope, organisation)

    def _asked_id(self, name: str) -> str:
        field = self.catalogue.fields.get(name)
        return name if field is None or field.table == PLAIN else field.table

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Indicators that only show another one's result: id → the id of the one that is computed."""
        return {i.id: i.same_as for i in self.catalogue.indicators.values() if i.same_as}

    @property
    def trees(self) -> Mapping[str, tuple[Formula, ...]]:
        """indicator → its formula and the conditions of its scales"""
        return _trees(self.series)


def compile(catalogue: Catalogue) -> Checked[Plan | None]:  # noqa: A001 - the verb of this stage
    """The plan of a catalogue; None when a formula or scope has an error (all of them are reported)."""
    scopes = _Scopes(catalogue)
    whom = scopes.known({each.text: each for profile in catalogue.profiles.values() for each in _scopes_of(profile)})
    asked = scopes.known(_asked(catalogue))
    formulas = _formulas(catalogue, scopes)
    series, found = formulas.value, [*scopes.found, *formulas.diagnostics]
    if series is None:
        return Checked(None, ordered(found))
    order, cycles = _ordered_by_reference(series, catalogue)
    relations = [relation(check, catalogue) for check in catalogue.checks.values()]
    zones = [zoning(rule, catalogue) for rule in catalogue.zones.values()]
    found += (*cycles, *(d for checked in (*relations, *zones) for d in checked.diagnostics))
    if all(i.same_as or i.id in series for i in catalogue.indicators.values()):
        found += _unused_fields(series, catalogue)
    if catalogue.policies and not has_errors(found):
        found += forbidden_uses(catalogue, _trees(series))
    whole = all((i.same_as or i.id) in series for i in catalogue.indicators.values())  # else loading told why
    if not whole or has_errors(found):
        return Checked(None, ordered(found))
    shown = {i.id: series[i.same_as or i.id] for i in catalogue.indicators.values()}
    held = _held([r.value for r in relations if r.value is not None], shown, order)
    plan = Plan(catalogue, series, order, asked, held.value, whom, tuple(zone.value for zone in zones))
    return Checked(None if held.failed else _with_levels(plan), ordered((*found, *held.diagnostics)))


class _Scopes:
    """The scopes of a catalogue, each text parsed once; ``found`` is what is wrong with them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.found: list[Diagnostic] = []
        self._catalogue = catalogue
        self._parsed: dict[str, Formula | None] = {"": None}  # it was taken out when it was read, and told

    def of(self, expression: Expression) -> Formula | None:
        if expression.text not in self._parsed:
            checked = parse_scope(expression, self._catalogue)
            self._parsed[expression.text] = checked.value
            self.found += checked.diagnostics
        return self._parsed[expression.text]

    def known(self, expressions: Mapping[str, Expression]) -> Mapping[str, Formula]:
        """Those of them that could be parsed."""
        parsed = {id: self.of(each) for id, each in expressions.items()}
        return {id: scope for id, scope in parsed.items() if scope is not None}


def _asked(catalogue: Catalogue) -> Mapping[str, Expression]:
    """Of whom every plain field and every table is asked."""
    fields = {f.id: f.asked for f in catalogue.fields.values() if f.table == PLAIN}
    return fields | {t.id: t.asked for t in catalogue.tables.values()}


def _formulas(catalogue: Catalogue, scopes: _Scopes) -> Checked[dict[str, Series] | None]:
    """The series of all indicators that are computed and right; None where more is wrong than a catalogue can have."""
    series: dict[str, Series] = {}
    parsed: dict[str, Checked[Formula | None]] = {}
    found: list[Diagnostic] = []
    errors = 0
    for indicator in (each for each in catalogue.indicators.values() if not each.same_as):
        scope = scopes.of(indicator.scope)
        formula = indicator.formula
        if formula.text not in parsed:
            parsed[formula.text] = parse(formula.text, at=formula.at)
            found += parsed[formula.text].diagnostics
        tree = parsed[formula.text].value
        if tree is None or scope is None:
            continue
        one = _checked_series(indicator, tree, scope, catalogue)
        if one.value is not None:
            series[indicator.id] = one.value
        found += one.diagnostics
        errors += sum(d.severity is Severity.ERROR for d in one.diagnostics)
        if errors > MAX_FAULTS:
            return Checked(None, (*found, too_many(errors, indicator.at)))
    return Checked(series, tuple(found))


def _checked_series(
    indicator: Indicator, tree: Formula, scope: Formula, catalogue: Catalogue
) -> Checked[Series | None]:
    """The series of one indicator; None where its formula is wrong."""
    own = as_place(substitute(tree, indicator.parameters), indicator, catalogue)
    faults = check_formula(own, catalogue, indicator)
    scales = _scales(indicator, catalogue)
    made = None if has_errors(faults) else _series(indicator, own, scope, scales.value, catalogue)
    return Checked(made, (*faults, *scales.diagnostics))


def _trees(series: Mapping[str, Series]) -> Mapping[str, tuple[Formula, ...]]:
    return {id: (one.tree, *one.conditions.values()) for id, one in series.items()}


def _scopes_of(profile: Profile) -> Iterator[Expression]:
    """The expressions of a profile that say whom it, its parts and its factors concern."""
    yield from (each for each in (profile.scope, *(node.exempt for node in profile.tree.walk())) if each is not None)
    yield from (who for who, _ in profile.factors)


def _unused_fields(series: Mapping[str, Series], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Fields that organisations are asked for and no indicator needs, not even as the whole of a part."""
    used = {name for one in series.values() for name in (*names(one.tree), *one.indicator.by)}
    used |= {f.part_of for f in catalogue.fields.values()}
    used |= {name for check in catalogue.checks.values() for name in _names_of(check)}
    used |= {name for one in series.values() for scale in one.indicator.scales for name in entered(scale)}
    for known in catalogue.fields.values():
        if known.id not in used:
            yield rules.FIELD_UNUSED.at(known.at, field=known.title)


def _names_of(check: Check) -> tuple[str, ...]:
    tree = parse(check.expect.text, at=check.expect.at).value
    return () if tree is None else names(tree)


def _held(
    relations: list[Relation], series: Mapping[str, Series], order: tuple[str, ...]
) -> Checked[tuple[Relation, ...]]:
    """The relations with each indicator named replaced by its formula: checks run before anything is computed."""
    if not any(name in series for one in relations for r in one.requirements for name in names(r.tree)):
        return Checked(tuple(relations))
    whole: dict[str, Formula] = {}
    sizes: dict[int, tuple[int, int]] = {}
    known = {id: one.indicator.id for id, one in series.items()}
    found: dict[str, Diagnostic] = {}
    for id in order:
        whole[id] = _put(series[id].tree, whole, known)
        too_large = oversize(whole[id], "relation", at=series[id].indicator.formula.at, known=sizes)
        if too_large is not None:
            found[id] = too_large
            whole[id] = series[id].tree
    held, faults = [], []
    for one in relations:
        trees = [
            replace(r, tree=_put(r.tree, whole, known), sides=_all(r.sides, whole, known)) for r in one.requirements
        ]
        left = {known[name] for r in trees for name in names(r.tree) if name in known}
        faults += [replace(found[id], where=one.check.expect.at) for id in sorted(left & found.keys())]
        held.append(replace(one, requirements=tuple(trees)))
    return Checked(tuple(held), tuple(faults))


def _all(trees: tuple[Formula, ...], whole: Mapping[str, Formula], known: Mapping[str, str]) -> tuple[Formula, ...]:
    return tuple(_put(tree, whole, known) for tree in trees)


def _put(node: Formula, whole: Mapping[str, Formula], known: Mapping[str, str]) -> Formula:
    """The tree with formulas for the names of indicators."""
    match node:
        case Name(id=id) if id in known:
            return whole[known[id]]
        case Unary(op=op, operand=x, at=at):
            return Unary(op, _put(x, whole, known), at)
        case Binary(op=op, left=a, right=b, at=at):
            return Binary(op, _put(a, whole, known), _put(b, whole, known), at)
        case Call(function=f, arguments=arguments, where=where, at=at):
            return Call(f, _all(arguments, whole, known), where, at)
        case _:
            return node


def _scales(indicator: Indicator, catalogue: Catalogue) -> Checked[Mapping[str, Formula]]:
    """The conditions of an indicator's scales by their texts, with what its scales name wrongly."""
    trees: dict[str, Formula] = {}
    found: list[Diagnostic] = []
    for scale in indicator.scales:
        checked = conditions(scale, indicator, catalogue)
        trees.update(checked.value)
        found += (*checked.diagnostics, *named_wrongly(scale, indicator, catalogue))
    return Checked(trees, tuple(found))


def _series(
    indicator: Indicator, tree: Formula, scope: Formula, scales: Mapping[str, Formula], catalogue: Catalogue
) -> Series:
    numerator, denominator = sides(tree)
    tables = (row_table(node, catalogue) for node in row_terms(tree, catalogue))
    table = indicator.table or next((table for table in tables if table != PLAIN), PLAIN)
    return Series(indicator, tree, scope, numerator, denominator, table, Level.ORGANISATION, scales)


def sides(tree: Formula) -> tuple[Formula, Formula | None]:
    """Numerator and denominator of a formula; the denominator is None where there is none."""
    match tree:
        case Binary(op="/", left=a, right=b):
            return a, b
        case Call(function="share", arguments=(c,), where=where):
            known = Binary("or", c, Unary("not", c))
            return Call("count", (c,), where), Call("count", (known,), where)
        case Call(function="mean", arguments=(x,), where=where):
            return Call("sum", (x,), where), Call("count", (Binary("==", x, x),), where)
        case _:
            return tree, None


def _with_levels(plan: Plan) -> Plan:
    """The plan with the lowest level of every series: the municipality's where its own data are needed."""
    series = dict(plan.series)
    for id in plan.order:
        one = series[id]
        used = names(one.tree)
        municipal = is_municipal(one.scope) or any(plan.asks_municipality(name) for name in used)
        if municipal or any(series[n].level != Level.ORGANISATION for n in used if n in series):
            series[id] = replace(one, level=Level.MUNICIPALITY)
    return replace(plan, series=series)


def _ordered_by_reference(
    series: Mapping[str, Series], catalogue: Catalogue
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Every series after those that it refers to; a cycle is reported once, with its members."""
    order: dict[str, None] = {}
    faults: list[Diagnostic] = []
    reported: set[frozenset[str]] = set()

    def visit(id: str, above: tuple[str, ...]) -> None:
        if id in order or id not in series:
            return
        if len(above) > MAX_DEPTH:
            at = series[id].indicator.formula.at
            faults.extend([] if reported else [rules.FORMULA_TOO_DEEP.at(at, limit=MAX_DEPTH)])
            reported.add(frozenset())
            return
        if id in above:
            cycle = above[above.index(id) :]
            if frozenset(cycle) not in reported:
                reported.add(frozenset(cycle))
                at = series[id].indicator.formula.at
                faults.append(rules.FORMULA_CYCLE.at(at, cycle=" → ".join((*cycle, id))))
            return
        for name in references(series[id].tree, catalogue):
            visit(name, (*above, id))
        order[id] = None

    for id in series:
        visit(id, ())
    return tuple(order), faults


def part_of(plan: Plan, indicators: Iterable[str]) -> Plan:
    """The plan of some indicators alone, with those that they refer to."""
    named = {plan.catalogue.indicators[id].same_as or id for id in indicators}
    wanted = named.union(*(references_of(plan, id) for id in named))
    series = {id: one for id, one in plan.series.items() if id in wanted}
    return replace(plan, series=series, order=tuple(id for id in plan.order if id in wanted), zones=())


def references_of(plan: Plan, indicator: str) -> frozenset[str]:
    """The indicators that an indicator refers to, directly or through others."""
    found: dict[str, None] = {}
    ahead = [*references(plan.series[indicator].tree, plan.catalogue)]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = None
            ahead += references(plan.series[name].tree, plan.catalogue)
    return frozenset(found)


def scored_with(plan: Plan, indicator: str) -> frozenset[str]:
    """The indicators that the conditions of an indicator's scales name, and those that these refer to."""
    named = {name for tree in plan.series[indicator].conditions.values() for name in names(tree)} & plan.series.keys()
    return frozenset(named).union(*(references_of(plan, name) for name in named))


def fields_used(plan: Plan, indicator: str) -> Iterator[str]:
    """The ids of the fields that an indicator is computed from, those of the indicators it refers to included.

    Each once: of indicators that rest on each other in diamonds there are more ways than anybody can walk.
    """
    seen: set[str] = set()

    def below(id: str) -> Iterator[str]:
        for name in names(plan.series[id].tree):
            if name in seen:
                continue
            seen.add(name)
            if name in plan.catalogue.fields:
                yield name
            elif name in plan.series:
                yield from below(name)

    return below(indicator)
