"""Sentences are folded between words on a terminal, and left as they are for programs."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from pathlib import Path

import pytest
from tests.cli import desk

from kokoq import cli
from kokoq.cli import screen
from kokoq.letters import harmless


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "30")
    screen.say_sentences(["Форма другого образца: «Школа № 5», 2021/2022 учебный год", "коротко"])
    return stream.getvalue().splitlines()


def test_a_sentence_longer_than_the_terminal_is_folded_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(Terminal(), monkeypatch) == [
        "Форма другого образца: «Школа",
        "  № 5», 2021/2022 учебный год",
        "коротко",
    ]


def test_what_goes_to_a_program_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(io.StringIO(), monkeypatch)[0] == "Форма другого образца: «Школа № 5», 2021/2022 учебный год"


EVIL = "\x1b]0;взято\x07\x9b2J\u202e\u200bШк\x00ола\u2028"
"""A title that sets the name of the window, rings, clears the screen, turns the letters round, breaks the line."""
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
TITLE = EVIL.encode("unicode_escape").decode().replace("\\x", "\\u00")  # as YAML and JSON write it


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign in which every name and title is like that."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    files = {
        "catalogue/catalogue.yaml": f'kokoq: 1\nid: desk\ntitle: "{TITLE}"\n'
        f'organisation_types: {{school: "{TITLE}"}}\n'
        "levels: {high: высокий, low: низкий}\n",
        "catalogue/fields.yaml": f'fields: {{vacancies: {{title: "{TITLE} вакансии", asked: school}}}}\n',
        "catalogue/direction.yaml": desk.REGULATION.replace("Направление", f'"{TITLE}"')
        + f'  total: {{code: "1.1", title: "{TITLE} всего", kind: count, '
        "scope: school, formula: vacancies, better: lower}\n",
        "kokoq.yaml": f'kokoq: 1\ncatalogue: catalogue\ntitle: "{TITLE}"\nlanguage: ru\n'
        + desk.source("fields", "Школа: organisation, Вакансии: vacancies").replace("data.csv", '"*.csv"'),
        "organisations.yaml": "".join(f'- {{id: s{n}, title: "{TITLE} № {n}", type: school}}\n' for n in (1, 2)),
        "collected/2020-2021/\x1b[2J\x07a.csv": "Школа;Вакансии\ns1;2\n\x1b[2J;3\n",
        "collected/2021-2022/\x1b[2J\x07a.csv": "Школа;Вакансии\ns1;2\ns2;много\x1b[2J\x9b\n",
        "collected/2021-2022/\x1b[2J\x07b.xlsx": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="no such file names there")
@pytest.mark.parametrize(
    "command",
    [
        "validate", "validate --format json", "validate --out chk", "validate --annotate back", "compute", "compare",
        "compare --format md", "compare --format json", "analyse", "analyse --format md", "whatif", "check",
        "check --format json", "check --format github", "check --format junit", "check --format sarif", "test",
        "show", "show total", "explain total", "diff catalogue catalogue", "document catalogue", "forms --out f",
        "forms --one-workbook --out f", "sample --out s", "plan", "plan --format md", "archive list", "archive show",
        "archive export", "export . t.xlsx", "init \x1b[2J", "map collected/2021-2022/\x1b[2J\x07a.csv",
        "forms --check collected/2021-2022/\x1b[2J\x07b.xlsx", "explain \x1b[2J", "show \x1b[2J", "\x1b[2J",
        "validate --\x1b[2J", "validate \x1b[2J", "validate --period \x1b[2J",
    ],
)  # fmt: skip
def test_no_command_says_what_a_terminal_would_obey(
    hostile: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if command.startswith("archive"):
        assert cli.run(["compute"]) in (0, 1)
        capsys.readouterr()
    assert cli.run(command.split(" ")) in (0, 1, 2)
    said = capsys.readouterr()
    assert said.out + said.err
    assert OBEYED.findall(said.out + said.err) == []


def test_of_json_no_sign_is_lost(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate", "--format", "json"]) in (0, 1)
    lines = json.loads(capsys.readouterr().out)
    assert "\u202e\u200bШк" in json.dumps(lines, ensure_ascii=False)


def test_what_is_harmless_stays() -> None:
    assert harmless("Школа № 1 — «85,3\u00a0%»\n\tё → 1\u202f234") == "Школа № 1 — «85,3\u00a0%»\n\tё → 1\u202f234"
    assert harmless("а\x1b[2Jб\u200bв\r") == "а [2Jбв "
