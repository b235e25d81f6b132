"""``kokoq check``: every fault of the definitions, and the worked cases run."""

from __future__ import annotations

from pathlib import Path

import click

from kokoq.cli import screen
from kokoq.cli.options import RuleCodes, findings_format_option, findings_option, lang_option, paths_argument
from kokoq.cli.spoken import Session, Spoken


@click.command(cls=Spoken)
@paths_argument
@click.option("--select", type=RuleCodes(), default=())
@click.option("--ignore", type=RuleCodes(), default=())
@findings_format_option
@click.option("--strict", is_flag=True)
@click.option("--exit-zero", is_flag=True)
@findings_option
@lang_option
@click.pass_obj
def check(
    session: Session,
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    strict: bool,
    exit_zero: bool,
    findings: Path | None,
) -> bool:
    """Check definitions and run their worked cases."""
    from kokoq.cli.clock import this_day
    from kokoq.diagnostics import Cell, KokoqError
    from kokoq.examine.check import Selection, check_definitions, no_warnings
    from kokoq.reports.findings import summary
    from kokoq.rules import NOTHING_CHECKED

    words = session.language
    with screen.told_to_programs(words, file=findings, form=output_format):
        checked = check_definitions(paths or (Path(),), today=this_day(), selection=Selection(select, ignore))
    if strict:
        checked = no_warnings(checked)
    stories = None
    if checked.value.failed:
        from kokoq.reports.cases.verdicts import to_stories

        stories = to_stories(checked.value.failed, words)
    untested = [NOTHING_CHECKED.at(Cell(str(path))) for path in checked.value.untested]
    told = [*checked.diagnostics, *(untested if findings or output_format != "text" else [])]
    screen.show_findings(told, words, file=findings, form=output_format, stories=stories)
    screen.complain(
        words.say("cli.done.checked", n=checked.value.n_indicators, findings=summary(checked.diagnostics, words))
    )
    if untested:
        raise KokoqError(untested[0])
    return checked.failed and not exit_zero
