"""Worked cases: what is given, and what must come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kokoq.diagnostics import Span
from kokoq.model.periods import Period


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

    ``findings`` are the codes that the data must give, ``zones`` the rules of problem zones that must find the unit,
    and no others; None where nothing is said of them. ``places``
    gives the place of each expectation, ``percents`` are those that were written as percents, as they were written.
    """

    at: Span
    values: Mapping[str, Decimal | str | None] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    percents: Mapping[str, str] = field(default_factory=dict)
    breakdown: Mapping[str, Expected] = field(default_factory=dict)
    tolerance: Decimal | None = None
    findings: tuple[str, ...] | None = None
    zones: tuple[str, ...] | None = None


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
