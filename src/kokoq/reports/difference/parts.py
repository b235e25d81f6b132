"""Single parts of the definitions in words, and both sides of a difference of lists of such words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kokoq.model import Dictionary, Field, Table, Type
from kokoq.reports.definitions.methodology import scope_words
from kokoq.reports.facts import Facts

MOST = 8
"""So many of what only one side has are told; of the others, how many they are."""


def pair_words(facts: Facts, old: Iterable[str], new: Iterable[str], *, apart: bool = True) -> tuple[str, str]:
    """Both sides of a difference; of what has many parts (``apart``), those that only one side has."""
    before, after = (tuple(text for text in said if text) for said in (old, new))
    if apart and set(before) != set(after):
        before, after = (_first(facts, alone) for alone in (_alone(before, after), _alone(after, before)))
    return _joined(before), _joined(after)


def _alone(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in these if text not in those)


def _first(facts: Facts, texts: tuple[str, ...]) -> tuple[str, ...]:
    more = len(texts) - MOST
    return texts if more <= 0 else (*texts[:MOST], facts.language.say("difference.more", n=more))


def _joined(texts: tuple[str, ...]) -> str:
    """«–» of nothing; sentences one after another, words with semicolons."""
    return "".join(text + (" " if text.endswith(".") else "; ") for text in texts[:-1]) + texts[-1] if texts else "–"


def quoted(facts: Facts, text: str) -> str:
    """«Выпускники»."""
    return facts.language.say("formula.prose.quoted", it=text)


def enum_words(facts: Facts, of: str, value: str) -> str:
    """A word of a file in the words of the reference: «половина — вверх: 2,5 → 3»."""
    return facts.language.say(f"docs.definitions.enum.{of}.{value}")


def answer_words(facts: Facts, field: Field) -> Iterator[str]:
    """What a field is: «целое число», «чел.», «сумма»."""
    say, catalogue = facts.language.say, facts.catalogue
    if field.dictionary:
        yield say("document.from_dictionary", title=catalogue.dictionaries[field.dictionary].title)
    else:
        yield say(f"document.type.{field.type}")
    if field.unit:
        yield catalogue.units.get(field.unit, field.unit)
    yield enum_words(facts, "Total", field.total)
    if field.table:
        yield catalogue.tables[field.table].title


def asked_words(facts: Facts, field: Field) -> str:
    """Of whom it is asked."""
    return scope_words(facts, facts.assessment.plan.asked[field.table or field.id])


def limit_words(facts: Facts, field: Field) -> str:
    """«от 0 до 50»; "" where there are no limits."""
    low, high = (_limit(facts, field, limit) for limit in field.limits)
    if not low and not high:
        return ""
    key = "between" if low and high else "from" if low else "to"
    return facts.language.say(f"document.limits.{key}", low=low, high=high)


def _limit(facts: Facts, field: Field, limit: Decimal | None) -> str:
    if limit is None:
        return ""
    number = float(limit)
    return facts.typesetter.percent(number) if field.type is Type.PERCENT else facts.typesetter.amount(number)


def whole_words(facts: Facts, field: Field) -> str:
    """«не больше, чем „Выпускники“»; "" where it is no part."""
    if not field.part_of:
        return ""
    whole = facts.catalogue.fields[field.part_of].title
    return facts.language.say("document.part_of", whole=quoted(facts, whole))


def exempt_rows(facts: Facts, field: Field) -> Iterator[str]:
    """«„Не преодолели порог“ не спрашивают: НИКО»."""
    table = facts.catalogue.tables.get(field.table)  # of a field without rows the key says nothing, and is not refused
    dictionaries = {key.id: key.dictionary for key in table.keys} if table else {}
    for key, exempt in field.not_for.items():
        entries = facts.catalogue.dictionaries[dictionaries[key]].entries if key in dictionaries else {}
        codes = tuple(entries.get(code, code) for code in exempt)
        yield facts.language.say("difference.not_for", field=quoted(facts, field.title), codes=codes)


def grid_words(_: Facts, table: Table) -> Iterator[str]:
    """The keys of a table with their dictionaries, or of what its records are."""
    yield from (f"{key.id} ({key.dictionary})" for key in table.keys)
    if table.records:
        yield table.records


def row_words(facts: Facts, table: Table) -> Iterator[str]:
    """Each row that is asked, by the titles of its codes."""
    known = [facts.catalogue.dictionaries[key.dictionary].entries for key in table.keys]
    for row in table.rows:
        yield " / ".join(entries.get(code, code) for entries, code in zip(known, row, strict=True))


def entries_words(_: Facts, dictionary: Dictionary) -> Iterator[str]:
    """The codes, then the other spellings: «алгебра → math»."""
    yield from dictionary.entries
    yield from (f"{alias} → {code}" for alias, code in dictionary.aliases.items())


def level_words(facts: Facts, _: object) -> Iterator[str]:
    """«от лучшего к худшему: высокий, базовый, низкий»."""
    titles = tuple(facts.catalogue.levels.values())
    if titles:
        yield facts.language.say("difference.best_first", titles=titles)


def rounding_words(facts: Facts, digits: int, mode: str) -> Iterator[str]:
    """«1 знак после запятой», «половина — вверх: 2,5 → 3»."""
    yield facts.language.say("difference.digits", n=digits)
    yield enum_words(facts, "Rounding", mode)
