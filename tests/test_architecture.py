"""The house stands as the design says: layers, sizes, tests beside what they test, nothing heavy behind ``--help``."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kokoq import rules
from kokoq.diagnostics import Rule

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "kokoq"
MODULES = sorted(path for path in SRC.rglob("*.py"))
LINES = 400
LONGER: dict[str, str] = {
    "reports/contract.py": "the published contract with templates in one page",
    "rules.py": "one line for every fault: a table of codes, of which none is used twice",
}
"""Files over the limit, each with its reason."""

FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "core", "manager"}


def test_no_mark_of_a_merge_is_left_in_what_is_read() -> None:
    """Within a docstring or a page nothing else would tell."""
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    texts = (*MODULES, *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/**/*.py"))
    assert [path for path in texts if any(mark in path.read_text(encoding="utf-8") for mark in marks)] == []


def test_each_layer_imports_only_what_stands_below_it() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_no_file_is_too_long(path: Path) -> None:
    name = path.relative_to(SRC).as_posix()
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= LINES or name in LONGER, f"{name} has {length} lines"


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in MODULES if path.stem in FORBIDDEN_NAMES]


def test_tests_stand_where_their_modules_stand() -> None:
    folders = {path.relative_to(SRC).parent for path in MODULES}
    for test in (ROOT / "tests").rglob("test_*.py"):
        folder = test.relative_to(ROOT / "tests").parent
        assert folder in folders, f"{test}: there is no {folder} in src/kokoq"


def test_faults_of_definitions_and_formulas_have_codes_of_theirs() -> None:
    modules = [path for path in MODULES if path.relative_to(SRC).parts[0] in ("definitions", "formula")]
    names = {name for path in modules for name in re.findall(r"\b[A-Z][A-Z0-9_]+\b", path.read_text("utf-8"))}
    used = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule) and name in names}
    assert used
    could_not_run = "KQ9"
    assert {n: r.code for n, r in used.items() if not r.of_definitions and not r.code.startswith(could_not_run)} == {}


def test_click_lives_in_the_command_line_alone() -> None:
    users = [path for path in MODULES if "cli" not in path.parts and {"click", "rich"} & _imported(path)]
    assert users == []


def test_the_model_needs_the_standard_library_only() -> None:
    names = ("diagnostics.py", "rules.py", "formula/tree.py")
    for path in (*(SRC / "model").glob("*.py"), *(SRC / name for name in names)):
        assert _imported(path) <= {*sys.stdlib_module_names, "kokoq"}


def test_the_values_of_the_model_are_imported_from_one_place() -> None:
    users = [path for path in MODULES if path.parent.name != "model" and "from kokoq.model." in path.read_text("utf-8")]
    assert users == []


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from kokoq.cli import run; code = run(['--help']);"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'jinja2', 'pydantic', 'babel', 'rich'};"
        "heavy &= set(sys.modules);"
        "sys.exit(str(heavy) if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_kokoq_imports_nothing_heavy() -> None:
    program = "import sys, kokoq; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
