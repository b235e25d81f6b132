"""Whatever key of a definition changes, ``kokoq diff`` tells it, with both sides in words that differ, and classes it.

The catalogue of ``every_key`` has every key of every shape; each is changed for itself.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kokoq.definitions import documents as d
from kokoq.definitions.difference import Difference, difference
from kokoq.definitions.facets import Facet
from kokoq.definitions.load import load_catalogue
from kokoq.definitions.verdict import Verdict
from kokoq.language import language
from kokoq.plan import Plan, compile
from kokoq.reports.difference.view import difference_view, to_json, to_markdown, to_text

from .mutations import dumped, parsed

C, F, P, R = "catalogue.yaml", "fields.yaml", "profiles.yaml", "results.yaml"
BASE = Path(__file__).parent / "every_key"
RU, EN = language("ru"), language("en")


class Change(NamedTuple):
    """A text of a file, standing there once, and what it becomes; what that does to comparing."""

    verdict: Verdict
    file: str
    before: str
    after: str


CHANGES = {
    (getattr(d, shape), key): Change(Verdict(what), *texts)
    for shape, keys in parsed(BASE.with_suffix(".yaml").read_text(encoding="utf-8")).items()
    for key, (what, *texts) in keys.items()
}
"""Shape and key → one change of it."""

SILENT = {
    (d.CatalogueDocument, "kokoq"): "there is one version of the language, any other is refused",
    (d.DictionaryFile, "kokoq"): "there is one version of the language, any other is refused",
    (d.RegulationDocument, "kokoq"): "there is one version of the language, any other is refused",
    (d.ProfileFile, "kokoq"): "there is one version of the language, any other is refused",
}
"""Keys that mean nothing to who compares, and why."""

APART = {
    d.AcceptedDocument: "findings that a catalogue lives with: what is defined is not in them",
    d.CaseDocument: "examples of what is defined",
    d.CaseDataDocument: "examples of what is defined",
    d.SettingsDocument: "a campaign, of which diff compares the catalogue",
    d.MunicipalityDocument: "a campaign",
    d.PeersDocument: "a campaign",
    d.CoverageDocument: "a campaign",
    d.SourceDocument: "a campaign",
    d.HeaderDocument: "a campaign",
    d.UnpivotDocument: "a campaign",
    d.PivotDocument: "a campaign",
    d.SkipDocument: "a campaign",
    d.ProfileDocument: "made-up data",
    d.OrganisationDocument: "made-up data",
    d.RuleDocument: "made-up data",
    d.RecordsDocument: "made-up data",
    d.NormalDocument: "made-up data",
    d.RegisterDocument: "decisions of a campaign",
    d.DecisionDocument: "decisions of a campaign",
}
"""Shapes of files that define no catalogue."""


def planned(folder: Path) -> Plan:
    loaded = load_catalogue(folder)
    assert loaded.value is not None, loaded.diagnostics
    assert not loaded.failed, loaded.diagnostics
    plan = compile(loaded.value)
    assert plan.value is not None, plan.diagnostics
    return plan.value


@pytest.fixture(scope="module")
def base() -> Plan:
    return planned(BASE)


def changed(folder: Path, *changes: tuple[str, str, str]) -> Plan:
    shutil.copytree(BASE, folder / "new")
    for file, before, after in changes:
        path = folder / "new" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, (before, text.count(before))
        path.write_text(text.replace(before, after), encoding="utf-8")
    return planned(folder / "new")


def entries(record: Any) -> Iterator[dict[str, Any]]:
    yield from (*record["indicators"], *record["profiles"], *record["parts"])


def sides(entry: dict[str, Any]) -> dict[str, dict[str, str]]:
    return entry.get("facets", entry.get("sides", {}))


def code_of(entry: dict[str, Any]) -> str:
    return str(next(entry[key] for key in ("code", "profile", "id") if key in entry))


def name(key: tuple[type[d.Document], str]) -> str:
    return f"{key[0].__name__}.{key[1]}"


def test_every_key_of_every_shape_is_changed_or_excused() -> None:
    shapes = {getattr(d, each) for each in d.__all__ if each.endswith(("Document", "File"))}
    keys = {
        (shape, field.name)
        for shape in shapes - {d.Document, *APART}
        if isinstance(shape, type)
        for field in fields(shape)
    }
    assert keys == CHANGES.keys() | SILENT.keys()
    assert not CHANGES.keys() & SILENT.keys()


@pytest.mark.parametrize("key", CHANGES, ids=name)
def test_a_change_of_any_key_is_told_in_words_and_classed(
    key: tuple[type[d.Document], str], base: Plan, tmp_path: Path
) -> None:
    change = CHANGES[key]
    new = changed(tmp_path, (change.file, change.before, change.after))
    found: Difference = difference(base, new)
    view = difference_view(found, base, new, RU)
    told = list(entries(json.loads(to_json(view))))
    assert told, "silent"
    for entry in told:
        assert entry["reason"].endswith("."), entry
        assert entry["change"] != "changed" or sides(entry) or entry["verdict"] == "not-comparable", entry
        for side in sides(entry).values():
            assert side["before"] != side["after"], entry
    assert found.verdict is change.verdict
    for text in (to_text(view, RU), to_markdown(view, EN)):
        assert all(code_of(entry) in text for entry in told)
    assert max(map(len, to_text(view, RU).splitlines())) <= 80
    back = json.loads(to_json(difference_view(difference(new, base), new, base, EN)))
    assert len(list(entries(back))) == len(told)


@pytest.mark.parametrize(
    ("shape", "key", "facet", "indicators"),
    [
        (d.CatalogueDocument, "levels", "levels", {"certified_share", "passed_share", "growth_share"}),
        (d.DictionaryFile, "units", "printed", {"certified_share", "poor_share", "passed_share"}),
        (d.DictionaryDocument, "title", "labels", {"passed_share"}),
        (d.DictionaryDocument, "aliases", "entries", {"passed_share"}),
        (d.FieldDocument, "range", "limits", {"certified_share", "poor_share", "growth_share", "poor_change"}),
        (d.FieldDocument, "part_of", "wholes", {"poor_share", "poor_change"}),
        (d.FieldDocument, "evidence", "evidence", {"poor_share", "poor_change"}),
        (d.FieldDocument, "hint", "questions", {"certified_share", "growth_share"}),
        (d.FieldDocument, "known", "dates", {"certified_share", "growth_share"}),
        (d.FieldDocument, "not_for", "rows", {"passed_share"}),
        (d.TableDocument, "title", "labels", {"passed_share"}),
        (d.TableDocument, "keys", "table", {"passed_share"}),
        (d.TableDocument, "rows", "rows", {"passed_share"}),
        (d.TableDocument, "records", "table", {"strong_share_70", "strong_share_80"}),
        (d.KeyDocument, "title", "labels", {"passed_share"}),
        (d.KeyDocument, "values", "entries", {"passed_share"}),
        (d.PeriodicityDocument, "every", "periodicity", {"certified_share", "board_score", "poor_change"}),
        (d.PeriodicityDocument, "collect", "dates", {"certified_share", "board_score", "poor_change"}),
        (d.IndicatorDocument, "missing", "conditions", {"growth_share"}),
        (d.IndicatorDocument, "missing", "others", {"poor_change"}),
    ],
)
def test_who_rests_on_what_changed_is_told_with_it(
    shape: type[d.Document], key: str, facet: str, indicators: set[str], base: Plan, tmp_path: Path
) -> None:
    change = CHANGES[shape, key]
    new = changed(tmp_path, (change.file, change.before, change.after))
    told = {pair.new for pair in difference(base, new).changed if facet in pair.comparison.facets}
    assert indicators <= told
    if facet not in ("levels", "printed", "periodicity", "dates"):
        others = {"board_score", "climate_level"} | {"strong_share_70"} - indicators
        assert not told & others


def test_rows_that_a_field_without_rows_is_not_asked_in_are_told_as_they_are_written(
    base: Plan, tmp_path: Path
) -> None:
    new = changed(
        tmp_path, (F, "graduates: {title: Выпускники,", "graduates: {title: Выпускники, not_for: {grade: [g5]},")
    )
    view = difference_view(difference(base, new), base, new, RU)
    [(side,)] = [line.sides for section in view.parts for line in section.lines]
    assert (side.before, side.after) == ("–", "«Выпускники» не спрашивают: g5")


IN_ORDER = ("levels", "topics", "entries")
"""Mappings whose order means something."""


def reversed_keys(node: Any, key: str = "") -> Any:
    match node:
        case dict():
            items = node.items() if key in IN_ORDER else reversed(node.items())
            return {name: reversed_keys(value, name) for name, value in items}
        case list():
            return [reversed_keys(value) for value in node]
        case _:
            return node


REWRITTEN = (
    (F, "asked: school and rural", "asked: rural and  school"),
    (F, "expect: certified <= graduates", "expect: graduates >= (certified)"),
    (P, "exempt: rural and shnor", "exempt: shnor and rural"),
    (R, "when: count(conditions) >= 2 and poor_share < 60%", "when: 0.6 > poor_share and (count(conditions) >= 2)"),
    (C, "when: value < 70%", "when: 0.7 > value"),
    (R, "formula: passed / took", "formula: (passed) / took"),
)


def test_another_way_to_write_the_same_is_no_other_meaning(base: Plan, tmp_path: Path) -> None:
    found = difference(base, changed(tmp_path, *REWRITTEN))
    told = [(pair.new, *pair.comparison.facets) for pair in found.changed]
    assert told == [("passed_share", Facet.NOTATION)]
    assert (found.profiles, found.parts) == ((), ())


def test_comments_the_order_of_keys_and_of_files_say_nothing(base: Plan, tmp_path: Path) -> None:
    for place, path in enumerate(sorted(BASE.glob("*.yaml"), reverse=True)):
        text = dumped(reversed_keys(parsed(path.read_text(encoding="utf-8"))))
        text = "".join(f"# о чём это\n{line}" for line in text.splitlines(keepends=True))
        name = path.name if path.name == "catalogue.yaml" else f"{place}-{path.name}"
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = difference(base, planned(tmp_path))
    assert (found.changed, found.renamed, found.added, found.removed, found.profiles, found.parts) == ((),) * 6
    assert found.verdict is Verdict.COMPARABLE
