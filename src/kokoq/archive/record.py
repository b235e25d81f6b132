"""What the archive keeps of one run, and the digest by which it is known again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version

from kokoq.collect.issue.given import Given
from kokoq.definitions.fingerprint import fingerprint
from kokoq.diagnostics import Diagnostic, Severity
from kokoq.model import Organisation, Period, Settings
from kokoq.observations import Observations
from kokoq.plan import Plan
from kokoq.results import Result, Results


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """A file that a run has read: whole, by the hash of its bytes."""

    period: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """From what a run was made. The three fingerprints are those of run.json; ``inputs`` are sorted."""

    period: str
    kokoq: str
    title: str
    catalogue: str
    definitions: str
    settings: str
    organisations: str
    n_expected: int
    n_submitted: int
    n_errors: int
    n_warnings: int
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A run as it goes into the archive: ``results`` and ``answers`` of its period, its definitions by name.

    These ``files`` are asked for only where the archive has not kept these definitions yet.
    """

    account: Account
    results: Results
    answers: tuple[Given, ...] = ()
    files: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that is kept. ``version`` counts those of one period from 1; ``digest`` is that of its content.

    ``chain`` is the digest over the run and the chain of the one before it, so that none can be taken out unseen.
    """

    id: int
    version: int
    kept_at: dt.datetime
    account: Account
    digest: str
    chain: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The run in the archive; ``added`` is false where the latest version of the period says the same already."""

    run: Run
    added: bool


def account_of(
    plan: Plan,
    settings: Settings,
    organisations: tuple[Organisation, ...],
    *,
    period: Period,
    observations: Observations,
    diagnostics: Iterable[Diagnostic],
) -> Account:
    """The account of a run from what it was made of."""
    expected = {o.id for o in organisations if o.is_expected(period)}
    submitted = observations.submitted(period.text)
    weights = Counter(d.severity for d in diagnostics)
    return Account(
        period=period.text,
        kokoq=version("kokoq"),
        title=settings.title or plan.catalogue.title,
        catalogue=plan.catalogue.id,
        definitions=plan.catalogue.fingerprint,
        settings=fingerprint(settings),
        organisations=fingerprint(organisations),
        n_expected=len(expected),
        n_submitted=len(expected & submitted),
        n_errors=weights[Severity.ERROR],
        n_warnings=weights[Severity.WARNING],
        inputs=tuple(sorted({Input(s.period, s.file, s.sha256) for s in observations.sources})),
    )


def digest(account: Account, results: Iterable[Result], answers: Iterable[Given]) -> str:
    """SHA-256 of everything that a run says, apart from when it was and by which version of the program.

    A run without answers, as all were before the archive kept them, has the digest that it had then.
    """
    found = hashlib.sha256()
    for line in _lines(account, results, answers):
        found.update(line.encode("utf-8", "surrogatepass"))
        found.update(b"\n")
    return found.hexdigest()


def chained(before: str, content: str, version: int, kept_at: str) -> str:
    """The digest that binds a run to the one kept before it (``before`` is "" for the first)."""
    return hashlib.sha256(f"{before}\n{content}\n{version}\n{kept_at}".encode()).hexdigest()


def _lines(account: Account, results: Iterable[Result], answers: Iterable[Given]) -> Iterator[str]:
    for part in fields(account):
        if part.name not in ("kokoq", "inputs"):
            yield f"{part.name}={getattr(account, part.name)}"
    for one in account.inputs:
        yield json.dumps([one.period, one.file, one.sha256])
    for row in results:
        yield "\t".join(map(str, row[1:]))
    for answered in answers:
        yield f"answers\t{json.dumps(answered)}"


KEPT = Result._fields[1:]
"""The columns of a result in the archive: all but the period, which stands first and is that of the run."""
