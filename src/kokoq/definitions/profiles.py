"""Documents → profiles and policies: what scores are made of, and what may not be used for what purpose.

A leaf is an indicator, or a regulation or template, which stands for all its indicators that have a scale, by sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from kokoq.definitions.bands import check_bands, make_bands, place_of
from kokoq.definitions.documents import BandDocument, NodeDocument, PolicyDocument, ProfileFile, ScoringDocument
from kokoq.definitions.names import check_identifiers, check_known, check_unique
from kokoq.definitions.scalars import heir, read_number
from kokoq.definitions.source import Text, make_text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import (
    Catalogue,
    Citation,
    Combine,
    Expression,
    Lacking,
    Node,
    Policy,
    Profile,
)
from kokoq.rules import (
    HEIRS_CYCLE,
    LEAF_TWICE,
    LEAF_UNSCORED,
    PROFILE_UNSOURCED,
    SUMS_OF_NODES,
    UNKNOWN_KEY,
    WEIGHTS_NO_WHOLE,
    WRONG_VALUE,
)

Profiles = tuple[tuple[Text, ScoringDocument], ...]
"""As declared, in the order of the files."""

_LEVEL_KEYS = ("at_least", "above", "at_most", "below", "otherwise", "level")


def declared_profiles(files: Iterable[ProfileFile]) -> Profiles:
    """The profiles of all files."""
    return tuple(pair for file in files for pair in file.profiles.items())


def make_policies(documents: Iterable[PolicyDocument]) -> tuple[Policy, ...]:
    """What may not be used for what."""
    return tuple(
        Policy(
            forbid={str(key): str(code) for key, code in document.forbid.items()},
            purposes=tuple(document.in_profiles),
            act=str(document.act),
        )
        for document in documents
    )


def make_profiles(documents: Profiles, catalogue: Catalogue) -> dict[str, Profile]:
    """The profiles, of the indicators that could be made."""
    return {str(name): _make_profile(name, document, catalogue) for name, document in documents}


def _make_profile(name: Text, document: ScoringDocument, catalogue: Catalogue) -> Profile:
    missing = document.missing
    tree = Node(
        id="", at=name.at, title=str(document.title), by=document.by, of=_nodes(document.tree, missing, catalogue)
    )
    return Profile(
        id=str(name),
        title=str(document.title),
        at=name.at,
        purpose=document.purpose,
        tree=_flat(tree) if tree.by is Combine.SUMS else tree,
        scope=document.scope,
        minimum=document.minimum or Decimal(0),
        levels=make_bands(document.levels, at=name.at, levels=catalogue.levels or None),
        bonus=_bonus(document, catalogue),
        factors=tuple(
            (Expression(str(who), who.at), read_number(factor) or Decimal(1))
            for who, factor in document.multiply.items()
        ),
        illustrative=document.illustrative,
        source=tuple(Citation(act=str(act), clause=str(clause)) for act, clause in document.source.items()),
        places={_computed(indicator, catalogue): indicator.at for indicator in document.bonus},
    )


def _bonus(document: ScoringDocument, catalogue: Catalogue) -> dict[str, Decimal]:
    """What is added for each indicator; for one that stands there under two names, both."""
    bonus: dict[str, Decimal] = {}
    for name, part in document.bonus.items():
        own = _computed(name, catalogue)
        bonus[own] = bonus.get(own, Decimal(0)) + (read_number(part) or Decimal(0))
    return bonus


def _computed(name: str, catalogue: Catalogue) -> str:
    """The indicator of that name; of a duplicate, the one that it shows."""
    known = catalogue.indicators.get(name)
    return str(name) if known is None else known.same_as or known.id


def _nodes(documents: Mapping[Text, NodeDocument], missing: Text, catalogue: Catalogue) -> tuple[Node, ...]:
    return tuple(
        node for name, document in documents.items() if (node := _node(name, document, missing, catalogue)) is not None
    )


def _node(name: Text, document: NodeDocument, missing: Text, catalogue: Catalogue) -> Node | None:
    """A node of its own, an indicator, or all indicators of a regulation or template; None for an unknown name."""
    said = document.missing or missing
    known = catalogue.indicators.get(str(name))
    group = _group(name, catalogue)
    if not document.of and known is None and not group:
        return None
    below = _nodes(document.of, missing, catalogue)
    if group and not document.of:
        below = tuple(_leaf(id, name.at, said) for id in group)
    node = Node(
        id=str(name),
        at=name.at,
        title=str(document.title) or _title(name, catalogue),
        weight=_weight(document),
        indicator=_computed(name, catalogue) if known is not None and not document.of else "",
        lacking=_lacking(said),
        to=heir(said),
        exempt=document.exempt,
        by=Combine.SUMS if group and not document.of else document.by,
        of=below,
    )
    return _flat(node) if node.by is Combine.SUMS else node


def _leaf(id: str, at: Span, missing: Text) -> Node:
    return Node(id=id, at=at, indicator=id, lacking=_lacking(missing))


def _lacking(said: Text) -> Lacking:
    """``to(sibling)`` hands the weight on; where nobody takes it, it is shared out."""
    return Lacking.REWEIGHT if heir(said) or not said else Lacking(said)


def _flat(node: Node) -> Node:
    """A node by sums stands over indicators alone, each once: those of a regulation are its own."""
    below = {leaf.indicator: leaf for child in node.of for leaf in (child.of or (child,))}
    return replace(node, of=tuple(below.values()))


def _group(name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The indicators with a scale of the regulation or template of that name; a duplicate counts once."""
    return tuple(
        indicator.id
        for indicator in catalogue.indicators.values()
        if name in (indicator.regulation, indicator.template) and indicator.scales and not indicator.same_as
    )


def _title(name: str, catalogue: Catalogue) -> str:
    if name in catalogue.indicators:
        return catalogue.indicators[name].title
    return next((r.title for r in catalogue.regulations if r.id == name), "")


def _weight(document: NodeDocument) -> Decimal:
    weight = read_number(document.weight)
    return Decimal(1) if weight is None or weight <= 0 else weight


def check_profiles(
    documents: Profiles,
    catalogue: Catalogue,
    *,
    indicators: Collection[str],
    acts: Collection[str] | None,
) -> Iterator[Diagnostic]:
    """What profiles name is declared and scored, their weights are weights, their levels take every score."""
    yield from check_unique((name for name, _ in documents), "profile")
    for name, document in documents:
        yield from check_identifiers([name])
        yield from check_known(document.source, acts, "act")
        if not document.illustrative and not document.source:
            yield PROFILE_UNSOURCED.at(name.at, profile=str(name))
        if not document.tree:
            yield WRONG_VALUE.at(name.at, key="tree", found=Word("expected.nothing"), expected=Word("expected.mapping"))
        yield from _check_whole(name, document.tree)
        yield from _check_nodes(document.tree, document, indicators, catalogue)
        yield from _check_twice(document.tree, catalogue)
        yield from _check_extras(document, indicators, catalogue)
        yield from _check_levels(name, document.levels, catalogue)


def _check_nodes(
    nodes: Mapping[Text, NodeDocument],
    above: ScoringDocument | NodeDocument,
    indicators: Collection[str],
    catalogue: Catalogue,
) -> Iterator[Diagnostic]:
    yield from _check_heirs(nodes)
    for name, node in nodes.items():
        yield from _check_positive(node.weight, "weight")
        if node.of:
            yield from check_identifiers([name])
            yield from _check_whole(name, node.of)
            yield from _check_nodes(node.of, node, indicators, catalogue)
            if above.by is Combine.SUMS:
                yield SUMS_OF_NODES.at(name.at, name=str(name))
        else:
            yield from _check_leaf(name, indicators, catalogue)


def _check_whole(above: Text, nodes: Mapping[Text, NodeDocument]) -> Iterator[Diagnostic]:
    """Weights that are written as parts of a whole (as percents, or all below one) make one."""
    written = [node.weight for node in nodes.values() if node.weight]
    weights = [Decimal(1) if (read := read_number(node.weight)) is None else read for node in nodes.values()]
    if len(weights) < 2 or min(weights) <= 0:
        return
    parts = any(weight.endswith("%") for weight in written) or max(weights) < 1
    whole = sum(weights, Decimal(0))
    if parts and whole != 1:
        found = f"{(whole * 100).normalize():f}%"
        yield WEIGHTS_NO_WHOLE.at(written[0].at, node=str(above), found=found)


def _check_leaf(name: Text, indicators: Collection[str], catalogue: Catalogue) -> Iterator[Diagnostic]:
    groups = {i.template for i in catalogue.indicators.values()} | {r.id for r in catalogue.regulations}
    yield from check_known([name], {*indicators, *groups} - {""}, "leaf")
    known = catalogue.indicators.get(str(name))
    if known is not None and known.same_as:
        known = catalogue.indicators.get(known.same_as)
    if (known is not None and not known.scales) or (known is None and name in groups and not _group(name, catalogue)):
        yield LEAF_UNSCORED.at(name.at, indicator=str(name))


def _check_heirs(nodes: Mapping[Text, NodeDocument]) -> Iterator[Diagnostic]:
    """Weights go to siblings, and none of them comes back."""
    heirs = {str(name): heir(node.missing) for name, node in nodes.items() if heir(node.missing)}
    told: set[str] = set()
    for name, node in nodes.items():
        to = heirs.get(str(name), "")
        if to and to not in nodes:
            yield from check_known([make_text(to, node.missing.mark)], nodes, "sibling")
        way = [str(name)]
        while way[-1] in heirs and heirs[way[-1]] not in way:
            way.append(heirs[way[-1]])
        if heirs.get(way[-1]) == name and name not in told:
            told.update(way)
            yield HEIRS_CYCLE.at(node.missing.at, cycle=" → ".join((*way, str(name))))


def _check_twice(tree: Mapping[Text, NodeDocument], catalogue: Catalogue) -> Iterator[Diagnostic]:
    seen: Counter[str] = Counter()
    for name in _leaves(tree):
        known = catalogue.indicators.get(str(name))
        ids = (known.same_as or known.id,) if known is not None else _group(name, catalogue)
        for id in ids:
            seen[id] += 1
            if seen[id] == 2:
                yield LEAF_TWICE.at(name.at, indicator=id)


def _leaves(nodes: Mapping[Text, NodeDocument]) -> Iterator[Text]:
    for name, node in nodes.items():
        yield from _leaves(node.of) if node.of else (name,)


def _check_extras(document: ScoringDocument, indicators: Collection[str], catalogue: Catalogue) -> Iterator[Diagnostic]:
    yield from check_known(document.bonus, indicators, "indicator")
    seen: set[str] = set()
    for name in document.bonus:
        known = catalogue.indicators.get(str(name))
        if known is not None and not known.scales:
            yield LEAF_UNSCORED.at(name.at, indicator=str(name))
        if (own := _computed(name, catalogue)) in seen:
            yield LEAF_TWICE.at(name.at, indicator=own)
        seen.add(own)
    for factor in document.multiply.values():
        yield from _check_positive(factor, "multiply")


def _check_positive(number: Text, key: str) -> Iterator[Diagnostic]:
    read = read_number(number)
    if read is not None and read <= 0:
        yield WRONG_VALUE.at(number.at, key=key, found=str(number), expected=Word("expected.positive"))


def _check_levels(name: Text, levels: tuple[BandDocument, ...], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Levels are bands over the score alone: it has no points of its own."""
    yield from check_bands(levels, name, key="levels", levels=catalogue.levels or None, reach=True)
    for band in levels:
        outcome = band.otherwise or band
        for key, written in (("points", bool(outcome.points)), ("when", band.when is not None)):
            if written:
                yield UNKNOWN_KEY.at(place_of(band, name.at), key=key, close=(), allowed=_LEVEL_KEYS)
