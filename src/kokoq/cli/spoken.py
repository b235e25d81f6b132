"""Commands that speak the reader's language: help, headings and usage faults come from ``lang``, not from click."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from kokoq.language import Language, language

LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Session:
    """The language of this run; ``chosen`` says that ``--lang`` was given, so that the reports follow it too."""

    language: Language
    chosen: bool

    def for_reports(self, declared: str) -> Language:
        """The language of what is written: the one asked for, else the campaign's."""
        return self.language if self.chosen else language(declared)


def open_session(arguments: Sequence[str], environment: Mapping[str, str]) -> Session:
    """The language of ``--lang`` wherever it stands, else Russian under a Russian locale, else English."""
    for option, value in zip(arguments, (*arguments, "")[1:], strict=True):
        asked = value if option == "--lang" else option.removeprefix("--lang=")
        if asked in LANGUAGES and option.startswith("--lang"):
            return Session(language(asked), chosen=True)
    return Session(language("ru" if _is_russian(environment) else "en"), chosen=False)


def _is_russian(environment: Mapping[str, str]) -> bool:
    names = [environment.get(name, "") for name in ("KOKOQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    first = next((name for name in names if name), None) or locale.getlocale(locale.LC_CTYPE)[0] or ""
    return first.lower().startswith(("ru", "russian"))


class Spoken(click.Command):
    """A command whose words stand in ``lang`` under its name: ``cli.archive.list.short``, ``help``, ``example``."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        words: Language = ctx.obj.language
        key = words_of(ctx)
        formatter.write_usage(ctx.command_path, " ".join(self.usage_pieces(ctx)), prefix=f"{words.say('cli.usage')} ")
        for paragraph in words.say(f"{key}.help").strip().split("\n\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)
        self._format_parameters(ctx, formatter)
        if isinstance(self, click.Group):
            with formatter.section(words.say("cli.commands")):
                below = "cli" if ctx.parent is None else key
                formatter.write_dl([(name, words.say(f"{below}.{name}.short")) for name in self.list_commands(ctx)])
        with formatter.section(words.say("cli.example")):
            for line in words.say(f"{key}.example").strip().splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")

    def usage_pieces(self, ctx: click.Context) -> list[str]:
        """The arguments in the reader's language; all have defaults but those without brackets."""
        words: Language = ctx.obj.language
        arguments = [p for p in self.get_params(ctx) if isinstance(p, click.Argument)]
        names = [words.say(f"cli.metavar.{a.name}") + ("…" if a.nargs == -1 else "") for a in arguments]
        tail = [words.say("cli.metavar.command")] if isinstance(self, click.Group) else []
        return [n if a.required else f"[{n}]" for a, n in zip(arguments, names, strict=True)] + [
            f"[{words.say('cli.metavar.options')}]",
            *tail,
        ]

    def _format_parameters(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        words: Language = ctx.obj.language
        arguments, options = [], []
        for param in self.get_params(ctx):
            if isinstance(param, click.Argument):
                arguments.append((words.say(f"cli.metavar.{param.name}"), words.say(f"cli.argument.{param.name}")))
            else:
                options.append((_option_names(param, words), _purpose(param, words_of(ctx), words)))
        for title, rows in (("cli.arguments", arguments), ("cli.options", options)):
            if rows:
                with formatter.section(words.say(title)):
                    formatter.write_dl(rows)


class SpokenGroup(Spoken, click.Group):
    """A group of commands: all of them, or those of one subject."""

    command_class = Spoken

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they are added: in the order of the work."""
        return list(self.commands)


def words_of(ctx: click.Context) -> str:
    """The key of a command's words: ``cli.archive.list`` for «kokoq archive list», ``cli.kokoq`` for the root."""
    names = ctx.command_path.split()
    return f"cli.{'.'.join(names[1:] or names)}"


def _option_names(param: click.Parameter, words: Language) -> str:
    names = ", ".join(param.opts)
    if isinstance(param, click.Option) and (param.is_flag or param.count):
        return names
    if isinstance(param.type, click.Choice):
        return f"{names} {'|'.join(param.type.choices)}"
    return f"{names} {words.say(f'cli.metavar.{_key(param)}')}"


def _purpose(option: click.Parameter, command: str, words: Language) -> str:
    """What an option is for: one name means one thing everywhere, but a command may have another default."""
    own = f"{command}.option.{_key(option)}"
    return words.say(own if words.has(own) else f"cli.option.{_key(option)}")


def _key(option: click.Parameter) -> str:
    return max(option.opts, key=len).lstrip("-").replace("-", "_")


def usage_fault(error: click.UsageError, words: Language) -> str:
    """What is wrong with the command line, in the reader's language, and where the help is."""
    path = error.ctx.command_path if error.ctx else "kokoq"
    return f"{_said(error, words)}\n{words.say('cli.fault.help', command=path)}"


def _said(error: click.UsageError, words: Language) -> str:
    match error:
        case click.NoSuchOption():
            return words.say("cli.fault.option", name=error.option_name) + _close(error.possibilities, words)
        case click.exceptions.NoSuchCommand():
            return words.say("cli.fault.command", name=error.command_name) + _close(error.possibilities, words)
        case click.MissingParameter(param=click.Argument() as param):
            return words.say("cli.fault.missing", name=words.say(f"cli.metavar.{param.name}"))
        case click.BadOptionUsage():
            return words.say("cli.fault.value", name=error.option_name)
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            return words.say("cli.fault.choice", name=param.opts[0], allowed=", ".join(choice.choices))
        case click.BadParameter(param=click.Parameter(type=click.FloatRange() | click.IntRange() as bounds) as param):
            whole = "whole" if isinstance(bounds, click.IntRange) else "number"
            return words.say(f"cli.fault.{whole}", name=param.opts[0], limits=_limits(bounds.min, bounds.max, words))
        case click.BadParameter(param=click.Parameter(type=click.types.IntParamType()) as param):
            return words.say("cli.fault.whole", name=param.opts[0], limits="")
        case click.BadParameter(param=click.Parameter(type=click.ParamType(name="date")) as param):
            return words.say("cli.fault.day", name=param.opts[0], problem=error.message)
        case click.BadParameter(param=click.Parameter() as param):
            return words.say("cli.fault.wrong", name=param.opts[0], problem=error.message)
        case _ if error.ctx and not isinstance(error.ctx.command, click.Group):
            return words.say("cli.fault.extra")
        case _:
            return words.say("cli.fault.no_command")


def _limits(least: float | None, most: float | None, words: Language) -> str:
    """The limits of a number; each of ours has a lower one."""
    return words.say(f"cli.fault.{'at_least' if most is None else 'between'}", min=least, max=most)


def _close(names: Sequence[str] | None, words: Language) -> str:
    return " " + words.say("diagnostic.close", close=", ".join(names)) if names else ""
