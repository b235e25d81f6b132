"""Documents → bands: each has a condition that some value can fulfil, and together they take every value."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from kokoq.definitions.documents import BandDocument, OutcomeDocument
from kokoq.definitions.names import check_known, repaired
from kokoq.definitions.scalars import read_number
from kokoq.definitions.source import Hole, Text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import Band
from kokoq.rules import BAND_UNREACHABLE, NO_OTHERWISE, WRONG_VALUE

OTHERWISE, WHEN = "otherwise", "when"
_LIMITS = ("at_least", "above", "at_most", "below")

Cut = tuple[Decimal, int]
"""A point of the axis: just before a value (0) or just after it (1)."""


def make_bands(documents: tuple[BandDocument, ...], *, at: Span, levels: Collection[str] | None) -> tuple[Band, ...]:
    """The bands that have a condition; ``at`` is the place of their indicator."""
    return tuple(_make_band(band, at=at, levels=levels) for band in documents if _conditions(band))


def check_bands(
    documents: tuple[BandDocument, ...], indicator: Text, *, key: str, levels: Collection[str] | None, reach: bool
) -> Iterator[Diagnostic]:
    """Each band has one limit at most and some condition, a known level, and (``reach``) values that come to it."""
    for band in documents:
        conditions = _conditions(band)
        limits = [op for op in conditions if op != WHEN]
        if not conditions or len(limits) > 1 or (OTHERWISE in conditions and len(conditions) > 1):
            place = place_of(band, indicator.at)
            found: str | Word = ", ".join(conditions) or Word("expected.nothing")
            of = "one_limit" if len(limits) > 1 else "one_of"
            expected = Word(f"expected.{of}", items=(*_LIMITS, WHEN, OTHERWISE))
            yield WRONG_VALUE.at(place, key=key, found=found, expected=expected)
        yield from check_known([_outcome(band).level], levels, "level")
    if any(isinstance(getattr(band, op), Hole) for band in documents for op in _LIMITS):
        return
    bands = make_bands(documents, at=indicator.at, levels=None)
    if reach:
        yield from _check_reach(bands, [_written(band) for band in documents if _conditions(band)])
    if bands and not _covers_all(bands):
        yield NO_OTHERWISE.at(bands[-1].at, indicator=str(indicator))


def limits_of(band: BandDocument) -> tuple[Text, ...]:
    """The limits that a band names."""
    return tuple(limit for op in _LIMITS if (limit := getattr(band, op)))


def place_of(band: BandDocument, otherwise: Span) -> Span:
    """A band stands where its first text does."""
    outcome = _outcome(band)
    places = [text.at for text in (*limits_of(band), outcome.points, outcome.level) if text]
    return min((*places, *([band.when.at] if band.when else [])), default=otherwise)


def _conditions(band: BandDocument) -> dict[str, Text]:
    """The conditions that a band names, ``otherwise`` among them, and limits that were taken out as faulty."""
    given = {op: limit for op in _LIMITS if (limit := getattr(band, op)) or isinstance(limit, Hole)}
    given |= {WHEN: Text()} if band.when is not None else {}
    return given if band.otherwise is None else given | {OTHERWISE: Text()}


def _outcome(band: BandDocument) -> OutcomeDocument:
    return band.otherwise or band


def _make_band(band: BandDocument, *, at: Span, levels: Collection[str] | None) -> Band:
    outcome = _outcome(band)
    op, limit = next(iter(_conditions(band).items()))
    return Band(
        op=op,
        limit=read_number(limit),
        points=read_number(outcome.points),
        level=repaired(outcome.level, levels),
        at=place_of(band, at),
        when=band.when,
    )


def _written(band: BandDocument) -> str:
    """The condition of a band as it stands in the file."""
    op, limit = next(iter(_conditions(band).items()))
    return f"{op}: {limit}" if limit else op


def _check_reach(bands: tuple[Band, ...], written: list[str]) -> Iterator[Diagnostic]:
    for number, band in enumerate(bands):
        earlier = bands[:number]
        up, down = _covered(earlier)
        cut, upwards = _cut(band)
        taken = cut is not None and ((up is not None and cut >= up) if upwards else (down is not None and cut <= down))
        if taken or _covers_all(earlier) or any(_covers(other, band) for other in earlier):
            yield BAND_UNREACHABLE.at(band.at, band=written[number])


def _covers(band: Band, later: Band) -> bool:
    """Whether a band with the same condition takes all that a later one could."""
    if band.when is None or later.when is None or band.when.text != later.when.text:
        return False
    (cut, upwards), (other, same) = _cut(band), _cut(later)
    if cut is None or other is None:
        return cut is None
    return upwards == same and (cut <= other if upwards else cut >= other)


def _covers_all(bands: tuple[Band, ...]) -> bool:
    up, down = _covered(bands)
    return any(band.op == OTHERWISE for band in bands) or (up is not None and down is not None and down >= up)


def _covered(bands: tuple[Band, ...]) -> tuple[Cut | None, Cut | None]:
    """From where upwards, and up to where, the bands take every value; what has a condition besides takes none."""
    cuts = [_cut(band) for band in bands if band.when is None]
    up = min((cut for cut, upwards in cuts if cut is not None and upwards), default=None)
    down = max((cut for cut, upwards in cuts if cut is not None and not upwards), default=None)
    return up, down


def _cut(band: Band) -> tuple[Cut | None, bool]:
    """Where a band begins or ends, and whether it takes what lies above."""
    if band.limit is None:
        return None, True
    return (band.limit, 1 if band.op in ("above", "at_most") else 0), band.op in ("at_least", "above")
