"""Templates → one indicator a value; duplicates (``same_as``) → what they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from kokoq.definitions.bounds import MAX_CHAIN
from kokoq.definitions.documents import IndicatorDocument
from kokoq.definitions.names import check_known, repaired
from kokoq.definitions.scalars import number_range
from kokoq.definitions.source import Hole, Node, Seq, Text
from kokoq.diagnostics import Diagnostic
from kokoq.language import Word
from kokoq.model import Dictionary
from kokoq.rules import FORMULA_CYCLE, MISSING_KEY, WRONG_VALUE

Documents = Mapping[str, IndicatorDocument]
Dictionaries = Mapping[str, Dictionary]

_INHERITED = (
    "kind", "formula", "scope", "group", "table", "by", "unit", "digits", "scale", "target", "recommend",
    "may_exceed_100", "sample", "objectivity", "jumps", "missing", "coverage", "for_each",
)  # fmt: skip
"""What a duplicate takes from the indicator that it is the same as, where it does not say it itself."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One indicator of a template: the suffix of its id and code, its parameters, and what they are called."""

    suffix: tuple[str, ...]
    parameters: Mapping[str, str | int]
    titles: Mapping[str, str]

    def id_of(self, template: str) -> str:
        """``threshold_passed`` and 70 give ``threshold_passed_70``."""
        return "_".join((template, *(part.replace("-", "_").replace(".", "_") for part in self.suffix)))

    def code_of(self, template: str) -> str:
        return ".".join((template, *self.suffix))

    def put(self, text: str) -> str:
        """A title with ``{limit}`` replaced."""
        for name, title in self.titles.items():
            text = text.replace(f"{{{name}}}", title)
        return text


def instances(document: IndicatorDocument, dictionaries: Dictionaries) -> tuple[Instance, ...]:
    """One for each combination of the parameters; one without any for an indicator that is no template."""
    spread = [
        [(str(name), *value) for value in _values(node, dictionaries)] for name, node in document.for_each.items()
    ]
    return tuple(
        Instance(
            suffix=tuple(str(value) for _, value, _ in chosen),
            parameters={name: value for name, value, _ in chosen},
            titles={name: title for name, _, title in chosen},
        )
        for chosen in product(*spread)
    )


def check_parameters(document: IndicatorDocument, dictionaries: Dictionaries) -> Iterator[Diagnostic]:
    """Parameters run over a dictionary, a range or a list of codes or numbers."""
    for name, node in document.for_each.items():
        match node:
            case Text() if not number_range(node):
                yield from check_known([node], dictionaries, "dictionary")
            case Seq() if not node or not all(isinstance(value, Text) and value for value in node):
                yield WRONG_VALUE.at(
                    node.at, key=str(name), found=Word("expected.list"), expected=Word("expected.codes")
                )
            case dict():
                found = Word("expected.mapping")
                yield WRONG_VALUE.at(node.at, key=str(name), found=found, expected=Word("expected.codes"))
            case _:
                pass


def resolve_duplicate(document: IndicatorDocument, documents: Documents) -> IndicatorDocument:
    """A duplicate with what it inherits; the chain of duplicates ends at an indicator with a formula."""
    source, seen = document, [document]
    while source.same_as and len(seen) <= MAX_CHAIN:
        # a second misspelling on the way is told elsewhere, and not followed
        below = documents.get(repaired(source.same_as, documents) if source is document else str(source.same_as))
        if below is None or any(below is other for other in seen):
            break
        seen.append(below)
        source = below
    for origin in seen[1:]:
        own = {name: getattr(document, name) for name in _INHERITED}
        document = replace(document, **{name: own[name] or getattr(origin, name) for name in _INHERITED})
    return document


def origin_of(name: str, documents: Documents) -> str:
    """The indicator at the end of a chain of duplicates: ``name`` itself where it is none."""
    seen = [name]
    while (document := documents.get(seen[-1])) is not None and document.same_as:
        below = repaired(document.same_as, documents) if len(seen) == 1 else str(document.same_as)
        if not below or below in seen or len(seen) > MAX_CHAIN:
            break
        seen.append(below)
    return seen[-1]


def check_duplicate(name: Text, document: IndicatorDocument, documents: Documents) -> Iterator[Diagnostic]:
    """A duplicate has no formula of its own, and does not lead back to itself; any other has a formula and a kind."""
    if not document.same_as:
        if document.formula is None:
            yield MISSING_KEY.at(name.at, key="formula")
        if document.kind is None:
            yield MISSING_KEY.at(name.at, key="kind")
        return
    yield from check_known([document.same_as], documents, "indicator")
    if document.formula is not None and not isinstance(document.same_as, Hole):
        formula = document.formula
        expected = Word("expected.no_formula_beside_same_as")
        yield WRONG_VALUE.at(formula.at, key="formula", found=formula.text, expected=expected)
    chain = [str(name)]
    while (current := documents.get(chain[-1])) is not None and current.same_as:
        chain.append(str(current.same_as))
        if chain[-1] == name:
            yield FORMULA_CYCLE.at(document.same_as.at, cycle=" → ".join(chain))
        if chain[-1] in chain[:-1]:
            return


MAX_DIGITS = 12  # of a parameter that is a number; ``int`` refuses 5,000 of them


def _values(node: Node, dictionaries: Dictionaries) -> Iterator[tuple[str | int, str]]:
    """The values of a parameter, each with its title."""
    match node:
        case Text():
            numbers = number_range(node)
            if numbers is not None:
                yield from ((number, str(number)) for number in numbers)
            elif (id_ := repaired(node, dictionaries)) in dictionaries:
                yield from dictionaries[id_].entries.items()
        case Seq():
            values = [value for value in node if isinstance(value, Text)]
            titles = _titles(values, dictionaries)
            for value in values:
                whole = value.plain and value.isdecimal() and value.isascii() and len(value) <= MAX_DIGITS
                yield (int(value) if whole else str(value)), titles.get(str(value), str(value))
        case _:
            pass


def _titles(codes: list[Text], dictionaries: Dictionaries) -> Mapping[str, str]:
    """The titles of codes that are spelled out, where just one dictionary has them all."""
    holders = [d.entries for d in dictionaries.values() if all(code in d.entries for code in codes)]
    return holders[0] if len(holders) == 1 else {}
