"""Where the shipped files are: the only place that knows whether kokoq runs from a wheel or from a checkout."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

Shipped = Literal["indicators", "templates"]


def shipped(kind: Shipped) -> Path:
    """The folder of shipped ``indicators`` or ``templates``."""
    packaged = Path(str(files("kokoq"))) / "_shipped" / kind
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / kind


def language_file(code: str) -> Path:
    """The catalogue of words of a language: ``ru`` or ``en``."""
    return Path(__file__).parent / "lang" / f"{code}.yaml"


@lru_cache
def office_words() -> dict[str, Any]:
    """The words of office Russian, read once: how headers shorten them, which of them mean the same."""
    import yaml

    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lang" / "office.yaml").read_text(encoding="utf-8"))
    return found
