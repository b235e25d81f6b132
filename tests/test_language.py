"""The two catalogues of words: the same keys, the same parameters, a word for every rule, nothing left over."""

import ast
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from kokoq.cli.archive import archive
from kokoq.language import NBSP, Language, language, round_decimal
from kokoq.rules import RULES

SRC = Path(__file__).parents[1] / "src" / "kokoq"
CODES = ("ru", "en")


def texts(words: Language, key: str) -> tuple[str, ...]:
    said = words.words[key]
    return (said,) if isinstance(said, str) else tuple(said.values())


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys_written_twice(node: yaml.Node) -> Iterator[str]:
    """«key:line» of every key that its mapping has had before: a later one would replace it in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield f"{key.value}:{key.start_mark.line + 1}"
            seen.add(key.value)
            yield from keys_written_twice(value)


def test_a_key_written_twice_is_seen() -> None:
    assert list(keys_written_twice(yaml.compose("a: {b: 1}\nc:\n  b: 1\n  d: 2\n  b: 3\n"))) == ["b:5"]


@pytest.mark.parametrize("code", CODES)
def test_no_key_is_written_twice(code: str) -> None:
    written = (SRC / "lang" / f"{code}.yaml").read_text(encoding="utf-8")
    assert list(keys_written_twice(yaml.compose(written, Loader=yaml.CSafeLoader))) == []


@pytest.mark.parametrize("code", CODES)
def test_words_read_by_sections_are_those_of_the_file(code: str) -> None:
    written = yaml.load((SRC / "lang" / f"{code}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    words = language(code).words
    assert {key.partition(".")[0] for key in words} == set(written)
    for key, said in words.items():
        found = written
        for part in key.split("."):
            found = found[part]
        assert said == (found if isinstance(found, dict) else str(found))
    assert len(words) == len(list(words))
    assert "rules.KQ000.say" not in words
    assert "nothing.at.all" not in words


def test_both_languages_have_the_same_keys() -> None:
    assert set(language("ru").words) == set(language("en").words)


def test_a_text_takes_the_same_parameters_in_both_languages() -> None:
    for key in language("ru").words:
        taken = {code: set().union(*map(parameters, texts(language(code), key))) for code in CODES}
        assert taken["ru"] == taken["en"], key


def test_plurals_have_every_form_that_their_language_needs() -> None:
    needed = {"ru": {"one", "few", "many", "other"}, "en": {"one", "other"}}
    for code in CODES:
        for key, said in language(code).words.items():
            if not isinstance(said, str):
                assert set(said) == needed[code], (code, key)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_worded_with_its_own_parameters(code: str) -> None:
    for words in map(language, CODES):
        said = {part: str(words.words[f"rules.{code}.{part}"]) for part in ("say", "why", "fix", "example")}
        assert all(said.values())
        taken = parameters(said["say"]) | parameters(said["fix"])
        assert taken | {"close"} == {*RULES[code].params, "close"}
        assert not parameters(said["why"])
        assert not parameters(said["example"])


def test_no_rule_is_worded_that_does_not_exist() -> None:
    worded = {key.split(".")[1] for key in language("ru").words if key.startswith("rules.")}
    assert worded == set(RULES)


@dataclass(frozen=True)
class Said:
    """What the program writes as texts and names, and the keys that it puts together of them."""

    words: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def says(self, key: str) -> bool:
        """Whether a key is written somewhere, or put together of parts that are."""
        if key in self.words:
            return True
        found = (pattern.fullmatch(key) for pattern in self.patterns)
        return any(all(part.isdecimal() or self.says(part) for part in match.groups()) for match in found if match)


def said_in(sources: Iterable[Path]) -> Said:
    """The texts and names of programs and templates; of a text with parts to be put in, what it may become."""
    words: set[str] = set()
    patterns: set[str] = set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".j2":
            words |= set(re.findall(r"""["']([\w.]+)["']""", text)) | set(re.findall(r"\w+", text))
            patterns |= {f"{re.escape(head)}(.+)" for head in re.findall(r"""["']([\w.]+\.)["'] ~""", text)}
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Constant(value=str(said)):
                    words |= {said, said.lstrip("-").replace("-", "_")}
                case ast.JoinedStr(values=parts) if any(isinstance(part, ast.Constant) for part in parts):
                    made = [re.escape(p.value) if isinstance(p, ast.Constant) else "(.+)" for p in parts]  # type: ignore[type-var] # of texts
                    patterns.add("".join(made))  # type: ignore[arg-type] # of texts
                case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                    words.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    words.add(name)
    keys = (pattern for pattern in sorted(patterns) if re.fullmatch(r"(?:\w|\\\.|\(\.\+\))*", pattern))
    headed = (pattern for pattern in keys if "\\." in pattern and re.search("[a-z]{2}", pattern))
    return Said(frozenset(words), tuple(map(re.compile, headed)))


def test_every_key_is_said_somewhere() -> None:
    folders = (SRC.parents[1] / name for name in ("src", "docs", "templates", "benchmarks"))
    sources = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".py", ".j2"))
    stages = {code[:3] for code in RULES}  # «KQ3», cut from the codes by docs/generate.py
    said = said_in(sources)
    below = {f"archive.{name}" for name in archive.commands}  # «kokoq archive list»
    said = replace(said, words=said.words | stages | below)
    unsaid = [key for key in language("ru").words if not key.startswith("rules.") and not said.says(key)]
    assert unsaid == []
    assert not said.says("comparison.cause.nobody_says_this")
    assert not said.says("nobody.says.title")


def test_russian_says_percent_and_units_after_a_non_breaking_space() -> None:
    for key in language("ru").words:
        for text in texts(language("ru"), key):
            assert not re.search(r"\d %", text), key
            assert not re.search(r"№ \d", text), key


def test_no_text_shouts() -> None:
    for code in CODES:
        for key in language(code).words:
            for text in texts(language(code), key):
                assert "!" not in re.sub(r"#[\w/]+!|!=", "", text), (code, key)


def test_numbers_are_printed_half_up_with_the_comma_of_the_language() -> None:
    assert language("ru").number(1234.5) == f"1{NBSP}235"  # half-up: 1234.5 → 1235
    assert language("en").number(1234.5, 1) == "1,234.5"
    assert language("ru").percent(0.8525) == f"85,3{NBSP}%"  # 85.25 → 85.3, half-up
    assert language("ru").number(2.675, 2) == "2,68"  # binary 2.67499…, decimal 2.675


def test_russian_plurals_follow_the_number() -> None:
    say = language("ru").say
    assert [say("report.n_error", n=n) for n in (1, 3, 5, 21)] == ["1 ошибка", "3 ошибки", "5 ошибок", "21 ошибка"]


def test_a_number_of_any_size_is_rounded_and_no_finite_one_left_alone() -> None:
    assert round_decimal(1e30, 2) == Decimal("1E+30")
    assert round_decimal(1.7e308, 3) == Decimal("1.7E+308")
    assert round_decimal(float("inf"), 1) == Decimal("Infinity")
