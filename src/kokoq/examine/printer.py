"""Values of worked cases, as the reports print them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kokoq.language import language
from kokoq.model import Period
from kokoq.plan import Plan

if TYPE_CHECKING:
    from kokoq.assess.cases import Shown


def printer(plan: Plan) -> Shown:
    """A case quotes a value as the reports of the office print it, whatever the language of this run."""
    from kokoq.reports.shown import Typesetter

    @cache
    def typesetter(period: str) -> Typesetter:
        return Typesetter(language("ru"), plan.catalogue.printed_in(Period(period)))

    return lambda indicator, result: typesetter(result.period).value(indicator, result).text
