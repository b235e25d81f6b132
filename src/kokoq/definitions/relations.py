"""Documents → the declared relations between figures, with what can be seen without reading their formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kokoq.definitions.documents import CheckDocument, DictionaryFile
from kokoq.definitions.names import check_identifiers, check_known, check_unique, repaired
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic
from kokoq.model import Check, Citation

Checks = tuple[tuple[Text, CheckDocument], ...]
"""As declared, in the order of the files."""


def declared_checks(files: Iterable[DictionaryFile]) -> Checks:
    """The relations of all files."""
    return tuple(pair for file in files for pair in file.checks.items())


def make_checks(declared: Checks, *, tables: Collection[str]) -> dict[str, Check]:
    """The relations by their ids; of two of one name the first counts, what has no formula is left out."""
    made: dict[str, Check] = {}
    for name, document in declared:
        if document.expect.text:
            made.setdefault(str(name), _make_check(name, document, tables))
    return made


def check_checks(
    declared: Checks, *, tables: Collection[str] | None, acts: Collection[str] | None
) -> Iterator[Diagnostic]:
    """Names are well-formed and unique, and the tables and acts named are declared."""
    yield from check_unique((name for name, _ in declared), "check")
    for name, document in declared:
        yield from check_identifiers([name])
        yield from check_known([document.table], tables, "table")
        yield from check_known(document.act, acts, "act")


def _make_check(name: Text, document: CheckDocument, tables: Collection[str]) -> Check:
    return Check(
        id=str(name),
        title=str(document.title),
        at=name.at,
        expect=document.expect,
        scope=document.scope if document.scope is not None and document.scope.text else None,
        table=repaired(document.table, tables),
        severity=document.severity,
        act=tuple(Citation(act=str(act), clause=str(clause)) for act, clause in document.act.items()),
    )
