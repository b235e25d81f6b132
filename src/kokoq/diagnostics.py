"""What is wrong, where, and with which values: the one shape in which every stage reports its findings.

No wording lives here or in any check: texts are found by the rule's code in ``lang/*.yaml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise
from typing import Generic, TypeVar

from kokoq.letters import skeleton

MAX_FAULTS = 500
"""Of one definition file, or of the references of a catalogue: more are those of what is no definition."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """How much a finding weighs; errors alone decide the exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a definition file; line and column count from 1, length in characters."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def within(self, start: int, end: int) -> Span:
        """The part of a one-line text that starts at this place, from offset ``start`` to ``end``."""
        return replace(self, column=self.column + start, length=max(1, end - start))


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a collected file: sheet and A1 reference are empty where the whole file or sheet is meant."""

    file: str
    sheet: str = ""
    ref: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.ref) if part)


Place = Span | Cell

Param = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault that kokoq knows: its code is never reused, its name says the fault, never the cure.

    It is of the ``office`` where nobody else can mend it: what the office declared, decided or keeps.
    """

    code: str
    name: str
    severity: Severity
    params: tuple[str, ...] = ()
    office: bool = False

    @property
    def of_definitions(self) -> bool:
        """Whether it is of what is declared (KQ1xx, KQ2xx), not of what was collected."""
        return self.code.startswith(("KQ1", "KQ2"))

    @property
    def for_senders(self) -> bool:
        """Whether it is told to who sent a file, in a letter and a marked copy."""
        return self.code[2] in "3456" and not self.office

    def at(self, where: Place, *, related: Iterable[Place] = (), **params: Param) -> Diagnostic:
        """A finding of this rule at ``where``; raises ``TypeError`` unless exactly the declared params are given."""
        if set(params) != set(self.params):
            raise TypeError(f"{self.code} takes {sorted(self.params)}, got {sorted(params)}")
        return Diagnostic(self, where, params, tuple(related))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``unit`` and ``period`` name the organisation and the period that it concerns, where it has them."""

    rule: Rule
    where: Place
    params: Mapping[str, Param] = field(default_factory=dict)
    related: tuple[Place, ...] = ()
    unit: str = ""
    period: str = ""

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def weighed(self, severities: Mapping[str, Severity]) -> Diagnostic:
        """The same finding with the severity that is declared for its code, if one is."""
        own = severities.get(self.rule.code)
        return self if own is None else replace(self, rule=replace(self.rule, severity=own))

    def of(self, *, unit: str, period: str) -> Diagnostic:
        """The same finding with the organisation and period that it concerns."""
        return replace(self, unit=unit, period=period)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """What a stage made, and everything that it found on the way; ``value`` is None where nothing could be made."""

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Whether a finding is an error; of those of a campaign, by its own severities."""
    return any(d.severity is Severity.ERROR for d in found)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings without repetitions, by file, place and code: the same order in every run."""
    unique = {
        (d.rule.code, d.where, tuple(sorted((k, str(v)) for k, v in d.params.items())), d.unit, d.period): d
        for d in diagnostics
    }
    return tuple(sorted(unique.values(), key=_place_key))


def closest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that ``name`` was probably meant to be, best first: «did you mean».

    Only those that share most pairs of letters with it are compared: there may be thousands of names, and thousands
    of times something is asked for that is none of them. A name that looks the same is meant before all others.
    """
    from difflib import SequenceMatcher, get_close_matches

    folded, holders, twins, told = _pairs_of_letters(tuple(known))
    word = name[:_COMPARED].casefold()
    if word not in told and (twin := twins.get(skeleton(word))):
        told[word] = (twin,)
    if word in told:
        return told[word]
    rarest = sorted((holders[pair] for pair in _pairs(word) if pair in holders), key=len)
    shared = Counter(islice((other for others in rarest for other in others), _LOOKED_AT))
    near = sorted(shared, key=lambda other: (-shared[other], other))[:_CANDIDATES]
    matches = get_close_matches(word, near, n=2, cutoff=0.65)
    if len(word) <= _SHORT:  # two other letters make another word of it: lessons, persons
        same = [m for m in matches if word in m or m in word or sorted(m) == sorted(word)]
        matches = [m for m in matches if m in same or SequenceMatcher(None, m, word).ratio() >= _SURE]
    told[word] = tuple(folded[match] for match in matches)
    return told[word]


_SHORT, _SURE = 8, 0.75
_COMPARED = 80  # letters of a name; difflib takes the square of them
_CANDIDATES = 12
_LOOKED_AT = 2_000  # names that share a pair of letters, those of the rarest pairs first


@lru_cache(maxsize=8)
def _pairs_of_letters(
    known: tuple[str, ...],
) -> tuple[Mapping[str, str], Mapping[str, list[str]], Mapping[str, str], dict[str, tuple[str, ...]]]:
    """Folded name → name, pair of letters → the folded names that have it, what a name looks like → the name.

    And what was told of a word before.
    """
    folded = {other[:_COMPARED].casefold(): other for other in known}
    holders: dict[str, list[str]] = {}
    for other in sorted(folded):
        for pair in _pairs(other):
            holders.setdefault(pair, []).append(other)
    return folded, holders, {skeleton(other): folded[other] for other in folded}, {}


def _pairs(word: str) -> Iterable[str]:
    """The pairs of neighbouring letters, those of its two ends included, each once."""
    framed = f" {word} "
    return dict.fromkeys(map("".join, pairwise(framed)))


def _place_key(d: Diagnostic) -> tuple[str, str, int, int, str, str]:
    where = d.where
    if isinstance(where, Span):
        return (where.file, "", where.line, where.column, d.rule.code, str(sorted(d.params.items(), key=str)))
    row, column = split_ref(where.ref)
    return (where.file, where.sheet, row, column, d.rule.code, str(sorted(d.params.items(), key=str)))


def split_ref(ref: str) -> tuple[int, int]:
    """Row and column (both from 1) of an A1 reference; (0, 0) for an empty one."""
    letters = ref.rstrip("0123456789")
    if not ref or letters == ref:
        return (0, 0)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(ref[len(letters) :]), column)


def make_ref(row: int, column: int) -> str:
    """A1 reference of a row and a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


class KokoqError(Exception):
    """kokoq could not run: the one exception that the command line turns into exit code 2."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.rule.code)
        self.diagnostic = diagnostic
