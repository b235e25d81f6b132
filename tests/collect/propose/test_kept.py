"""What ``kokoq map`` writes works when it is kept as it is: held against how the examples read their own exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from kokoq import campaign as campaigns
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.propose import propose
from kokoq.collect.propose.text import to_yaml
from kokoq.collect.read import read_book
from kokoq.collect.sources.meant import matching
from kokoq.collect.sources.read import read_source
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.language import language
from kokoq.model import SourceMapping

EXAMPLES = Path(__file__).parents[3] / "examples"
WHOLE = {"olympiad", "ege_results", "progress", "results", "mechanisms"}
"""The exports of which every column is found; of the others some are only offered, or left over."""

Said = Counter[tuple[object, ...]]


def exports() -> Iterator[tuple[Path, str, Path]]:
    """Example, source, the last of its files."""
    for folder in sorted(EXAMPLES.iterdir()):
        settings = load_settings(folder).value
        assert settings is not None
        files = sorted(path for path in (folder / "collected").rglob("*") if path.is_file())
        for source, mapping in settings.sources.items():
            own = [path for path in files if matching({source: mapping}, PurePosixPath(path.name))]
            yield folder, source, own[-1]


def said(facts: FileFacts, only: set[str]) -> Said:
    """Unit, keys, and the fields that ``only`` names, of each row."""
    found: Said = Counter()
    for rows in facts.lists.values():
        for row in rows:
            values = ((name, fact.value, fact.absence) for name, fact in row.facts.items() if name in only)
            found[(row.unit, *row.keys, *sorted(values, key=lambda value: value[0]))] += 1
    for unit, own in facts.plain.items():
        found.update((unit, name, fact.value, fact.absence) for name, fact in own.items() if name in only)
    return found


@pytest.mark.parametrize(("folder", "source", "path"), [pytest.param(*one, id=one[1]) for one in exports()])
def test_a_draft_that_is_kept_reads_what_the_source_reads(
    folder: Path, source: str, path: Path, tmp_path: Path
) -> None:
    opened = campaigns.load(folder).value
    assert opened is not None
    book = read_book(path, name=path.name).value
    assert book is not None
    bare = replace(opened.settings, sources={})
    proposal = propose(book, opened.plan, organisations=opened.organisations, settings=bare)
    text = f"kokoq: 1\ncatalogue: {opened.plan.catalogue.id}\n{to_yaml(proposal, language('ru'))}"
    (tmp_path / "kokoq.yaml").write_text(text, encoding="utf-8")
    kept = load_settings(tmp_path)
    assert kept.value is not None
    assert (*kept.diagnostics, *check_settings(kept.value, opened.plan.catalogue)) == ()
    (drafted,) = kept.value.sources.values()

    def facts(mapping: SourceMapping) -> FileFacts:
        known, words = roster(opened.organisations), vocabulary(opened.plan.catalogue, bare)
        return read_source(book, "s", mapping, plan=opened.plan, known=known, words=words, period="")

    own = opened.settings.sources[source]
    assert set(drafted.targets) <= {*own.targets, "ignore"}
    assert said(facts(drafted), set(drafted.targets)) == said(facts(own), set(drafted.targets))
    assert (set(drafted.targets) | {"ignore"} == {*own.targets, "ignore"}) == (source in WHOLE)
