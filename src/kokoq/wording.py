"""A finding as a sentence, the one thing to do about it, and its cells as ranges, in the reader's language.

The office is told everything of it. Who sent a file, or keeps a list of many, can do nothing about settings and
folders: where the words speak of those, a rule has others for them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath

from kokoq.a1 import make_ref, split_ref
from kokoq.diagnostics import Diagnostic, Param, Rule
from kokoq.folders import COLLECTED
from kokoq.language import MINUS, Language, Word
from kokoq.letters import alphabet, foreign_letters, mixed_letters

COMPUTED: Mapping[tuple[str, str], str] = {
    ("KQ602", "value"): "fraction",
    ("KQ603", "minimum"): "percent",
    ("KQ604", "total"): "points",
    ("KQ604", "mean"): "points",
}
"""Parameters that are shares: a fraction, a hundredfold, a difference in percentage points."""


MOST_LETTERS = 3
"""So many letters are named one by one."""

LONGEST = 300
"""So many letters of what stands in a cell are quoted; the parameters of a finding in JSON keep all."""


class Reader(StrEnum):
    """Who reads of a finding: the methodologist, who sent the form, or who keeps the list of many organisations."""

    OFFICE = "office"
    SENDER = "letter"
    KEEPER = "list"


_WORDS: Mapping[Reader, tuple[str, ...]] = {
    Reader.OFFICE: (),
    Reader.SENDER: ("letter.",),
    Reader.KEEPER: ("list.", "letter."),
}
"""Where the words for a reader are, the first that a rule has; else it is those of all."""


def to_message(diagnostic: Diagnostic, language: Language, reader: Reader = Reader.OFFICE) -> str:
    """What is wrong, with «did you mean» where there is a close name, and the letters that only look like its own."""
    params, key = _params(diagnostic, language, reader), _key(diagnostic.rule, "say", language, reader)
    said = [nested(language.say(key, **params))]
    close = (
        () if f".{Reader.SENDER}." in key and reader is Reader.SENDER else params.get("close")
    )  # those names are the office's
    mixed = _declared_mixed(params.get("name"), close, language)
    if mixed:
        return " ".join([*said, mixed])
    said += [language.say("diagnostic.close", close=close)] if close else []
    if isinstance(close, tuple) and close:
        said += _letters((value for value in params.values() if isinstance(value, str)), close[0], language)
    return " ".join(said)


def _letters(written: Iterable[str], meant: str, language: Language) -> Iterator[str]:
    """Which letters of a name are of another alphabet than those of the name that it looks like."""
    for letters in filter(None, (foreign_letters(text, meant) for text in written)):
        told = [
            language.say(
                "diagnostic.letter", place=place, letter=_named(letter, language), other=_named(other, language)
            )
            for place, letter, other in letters[:MOST_LETTERS]
        ]
        left = len(letters) - MOST_LETTERS
        told += [language.say("diagnostic.more_letters", n=left)] if left > 0 else []
        yield language.say("diagnostic.letters", letters=tuple(told))


def _declared_mixed(name: object, close: object, language: Language) -> str:
    """Where it is the declared name that mixes alphabets, which of its letters is the foreign one; "" elsewhere."""
    if not isinstance(name, str) or not isinstance(close, tuple) or not close or not mixed_letters(close[0]):
        return ""
    letters = () if mixed_letters(name) else foreign_letters(close[0], name)
    if not letters:
        return ""
    place, letter, other = letters[0]
    named, meant = (_named(one, language) for one in (letter, other))
    return language.say("diagnostic.declared_mixed", name=close[0], place=place, letter=named, other=meant)


def _named(letter: str, language: Language) -> str:
    """«а» русская (U+0430)."""
    key = f"diagnostic.alphabet.{alphabet(letter).lower()}"
    of = language.say(key if language.has(key) else "diagnostic.alphabet.other")
    return language.say("diagnostic.named_letter", letter=letter, alphabet=of, code=f"U+{ord(letter):04X}")


def to_fix(diagnostic: Diagnostic, language: Language, reader: Reader = Reader.OFFICE) -> str:
    """The one thing to do."""
    key = _key(diagnostic.rule, "fix", language, reader)
    return nested(language.say(key, **_params(diagnostic, language, reader)))


def _key(rule: Rule, part: str, language: Language, reader: Reader) -> str:
    keys = (f"rules.{rule.code}.{words}{part}" for words in _WORDS[reader])
    return next(filter(language.has, keys), f"rules.{rule.code}.{part}")


def to_pattern(rule: Rule, part: str, language: Language, reader: Reader = Reader.OFFICE) -> str:
    """The words of a rule where there is no finding: «…» stands where one tells what it found.

    ``part`` is one of say, why, fix, example.
    """
    text = language.say(_key(rule, part, language, reader), **dict.fromkeys(rule.params, "…"))
    return nested(re.sub(r"…(?:[. ]?…)*(?:\.(?=\s|$))?", "…", text))


def nested(text: str) -> str:
    """Quotes within quotes as Russian writes them: «Детский сад „Сказка“»; left alone where they do not pair."""
    if text.count("«") != text.count("»"):
        return text
    depth, letters = 0, []
    for letter in text:
        depth += letter == "«"
        letters.append({"«": "„", "»": "“"}.get(letter, letter) if depth > 1 else letter)
        depth -= letter == "»"
    return "".join(letters)


def folded(line: str, width: int) -> list[str]:
    """A line, folded between words where it is longer than ``width``."""
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def cell_ranges(refs: Sequence[str]) -> tuple[str, ...]:
    """A1 references with those that follow each other in a column joined: C7, C8, C9 is C7:C9."""
    cells = sorted({split_ref(ref) for ref in refs if ref}, key=lambda rc: (rc[1], rc[0]))
    runs: list[tuple[int, int, int]] = []
    for row, column in cells:
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    runs.sort(key=lambda run: (run[1], run[0]))
    return tuple(make_ref(a, c) if a == b else f"{make_ref(a, c)}:{make_ref(b, c)}" for c, a, b in runs)


def _params(diagnostic: Diagnostic, language: Language, reader: Reader) -> dict[str, object]:
    """The parameters as they are read: a computed number with the comma of the language, and its unit.

    Where a collected file lies in our folders concerns nobody but the office.
    """
    code, home, shown = diagnostic.rule.code, f"{COLLECTED}/", dict[str, object]()
    for name, value in diagnostic.params.items():
        if reader is not Reader.OFFICE and isinstance(value, str) and value.startswith(home):
            shown[name] = file_name(value, beside=(diagnostic.where.file,))
        else:
            shown[name] = _shown(value, COMPUTED.get((code, name), ""), language)
    return shown


def file_name(file: str, *, beside: Iterable[str] = ()) -> str:
    """The name of a collected file, with its folders in that of the period where another one has the same."""
    path = PurePosixPath(file)
    others = (PurePosixPath(other) for other in beside if other != file)
    return "/".join(path.parts[2:]) if path.name in {other.name for other in others} else path.name


def _shown(value: Param, form: str, language: Language) -> object:
    match form:
        case "fraction":
            return language.percent(float(str(value)))
        case "percent":
            return language.percent(float(str(value)) / 100, 0)
        case "points":
            number = language.number(float(str(value)), 1)
            return language.say("report.percentage_points", value=number if number[:1] == MINUS else f"+{number}")
        case _ if isinstance(value, Word):
            return with_numbers(value, language)
        case _ if isinstance(value, str) and not any(c.isprintable() and not c.isspace() for c in value):
            return " ".join(f"U+{ord(letter):04X}" for letter in value[:MOST_LETTERS])
        case _ if isinstance(value, str) and len(value) > LONGEST:
            return f"{value[:LONGEST].rstrip()}…"
        case _:
            return _number(value, language) if isinstance(value, float) else value


def with_numbers(word: Word, language: Language) -> Word:
    """The word with its numbers written as the language writes them."""
    return Word(word, **{k: _number(v, language) if isinstance(v, float) else v for k, v in word.params.items()})


def _number(value: float, language: Language) -> str:
    exponent = Decimal(f"{value:.12g}").normalize().as_tuple().exponent
    return language.number(value, max(0, -exponent) if isinstance(exponent, int) else 0)
