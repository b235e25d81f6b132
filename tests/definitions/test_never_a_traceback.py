"""Whatever is done to good definitions, the answer is findings with places: properties over random changes.

Texts are changed as a careless editor or a broken transfer would, trees as somebody who misread the reference; then
the whole of ``kokoq check`` is run: load, plan, lint, cases.
"""

import copy
import datetime as dt
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoq import plan
from kokoq.cli.checking import check_definitions
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Cell, Diagnostic, KokoqError
from kokoq.language import language

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 26)
CATALOGUES = (HERE / "good", HERE / "lint" / "clean", HERE.parents[1] / "indicators" / "promyshlennovsky")
RUSSIAN, ENGLISH = language("ru"), language("en")

Texts = dict[str, str]
Node = str | list["Node"] | dict[str, "Node"]


def read(folder: Path) -> Texts:
    paths = sorted(path for path in folder.rglob("*.yaml") if path.name != "kokoq.yaml")
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


TEXTS = [read(folder) for folder in CATALOGUES]
TREES = [{name: yaml.load(text, yaml.BaseLoader) for name, text in texts.items()} for texts in TEXTS[:2]]  # noqa: S506
WORDS = (
    "", "yes", "5", "98%", "1..3", "0..9999", "x y", "subjects", "ege_results", "grade9_graduates", "pupils",
    "threshold_passed", "same_as", "excellent_share", "municipality", "school and not school", "9" * 400, "-1e9", "∞",
    "1/0", "sum(pupils) / sum(pupils)", "previous(excellent_share)", "each(organisation, pupils) > 1", "count()",
)  # fmt: skip
NODES = st.sampled_from(
    [*WORDS, [], {}, [""], [{}], [[]], {"": ""}, {"same_as": "threshold_passed", "code": "1", "title": "t"}]
)
TWINS = str.maketrans("acekmhopxtby", "асекмнорхтву")
GIANTS = ("9" * 40, "9" * 5000, "1e999", "0." + "0" * 400 + "1", "-" + "9" * 30, "9999999%", "1..9999", "1900-01-01")
BROKEN = (
    "\t",
    "\x00",
    "\x1b",
    "\u2028",
    "\ufeff",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "<<: ",
    "{",
    "]",
    '"',
    ": ",
)
CAREFUL = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(st.data())
@settings(CAREFUL, max_examples=150)
def test_changed_texts_are_answered_by_findings_with_places(tmp_path_factory, data: st.DataObject) -> None:
    texts = dict(TEXTS[data.draw(st.integers(0, 1))])
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(texts)))
        texts[name] = data.draw(st.sampled_from(CHANGES))(data, texts[name])
    answered(texts, tmp_path_factory.mktemp("c"))


@given(st.data())
@settings(CAREFUL, max_examples=6)
def test_changed_texts_of_the_shipped_catalogue_are_answered_too(tmp_path_factory, data: st.DataObject) -> None:
    texts = dict(TEXTS[2])
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(texts)))
        texts[name] = data.draw(st.sampled_from(CHANGES))(data, texts[name])
    answered(texts, tmp_path_factory.mktemp("c"))


@given(st.data())
@settings(CAREFUL, max_examples=150)
def test_changed_trees_are_answered_by_findings_with_places(tmp_path_factory, data: st.DataObject) -> None:
    trees = copy.deepcopy(TREES[data.draw(st.integers(0, 1))])
    for _ in range(data.draw(st.integers(1, 3))):
        change(data, trees[data.draw(st.sampled_from(sorted(trees)))])
    texts = {name: yaml.safe_dump(tree, allow_unicode=True, width=1000) for name, tree in trees.items()}
    answered(texts, tmp_path_factory.mktemp("c"))


def answered(texts: Texts, folder: Path) -> None:
    """Run the whole check; every finding has a place within a file that exists, and can be said."""
    (folder / "c" / "cases").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "c" / name).write_text(text, encoding="utf-8", newline="")
    home = Path.cwd()
    os.chdir(folder)
    try:
        found = check_definitions([Path("c")], today=TODAY).diagnostics
    except KokoqError as error:  # a folder without indicators: «could not run» is said of a place, too
        found = (error.diagnostic,)
    finally:
        os.chdir(home)
    for d in found:
        assert has_place(d, folder), d
        for words in (RUSSIAN, ENGLISH):
            assert words.say(f"rules.{d.rule.code}.say", **d.params)


def has_place(d: Diagnostic, folder: Path) -> bool:
    if isinstance(d.where, Cell):
        return d.rule.code == "KQ904"
    path = folder / d.where.file
    if not path.is_file():
        return d.rule.code == "KQ901"  # the file that is missing
    lines = path.read_bytes().decode("utf-8-sig", errors="replace").splitlines() or [""]
    at = d.where
    return 1 <= at.line <= len(lines) + 1 and 1 <= at.column <= len([*lines, ""][at.line - 1]) + 2


# --- changes of a text ---


def swap_lines(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[first], lines[second] = lines[second], lines[first]
    return "".join(lines)


def drop_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    return "".join(lines[:at] + lines[at + 1 :])


def double_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    return "".join(lines[: at + 1] + lines[at:])


def shift_line(data: st.DataObject, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = data.draw(st.integers(0, max(0, len(lines) - 1)))
    by = data.draw(st.sampled_from([-2, -1, 1, 2, 40]))
    return "".join(
        (" " * by + line if by > 0 else line[-by:]) if number == at else line for number, line in enumerate(lines)
    )


def swap_tokens(data: st.DataObject, text: str) -> str:
    """A word of the file where another stood."""
    return put(data, text, r"[\w.%/-]+", lambda words, _: data.draw(st.sampled_from(words)))


def giant_number(data: st.DataObject, text: str) -> str:
    return put(data, text, r"\d+(?:\.\d+)?", lambda *_: data.draw(st.sampled_from(GIANTS)))


def foreign_letters(data: st.DataObject, text: str) -> str:
    return put(data, text, r"[a-z_]{2,}", lambda _, word: word.translate(TWINS))


def break_off(data: st.DataObject, text: str) -> str:
    return text[: data.draw(st.integers(0, len(text)))]


def insert_broken(data: st.DataObject, text: str) -> str:
    at = data.draw(st.integers(0, len(text)))
    return text[:at] + data.draw(st.sampled_from(BROKEN)) + text[at:]


def put(data: st.DataObject, text: str, pattern: str, made: Callable[[list[str], str], str]) -> str:
    """The text with one match of a pattern replaced."""
    matches = list(re.finditer(pattern, text))
    if not matches:
        return text
    chosen = data.draw(st.sampled_from(range(len(matches))))
    start, end = matches[chosen].span()
    return text[:start] + made([match[0] for match in matches], matches[chosen][0]) + text[end:]


CHANGES = (
    swap_lines, drop_line, double_line, shift_line, swap_tokens, giant_number, foreign_letters, break_off,
    insert_broken,
)  # fmt: skip


# --- changes of a tree ---


def change(data: st.DataObject, tree: Node) -> None:
    """Replace, rename, delete, nest deeper or double one node somewhere below."""
    inner = [node for node in below(tree) if isinstance(node, list | dict) and node]
    if not inner:
        return
    node = inner[data.draw(st.integers(0, len(inner) - 1))]
    how = data.draw(st.sampled_from(["replace", "delete", "rename", "nest", "list"]))
    key = data.draw(st.sampled_from(range(len(node)) if isinstance(node, list) else sorted(node)))
    if how == "replace":
        node[key] = copy.deepcopy(data.draw(NODES))
    elif how == "rename" and isinstance(node, dict):
        node[data.draw(st.sampled_from(WORDS))] = node.pop(key)
    elif how == "nest":
        node[key] = {data.draw(st.sampled_from(WORDS)): node[key]}
    elif how == "list":
        node[key] = [node[key], copy.deepcopy(node[key])]
    else:
        del node[key]


def below(tree: Node) -> list[Node]:
    nodes = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(inner for node in nodes for inner in below(node))]


# --- files that would take for ever ---

HEAD = "kokoq: 1\nid: x\ntitle: X\norganisation_types: {school: школа}\n"
PUPILS = "fields: {pupils: {title: Обучающиеся}}\n"
COUNT = "kind: count, formula: pupils"


def series(*rests: str) -> str:
    lines = "".join(f"  a{n}: {{code: c{n}, title: Ряд {n}, {rest}}}\n" for n, rest in enumerate(rests))
    return f'id: r\ncode: "1"\ntitle: Р\nindicators:\n{lines}'


def listed(pattern: str, n: int) -> str:
    return ", ".join(pattern.format(n=i) for i in range(n))


HOSTILE: dict[str, tuple[Texts, str]] = {
    "rows": ({"f.yaml": "tables: {t: {title: А, keys: {a: 1..9999, b: 1..9999}, fields: {x: {title: А}}}}"}, "KQ180"),
    "keys": (
        {"f.yaml": f"tables: {{t: {{title: А, keys: {{{listed('k{n}: 1..9999', 9000)}}}, fields: {{x: {{}}}}}}}}"},
        "KQ180",
    ),
    "listed-rows": (
        {
            "f.yaml": "tables: {t: {title: А, keys: {a: 1..9}, fields: {x: {title: А}}, rows: [{a: ["
            + listed("1..9999", 9000)
            + "]}]}}"
        },
        "KQ180",
    ),
    "series": ({"r.yaml": series(f"{COUNT}, for_each: {{a: 1..9999, b: 1..9999}}")}, "KQ180"),
    "duplicates-of-series": (
        {"r.yaml": series(f"{COUNT}, for_each: {{a: 1..4000}}", *["same_as: a0"] * 9000)},
        "KQ180",
    ),
    "chain-of-duplicates": ({"r.yaml": series(COUNT, *[f"same_as: a{n}" for n in range(15_000)])}, "KQ180"),
    "chain-of-misspelt-duplicates": ({"r.yaml": series(COUNT, *[f"same_as: a{n}b" for n in range(2000)])}, "KQ108"),
    "chain-of-parts": (
        {"f.yaml": "fields:\n" + "".join(f"  a{n}: {{title: А, part_of: a{n + 1}}}\n" for n in range(4000))},
        "KQ180",
    ),
    "chain-of-successors": ({"r.yaml": series(*[f"{COUNT}, replaces: a{n + 1}" for n in range(4000)])}, "KQ180"),
    "scope-of-forty-tags": (
        {
            "catalogue.yaml": f"{HEAD}tags: {{{listed('t{n}: П{n}', 40)}}}\n",
            "f.yaml": "fields: {pupils: {title: А, asked: " + " or ".join(f"t{n}" for n in range(40)) + "}}",
        },
        "KQ181",
    ),
    "unknown-names": (
        {"f.yaml": f"fields: {{{listed('a{n}: {{title: Поле {n}, part_of: unknown_name_{n}}}', 4000)}}}"},
        "KQ108",
    ),
    "unknown-names-in-formulas": (
        {"r.yaml": series(*[f"kind: count, formula: nobody_{n} + pupil" for n in range(4000)])},
        "KQ108",
    ),
    "bands": (
        {
            "r.yaml": series(
                f"{COUNT}, scale: {{illustrative: yes, bands: [{listed('{{at_least: {n}, points: 1}}', 20_000)}]}}"
            )
        },
        "KQ180",
    ),
    "anchors": ({"f.yaml": f"fields: {{{listed('a{n}: &x{n} {{title: А}}', 30_000)}}}"}, "KQ108"),
    "diamonds": (
        {
            "f.yaml": f"{PUPILS}checks: {{c: {{title: П, expect: a98 > 0}}}}",
            "r.yaml": series(COUNT, COUNT, *[f"kind: count, formula: a{n} + a{n + 1}" for n in range(97)]),
        },
        "KQ180",
    ),
    "formulas-in-formulas": (
        {
            "f.yaml": f"{PUPILS}checks: {{c: {{title: П, expect: a60 > 0}}}}",
            "r.yaml": series(COUNT, *[f"kind: count, formula: a{n}{' + pupils' * 90}" for n in range(60)]),
        },
        "KQ215",
    ),
    "conditions-in-conditions": (
        {
            "r.yaml": series(
                COUNT,
                f"{COUNT}, scale: {{illustrative: yes, conditions: {{c0: a0 > 1, "
                + ", ".join(f"c{n + 1}: {' and '.join([f'c{n}'] * 40)}" for n in range(11))
                + "}, bands: [{when: c11, points: 1}, {otherwise: {points: 0}}]}",
            )
        },
        "KQ180",
    ),
    "giant-number": ({"r.yaml": series(f"{COUNT} + {'9' * 900_000}")}, "KQ180"),
    "items": (
        {"r.yaml": series(f"kind: count, formula: 'count(where = pupils in [{listed('x{n}', 90_000)}])'")},
        "KQ180",
    ),
    "policies": ({"catalogue.yaml": f"{HEAD}policies: [{listed('{{forbid: {{pupils: a}}}}', 30_000)}]"}, "KQ180"),
    "nesting": ({"f.yaml": "fields: " + "[" * 400_000}, "KQ108"),
    "ten-megabytes": ({"f.yaml": "#" * 10_000_000}, "KQ108"),
    "laughs": ({"f.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"}, "KQ107"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_would_take_for_ever_is_refused_where_it_does(name: str, tmp_path: Path) -> None:
    files, code = HOSTILE[name]
    began = time.process_time()
    answered({"catalogue.yaml": HEAD, "f.yaml": PUPILS, "r.yaml": series(COUNT), **files}, tmp_path)
    found = load_catalogue(tmp_path / "c")
    planned = plan.compile(found.value).diagnostics if found.value is not None else ()
    assert code in {d.rule.code for d in (*found.diagnostics, *planned)}
    assert time.process_time() - began < 20  # it is read twice here; a machine of CI is slow; without limits, hours


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
