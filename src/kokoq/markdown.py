"""Templates → Markdown: from an office's own folder or the shipped one, in a sandbox, everything printed is escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kokoq.diagnostics import KokoqError, Span
from kokoq.language import Language
from kokoq.resources import shipped
from kokoq.rules import TEMPLATE_FAULT

_SPECIAL = re.compile(r"[\\`*|\[\]<]|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|\d+(?=[.)]\s)|={3,}$|-{3,}$)")
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class Markdown(str):
    """A text that is Markdown already and is printed as it stands."""

    __slots__ = ()


class _Environment(ImmutableSandboxedEnvironment):
    """Finds a template in the office's folder, then among the shipped ones; a template that extends its own name
    extends the shipped one."""

    def getattr(self, obj: object, attribute: str) -> object:
        """A field of a dataclass is data; of all else the sandbox judges itself."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()) and not attribute.startswith("_"):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def join_path(self, template: str, parent: str) -> str:
        return f"kokoq/{template}" if template == parent else template


@lru_cache(maxsize=16384)
def escape(text: str) -> str:
    """A text as Markdown that shows it letter by letter, on one line.

    Underscores within words stay as they are: nobody reads them as emphasis, and names remain legible as plain text.
    """
    line = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text if c not in _DIRECTIONS)
    return _START.sub(_escape_start, _SPECIAL.sub(r"\\\g<0>", line))


def _escape_start(found: re.Match[str]) -> str:
    space, mark = found[1], found[2]
    return f"{space}{mark}\\" if mark.isdecimal() else f"{space}\\{mark}"


def render(name: str, language: Language, *, templates: Path | None = None, **shown: object) -> str:
    """The page that a template makes; ``KokoqError`` (KQ912) where the office's own template is at fault."""
    try:
        return _tidy(_environment(templates).get_template(name).render(t=_sayer(language), **shown))
    except TemplateSyntaxError as error:
        place = Span(error.filename or error.name or name, error.lineno)
        raise KokoqError(TEMPLATE_FAULT.at(place, problem=error.message or "")) from error
    except (TemplateError, UnicodeDecodeError) as error:
        raise KokoqError(TEMPLATE_FAULT.at(Span(str((templates or Path()) / name)), problem=str(error))) from error


@lru_cache
def _environment(templates: Path | None) -> _Environment:
    own = FileSystemLoader(shipped("templates"), encoding="utf-8")
    folders = [FileSystemLoader(templates, encoding="utf-8")] if templates else []
    return _Environment(
        loader=ChoiceLoader([*folders, own, PrefixLoader({"kokoq": own})]),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )


def _tidy(text: str) -> str:
    """One empty line at most between paragraphs, one line break at the end: blocks that print nothing leave no gap."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _finalize(value: object) -> object:
    return escape(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def _sayer(language: Language) -> object:
    """``t("report.title", period=…)``: a word of the language; only its parameters are escaped."""

    def say(key: str, **params: object) -> Markdown:
        return Markdown(language.say(key, **{k: _finalize(v) for k, v in params.items()}))

    return say
