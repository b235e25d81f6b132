"""How dirty a sample is."""

from __future__ import annotations

from enum import StrEnum


class Dirt(StrEnum):
    """Each level has the faults of those before it."""

    NONE = "none"
    LIGHT = "light"  # what careful people type: everything can be read or is asked back
    USUAL = "usual"  # what comes every year, as in the shipped example
    WORST = "worst"  # everything that kokoq knows: cells, rows, organisations, years, files
