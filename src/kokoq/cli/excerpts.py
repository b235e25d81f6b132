"""The texts of definition files, from which findings show the line that they are about."""

from __future__ import annotations

from pathlib import Path


def read_text(file: str) -> str | None:
    """The text of a definition file; None where it cannot be read, or was too large to be."""
    from kokoq.definitions.source import MAX_BYTES

    path = Path(file)
    try:
        fits = path.is_file() and path.stat().st_size <= MAX_BYTES  # a pipe would be waited for
        return path.read_text(encoding="utf-8-sig") if fits else None
    except (OSError, ValueError):
        return None  # the excerpt is a courtesy: the place itself has been told
