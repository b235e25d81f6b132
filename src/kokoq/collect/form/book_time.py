"""The moment at which every workbook of ours says that it was made: the same, so that its bytes repeat."""

from __future__ import annotations

import datetime as dt

FIXED_TIME = dt.datetime(2021, 6, 21)  # noqa: DTZ001 - Excel's properties have no zone
