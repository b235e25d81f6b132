"""Templates → Markdown: from an office's own folder or the shipped one, in a sandbox, everything printed is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kokoq.language import Language
from kokoq.markdown.text import Markdown, escape, tidy
from kokoq.resources import shipped


class Order(NamedTuple):
    """A page to print: what of the things ``shown`` by name is ``new`` since the last order is sent, no more."""

    template: str
    language: str
    templates: Path
    shown: tuple[str, ...]
    new: Mapping[str, object]


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


def printed(name: str, language: Language, templates: Path | None, shown: Mapping[str, object]) -> str:
    """The page that a template makes of ``shown``; raises whatever the template stumbles over."""
    return tidy(_environment(templates).get_template(name).render(t=_sayer(language), **shown))


def place_of(error: Exception, name: str, templates: Path) -> tuple[str, int]:
    """The file and line where a template failed: Jinja2 puts its own lines into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or error.name or str(templates / name), error.lineno
    place, trace = (str(templates / name), 1), error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        place = (file, trace.tb_lineno) if file.endswith(".j2") else place
        trace = trace.tb_next
    return place


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


def _finalize(value: object) -> object:
    return escape(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def _sayer(language: Language) -> object:
    """``t("report.title", period=…)``: a word of the language; only its parameters are escaped."""

    def say(key: str, **params: object) -> Markdown:
        return Markdown(language.say(key, **{k: _finalize(v) for k, v in params.items()}))

    return say
