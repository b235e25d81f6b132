"""The documents keep their word: every command is described, the generated pages are fresh, links and examples work."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from itertools import chain
from pathlib import Path

import jsonschema
import pytest
import yaml

from kokoq.cli import kokoq, run
from kokoq.definitions import documents
from kokoq.definitions.schema import raw_schema
from kokoq.language import language
from kokoq.results import COLUMNS, Status

from .definitions.editor import Editor

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
READMES = ("README.md", "README.ru.md")
WRITTEN = sorted((*ROOT.glob("*.md"), *DOCS.glob("*.md"), *ROOT.glob("examples/*/*.md")))


@pytest.mark.parametrize("name", kokoq.commands)
def test_every_command_has_help_an_example_and_a_place_in_the_docs(name: str) -> None:
    for code, page in (("en", "cli.md"), ("ru", "cli.ru.md")):
        words = language(code)
        assert words.say(f"cli.{name}.short")
        assert words.say(f"cli.{name}.help")
        assert f"kokoq {name}" in words.say(f"cli.{name}.example")
        assert f"## kokoq {name}\n" in (DOCS / page).read_text(encoding="utf-8")


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_readmes_tell_the_same_story() -> None:
    shapes = [
        re.findall(r"^(?:#+ |```\w+|<!-- .*)", (ROOT / name).read_text("utf-8"), re.MULTILINE) for name in READMES
    ]
    russian = [mark for mark in shapes[0] if mark != "```python"]
    assert russian == shapes[1]


def test_architecture_gives_a_reason_for_every_dependency() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    optional = PROJECT["project"]["optional-dependencies"].values()
    for name in _names(chain(PROJECT["project"]["dependencies"], *optional)):
        assert re.search(rf"^\| {name}\b", page, re.MULTILINE | re.IGNORECASE), name


def test_every_dependency_is_pinned_and_no_index_is_named() -> None:
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = set(_names(line for line in constraints.splitlines() if "==" in line))
    optional = PROJECT["project"]["optional-dependencies"].values()
    groups = (PROJECT["project"]["dependencies"], *optional, *PROJECT["dependency-groups"].values())
    asked = {name for group in groups for name in _names(group)}
    assert asked | set(_names(PROJECT["build-system"]["requires"])) <= pinned
    assert "://" not in constraints


def _names(requirements: Iterable[str]) -> list[str]:
    return [re.split("[<>=!~ ]", requirement)[0].lower() for requirement in requirements]


@pytest.mark.parametrize("name", READMES)
def test_the_first_campaign_of_the_readme_works(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for file, content in re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", text, re.DOTALL):
        (tmp_path / file).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.search(r"<!-- run -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert commands is not None
    for line in commands[1].splitlines():
        program, *arguments = line.partition("#")[0].split()
        assert program == "kokoq"
        assert run(arguments) in (0, 1), capsys.readouterr().err  # what is drawn at random may contradict itself
    assert (tmp_path / "reports" / "2021-2022" / "report.xlsx").is_file()
    assert len(list((tmp_path / "forms" / "2021-2022").glob("*.xlsx"))) == 4  # three organisations and the office


def test_the_script_of_the_readme_runs(tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2020/2021" in done.stdout


@pytest.mark.parametrize("name", READMES)
def test_the_first_regulation_of_the_readme_works(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_LANG", "ru" if name == "README.ru.md" else "en")
    commands = re.search(r"<!-- run: regulation -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert commands is not None
    for line in commands[1].splitlines():
        assert run(line.partition("#")[0].split()[1:]) == 0, capsys.readouterr().err
    home = tmp_path / "monitoring" / "indicators"
    for file, content in re.findall(r"<!-- add: (\S+) -->\n   ```yaml\n(.*?)   ```", text, re.DOTALL):
        with (home / file).open("a", encoding="utf-8") as opened:
            opened.write(textwrap.dedent(content) if file.startswith("cases") else re.sub("(?m)^   ", "", content))
    capsys.readouterr()
    assert run(["check", "monitoring", "--strict"]) == 1
    told = capsys.readouterr().err
    assert told.count("KQ111") == told.count("lessons\n") == 2, told  # the new unit, in both fields, and nothing else
    units = re.search(r"`units: (\{persons.*?\})`", text)
    assert units is not None
    catalogue = (home / "catalogue.yaml").read_text(encoding="utf-8")
    (home / "catalogue.yaml").write_text(re.sub("units: .*", f"units: {units[1]}", catalogue), encoding="utf-8")
    assert run(["check", "monitoring", "--strict"]) == 1
    told = capsys.readouterr().err
    assert "[KQ123] monitoring/indicators/1-attendance.yaml" in told
    served = re.search(r"`(indicators: \[.*?\])`", text)
    assert served is not None
    regulation = (home / "1-attendance.yaml").read_text(encoding="utf-8")
    (home / "1-attendance.yaml").write_text(regulation.replace("indicators: [certified_share]", served[1]), "utf-8")
    assert run(["check", "monitoring", "--strict"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", ["results.md", "results.ru.md"])
def test_every_column_and_status_of_the_results_is_described(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [name for name in (*COLUMNS, *Status) if f"`{name}`" not in text] == []


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds only definitions, in the folder that docs/ci.md names."""
    home = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "indicators" / "promyshlennovsky", home / "definitions")
    return home


def commands_of_ci() -> list[str]:
    """Every command of kokoq in docs/ci*.md, and those of the hooks with the arguments given to them there."""
    found: list[str] = []
    for page in ("ci.md", "ci.ru.md"):
        blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
        found += [line for block in blocks for line in re.findall(r"^ *- (?:run: )?(kokoq .*)$", block, re.MULTILINE)]
        hooks = {h["id"]: h for h in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
        for hook in yaml.safe_load(blocks[0])["repos"][0]["hooks"]:
            found.append(" ".join((hooks[hook["id"]]["entry"], *hook["args"])))
    return sorted(set(found))


@pytest.mark.parametrize("command", commands_of_ci())
def test_every_command_of_the_page_on_ci_works(
    command: str, definitions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(definitions)
    program, *arguments = command.split()
    assert program == "kokoq"
    assert run(arguments) == 0, capsys.readouterr().err
    for named in re.findall(r"--findings (\S+)", command):
        assert (definitions / named).stat().st_size > 0


@pytest.mark.parametrize("page", ["ci.md", "ci.ru.md"])
def test_the_script_of_the_page_on_ci_works(page: str, definitions: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=definitions, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d{3} .* 0", done.stdout.splitlines()[-1]), done.stdout


def test_the_editor_is_given_the_schema_that_is_written(tmp_path: Path) -> None:
    for name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "kokoq schema --out .vscode\n" in text
        assert '{"yaml.schemas": {".vscode/kokoq.json": ' in text
    assert run(["schema", "--out", str(tmp_path / ".vscode"), "--lang", "ru"]) == 0
    written = json.loads((tmp_path / ".vscode" / "kokoq.json").read_text(encoding="utf-8"))
    assert written["$defs"]["IndicatorDocument"]["properties"]["formula"]["description"].startswith("формула")


def shapes() -> dict[str, type]:
    """The sections of docs/definitions.md: every shape that a definition file may hold."""
    program = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert program is not None
    assert program.loader is not None
    module = importlib.util.module_from_spec(program)
    program.loader.exec_module(module)
    return module.SHAPES


def test_the_page_of_definitions_has_every_shape() -> None:
    known = {name for name in vars(documents) if name.endswith(("Document", "DictionaryFile", "ProfileFile"))} - {
        "Document"
    }
    assert {shape.__name__ for shape in shapes().values()} == known


@pytest.mark.parametrize("code", ["ru", "en"])
def test_every_key_has_an_example_that_may_be_written_so(code: str) -> None:
    words = language(code)
    for name, shape in shapes().items():
        schema = raw_schema(shape)
        for key in fields(shape):
            written = key.name.rstrip("_")
            own = "title_" if written == "title" else written
            text = words.say(f"docs.definitions.example.{name}.{own}")
            value = yaml.load(text, Editor)[written]  # noqa: S506 - a SafeLoader
            relaxed = {**schema, "required": [], "oneOf": [{}]}
            found = [e.message for e in jsonschema.Draft202012Validator(relaxed).iter_errors({written: value})]
            assert found == [] or value is None, (name, written, found)
