"""Results for programs: CSV, JSON, Parquet, and run.json, which says from what they came. Same input, same bytes."""

from __future__ import annotations

import csv
import io
import json
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from kokoq.definitions.facets import all_facets
from kokoq.definitions.fingerprint import fingerprint
from kokoq.diagnostics import Cell, KokoqError
from kokoq.reports.findings import SEVERITIES, to_records
from kokoq.results import COLUMNS, Results
from kokoq.rules import DEPENDENCY_MISSING

if TYPE_CHECKING:
    from kokoq.assess.scorecards import Score
    from kokoq.campaign import Assessment
    from kokoq.language import Language

TEXTS = ("period", "level", "unit", "indicator", "breakdown", "status", "band")
WHOLE = ("n_reported", "n_expected")
LIBRARIES = ("Babel", "Jinja2", "openpyxl", "pandas", "pydantic", "python-calamine", "PyYAML", "xlrd", "XlsxWriter")
SCORE_COLUMNS = (
    "period", "level", "unit", "profile", "node", "share", "points", "max_points", "status", "band",
    "n_scored", "n_expected",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula


def to_csv(results: Results) -> str:
    """The rows under the columns of ``results.COLUMNS``: decimal points, an empty cell where there is no value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    columns = zip(*map(attrgetter(*COLUMNS), results.rows), strict=True)
    writer.writerows(zip(*map(_column, columns), strict=True))
    return out.getvalue()


def _column(values: Sequence[object]) -> Iterable[str]:
    """A column of the CSV, each of its values printed once: a text that a spreadsheet takes for a formula is quoted."""
    printed = {value: _printed(value) for value in set(values)}
    return map(printed.__getitem__, values)


def _printed(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return shortest(value)
        case _:
            text = str(value)
            return f"'{text}" if text.startswith(DANGEROUS) else text


def to_scores_csv(scores: Iterable[Score]) -> str:
    """scores.csv: one line for each node of every profile, and of the catalogue itself (``profile`` is empty)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCORE_COLUMNS)
    writer.writerows(map(_printed, _score_row(score)) for score in scores)
    return out.getvalue()


def _score_row(s: Score) -> tuple[object, ...]:
    share = None if s.share is None else float(s.share)
    points, most = (s.total.points, s.total.most) if s.total.n_scored else (None, None)
    counts = (s.total.n_scored, s.total.n_expected)
    return (s.period, s.level, s.unit, s.profile, s.node, share, points, most, s.status, s.band, *counts)


def to_json(results: Results) -> str:
    """A JSON list with one result a line; numbers as in the CSV, null where there is no value."""
    lines = [_json({column: _plain(getattr(row, column)) for column in COLUMNS}) for row in results.rows]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def write_parquet(results: Results, path: Path) -> None:
    """The same columns, typed; raises ``KokoqError`` (KQ908) where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        place = Cell(path.name)
        raise KokoqError(DEPENDENCY_MISSING.at(place, package="pyarrow", extra="parquet")) from error
    kinds = {**dict.fromkeys(TEXTS, pa.string()), **dict.fromkeys(WHOLE, pa.int64())}
    columns = {
        column: pa.array([_plain(getattr(row, column)) for row in results.rows], kinds.get(column, pa.float64()))
        for column in COLUMNS
    }
    pq.write_table(pa.table(columns), path)


def to_run(assessment: Assessment, language: Language, *, outputs: Iterable[str] = ()) -> str:
    """run.json: versions, the definitions' fingerprint, hashes of all inputs, counts and findings.

    It holds no clock reading and no path of the machine, so that a repeated run gives the same bytes.
    """
    catalogue, period = assessment.plan.catalogue, assessment.period.text
    rows = assessment.results.rows
    monitored = {o.id for o in assessment.organisations if o.is_expected(assessment.period)}
    record = {
        "kokoq": _version("kokoq"),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "catalogue": {"id": catalogue.id, "title": catalogue.title, "fingerprint": catalogue.fingerprint},
        "settings": {"fingerprint": fingerprint(assessment.settings)},
        "organisations": {"fingerprint": fingerprint(assessment.organisations)},
        "decisions": {"fingerprint": fingerprint(decisions)} if (decisions := assessment.deeds.decisions) else None,
        "period": period,
        "earlier": assessment.earlier.text if assessment.earlier else None,
        "language": language.code,
        "inputs": _inputs(assessment),
        "outputs": sorted(outputs),
        "definitions": all_facets(assessment.plan),
        "counts": {
            "organisations": len(monitored),
            "submitted": len(assessment.observations.submitted(period) & monitored),
            "indicators": len(catalogue.indicators),
            "results": len(rows),
            "statuses": dict(sorted(Counter(str(row.status) for row in rows).items())),
            "findings": {str(s): sum(1 for d in assessment.diagnostics if d.severity is s) for s in SEVERITIES},
        },
    }
    head = json.dumps(record, ensure_ascii=False, indent=2).removesuffix("\n}")
    findings = ",\n".join(f"    {_json(found)}" for found in to_records(assessment.diagnostics, language))
    listed = f"[\n{findings}\n  ]" if findings else "[]"
    return _sound(f'{head},\n  "findings": {listed}\n}}\n')


def to_timings(timings: Mapping[str, float]) -> str:
    """timings.json: seconds by stage, kept apart because no two runs take the same time."""
    return json.dumps({stage: round(seconds, 4) for stage, seconds in timings.items()}, indent=2) + "\n"


def shortest(value: float) -> str:
    """The shortest decimal of 12 significant digits, never in powers of ten: 0.9, 12, 0.0000012."""
    text = f"{value:.12g}"
    if "e" in text:
        from decimal import Decimal

        text = f"{Decimal(text):f}"
    return "0" if text == "-0" else text


def _plain(value: object) -> object:
    match value:
        case float():
            number = float(shortest(value))
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        case str():
            return str(value)
        case _:
            return value


def _inputs(assessment: Assessment) -> list[dict[str, str]]:
    """Every file read, once, with the SHA-256 of its bytes; to everybody none, since guesses can be tried on a hash."""
    if assessment.public:
        return []
    files = {(s.period, s.file): s.sha256 for s in assessment.observations.sources}
    return [{"period": period, "file": file, "sha256": files[period, file]} for period, file in sorted(files)]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _json(record: Mapping[str, object]) -> str:
    return _sound(json.dumps(record, ensure_ascii=False))


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: half of a surrogate pair from a damaged file name is written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
