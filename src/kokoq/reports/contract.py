"""What a report may show, ready to be shown: the published contract with templates and with the workbook.

Every ``text`` is written in the language of the report; numbers and flags stand beside a text where a template has to
choose a colour or a column. Fields may be added, none is renamed or dropped without a line in the changelog.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["best", "middle", "worst", "none"]
"""The place of a quality level among the declared ones: the traffic light."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as printed («85,3 %»), or the reason in words why there is none («не сдано»): never 0, never blank.

    ``number`` is the unrounded value (a share is a fraction), None where absent; ``status`` is the slug of results.csv.
    """

    text: str
    number: float | None
    status: str

    @property
    def absent(self) -> bool:
        return self.number is None


@dataclass(frozen=True, slots=True)
class Heading:
    """The title page. ``earlier`` is "" where the period before was not collected; ``unit`` is who is reported on.

    ``suppressed`` says of whom a public report does not speak; "" in any other.
    """

    title: str
    catalogue: str
    issuer: str
    unit: str
    acts: tuple[str, ...]
    period: str
    earlier: str
    illustrative: bool
    remarks: tuple[str, ...]
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation as it is called in a list; ``page`` is the file name of its own report."""

    id: str
    title: str
    short: str
    page: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the cells asked for were filled, how many say that there are no data; without any no ``share``.

    Not asked for, since their rows were left blank as a whole, are ``blank`` more.
    """

    text: str
    percent: str
    filled: int
    no_data: int
    asked: int
    blank: int
    share: float | None


@dataclass(frozen=True, slots=True)
class OrganisationCoverage:
    """Who submitted, and how completely; ``by_regulation`` stands in the order of ``View.regulations``.

    ``partly``: exports alone tell of the organisation, its form is out.
    """

    name: Name
    type: str
    submitted: bool
    partly: bool
    submitted_text: str
    files: tuple[str, ...]
    total: Completeness
    by_regulation: tuple[Completeness, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """An organisation that is not monitored, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """``text`` is «27 из 29»; ``not_submitted`` names the rest."""

    text: str
    n_submitted: int
    n_expected: int
    not_submitted: tuple[Name, ...]
    excluded: tuple[Excluded, ...]
    organisations: tuple[OrganisationCoverage, ...]
    total: Completeness


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change to the earlier period, from unrounded values.

    ``text`` is «+2,3 п. п.» or «нет → да»: the difference of the two values shown; ``direction`` is better, worse,
    same or "". Where other organisations reported than a period ago, ``alike`` is the change over those that reported
    in both. Where that goes the other way, or cannot be had, ``comparable`` is false; ``caveat`` says why and ``mark``
    is the sign of the footnote. ``redefined`` says what of the definition changed since that period's own report.
    """

    text: str
    difference: float
    direction: str
    direction_text: str
    comparable: bool
    caveat: str
    mark: str
    alike: str = ""
    redefined: str = ""


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A quality level: the id and title of the catalogue, and its tone. ``text`` is "" where there is no scale."""

    id: str
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Score:
    """Points of the indicators that have both a scale and a value, of the most that these could have.

    ``text`` is «13 из 19», ``percent`` «68,4 %»; both «нет оценки» where nothing is scored (``share`` is None).
    ``n_scored`` of the ``n_scaled`` indicators that apply took part: one without a value lowers neither side.
    """

    text: str
    percent: str
    points: float
    max_points: float
    share: float | None
    n_scored: int
    n_scaled: int


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of a regulation's table, for the reported unit.

    ``full`` is the value with its unit; ``n_of_n`` is «13 из 15» organisations; ``target_met`` is None without a
    target or value; ``notes`` are what a reader must know beside the number (how the missing are treated, that it is a
    duplicate); ``illustrative`` says that the scale is not the act's own, ``mark`` is the sign of that footnote.
    """

    id: str
    code: str
    title: str
    kind: str
    group: str
    unit: str
    value: Shown
    full: str
    numerator: str
    denominator: str
    n_of_n: str
    n_reported: int
    n_expected: int
    earlier: str
    change: ChangeShown | None
    level: LevelShown
    points: str
    target: str
    target_met: bool | None
    recommend: str
    illustrative: bool
    mark: str
    remark: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakdownCell:
    """One value; ``text`` is «85,7 % (60 из 70)», or a dash where there are no such rows."""

    text: str
    number: float | None


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One value of a key by its title, and the values of the columns there."""

    label: str
    cells: tuple[BreakdownCell, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator by one key («предмет»): rows in the order of the key's dictionary, those that have any value.

    The indicators that one template gave stand beside each other, one column each.
    """

    code: str
    title: str
    key: str
    columns: tuple[str, ...]
    rows: tuple[BreakdownRow, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What must be known to read the numbers of ``codes`` («1.1.15.ege, 1.1.15.oge»)."""

    codes: str
    text: str


@dataclass(frozen=True, slots=True)
class RegulationView:
    """One direction: what it is for, its table, notes and breakdowns, its score, how many problem zones."""

    id: str
    code: str
    title: str
    block: str
    act: str
    goals: tuple[str, ...]
    remark: str
    rows: tuple[IndicatorRow, ...]
    notes: tuple[Note, ...]
    breakdowns: tuple[Breakdown, ...]
    score: Score
    n_worst: int


@dataclass(frozen=True, slots=True)
class Zone:
    """An indicator at the worst level: its value, the change («изменение +2,3 п. п.»), and what is recommended."""

    indicator: str
    code: str
    title: str
    value: str
    level: LevelShown
    change: str
    recommend: str


@dataclass(frozen=True, slots=True)
class RuleZone:
    """A problem zone by a declared rule: of which unit, the rule, the numbers beside the value, since when.

    The unit is called ``unit``, and known by ``level_of`` (organisation, municipality…) and ``unit_id``; ``page`` is
    the file of an organisation's own report, "" for any other unit.
    """

    level_of: str
    unit_id: str
    unit: str
    page: str
    rule: str
    rule_title: str
    indicator: str
    code: str
    title: str
    value: str
    level: LevelShown
    numbers: str
    since: str
    recommend: str


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster (or all together): who is in it, and the mean of each indicator."""

    title: str
    members: tuple[str, ...]
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterTable:
    """A clustering: ``about`` says how it is made, ``columns`` are its indicators, ``left_out`` who is in none."""

    id: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[ClusterRow, ...]
    overall: ClusterRow
    left_out: str


@dataclass(frozen=True, slots=True)
class FoundByRule:
    """A rule, and the zones that it found: of the reported unit first, then of the organisations, in their order."""

    rule: str
    title: str
    zones: tuple[RuleZone, ...]

    @property
    def n(self) -> int:
        """How many it found."""
        return len(self.zones)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the analysis of a period warns of: zones by rules, early warnings, signs of marks that are not fair."""

    zones: tuple[FoundByRule, ...]
    warnings: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegulationZones:
    """The problem zones of one direction."""

    id: str
    code: str
    title: str
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class OrganisationZones:
    """The problem zones of one organisation, of so many indicators with a scale."""

    name: Name
    n_scaled: int
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Zones:
    """Problem zones of the reported unit (``n`` in all) by regulation, and of each organisation, most of them first.

    ``judged`` says whether any indicator was given a level at all, of whichever of them.
    """

    n: int
    regulations: tuple[RegulationZones, ...]
    organisations: tuple[OrganisationZones, ...]
    judged: bool

    @property
    def n_own(self) -> int:
        """How many zones the organisations have, all together."""
        return sum(len(own.zones) for own in self.organisations)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One indicator that changed: before, after, and by how much."""

    code: str
    title: str
    before: str
    after: str
    change: ChangeShown


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of the reported unit to the earlier period; those not comparable stand under ``caveats`` alone.

    ``redefined`` are the indicators whose definition changed since that period was reported.
    """

    better: tuple[ChangeLine, ...]
    worse: tuple[ChangeLine, ...]
    caveats: tuple[ChangeLine, ...]
    n_same: int
    n_neutral: int
    redefined: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a matrix: an indicator or a regulation."""

    id: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A value and its colour."""

    value: Shown
    tone: Tone


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """The cells of one unit in the order of the columns."""

    id: str
    title: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units × indicators (or × regulations, percent of points): the heat map. ``level`` names the units."""

    level: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class FindingItem:
    """Equal findings of one file: ``place`` is «файл.xlsx!Лист!C7, C9»."""

    place: str
    text: str
    organisation: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one rule, by file and place; ``more`` are left out of ``items`` in the short form."""

    code: str
    severity: str
    severity_text: str
    n: int
    fix: str
    items: tuple[FindingItem, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Grouped, worst first; ``summary`` is «3 ошибки, 12 предупреждений, 40 примечаний»."""

    summary: str
    n_errors: int
    n_warnings: int
    groups: tuple[FindingGroup, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case of the definition: what is given and what comes out."""

    given: tuple[str, ...]
    expected: str


@dataclass(frozen=True, slots=True)
class Method:
    """How one indicator is made, for somebody who reads no formulas.

    ``numerator`` and ``denominator`` are the two sides in words; the latter is "" where nothing is divided.
    """

    indicator: str
    code: str
    title: str
    regulation: str
    kind: str
    sentence: str
    numerator: str
    denominator: str
    formula: str
    scope: str
    better: str
    scale: tuple[str, ...]
    illustrative: bool
    act: str
    scale_source: str
    notes: tuple[str, ...]
    remark: str
    defects: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One indicator of one organisation beside the value of the municipality and its own value a period ago.

    ``full`` is the value with its unit, ``fraction`` «45 из 50».
    """

    id: str
    code: str
    title: str
    value: Shown
    full: str
    fraction: str
    municipality: str
    earlier: str
    change: ChangeShown | None
    level: LevelShown
    points: str
    recommend: str


@dataclass(frozen=True, slots=True)
class OrganisationRegulation:
    """One direction in an organisation's own report: only the indicators that apply to it."""

    id: str
    code: str
    title: str
    rows: tuple[OrganisationRow, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Effect:
    """What an indicator of a measure did for one unit: its value in the period that was decided upon, and now.

    ``change`` is None where one of the two is absent. That it changed does not say that the measure changed it.
    """

    code: str
    title: str
    unit: str
    before: str
    after: str
    change: ChangeShown | None


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """One line of the register of decisions; ``period`` is the one whose results it rests on.

    ``effects`` are empty where no indicator was to be moved.
    """

    number: str
    kind: str
    action: str
    problem: str
    to: str
    responsible: str
    deadline: str
    basis: str
    status: str
    period: str
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """The whole of a profile, or a part of it, ``depth`` levels below the first.

    ``percent`` is «нет оценки» without a score; ``points`` are the plain sums («7 из 12», "" for none), ``n_of_n`` how
    many indicators have a score; ``level`` is "" where there is none.
    """

    title: str
    depth: int
    weight: str
    percent: str
    points: str
    n_of_n: str
    level: str


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """A profile of one organisation; ``about`` says what it is for and whose weights they are."""

    id: str
    title: str
    about: str
    whole: ProfileLine
    lines: tuple[ProfileLine, ...]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One unit in a profile: the percent of each first part, and the whole; ``page`` is "" for the reported unit."""

    title: str
    page: str
    parts: tuple[str, ...]
    whole: ProfileLine


@dataclass(frozen=True, slots=True)
class ProfileTable:
    """A profile of everybody whom it concerns."""

    id: str
    title: str
    about: str
    parts: tuple[str, ...]
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class CycleStep:
    """A step of the cycle of management: what is there of what should be; ``status`` is done, partly or none."""

    title: str
    text: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """What organisations/<id>.md shows: its own numbers, problem zones, findings, decisions addressed to it.

    ``advice`` are indicators that are no problem zones, but of whose level something is recommended.
    """

    name: Name
    type: str
    tags: tuple[str, ...]
    submitted: bool
    submitted_text: str
    files: tuple[str, ...]
    completeness: Completeness
    regulations: tuple[OrganisationRegulation, ...]
    score: Score
    profiles: tuple[ProfileCard, ...]
    zones: tuple[Zone, ...]
    findings: Findings
    measures: tuple[MeasureShown, ...] = ()
    advice: tuple[Zone, ...] = ()
    rule_zones: tuple[RuleZone, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The whole report. ``matrix`` is organisations × indicators, ``summary`` organisations × regulations,
    ``groups`` the same indicators for each further level or declared group; ``measures`` are the decisions that rest
    on earlier periods, with what their indicators did since; ``analysis`` is there where rules of problem zones are
    declared."""

    heading: Heading
    coverage: Coverage
    regulations: tuple[RegulationView, ...]
    score: Score
    profiles: tuple[ProfileTable, ...]
    zones: Zones
    changes: Changes
    matrix: Matrix
    summary: Matrix
    groups: tuple[Matrix, ...]
    findings: Findings
    methodology: tuple[Method, ...]
    organisations: tuple[OrganisationView, ...]
    measures: tuple[MeasureShown, ...] = ()
    cycle: tuple[CycleStep, ...] = ()
    analysis: Analysis | None = None
    clusters: tuple[ClusterTable, ...] = ()
