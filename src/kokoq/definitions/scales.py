"""Documents → scales: bands in their order, each of which some value can reach."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from kokoq.definitions.documents import BandDocument, OutcomeDocument, ScaleDocument
from kokoq.definitions.names import check_known, repaired
from kokoq.definitions.scalars import read_number
from kokoq.definitions.source import Text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import Band, Bands, Citation
from kokoq.rules import BAND_UNREACHABLE, NO_OTHERWISE, SCALE_UNSOURCED, WRONG_VALUE

OTHERWISE = "otherwise"

Cut = tuple[Decimal, int]
"""A point of the axis: just before a value (0) or just after it (1)."""


def make_scale(document: ScaleDocument, *, at: Span, levels: Collection[str] | None) -> Bands:
    """The scale; ``at`` is the place of its indicator."""
    return Bands(
        bands=tuple(_make_band(band, at=at, levels=levels) for band in document.bands if _conditions(band)),
        illustrative=document.illustrative,
        source=tuple(Citation(act=str(act), clause=str(clause)) for act, clause in document.source.items()),
        valid_from=document.valid.from_,
    )


def check_scale(document: ScaleDocument, indicator: Text, *, levels: Collection[str] | None) -> Iterator[Diagnostic]:
    """Each band has one condition, a known level and values that reach it; the last takes all that is left."""
    for band in document.bands:
        conditions = _conditions(band)
        if len(conditions) != 1:
            place = _place(band, indicator.at)
            found: str | Word = ", ".join(conditions) or Word("expected.nothing")
            expected = Word("expected.one_of", items=(*_OPS, OTHERWISE))
            yield WRONG_VALUE.at(place, key="bands", found=found, expected=expected)
        yield from check_known([_outcome(band).level], levels, "level")
    bands = make_scale(document, at=indicator.at, levels=None).bands
    yield from _check_reach(bands)
    if bands and not _covers_all(bands):
        yield NO_OTHERWISE.at(bands[-1].at, indicator=str(indicator))
    if not document.illustrative and not document.source:
        yield SCALE_UNSOURCED.at(indicator.at, indicator=str(indicator))


_OPS = ("at_least", "above", "at_most", "below")


def _conditions(band: BandDocument) -> dict[str, Text]:
    """The conditions that a band names, ``otherwise`` among them."""
    named = {"at_least": band.at_least, "above": band.above, "at_most": band.at_most, "below": band.below}
    given = {op: limit for op, limit in named.items() if limit}
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
        at=_place(band, at),
    )


def _place(band: BandDocument, otherwise: Span) -> Span:
    """A band stands where its first text does."""
    outcome = _outcome(band)
    texts = [text for text in (*_conditions(band).values(), outcome.points, outcome.level) if text]
    return min((text.at for text in texts), default=otherwise)


def _check_reach(bands: tuple[Band, ...]) -> Iterator[Diagnostic]:
    for number, band in enumerate(bands):
        earlier = bands[:number]
        up, down = _covered(earlier)
        cut, upwards = _cut(band)
        taken = cut is not None and ((up is not None and cut >= up) if upwards else (down is not None and cut <= down))
        if taken or _covers_all(earlier):
            yield BAND_UNREACHABLE.at(band.at, band=band.op if band.limit is None else f"{band.op}: {band.limit}")


def _covers_all(bands: tuple[Band, ...]) -> bool:
    up, down = _covered(bands)
    return any(band.op == OTHERWISE for band in bands) or (up is not None and down is not None and down >= up)


def _covered(bands: tuple[Band, ...]) -> tuple[Cut | None, Cut | None]:
    """From where upwards, and up to where, the bands take every value."""
    cuts = [_cut(band) for band in bands]
    up = min((cut for cut, upwards in cuts if cut is not None and upwards), default=None)
    down = max((cut for cut, upwards in cuts if cut is not None and not upwards), default=None)
    return up, down


def _cut(band: Band) -> tuple[Cut | None, bool]:
    """Where a band begins or ends, and whether it takes what lies above."""
    if band.limit is None:
        return None, True
    return (band.limit, 1 if band.op in ("above", "at_most") else 0), band.op in ("at_least", "above")
