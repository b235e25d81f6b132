"""A catalogue cut into small ones of one regulation each: changes of them are checked ten times as fast.

What names indicators of other regulations is left out: profiles, rules of problem zones, clusterings, policies.
"""

from collections.abc import Collection, Iterator

from tests.definitions.answers import Texts
from tests.definitions.mutations import Node, dumped, parsed

MOST_CASES = 8  # of a slice: they are what takes the time


def slices(texts: Texts) -> tuple[Texts, ...]:
    """The texts of each slice; what is not cut is as it was written."""
    trees = {name: parsed(text) for name, text in texts.items()}
    regulations = {name: tree for name, tree in trees.items() if isinstance(tree, dict) and "indicators" in tree}
    shared = {name for name in trees if name not in regulations and not name.startswith("cases/")}
    return tuple(
        {name: texts[name] for name in (*sorted(shared - {"catalogue.yaml", "profiles.yaml"}), own)}
        | {"catalogue.yaml": dumped(head_of(trees["catalogue.yaml"], set(regulation["indicators"])))}
        | dict(cases_of(trees, set(regulation["indicators"])))
        for own, regulation in sorted(regulations.items())
    )


def head_of(tree: Node, indicators: Collection[str]) -> Node:
    """``catalogue.yaml`` without what names other indicators."""
    clusters = {k: v for k, v in tree.get("clusters", {}).items() if set(v["by"]) <= set(indicators)}
    lost = tree.get("clusters", {}).keys() - clusters.keys()
    zones = {
        name: rule
        for name, rule in tree.get("zones", {}).items()
        if set(rule.get("indicators", ())) <= set(indicators) and lost.isdisjoint(rule.get("peers", ()))
    }
    policies = [p for p in tree.get("policies", ()) if p["forbid"].get("indicator", "") in ("", *indicators)]
    cut = {"clusters": clusters, "zones": zones, "policies": policies}
    return {key: cut.get(key, node) for key, node in tree.items() if cut.get(key, True)}


def cases_of(trees: dict[str, Node], indicators: Collection[str]) -> Iterator[tuple[str, str]]:
    """The first cases of the indicators; those of a template name one of its series."""
    left = MOST_CASES
    for name, tree in trees.items():
        if name.startswith("cases/"):
            own = [case for case in tree if any(case.get("indicator", "").startswith(id) for id in indicators)][:left]
            left -= len(own)
            yield from [(name, dumped(own))] if own else []
