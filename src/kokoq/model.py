"""What a municipality declares: catalogue, fields, tables, regulations, indicators, scales, organisations, periods.

Frozen values, made once by ``definitions.load``. Scopes and formulas are kept as written, with their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from kokoq.diagnostics import Severity, Span

PLAIN = ""  # the table of the plain fields: one row per organisation (or municipality) and period


class Kind(StrEnum):
    """What an indicator is; ``requirements R011``."""

    SHARE = "share"
    COUNT = "count"
    RATIO = "ratio"
    MEAN = "mean"
    PRESENCE = "presence"
    ORGANISATIONS_SHARE = "organisations_share"
    ORGANISATIONS_COUNT = "organisations_count"
    SCORE = "score"  # points that experts gave, of the most that they could give
    ORDINAL = "ordinal"  # a text that an expert chose from a declared list


class Group(StrEnum):
    """What an indicator speaks of: results, or the conditions under which they came about (R010)."""

    RESULT = "result"
    CONTEXT = "context"


class Part(StrEnum):
    """Required by a higher level, or a local priority (R017)."""

    INVARIANT = "invariant"
    VARIATIVE = "variative"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    CORRIDOR = "corridor"
    NEUTRAL = "neutral"


class Missing(StrEnum):
    """What an organisation that lacks an operand does to the total: left out (complete cases), zero, or no result."""

    EXCLUDE = "exclude"
    ZERO = "zero"
    FAIL = "fail"


class Total(StrEnum):
    """How a field is totalled over the rows of a unit."""

    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    LAST = "last"
    ANY = "any"


class Level(StrEnum):
    """The tree of units; a declared group stands beside it under its own name."""

    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    REGION = "region"


class Type(StrEnum):
    """How a cell of a field is read. ``SYMBOL`` is one entry of a declared dictionary."""

    COUNT = "count"  # a whole number ≥ 0
    NUMBER = "number"
    PERCENT = "percent"  # kept as a fraction: 85,3 % is 0.853
    YES_NO = "yes_no"
    MARK = "mark"  # 2..5
    DATE = "date"
    TEXT = "text"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula or scope as written, and the place of its first character."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A legal act that the catalogue rests on."""

    id: str
    kind: str
    number: str = ""
    date: dt.date | None = None
    title: str = ""
    appendices: Mapping[str, str] = field(default_factory=dict)  # those at hand: number → title


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An act and the clause of it."""

    act: str
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """A declared list of symbols: code → title; ``aliases`` are other spellings, lower case → code."""

    id: str
    title: str
    entries: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One primary datum that is asked for once.

    ``asked`` is a scope over organisation types and tags, or ``municipality``. ``table`` is ``PLAIN`` or a table's id.
    ``limits`` are inclusive; ``dictionary`` is set for ``Type.SYMBOL`` alone. ``not_for`` names, by key, the codes
    of the rows in which the field is asked of nobody (D09: НИКО has no threshold). ``known`` is the day, MM-DD, on
    which the datum becomes known (D21).
    """

    id: str
    title: str
    at: Span
    table: str = PLAIN
    topic: str = ""
    type: Type = Type.COUNT
    unit: str = ""
    asked: Expression
    part_of: str = ""
    total: Total = Total.SUM
    limits: tuple[Decimal | None, Decimal | None] = (None, None)
    dictionary: str = ""
    evidence: bool = False
    hint: str = ""
    not_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a table beside organisation and period: its values are codes of a dictionary."""

    id: str
    title: str
    dictionary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Fields with more keys than the organisation, or records: one row per person or event (``records`` says which).

    ``rows`` lists the key combinations that the form offers, each as codes in the order of ``keys``.
    """

    id: str
    title: str
    at: Span
    asked: Expression
    topic: str = ""
    keys: tuple[Key, ...] = ()
    fields: tuple[str, ...] = ()
    records: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    def asks(self, asked: Field, codes: tuple[str, ...]) -> bool:
        """Whether the row with these codes asks for the field."""
        return not any(code in asked.not_for.get(key.id, ()) for key, code in zip(self.keys, codes, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A relation that the figures of one organisation must satisfy: ``expect`` is a condition in the formula language.

    With ``table`` it must hold in every row of that table; without ``scope`` it concerns whoever is asked its fields.
    """

    id: str
    title: str
    at: Span
    expect: Expression
    scope: Expression | None = None
    table: str = PLAIN
    severity: Severity = Severity.ERROR
    act: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A half-open piece of an axis: ``op`` is at_least, above, at_most, below, or otherwise (``limit`` None).

    ``when`` is a condition over indicators that must hold besides; a band of nothing else has the op ``when``.
    """

    op: str
    limit: Decimal | None
    points: Decimal | None
    level: str
    at: Span
    when: Expression | None = None


class Take(StrEnum):
    """Which of the bands that hold counts: the first, or the one with the most points."""

    FIRST = "first"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """What is measured → points and level: the first band that holds, or the best."""

    bands: tuple[Band, ...]
    take: Take = Take.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """``points`` for each ``each`` that lies above ``above``, or below ``below``; with ``whole``, for full ones only.

    ``start`` are the points that one begins with: what negative points are taken from.
    """

    points: Decimal
    each: Decimal = Decimal(1)
    above: Decimal = Decimal(0)
    below: Decimal | None = None
    start: Decimal = Decimal(0)
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A straight line through two goalposts: at ``low`` there are ``points_low``, at ``high`` ``points_high``.

    Beyond the goalposts it goes on as far as the scale's ``cap`` and ``floor``, which are by default its own ends.
    """

    low: Decimal
    high: Decimal
    points_low: Decimal
    points_high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one text of a declared list gives."""

    code: str
    points: Decimal | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal:
    """The text that an expert chose → points and level."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Points as experts gave them: the numerator, of the most possible, the denominator.

    The names are fields and keys of the table of positions, "" where there are none: ``position`` tells what is
    judged, ``expert`` who judges (each of several has rows of his own), ``comment`` is required beside no points,
    ``evidence`` beside some.
    """

    position: str = ""
    expert: str = ""
    comment: str = ""
    evidence: tuple[str, ...] = ()


Method = Bands | PerUnit | Linear | Ordinal | Checklist
"""How what is measured becomes points; closed: ``match`` over it ends in ``assert_never``."""


class Among(StrEnum):
    """What is looked at in place of a value among its peers: its part of the best, its place between the extremes…"""

    BEST = "best"
    MIN_MAX = "min_max"
    Z_SCORE = "z_score"
    RANK = "rank"
    QUANTILE = "quantile"


class Ties(StrEnum):
    """The place of equal values: the best of theirs, the worst, or the middle."""

    BEST = "best"
    MIDDLE = "middle"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A value among those of its peers. ``peers`` are type, cluster, municipality or tags; without any, all."""

    by: Among
    peers: tuple[str, ...] = ()
    ties: Ties = Ties.BEST


class Since(StrEnum):
    """What is looked at against the period before: the difference, the growth (a part of the earlier value), or the
    part of the way to the target that was gone."""

    DIFFERENCE = "difference"
    GROWTH = "growth"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """A value against that of the period before."""

    by: Since


Measure = Relative | Dynamics | None
"""What a scale looks at: the value among its peers, against the period before, or (None) itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a value becomes points and a level, in the periods in which the scale is valid (R054).

    ``conditions`` are named so that bands can count and combine them. Points are kept within ``floor`` and ``cap``;
    ``levels`` are bands over the points, where the method itself gives no level.
    """

    method: Method
    at: Span
    measure: Measure = None
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    cap: Decimal | None = None
    floor: Decimal | None = None
    levels: tuple[Band, ...] = ()
    illustrative: bool = False
    source: tuple[Citation, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the method; none where it has others."""
        return self.method.bands if isinstance(self.method, Bands) else ()

    @property
    def max_points(self) -> Decimal | None:
        """The most points that anybody can have; None where there is no such number, or a checklist says it itself."""
        most = _most(self.method)
        if self.cap is None or isinstance(self.method, Checklist):
            return most
        return self.cap if most is None or isinstance(self.method, Linear) else min(most, self.cap)

    def overlaps(self, period: Period) -> bool:
        """Whether it is valid on some day of the period."""
        return in_force(self.valid_from, self.valid_to, period)


def in_force(start: dt.date | None, end: dt.date | None, period: Period) -> bool:
    """Whether what is valid from one day to another (None: without an end) is so on some day of the period."""
    return (start is None or start <= period.end) and (end is None or end >= period.start)


def _most(method: Method) -> Decimal | None:
    match method:
        case Bands(bands=bands):
            return max((b.points for b in bands if b.points is not None), default=None)
        case PerUnit():
            return None if method.points > 0 else method.start
        case Linear():
            return max(method.points_low, method.points_high)
        case Ordinal(choices=choices):
            return max((c.points for c in choices if c.points is not None), default=None)
        case Checklist():
            return None
        case _:
            assert_never(method)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """Borders of what is a sign: how far the results of two codes of ``by`` that follow each other may lie apart.

    ``neighbours`` are of one period; a ``cohort`` was in the code before a period ago.
    """

    by: str
    neighbours: Decimal | None = None
    cohort: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One series: a template with ``for_each`` gives one indicator per value, ``template`` and ``parameters`` say so.

    ``same_as`` names the indicator whose result is shown here (a duplicate in the act is computed once).
    """

    id: str
    code: str
    title: str
    regulation: str
    kind: Kind
    formula: Expression
    scope: Expression
    at: Span
    group: Group = Group.RESULT
    part: Part = Part.INVARIANT
    part_reason: str = ""
    table: str = PLAIN
    by: tuple[str, ...] = ()
    better: Polarity = Polarity.HIGHER
    corridor: tuple[Decimal, Decimal] | None = None
    unit: str = ""
    digits: int | None = None
    scales: tuple[Scale, ...] = ()
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    recommend: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    defects: tuple[str, ...] = ()
    may_exceed_100: bool = False
    sample: bool = False  # of persons asked, not of all: its changes have a sampling error
    objectivity: bool = False  # of marks confirmed, lowered, raised: who is far from the others may mark otherwise
    jumps: Jumps | None = None
    missing: Missing = Missing.EXCLUDE
    coverage: Decimal | None = None
    same_as: str = ""
    replaces: str = ""
    template: str = ""
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    act: tuple[Citation, ...] = ()

    @property
    def label(self) -> str:
        """What a person calls it by: «1.1.03 Доля выпускников…»."""
        return f"{self.code} {self.title}"

    def scale_in(self, period: Period) -> Scale | None:
        """The scale that is valid in the period: of several, the one that came into force last."""
        valid = (scale for scale in self.scales if scale.overlaps(period))
        return max(valid, key=lambda scale: scale.valid_from or dt.date.min, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal of a regulation and the indicators that show whether it is reached."""

    text: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One direction of the monitoring, in its six parts (R001)."""

    id: str
    code: str
    title: str
    at: Span
    block: str = ""
    act: tuple[Citation, ...] = ()
    goals: tuple[Goal, ...] = ()
    tasks: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    processing: tuple[str, ...] = ()
    collected_by: str = ""
    responsible: str = ""
    experts: tuple[str, ...] = ()
    every: str = "year"
    collect: tuple[str, str] | None = None  # MM-DD, MM-DD
    submit: str = ""  # MM-DD
    indicators: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    remark: str = ""
    max_points: Decimal | None = None  # as the act states it


class Purpose(StrEnum):
    """What a profile of scores is used for: to judge a head, a teacher, an organisation; to find whom to support; to
    share out money; to report to the board or to everybody."""

    HEAD = "head"
    TEACHER = "teacher"
    ORGANISATION = "organisation"
    SUPPORT = "support"
    FUNDING = "funding"
    BOARD = "board"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What results may not be used for (R070): ``forbid`` maps a key of tables to its code, or ``indicator`` to an id.

    No profile of one of the ``purposes``, or none at all where none is named, may use an indicator that rests on them.
    """

    forbid: Mapping[str, str]
    purposes: tuple[str, ...] = ()
    act: str = ""


class Lacking(StrEnum):
    """What becomes of the weight of a node that has no score: shared out, counted as nothing, or no score above."""

    REWEIGHT = "reweight"
    ZERO = "zero"
    NO_SCORE = "no_score"


class Combine(StrEnum):
    """How a node is made of those below: the weighted mean of their parts of the most, or Σ points / Σ most."""

    MEAN = "mean"
    SUMS = "sums"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a profile: an ``indicator``, or what is made of the nodes ``of`` it.

    Without a score its weight goes to the sibling ``to``, where one is named, else what ``lacking`` says is done. It is
    no part of the score of organisations for which ``exempt`` holds.
    """

    id: str
    at: Span
    title: str = ""
    weight: Decimal = Decimal(1)
    indicator: str = ""
    lacking: Lacking = Lacking.REWEIGHT
    to: str = ""
    exempt: Expression | None = None
    by: Combine = Combine.MEAN
    of: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for below in self.of:
            yield from below.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A selection of indicators with weights, for a purpose.

    ``tree`` is the whole score. It is given where at least ``minimum`` of the weights has a score, multiplied by every
    factor whose expression holds for the organisation, and raised by its ``bonus`` for each indicator's part of the
    most. ``levels`` are bands over it. ``scope`` says whom the profile concerns.
    """

    id: str
    title: str
    at: Span
    purpose: Purpose
    tree: Node
    scope: Expression | None = None
    minimum: Decimal = Decimal(0)
    levels: tuple[Band, ...] = ()
    bonus: Mapping[str, Decimal] = field(default_factory=dict)
    factors: tuple[tuple[Expression, Decimal], ...] = ()
    illustrative: bool = False
    source: tuple[Citation, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)  # «bonus.olympiad_winners»


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Organisations parted into ``number`` groups by what indicators say of their conditions (k-means)."""

    id: str
    title: str
    at: Span
    by: tuple[str, ...]
    number: int
    seed: int = 0


PLACEHOLDERS = ("organisation", "indicator", "value", "before", "change", "level", "period", "since")
"""What a recommendation may name in braces, to be replaced for the unit that it is addressed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRule:
    """When an indicator is a problem zone of a unit: ``when`` is a condition, ``conditions`` are named for it.

    It is tried for each of ``indicators`` (without any, for all that it can be asked of), which it calls ``value``.
    ``peers`` are those among whom it looks for the ``place`` of a value, as in ``Relative``. ``recommend`` is for
    whoever the rule finds, unless the indicator has a text of its own for the rule.
    """

    id: str
    title: str
    at: Span
    when: Expression
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    recommend: str = ""
    illustrative: bool = False
    source: tuple[Citation, ...] = ()


class Gap(StrEnum):
    """Why a worked case gives no value for a field; the words are the slugs of ``observations.Absence``."""

    BLANK = "blank"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"


Given = Decimal | bool | dt.date | str | Gap
"""A value of a worked case, typed as its field: a percent is a fraction, a symbol the code of its dictionary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnit:
    """What one organisation (or the municipality, ``id`` is then "") of a worked case submitted.

    ``values`` are plain fields; ``tables`` are rows, each with its keys and fields. Without ``type`` and ``tags``
    the organisation is any that the indicator's scope admits.
    """

    id: str
    at: Span
    type: str = ""
    tags: frozenset[str] = frozenset()
    cluster: str = ""
    not_submitted: bool = False
    values: Mapping[str, Given] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Given], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseData:
    """One period of a worked case, and the one before it; a single ``given`` is an organisation called so."""

    organisations: tuple[CaseUnit, ...] = ()
    municipality: CaseUnit | None = None
    previous: CaseData | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come out: value, numerator, denominator, n_reported, n_expected, points, max_points (numbers) and
    status, level, shown (texts), those that were named; None stands for «no value». ``breakdown`` maps ``key=code``.
    Of a profile it is share, points, max_points, n_scored, n_expected, status, level; ``breakdown`` maps its nodes.

    ``findings`` are the codes that the data must give, and no others; None where nothing is said of them. ``places``
    gives the place of each expectation.
    """

    at: Span
    values: Mapping[str, Decimal | str | None] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    breakdown: Mapping[str, Expected] = field(default_factory=dict)
    tolerance: Decimal | None = None
    findings: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked example of an indicator or a profile: a test, and an example printed in the methodology.

    ``expect`` is what comes out for the municipality, ``expect_organisations`` for organisations by their ids. ``also``
    are indicators that the profile is made to rest on besides its own: what policies say of them is then found.
    """

    indicator: str = ""
    title: str
    at: Span
    given: CaseData
    profile: str = ""
    also: tuple[str, ...] = ()
    period: Period | None = None
    expect: Expected | None = None
    expect_organisations: Mapping[str, Expected] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The name of what is worked."""
        return self.indicator or self.profile


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityOverride:
    """An office's own severity of a rule, with the reason for it."""

    severity: Severity
    reason: str
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How values are printed in the periods in which it is valid: digits after the point, and by what rule."""

    digits: int = 1
    mode: str = "half-up"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A municipality's regulations with one data dictionary; ``digits`` and ``rounding`` are the latest declared."""

    id: str
    title: str
    issuer: str
    at: Span
    region: str = ""
    acts: Mapping[str, Act] = field(default_factory=dict)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    organisation_types: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)  # of quality, best first: high → «высокий»
    topics: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)  # persons → «чел.»
    terms: Mapping[str, str] = field(default_factory=dict)
    principles: tuple[str, ...] = ()
    policies: tuple[Policy, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    zones: Mapping[str, ZoneRule] = field(default_factory=dict)
    clusters: Mapping[str, Clustering] = field(default_factory=dict)
    digits: int = 1
    rounding: str = "half-up"
    roundings: tuple[Rounding, ...] = ()
    dictionaries: Mapping[str, Dictionary] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    regulations: tuple[Regulation, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    remarks: tuple[str, ...] = ()
    retired: Mapping[str, str] = field(default_factory=dict)  # codes and names never to be used again → why
    severity: Mapping[str, SeverityOverride] = field(default_factory=dict)
    fingerprint: str = ""

    def printed_in(self, period: Period) -> Catalogue:
        """The catalogue with the rounding of a period: of several that are valid in it, the one that began last."""
        valid = [each for each in self.roundings if in_force(each.valid_from, each.valid_to, period)]
        if not valid:
            return self
        latest = max(valid, key=lambda each: each.valid_from or dt.date.min)
        return replace(self, digits=latest.digits, rounding=latest.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A school or kindergarten; ``excluded`` is the reason why it is not monitored.

    ``computed`` are the clusters that it was found to belong to: the name of the clustering, the cluster.
    """

    id: str
    title: str
    type: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # its numbers in registers: ОКПО, ИНН, ОГРН
    tags: frozenset[str] = frozenset()
    municipality: str = ""
    region: str = ""
    cluster: str = ""
    computed: tuple[tuple[str, str], ...] = ()
    opened: dt.date | None = None
    closed: dt.date | None = None
    successor: str = ""
    excluded: str = ""  # the reason, where the organisation is not monitored (R026)

    @property
    def names(self) -> frozenset[str]:
        """Everything that a scope may ask of this organisation."""
        return self.tags | {self.type}

    def is_expected(self, period: Period) -> bool:
        """Whether it has to submit for the period: monitored, and at work on its last day."""
        opened = self.opened is None or self.opened <= period.end
        closed = self.closed is not None and self.closed < period.end
        return opened and not closed and not self.excluded


class Sentinel(StrEnum):
    """What a word in a cell («-», «нет», «н/д») stands for, where a campaign says otherwise than kokoq does."""

    ZERO = "zero"
    BLANK = "blank"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpivot:
    """Columns of one kind side by side → rows: ``columns`` maps a header to the code of ``key`` that it stands for.

    ``fields`` maps the sub headers to fields; "" is the column itself, where it has no sub header.
    """

    key: str
    columns: Mapping[str, str]
    fields: Mapping[str, str]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every column as ``columns`` of a mapping would name it."""
        return tuple(f"{column}|{sub}" if sub else column for column in self.columns for sub in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMapping:
    """How a spreadsheet that is not our form gives the rows of one table.

    ``files`` and ``sheet`` are patterns (``*``, ``?``); ``header`` are texts that stand in the header row; ``columns``
    maps «Header» or «Header|Sub header» to ``organisation``, a key, a field or ``ignore``; rows in which a column of
    ``skip`` holds one of its texts are left out; ``values`` maps texts of a field or key to codes of its dictionary.
    ``header_rows`` is 0 where the columns tell how deep the header is; a row of which a cell begins with a text of
    ``until`` ends the table; ``constants`` are keys and symbols that are the same in every row and stand in no column.
    """

    table: str
    at: Span
    files: tuple[str, ...]
    sheet: str = "*"
    header: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header_rows: int = 0
    until: tuple[str, ...] = ()
    unpivot: Unpivot | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)  # «columns.Предмет», «values.subject.Русский яз.»

    @property
    def paths(self) -> tuple[str, ...]:
        """Every declared column, also those that become rows."""
        return (*self.columns, *(self.unpivot.paths if self.unpivot else ()))

    @property
    def targets(self) -> tuple[str, ...]:
        """What the columns answer: the organisation, keys and fields."""
        more = (self.unpivot.key, *self.unpivot.fields.values()) if self.unpivot else ()
        return (*self.columns.values(), *more, *self.constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """The one that organisations belong to unless their list says otherwise."""

    id: str = "municipality"
    title: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A campaign's ``kokoq.yaml``.

    ``catalogue`` is a shipped name or a folder and ``organisations`` a file, both relative to the campaign folder;
    "" means any ``organisations.*``. ``groups`` are columns of the organisations (cluster, type) or tags. ``cells``
    has lower-case words. ``min_group`` is the least number of persons of whom a public report speaks.
    ``benchmarks`` is a file with values of others, relative to the campaign folder.
    """

    at: Span
    catalogue: str
    title: str = ""
    language: str = "ru"
    organisations: str = ""
    municipality: Municipality = field(default_factory=Municipality)
    levels: tuple[Level, ...] = tuple(Level)
    groups: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    minimum_coverage: Decimal | None = None
    min_group: int = 5
    benchmarks: str = ""
    cells: Mapping[str, Sentinel] = field(default_factory=dict)
    sources: Mapping[str, SourceMapping] = field(default_factory=dict)
    severity: Mapping[str, SeverityOverride] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)  # «groups.cluster»


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A school year ``2020/2021``, year ``2021``, half-year ``2021-H1``, quarter ``2021-Q3`` or month ``2021-05``."""

    text: str

    @property
    def start(self) -> dt.date:
        return self._bounds()[0]

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self._bounds()[1]

    @property
    def slug(self) -> str:
        """The text as a folder's name: ``2020-2021`` for a school year."""
        return self.text.replace("/", "-")

    def previous(self, back: int = 1) -> Period:
        """The period of the same kind that lies ``back`` periods earlier."""
        year = int(self.text[:4])
        if "/" in self.text:
            return Period(f"{year - back}/{year - back + 1}")
        if len(self.text) == 4:
            return Period(str(year - back))
        per_year, letter = {"H": (2, "H"), "Q": (4, "Q")}.get(self.text[5], (12, ""))
        year, number = divmod(year * per_year + int(self.text[5:].lstrip("HQ")) - 1 - back, per_year)
        return Period(f"{year}-{letter}{number + 1}" if letter else f"{year}-{number + 1:02d}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period; a school year may also be written ``2020-2021``. Raises ``ValueError`` on anything else."""
        text = text.strip()
        years = text.replace("-", "/").split("/")
        if len(text) == 9 and len(years) == 2 and all(len(y) == 4 and y.isdecimal() for y in years):
            if int(years[1]) != int(years[0]) + 1:
                raise ValueError(text)
            return cls("/".join(years))
        if len(text) == 4 and text.isdecimal():
            return cls(text)
        head, _, tail = text.partition("-")
        if len(head) == 4 and head.isdecimal():
            if len(tail) == 2 and tail[0] in "HQ" and tail[1] in ("12" if tail[0] == "H" else "1234"):
                return cls(text)
            if len(tail) == 2 and tail.isdecimal() and 1 <= int(tail) <= 12:
                return cls(text)
        raise ValueError(text)

    def _bounds(self) -> tuple[dt.date, dt.date]:
        year = int(self.text[:4])
        if "/" in self.text:
            return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
        if len(self.text) == 4:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        months = {"H": 6, "Q": 3}.get(self.text[5], 1)
        number = int(self.text[5:].lstrip("HQ"))
        first, after = (number - 1) * months, number * months
        return dt.date(year, first + 1, 1), dt.date(year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


Progress = Callable[[str, int, int], None]
"""Told the stage (read, compute, write), how many of its steps are done, and of how many."""
