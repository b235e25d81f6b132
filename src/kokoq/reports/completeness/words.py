"""Shares and days of the completeness in words, the same on every page of it."""

from __future__ import annotations

from kokoq.language import Language
from kokoq.reports.completeness.table import Count


def percent(count: Count, language: Language) -> str:
    """«97 %»; 100 % is said of nothing that has a gap."""
    if count.share is None:
        return language.say("report.none")
    return language.percent(count.share, 1 if 0.995 <= count.share < 1 else 0)


def told(count: Count, language: Language) -> str:
    """«96 % · 1/2»: the share, and how many errors and warnings, where there are any."""
    share = percent(count, language)
    faults = language.say("completeness.faults", errors=count.errors, warnings=count.warnings)
    return f"{share} · {faults}" if count.errors or count.warnings else share


def days_text(days: int | None, language: Language) -> str:
    """«ещё 5 дней», «сегодня», «прошло 3 дня»."""
    if days is None:
        return language.say("report.none")
    if days == 0:
        return language.say("completeness.today")
    return language.say(f"completeness.{'days_left' if days > 0 else 'days_over'}", n=abs(days))
