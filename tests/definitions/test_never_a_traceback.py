"""Whatever is done to good definitions, the answer is findings: a property over random changes of their trees."""

import copy
import time
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


def test_a_file_of_nothing_but_faults_is_refused_after_the_first_of_them(tmp_path: Path) -> None:
    keys = "".join(f"    key{n}: 1\n" for n in range(20_000))
    (tmp_path / "catalogue.yaml").write_text("kokoq: 1\nid: x\ntitle: X\n", encoding="utf-8")
    (tmp_path / "fields.yaml").write_text(f"fields:\n  a:\n    title: А\n{keys}", encoding="utf-8")
    began = time.process_time()
    codes = [d.rule.code for d in load_catalogue(tmp_path).diagnostics]
    assert codes.count("KQ102") == 500
    assert codes.count("KQ108") == 1
    assert time.process_time() - began < 20


def test_indicators_that_rest_on_each_other_without_end_are_a_finding(tmp_path: Path) -> None:
    series = "".join(f"  a{n}: {{code: c{n}, title: Ряд {n}, kind: count, formula: a{n + 1}}}\n" for n in range(2000))
    (tmp_path / "catalogue.yaml").write_text("kokoq: 1\nid: x\ntitle: X\n", encoding="utf-8")
    last = "  a2000: {code: z, title: Последний, kind: count, formula: pupils}\n"
    text = f'id: r\ncode: "1"\ntitle: Р\nindicators:\n{series}{last}'
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text("fields: {pupils: {title: Обучающиеся}}\n", encoding="utf-8")
    catalogue = load_catalogue(tmp_path).value
    assert catalogue is not None
    assert [d.rule.code for d in plan.compile(catalogue).diagnostics if d.severity == "error"] == ["KQ215"]
