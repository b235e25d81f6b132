"""The wall clock: the one place where a command asks what time it is."""

from __future__ import annotations

import datetime as dt


def this_day() -> dt.date:
    """Today, by the wall clock of the office."""
    return dt.date.today()  # noqa: DTZ011 - school years and deadlines are local


def now() -> dt.datetime:
    """The moment at which a run is kept, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
