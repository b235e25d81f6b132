"""Whatever is done to good definitions, the answer is findings: a property over random changes of their trees."""

import copy
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoq import plan
from kokoq.definitions.load import load_catalogue

GOOD = Path(__file__).parent / "good"
FILES = sorted(path for path in GOOD.rglob("*.yaml") if path.name != "kokoq.yaml")
TREES = {path.relative_to(GOOD): yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in FILES}  # noqa: S506

Node = str | list["Node"] | dict[str, "Node"]
WORDS = (
    "",
    "yes",
    "5",
    "98%",
    "1..3",
    "x y",
    "subjects",
    "ege_results",
    "grade9_graduates",
    "threshold_passed",
    "same_as",
)
NODES = st.sampled_from(
    [*WORDS, [], {}, [""], [{}], [[]], {"": ""}, {"same_as": "threshold_passed", "code": "1", "title": "t"}]
)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_definitions_are_answered_by_findings(tmp_path_factory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("c")
    (folder / "cases").mkdir()
    trees = copy.deepcopy(TREES)
    for _ in range(data.draw(st.integers(1, 3))):
        change(data, trees[data.draw(st.sampled_from(sorted(trees)))])
    for name, tree in trees.items():
        (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True, width=1000), encoding="utf-8")
    checked = load_catalogue(folder)
    assert checked.value is not None or checked.failed
    if checked.value is not None:
        plan.compile(checked.value)


def change(data: st.DataObject, tree: Node) -> None:
    """Replace, rename or delete one node somewhere below."""
    inner = [node for node in below(tree) if isinstance(node, list | dict) and node]
    if not inner:
        return
    node = data.draw(st.sampled_from(inner))
    how = data.draw(st.sampled_from(["replace", "delete", "rename"]))
    key = data.draw(st.sampled_from(range(len(node)) if isinstance(node, list) else sorted(node)))
    if how == "replace":
        node[key] = copy.deepcopy(data.draw(NODES))
    elif how == "rename" and isinstance(node, dict):
        node[data.draw(st.sampled_from(WORDS))] = node.pop(key)
    else:
        del node[key]


def below(tree: Node) -> list[Node]:
    nodes = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(inner for node in nodes for inner in below(node))]
