"""Why a text is no YAML: a parser tells where it stopped, a methodologist needs the line that is to be changed.

An unclosed bracket or quote is told where it was opened. Otherwise the one small change is looked for that lets the
parser get past its stop: another indentation, a plain space, a space after «:» or «-», quotes around a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.rules import INDENTATION, NOT_A_SPACE, NOT_CLOSED, YAML_SYNTAX

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TRIED = 100_000  # characters of a text in which changes are tried: each try reads it again
_NEIGHBOURS = 6  # indentations of the lines around that are tried

_PROBLEMS = {
    "mapping values are not allowed": "yaml.colon",
    "cannot start any token": "yaml.character",
    "could not find expected ':'": "yaml.no_colon",
    "expected ',' or ']'": "yaml.list_open",
    "expected ',' or '}'": "yaml.map_open",
    "expected <block end>": "yaml.indent",
    "did not find expected key": "yaml.indent",
    "did not find expected '-'": "yaml.indent",
    "block sequence entries are not allowed": "yaml.indent",
    "unknown escape": "yaml.escape",
    "undefined alias": "yaml.alias",
    "expected alphabetic or numeric character": "yaml.character",
}
"""What the parsers say → what we say; anything else is ``yaml.other``."""

_OPENED = {
    "[": ("yaml.open_bracket", "]"),
    "{": ("yaml.open_brace", "}"),
    '"': ("yaml.open_double", '"'),
    "'": ("yaml.open_single", "'"),
}
ODD_BLANKS = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What looks like a space, and is none to YAML."""

_BLANK = f"[{ODD_BLANKS}]"
_ODD_BLANK = re.compile(rf"(?:^\s*?(?:-\s*?)?|^\s*(?:- )?[\w.]+:){_BLANK}")
_NO_SPACE = re.compile(r"^\s*(?:(-)(?=[^\s-])|(?:- +)?[\w.]+(:)(?=[^\s/]))")


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a parser stopped: its words, its place, and the place of what it was reading."""

    problem: str
    line: int  # from 0, as the parsers count
    column: int
    context: tuple[int, int] | None

    @property
    def place(self) -> tuple[int, int]:
        return (self.line, self.column)


_Opened = tuple[int, int, str]  # line and column from 0, and the sign there
_Change = tuple[Diagnostic, int, str]  # what is told of a line if this, put in its place, lets the parser go on


def syntax_fault(error: yaml.MarkedYAMLError, *, name: str, text: str) -> Diagnostic:
    """What keeps a text from being read, at the line that is to be changed."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return YAML_SYNTAX.at(Span(name), problem=Word("yaml.other"))
    at = error.context_mark
    stop = _Stop(str(error.problem), mark.line, mark.column, None if at is None else (at.line, at.column))
    lines = text.splitlines()
    return _unclosed(stop, name, lines) or _by_change(stop, name, lines) or _as_it_stands(stop, name, lines)


def _as_it_stands(stop: _Stop, name: str, lines: Sequence[str]) -> Diagnostic:
    problem = next((key for said, key in _PROBLEMS.items() if said in stop.problem), "yaml.other")
    line, column = stop.context if problem == "yaml.no_colon" and stop.context else stop.place
    written = lines[line] if line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or written[column : column + 1] == "\t":
        where = written.index("\t")
        return NOT_A_SPACE.at(Span(name, line + 1, where + 1), sign=blank_sign("\t"))
    if problem == "yaml.indent" and re.search(r": +$", written[:column]):  # ``title: - text``
        problem = "yaml.character"
    return YAML_SYNTAX.at(Span(name, line + 1, column + 1), problem=Word(problem))


def _unclosed(stop: _Stop, name: str, lines: Sequence[str]) -> Diagnostic | None:
    """The bracket or quote that is open where the parser stopped, and was opened on an earlier line."""
    brackets: list[_Opened] = []
    try:
        for token in yaml.scan("\n".join(lines), Loader=LOADER):
            match token:
                case _ if (token.start_mark.line, token.start_mark.column) >= stop.place:
                    break
                case yaml.FlowSequenceStartToken() | yaml.FlowMappingStartToken():
                    brackets.append(_opened_at(token.start_mark, lines))
                case yaml.FlowSequenceEndToken() | yaml.FlowMappingEndToken() if brackets:
                    brackets.pop()
                case yaml.ScalarToken() if token.style in ("'", '"') and token.end_mark.line == stop.line:
                    brackets = brackets or [_opened_at(token.start_mark, lines)]
                    break
    except yaml.MarkedYAMLError as error:
        if "end of stream" in str(error.problem) and error.context_mark is not None:
            return _open_at(name, _opened_at(error.context_mark, lines), until=None)
    if brackets and brackets[-1][0] < stop.line:
        return _open_at(name, brackets[-1], until=stop.line if stop.line < len(lines) else None)
    return None


def _opened_at(mark: yaml.Mark, lines: Sequence[str]) -> _Opened:
    return (mark.line, mark.column, lines[mark.line][mark.column])


def _open_at(name: str, opened: _Opened, *, until: int | None) -> Diagnostic:
    line, column, sign = opened
    end = Word("yaml.end_of_file") if until is None else Word("yaml.line", line=until + 1)
    called, closing = _OPENED[sign]
    return NOT_CLOSED.at(Span(name, line + 1, column + 1), sign=Word(called), closing=closing, until=end)


def _by_change(stop: _Stop, name: str, lines: Sequence[str]) -> Diagnostic | None:
    """What is told of the change that lets the parser get furthest beyond its stop; None where none does."""
    if sum(map(len, lines)) > _TRIED:
        return None
    best: Diagnostic | None = None
    furthest = stop.place
    for found, number, line in _changes(stop, name, lines):
        reached = _reach([*lines[:number], line, *lines[number + 1 :]])
        if reached > furthest and reached[0] > number:
            best, furthest = found, reached
    return best


def _reach(lines: Sequence[str]) -> tuple[int, int]:
    """Where a parser stops; after the last line if it does not."""
    try:
        for _ in yaml.parse("\n".join(lines) + "\n", Loader=LOADER):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return (0, 0) if mark is None else (mark.line, mark.column)
    except yaml.YAMLError:
        return (0, 0)
    return (len(lines) + 1, 0)


def _changes(stop: _Stop, name: str, lines: Sequence[str]) -> Iterator[_Change]:
    """Small changes of the line at which the parser stopped and of the one before it, the likeliest first."""
    written = [n for n in range(min(stop.line, len(lines) - 1), -1, -1) if _holds_text(lines[n])]
    for number in written[:2]:
        yield from _spaces(name, number, lines[number])
    for number in written[:1]:
        yield from _quotes(stop, name, number, lines[number])
    entry, likely = _entry(name, written, lines)
    if likely:
        yield from entry
    for number in written[:2]:
        yield from _indentations(name, number, lines, stopped=number == stop.line)
    yield from entry


def _spaces(name: str, number: int, line: str) -> Iterator[_Change]:
    """Plain spaces for what only looks like one; one where YAML needs one."""
    if odd := _ODD_BLANK.search(line):
        at = Span(name, number + 1, odd.end())
        plain = re.sub(_BLANK, " ", line[: odd.end()]) + line[odd.end() :]
        yield NOT_A_SPACE.at(at, sign=blank_sign(line[odd.end() - 1])), number, _all_plain(plain)
    if close := _NO_SPACE.search(line):
        problem = Word("yaml.dash_space" if close[1] else "yaml.colon_space")
        at = Span(name, number + 1, close.end())
        yield YAML_SYNTAX.at(at, problem=problem), number, f"{line[: close.end()]} {line[close.end() :]}"


def _all_plain(line: str) -> str:
    """The line with plain spaces before its text."""
    text = line.lstrip()
    return re.sub(_BLANK, " ", line[: len(line) - len(text)]) + text


def blank_sign(letter: str) -> Word:
    """What a blank that is no space is called."""
    if letter == "\t":
        return Word("yaml.sign_tab")
    return Word("yaml.sign_no_break" if letter in "\u00a0\u202f" else "yaml.sign_other", code=f"U+{ord(letter):04X}")


def _quotes(stop: _Stop, name: str, number: int, line: str) -> Iterator[_Change]:
    """Quotes around a value with a colon in it."""
    if (
        "mapping values" not in stop.problem
        or number != stop.line
        or (parts := re.match(r"(\s*(?:- )?[\w.]+: +)(.*\S)", line)) is None
    ):
        return
    at = Span(name, number + 1, stop.column + 1)
    quoted = parts[2].replace("'", "''")
    yield YAML_SYNTAX.at(at, problem=Word("yaml.colon")), number, f"{parts[1]}'{quoted}'"


def _indentations(name: str, number: int, lines: Sequence[str], *, stopped: bool) -> Iterator[_Change]:
    """The indentations of the lines around, the nearest first; where the parser stopped, those above first."""
    text = lines[number].lstrip(" ")
    own = len(lines[number]) - len(text)
    tried = {own}
    before = [n for n in range(number - 1, -1, -1) if _holds_text(lines[n])]
    after = [n for n in range(number + 1, len(lines)) if _holds_text(lines[n])][:1]
    heads = re.match(r"[\w.]+: *(#|$)", text) is not None  # what stands below it is its own
    deepest = len(lines[after[0]]) - len(lines[after[0]].lstrip(" ")) if heads and after else len(lines[number]) + 80
    for other in (*before, *after) if stopped else (*before[:1], *after, *before[1:]):
        for column in _columns(lines[other]):
            if column not in tried and column <= deepest and len(tried) <= _NEIGHBOURS:
                tried.add(column)
                yield _moved(name, number, lines, (other, column))


def _moved(name: str, number: int, lines: Sequence[str], beside: tuple[int, int]) -> _Change:
    """A line moved level with what stands in a column of another one."""
    text = lines[number].lstrip(" ")
    own, (other, column) = len(lines[number]) - len(text), beside
    found = INDENTATION.at(
        Span(name, number + 1, own + 1, len(_word(text))),
        key=_word(text),
        found=Word("yaml.spaces", n=own),
        expected=Word("yaml.spaces", n=column),
        beside=Word("yaml.level_with", key=_word(lines[other][column:]), line=other + 1),
    )
    return found, number, " " * column + text


def _entry(name: str, written: Sequence[int], lines: Sequence[str]) -> tuple[Sequence[_Change], bool]:
    """The name of an entry moved out of its list: level with the next entry, at which the parser stopped.

    It is likely where an entry above it stands there, too.
    """
    columns = [_columns(lines[number])[0] for number in written]
    outside = next((n for n, column in enumerate(columns) if column < columns[0]), None)
    if outside is None:
        return (), False
    above = next(
        (n for n, column in zip(written[outside:], columns[outside:], strict=True) if column == columns[0]), None
    )
    beside = written[0] if above is None else above
    return (_moved(name, written[outside], lines, (beside, columns[0])),), above is not None


def _columns(line: str) -> tuple[int, ...]:
    """Where the text of a line begins: after its dashes, too."""
    begins = [len(line) - len(line.lstrip(" "))]
    while dash := re.match(r"- +(?=[^\s#])", line[begins[-1] :]):
        begins.append(begins[-1] + dash.end())
    return tuple(begins)


def _word(text: str) -> str:
    """What a line is called by: its key, else its dash, else its first word."""
    key = re.match(r"[\w.]+(?=:)|-(?=\s)|\S+", text)
    return key[0] if key else text


def _holds_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
