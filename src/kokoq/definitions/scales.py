"""Documents → scales: what is measured, one way of giving points for it, and when it is valid."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from kokoq.definitions.bands import check_bands, limits_of, make_bands, place_of
from kokoq.definitions.documents import ScaleDocument
from kokoq.definitions.names import check_identifiers, check_known, repaired
from kokoq.definitions.scalars import read_number
from kokoq.definitions.source import Hole, Text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import (
    Among,
    Bands,
    Checklist,
    Choice,
    Citation,
    Dynamics,
    Kind,
    Linear,
    Measure,
    Method,
    Ordinal,
    PerUnit,
    Polarity,
    Relative,
    Scale,
    Since,
    Take,
)
from kokoq.rules import (
    CAP_BELOW_FLOOR,
    GOALPOSTS_EQUAL,
    LIMIT_OUT_OF_REACH,
    NO_MAXIMUM,
    OUTCOME_EMPTY,
    SCALE_METHODS,
    SCALE_MISFIT,
    SCALE_UNSOURCED,
    SCALES_OVERLAP,
    TOO_LARGE,
    WRONG_VALUE,
)

PEERS = ("type", "cluster", "municipality")
"""What peers may have in common, beside tags and computed clusters."""

MOST_CONDITIONS = 12
"""``count(conditions)`` is unfolded into every choice of so many."""

_METHODS = ("bands", "per_unit", "linear", "points", "ordinal", "checklist")
_FRACTIONS = (Among.BEST, Among.MIN_MAX, Among.QUANTILE, Since.TARGET)
"""What is measured as a part of a whole, so that it can simply be multiplied by points."""


def make_scales(
    documents: tuple[ScaleDocument, ...], *, at: Span, levels: Collection[str] | None, peers: Collection[str] | None
) -> tuple[Scale, ...]:
    """The scales that give points in some way; ``at`` is the place of their indicator."""
    made = []
    for document in documents:
        method = _make_method(document, at=at, levels=levels)
        if method is not None:
            made.append(_make_scale(document, method, at=at, levels=levels, peers=peers))
    return tuple(made)


def _make_scale(
    document: ScaleDocument,
    method: Method,
    *,
    at: Span,
    levels: Collection[str] | None,
    peers: Collection[str] | None,
) -> Scale:
    return Scale(
        method=method,
        at=_place(document, at),
        measure=_make_measure(document, peers),
        conditions={str(name): condition for name, condition in document.conditions.items()},
        cap=read_number(document.cap),
        floor=read_number(document.floor),
        levels=make_bands(document.levels, at=at, levels=levels),
        illustrative=document.illustrative,
        source=tuple(Citation(act=str(act), clause=str(clause)) for act, clause in document.source.items()),
        valid_from=document.valid.from_,
        valid_to=document.valid.to,
    )


def _make_method(document: ScaleDocument, *, at: Span, levels: Collection[str] | None) -> Method | None:
    """The first way of giving points that is written; None where there is none."""
    if document.bands:
        return Bands(bands=make_bands(document.bands, at=at, levels=levels), take=document.take)
    if (per_unit := document.per_unit) is not None:
        return PerUnit(
            points=_number(per_unit.points, 1),
            each=_number(per_unit.each, 1) or Decimal(1),
            above=_number(per_unit.above, 0),
            below=read_number(per_unit.below),
            start=_number(per_unit.start, 0),
            whole=per_unit.whole,
        )
    if (line := document.linear) is not None:
        return Linear(
            low=_number(line.from_, 0),
            high=_number(line.to, 1),
            points_low=_number(line.points_from, 0),
            points_high=_number(line.points, 1),
        )
    if document.points:
        return Linear(low=Decimal(0), high=Decimal(1), points_low=Decimal(0), points_high=_number(document.points, 1))
    if document.ordinal:
        return Ordinal(
            choices=tuple(
                Choice(code=str(code), points=read_number(o.points), level=repaired(o.level, levels))
                for code, o in document.ordinal.items()
            )
        )
    if (listed := document.checklist) is not None:
        evidence = tuple(map(str, listed.evidence))
        return Checklist(
            position=str(listed.position), expert=str(listed.expert), comment=str(listed.comment), evidence=evidence
        )
    return None


def _make_measure(document: ScaleDocument, peers: Collection[str] | None) -> Measure:
    if (relative := document.relative) is not None:
        shared = tuple(name for peer in relative.peers if (name := repaired(peer, peers)))
        return Relative(by=relative.by, peers=shared, ties=relative.ties)
    return None if document.change is None else Dynamics(by=document.change)


def check_scales(
    documents: tuple[ScaleDocument, ...],
    indicator: Text,
    *,
    levels: Collection[str] | None,
    peers: Collection[str] | None,
    share: bool,
) -> Iterator[Diagnostic]:
    """Each scale can be used, and in no period two of them begin; a ``share`` is never above 100%."""
    begun: dict[object, Span] = {}
    for document in documents:
        at = _place(document, indicator.at)
        yield from _check_method(document, at)
        yield from _check_numbers(document)
        bare = _bare(document) if share else ()
        for limit in bare:
            domain = Word("scale.percent_forgotten", meant=f"{limit}%")
            yield LIMIT_OUT_OF_REACH.at(limit.at, indicator=str(indicator), limit=str(limit), domain=domain)
        yield from _check_outcomes(document, indicator, levels, sound=not bare)
        yield from check_identifiers(document.conditions)
        for name in list(document.conditions)[MOST_CONDITIONS:]:
            yield TOO_LARGE.at(name.at, found=len(document.conditions), limit=MOST_CONDITIONS)
        if document.relative is not None:
            yield from check_known(document.relative.peers, peers, "peers")
        if not document.illustrative and not document.source:
            yield SCALE_UNSOURCED.at(at, indicator=str(indicator))
        first, last = document.valid.from_, document.valid.to
        if first is not None and last is not None and first > last:
            yield WRONG_VALUE.at(at, key="valid", found=f"{first} > {last}", expected=Word("expected.dates_in_order"))
        if first in begun:
            yield SCALES_OVERLAP.at(at, indicator=str(indicator), related=(begun[first],))
        begun[first] = at


def _check_method(document: ScaleDocument, at: Span) -> Iterator[Diagnostic]:
    """One way of giving points, and one thing that is measured; both fit together."""
    ways = ((key, getattr(document, key)) for key in _METHODS)
    given = tuple(key for key, way in ways if isinstance(way, Hole) or way not in ((), {}, None, ""))
    if len(given) != 1:
        yield SCALE_METHODS.at(at, found=given or Word("scale.no_method"), expected=_METHODS)
        return
    (method,) = given
    measures = [key for key in ("relative", "change") if getattr(document, key) is not None]
    judged = method in ("ordinal", "checklist")
    if len(measures) > 1 or (measures and judged):
        yield SCALE_MISFIT.at(at, what=(*measures, *([method] if judged else [])), expected=Word("scale.one_measure"))
    by = document.relative.by if document.relative else document.change
    if method == "points" and by is not None and by not in _FRACTIONS:
        yield SCALE_MISFIT.at(document.points.at, what=("points", str(by)), expected=Word("scale.fraction"))
    if document.levels and method in ("bands", "ordinal"):
        yield SCALE_MISFIT.at(
            place_of(document.levels[0], at), what=("levels", method), expected=Word("scale.own_levels")
        )


def _check_numbers(document: ScaleDocument) -> Iterator[Diagnostic]:
    """Goalposts apart, a cap above the floor, units that can be counted."""
    line, per_unit = document.linear, document.per_unit
    if line is not None and line.to and read_number(line.from_) == read_number(line.to):
        yield GOALPOSTS_EQUAL.at(line.to.at, value=str(line.to))
    cap, floor = read_number(document.cap), read_number(document.floor)
    if cap is not None and floor is not None and cap <= floor:
        yield CAP_BELOW_FLOOR.at(document.cap.at, cap=str(document.cap), floor=str(document.floor))
    if per_unit is None:
        return
    if per_unit.each and _number(per_unit.each, 1) <= 0:
        yield WRONG_VALUE.at(per_unit.each.at, key="each", found=str(per_unit.each), expected=Word("expected.positive"))
    if per_unit.above and per_unit.below:
        expected = Word("expected.one_of", items=("above", "below"))
        yield WRONG_VALUE.at(per_unit.below.at, key="per_unit", found="above, below", expected=expected)
    if cap is None and _number(per_unit.points, 0) > 0:
        yield NO_MAXIMUM.at(per_unit.points.at)


def _bare(document: ScaleDocument) -> tuple[Text, ...]:
    """The limits of a share, measured as it is, that stand above 1 without a percent sign."""
    if document.relative is not None or document.change is not None:
        return ()
    limits = [limit for band in document.bands for limit in limits_of(band)]
    if (line := document.linear) is not None:
        limits += [line.from_, line.to]
    return tuple(limit for limit in limits if "%" not in limit and _number(limit, 0) > 1)


def _check_outcomes(
    document: ScaleDocument, indicator: Text, levels: Collection[str] | None, *, sound: bool
) -> Iterator[Diagnostic]:
    """Bands that take every value, levels that are declared, texts that give something.

    Which band takes what can only be told where their limits are ``sound``.
    """
    reach = document.take is Take.FIRST and sound
    yield from check_bands(document.bands, indicator, key="bands", levels=levels, reach=reach)
    yield from check_bands(document.levels, indicator, key="levels", levels=levels, reach=True)
    for code, outcome in document.ordinal.items():
        yield from check_known([outcome.level], levels, "level")
        if not outcome.points and not outcome.level:
            yield OUTCOME_EMPTY.at(code.at, code=str(code))


def check_fitness(
    documents: tuple[ScaleDocument, ...], *, at: Span, kind: Kind | None, better: Polarity, targets: Collection[str]
) -> Iterator[Diagnostic]:
    """What is measured exists for an indicator of that kind and direction."""
    for document in documents:
        place = _place(document, at)
        for key, wanted in (("ordinal", Kind.ORDINAL), ("checklist", Kind.SCORE)):
            written = getattr(document, key) not in ({}, None)
            if kind is not None and written != (kind is wanted) and (written or kind is Kind.ORDINAL):
                yield SCALE_MISFIT.at(place, what=(key, kind.value), expected=Word("scale.of_kind", kind=wanted.value))
        if document.relative is not None and better in (Polarity.NEUTRAL, Polarity.CORRIDOR):
            yield SCALE_MISFIT.at(place, what=("relative", better.value), expected=Word("scale.direction"))
        if document.change is Since.TARGET and not targets:
            yield SCALE_MISFIT.at(place, what=("change", Since.TARGET.value), expected=Word("scale.target"))


def _place(document: ScaleDocument, otherwise: Span) -> Span:
    """A scale stands where the first of its numbers or bands does."""
    texts = [document.points, document.cap, document.floor, *document.ordinal]
    if (line := document.linear) is not None:
        texts += [line.from_, line.to, line.points]
    if (per_unit := document.per_unit) is not None:
        texts += [per_unit.points, per_unit.each]
    if (listed := document.checklist) is not None:
        texts += [listed.position, listed.expert, listed.comment]
    places = [place_of(band, otherwise) for band in (*document.bands, *document.levels)]
    places += [text.at for text in texts if text]
    return min(places, default=otherwise)


def _number(text: Text, default: int) -> Decimal:
    number = read_number(text)
    return Decimal(default) if number is None else number
