"""What is written to the console: results to stdout, everything else to stderr; on a console of any code page."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kokoq.cli.excerpts import read_text
from kokoq.cli.failures import FaultyDefinitions
from kokoq.diagnostics import Diagnostic, KokoqError, Severity
from kokoq.language import Language
from kokoq.letters import escaped, harmless
from kokoq.outputs import writing
from kokoq.wording import folded

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from kokoq.model import Progress
    from kokoq.reports.findings import Stories

WIDTH = 80
PLAIN = {
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "->",
    "─": "-",
    "\u00a0": " ",
}
FIRST = {Severity.ERROR: 20, Severity.WARNING: 5, Severity.NOTE: 2}
"""How many findings of one rule a short list shows."""

ANSI = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.NOTE: "36"}


def make_robust() -> None:
    """Let no character that the console does not know end the run: it is replaced by a plain one or by «?»."""
    codecs.register_error("kokoq", _plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a stream put there by a test or a service may lack it
        if reconfigure is not None:
            reconfigure(errors="kokoq")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(c, "?") for c in error.object[error.start : error.end]), error.end


def say(text: str) -> None:
    """A result: one text on stdout, without what a terminal would obey."""
    sys.stdout.write(harmless(text).rstrip("\n") + "\n")
    sys.stdout.flush()


def say_json(text: str) -> None:
    """A result as JSON: in plain ASCII on a console that does not know all characters."""
    say(escaped(text) if _is_utf(sys.stdout) else json.dumps(json.loads(text), indent=1))


def complain(text: str) -> None:
    """A short text on stderr."""
    sys.stdout.flush()
    sys.stderr.write(_folded(harmless(text), sys.stderr).rstrip("\n") + "\n")


def columns() -> int:
    """How wide what is read on stdout may be: the terminal, else as findings are folded."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH


def say_sentences(lines: Sequence[str]) -> None:
    """A result in sentences on stdout: not for programs, so that long ones are folded on a terminal."""
    say(_folded(harmless("\n".join(lines)), sys.stdout))


def width() -> int:
    """How wide a table on stdout may be: as the terminal, where it is one and wide enough to show a table at all."""
    return max(WIDTH, columns())


def _folded(text: str, stream: TextIO) -> str:
    """The text with lines too long for a terminal folded between words, where it is one."""
    if not stream.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(part for line in text.split("\n") for part in folded(line, width))


def closed_pipe() -> int:
    """The reader of stdout has gone (``kokoq show | head``): be quiet about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def console() -> Console:
    """The terminal on stderr; colours and moving parts are off where it is none."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else WIDTH)


def show_findings(
    diagnostics: Sequence[Diagnostic],
    words: Language,
    *,
    file: Path | None = None,
    form: str = "text",
    short: bool = False,
    stories: Stories | None = None,
) -> None:
    """Findings in a file, in the format that its name asks for; or on the screen: text on stderr, the rest on stdout.

    ``short`` shows only the first of each rule on the screen, and how many more there are; of definitions only errors.
    ``stories`` are told below what they belong to.
    """
    from kokoq.reports.findings import NO_STORIES, format_of, render

    told = stories or NO_STORIES
    if file is not None:
        write_file(file, render(diagnostics, words, format_of(file.name, form), source=read_text, stories=told))
    elif form != "text":
        say_machine(render(diagnostics, words, form, source=read_text, stories=told), form)
    elif diagnostics:
        shown = [d for d in diagnostics if not (short and _is_for_check(d))]
        first, more = _first_of_each_rule(shown) if short else (shown, {})
        if first:
            _show_as_text(first, words, told)
        for code, n in more.items():
            complain(words.say("cli.done.more", code=code, n=n))
        if len(shown) < len(diagnostics):
            complain(words.say("cli.done.definitions", n=len(diagnostics) - len(shown)))


@contextmanager
def told_to_programs(words: Language, *, file: Path | None, form: str) -> Iterator[None]:
    """What stops the command is told as a finding, too, where findings are asked for in a file or for a program."""
    try:
        yield
    except (KokoqError, FaultyDefinitions) as stopped:
        if file is not None or form != "text":
            found = stopped.diagnostics if isinstance(stopped, FaultyDefinitions) else (stopped.diagnostic,)
            show_findings(found, words, file=file, form=form)
        raise


def say_page(text: str, form: str, out: Path | None) -> None:
    """A result where the user wants it: in a file, else on stdout."""
    if out is not None:
        write_file(out, text)
    elif form == "json":
        say_json(text)
    else:
        say(text)


def say_machine(text: str, form: str) -> None:
    """A result for a program, whole on a console of any code page; nothing at all where there is nothing to say."""
    if form in ("json", "sarif"):
        say_json(text)
    elif text:
        say(text if _is_utf(sys.stdout) or form != "junit" else text.encode("ascii", "xmlcharrefreplace").decode())


def _is_for_check(d: Diagnostic) -> bool:
    """Whether ``kokoq check`` is there to say it: before every answer the same lines would hide what is new."""
    return d.rule.of_definitions and d.severity is not Severity.ERROR


def _first_of_each_rule(diagnostics: Sequence[Diagnostic]) -> tuple[list[Diagnostic], dict[str, int]]:
    shown: list[Diagnostic] = []
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        seen[diagnostic.rule.code] += 1
        if seen[diagnostic.rule.code] <= FIRST[diagnostic.severity]:
            shown.append(diagnostic)
    kept = Counter(d.rule.code for d in shown)
    return shown, {code: n - kept[code] for code, n in sorted(seen.items()) if n > kept[code]}


def _show_as_text(diagnostics: Sequence[Diagnostic], words: Language, stories: Stories) -> None:
    from kokoq.reports.findings import to_text

    if not sys.stderr.isatty():
        complain(to_text(diagnostics, words, source=read_text, stories=stories))
        return
    from rich.text import Text

    screen = console()
    painted = to_text(
        diagnostics,
        words,
        width=screen.width,
        source=read_text,
        paint=lambda s, text: f"\x1b[{ANSI[s]}m{text}\x1b[0m",
        stories=stories,
    )
    screen.print(Text.from_ansi(painted.rstrip("\n")), soft_wrap=True)


def _is_utf(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().startswith("utf")


@contextmanager
def progress(words: Language) -> Iterator[Progress | None]:
    """A line that shows how far the run is; none where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    with Bars(*columns, console=console(), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(words.say(f"cli.stage.{stage}"), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield told


def show_account(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """The short account at the end of a run: a name and what there is to say of it, line by line."""
    from rich.text import Text

    screen = console()
    width = max(len(name) for name, _ in rows)
    screen.print(Text(harmless(title), style="bold"), soft_wrap=True)
    for name, text in rows:
        screen.print(Text.assemble((f"{name:<{width}}", "bold"), f"  {harmless(text)}"), soft_wrap=True)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file that the user named; ``KokoqError`` if that fails."""
    with writing(path):
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
