"""``kokoq test``: the worked cases run, the story of every number that came out otherwise, and what no case touches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kokoq.cli import screen
from kokoq.cli.excerpts import read_text
from kokoq.cli.options import findings_format_option, findings_option, lang_option, paths_argument
from kokoq.cli.spoken import Session, Spoken

if TYPE_CHECKING:
    from kokoq.examine.trial import Trial
    from kokoq.language import Language


@click.command(cls=Spoken)
@paths_argument
@findings_format_option
@click.option("--cover", is_flag=True)
@click.option("--cover-fail-under", type=click.FloatRange(0, 100))
@findings_option
@lang_option
@click.pass_obj
def test(
    session: Session,
    paths: tuple[Path, ...],
    output_format: str,
    cover: bool,
    cover_fail_under: float | None,
    findings: Path | None,
) -> bool:
    """Run the worked cases of catalogues and campaigns."""
    from kokoq.cli.failures import FaultyDefinitions
    from kokoq.examine.trial import try_cases
    from kokoq.reports.cases import proved as covers
    from kokoq.reports.findings import format_of

    words = session.language
    with screen.told_to_programs(words, file=findings, form=output_format):
        tried = try_cases(paths or (Path(),), at_least=cover_fail_under)
        if tried.value is None:
            raise FaultyDefinitions(tried.diagnostics)
    trial = tried.value
    form = format_of(findings.name, output_format) if findings else output_format
    _show(_render(trial, words, form, cover=cover), form, file=findings)
    if cover and form != "json" and trial.verdicts:
        show = screen.say if form == "text" or findings else screen.complain
        show(covers.to_table(trial.cover, words))
    told = [words.say("cli.done.tested", n=len(trial.verdicts), failed=trial.failed)]
    told += [words.say("cli.done.unreadable_cases", n=len(trial.faulty))] if trial.faulty else []
    screen.complain(". ".join(told))
    return bool(trial.diagnostics)


def _show(text: str, form: str, *, file: Path | None) -> None:
    """In the file, else on stderr if it is for people and on stdout if for programs."""
    if file is not None:
        screen.write_file(file, text)
    elif form != "text":
        screen.say_machine(text, form)
    elif text:
        screen.complain(text)


def _render(trial: Trial, words: Language, form: str, *, cover: bool) -> str:
    """What came out, in one of the formats of findings."""
    from kokoq.reports.cases import proved as covers
    from kokoq.reports.cases import verdicts as reports
    from kokoq.reports.findings import junit, render, to_records

    match form:
        case "text":
            told = reports.to_report(trial.verdicts, words, source=read_text)
            return told + render(trial.besides, words, form, source=read_text)
        case "json":
            made: dict[str, object] = {
                "findings": to_records(trial.diagnostics, words),
                "cases": reports.to_records(trial.verdicts, words),
            }
            made |= {"cover": covers.to_record(trial.cover)} if cover else {}
            return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        case "junit":
            short = [junit.outcome(d, words) for d in trial.besides]
            return junit.to_xml([*reports.to_outcomes(trial.verdicts, words), *short])
        case _:
            stories = reports.to_stories(trial.verdicts, words)
            return render(trial.diagnostics, words, form, source=read_text, stories=stories)
