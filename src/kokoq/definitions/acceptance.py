"""Findings that an office accepts: taken out until a day, and told of again when that has passed or nothing is left."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from kokoq.definitions.documents import AcceptedDocument, AcceptedFile
from kokoq.definitions.names import check_known
from kokoq.definitions.shape import shape
from kokoq.definitions.source import Seq, read_source
from kokoq.diagnostics import Checked, Diagnostic, Param, Span
from kokoq.rules import ACCEPTANCE_EXPIRED, ACCEPTANCE_UNUSED, RULES, UNKNOWN_KEY
from kokoq.spelling import closest

FILE = "accepted.yaml"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Findings of one rule whose parameters are as ``where`` says; ``until`` is the last day."""

    code: str
    where: Mapping[str, str]
    until: dt.date
    at: Span

    def takes(self, found: Diagnostic) -> bool:
        """Whether a finding is one of those accepted."""
        said = {name: _text(value) for name, value in found.params.items()}
        return found.rule.code == self.code and all(said.get(name) == value for name, value in self.where.items())


def load_acceptances(folder: Path, *, name: str | None = None) -> Checked[tuple[Acceptance, ...]]:
    """What is accepted in a folder; nothing where it has no such file. ``name`` is how places call the file.

    An entry with a fault accepts nothing: without its reason, its day or a name of ``where`` it would accept too much.
    """
    if not (folder / FILE).is_file():
        return Checked(())
    read = read_source(folder / FILE, name=name or FILE)
    if read.value is None:
        return Checked((), read.diagnostics)
    found = (*read.diagnostics, *shape(AcceptedFile, read.value).diagnostics)
    entries = read.value if isinstance(read.value, Seq) else ()
    starts = [entry.at for entry in entries]
    faulty = {bisect_right(starts, d.where) for d in read.diagnostics if isinstance(d.where, Span)}
    shaped = [shape(AcceptedDocument, entry) for n, entry in enumerate(entries, start=1) if n not in faulty]
    documents = tuple(one.value for one in shaped if one.value is not None and not one.diagnostics)
    made = tuple(one for document in documents for one in _make(document))
    return Checked(made, (*found, *_check(documents)))


def accept(
    found: Iterable[Diagnostic], acceptances: Collection[Acceptance], *, today: dt.date, run: Collection[str]
) -> Iterator[Diagnostic]:
    """The findings that are not accepted, and what is wrong with the acceptances.

    ``run`` are the codes of the rules that were run: an acceptance of another one may still be needed.
    """
    running = [one for one in acceptances if one.until >= today]
    used: set[Span] = set()
    for diagnostic in found:
        taken = [one.at for one in running if one.takes(diagnostic)]
        used.update(taken)
        if not taken:
            yield diagnostic
    for one in acceptances:
        if one.until < today:
            yield ACCEPTANCE_EXPIRED.at(one.at, code=one.code, until=one.until.isoformat())
        elif one.at not in used and one.code in run:
            yield ACCEPTANCE_UNUSED.at(one.at, code=one.code)


def not_accepted(found: tuple[Diagnostic, ...], folders: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """The findings that none of the folders accepts, the same on whatever day.

    That a time has passed or nothing is left is for ``kokoq check`` to say.
    """
    if not found:
        return ()
    accepted = tuple(one for folder in folders for one in load_acceptances(folder).value)
    return tuple(accept(found, accepted, today=dt.date.min, run=()))


def _make(document: AcceptedDocument) -> Iterator[Acceptance]:
    """One acceptance for each value of a list: each must still be needed."""
    for values in product(*document.where.values()):
        where = {str(name): str(value) for name, value in zip(document.where, values, strict=True)}
        yield Acceptance(str(document.code), where, document.until, values[-1].at if values else document.code.at)


def _check(documents: Iterable[AcceptedDocument]) -> Iterator[Diagnostic]:
    for document in documents:
        yield from check_known([document.code], tuple(RULES), "rule")
        rule = RULES.get(str(document.code))
        for name in document.where if rule is not None else ():
            if rule is not None and name not in rule.params:
                close = closest(name, rule.params)
                yield UNKNOWN_KEY.at(name.at, key=str(name), close=close, allowed=rule.params)


def _text(value: Param) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
