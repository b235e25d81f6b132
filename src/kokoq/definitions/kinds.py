"""Types of documents: which keys they take, and what stands under each."""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo


def keys_at(kind: object, loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that a document takes at ``loc``."""
    kind = bare(kind)
    known = keys_of(kind) if is_dataclass(kind) else {}
    if not loc:
        return tuple(known)
    return keys_at(known.get(str(loc[0])) if known else get_args(kind)[get_origin(kind) is dict], loc[1:])


def keys_of(kind: object) -> dict[str, object]:
    """key in the file → its type."""
    return _keys_of(kind) if isinstance(kind, type) else {}


@lru_cache
def _keys_of(kind: type) -> dict[str, object]:
    hints = get_type_hints(kind, include_extras=True)
    return {_alias(hint) or name: hint for name, hint in hints.items() if name != "__pydantic_config__"}


def _alias(hint: object) -> str:
    infos = [info.alias for info in getattr(hint, "__metadata__", ()) if isinstance(info, FieldInfo)]
    return infos[0] or "" if infos else ""


def bare(kind: object) -> object:
    """A type without its annotations and without ``| None``."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(part for part in get_args(kind) if part is not type(None))
        else:
            return kind
