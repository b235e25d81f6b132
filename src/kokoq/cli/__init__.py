"""The command line: options → one call of the library → what is shown → exit code.

Exit codes: 0 no findings of severity error, 1 some, 2 could not run. This page is the one place that decides them.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from kokoq.cli import (
    analyse,
    archive,
    check,
    compare,
    compute,
    diff,
    document,
    explain,
    forms,
    init,
    plan,
    schema,
    screen,
    show,
    test,
    validate,
    whatif,
)
from kokoq.cli.exchange import export_definitions, import_definitions
from kokoq.cli.failures import tell
from kokoq.cli.map import propose_mapping
from kokoq.cli.options import lang_option
from kokoq.cli.spoken import SpokenGroup, open_session, usage_fault

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2


def _show_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from importlib.metadata import version

        screen.say(f"kokoq {version('kokoq')}")
        ctx.exit()


@click.group(cls=SpokenGroup, invoke_without_command=False, no_args_is_help=False)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@lang_option
def kokoq() -> None:
    """Monitoring of the quality of education, declared once."""


COMMANDS = (
    validate.validate,
    compute.compute,
    compare.compare,
    analyse.analyse,
    whatif.whatif,
    check.check,
    test.test,
    schema.schema,
    show.show,
    explain.explain,
    diff.diff,
    document.document,
    init.init,
    forms.forms,
    forms.sample,
    propose_mapping,
    plan.plan,
    archive.archive,
    export_definitions,
    import_definitions,
)
for command in COMMANDS:
    kokoq.add_command(command)


def main() -> None:
    """The ``kokoq`` of the console."""
    gc.set_threshold(1_000_000, 20, 20)  # a run makes many values and few cycles: looking for them is wasted time
    code = run(sys.argv[1:])
    gc.freeze()  # else all of it is looked through once more, only to end
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; a failure becomes a short text on stderr."""
    screen.make_robust()
    session = open_session(arguments, os.environ)
    words = session.language
    try:
        failed = kokoq.main(list(arguments) or ["--help"], prog_name="kokoq", standalone_mode=False, obj=session)
    except click.UsageError as error:
        return _stopped(usage_fault(error, words))
    except (KeyboardInterrupt, click.Abort):
        return interrupted(arguments)
    except BrokenPipeError:
        return screen.closed_pipe()
    except Exception as error:  # noqa: BLE001 - the border: whatever happened, the user gets a text and a code
        return _stopped(tell(error, words))
    return FINDINGS if failed else CLEAN


def interrupted(arguments: Sequence[str]) -> int:
    """Tell that the user stopped a command line, and give its exit code."""
    screen.make_robust()
    return _stopped(open_session(arguments, os.environ).language.say("cli.fault.interrupted"))


def _stopped(text: str) -> int:
    screen.complain(text)
    return COULD_NOT_RUN
