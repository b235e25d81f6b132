"""Unknown spreadsheets and what is proposed for them; a proposal is judged by what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kokoq import campaign as campaigns
from kokoq.collect.cells.facts import FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.propose import Draft, Proposal, propose
from kokoq.collect.propose.text import quoted, to_yaml
from kokoq.collect.read import read_book
from kokoq.collect.read.book import Book, Range, RawSheet
from kokoq.collect.sources.read import read_source
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.definitions.source import parse_source
from kokoq.language import language
from kokoq.model import Organisation, SourceMapping, Unpivot
from kokoq.plan import Plan
from tests.collect.read.small import ods, read
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SETTINGS, make_book, make_sheet, tiny_plan

PLAN = tiny_plan()
EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"
RU = language("ru")


def look(*rows: tuple[object, ...], name: str = "Список", file: str = "файл.xlsx") -> Proposal:
    return propose(make_book(make_sheet(name, *rows), file=file), PLAN, organisations=ORGANISATIONS)


def only(proposal: Proposal) -> Draft:
    assert len(proposal.drafts) == 1
    return proposal.drafts[0]


def loaded(proposal: Proposal, folder: Path, *, head: str = "kokoq: 1\ncatalogue: tiny\n") -> dict[str, SourceMapping]:
    """The proposal as a user pastes it."""
    (folder / "kokoq.yaml").write_text(head + to_yaml(proposal, RU), encoding="utf-8")
    checked = load_settings(folder)
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert check_settings(checked.value, CATALOGUE if "tiny" in head else EXAMPLE_CAMPAIGN.plan.catalogue) == ()
    return {name: replace(source, at=SETTINGS.at, places={}) for name, source in checked.value.sources.items()}


def drafted(proposal: Proposal) -> dict[str, SourceMapping]:
    return {draft.name: replace(draft.mapping, at=SETTINGS.at, places={}) for draft in proposal.drafts}


LIST = (
    ("Олимпиада, список участников",),
    (),
    ("№", "Школа", "Pupil", "Предмет", "Score"),
    (1, "Школа № 1", "a1", "Матем.", 87),
    (2, "Школа № 2", "b1", "Русский яз.", "91,5"),
    (3, "Школа № 2", "b2", "Общетсвознание", 40),
    (None, "Итого", None, None, 3),
    ("Примечание: сведения предварительные.",),
)


def test_a_list_is_mapped_column_by_column() -> None:
    draft = only(look(*LIST))
    assert (draft.mapping.table, draft.name) == ("olympiad", "olympiad")
    assert draft.mapping.columns == {
        "№": "ignore",
        "Школа": "organisation",
        "Pupil": "pupil",
        "Предмет": "subject_of",
        "Score": "score",
    }
    assert (draft.block.header.top, draft.block.header.bottom) == (3, 3)
    assert draft.mapping.skip == {"Школа": ("Итого",)}
    assert draft.contents.left_out == {"total": 1, "note": 1}


def test_a_column_of_dashes_is_of_no_dictionary() -> None:
    rows = [("Школа № 1", "a", 50, "-"), ("Школа № 2", "b", 60, "-")]
    draft = only(look(("Школа", "Pupil", "Score", "Примечание"), *rows))
    assert draft.mapping.columns["Примечание"] == "ignore"
    assert draft.fit.missing == (("subject_of", "subject_of"),)


def test_a_shortened_word_is_proposed_and_one_that_is_only_near_waits_behind_a_comment_sign() -> None:
    proposal = look(*LIST)
    assert only(proposal).mapping.values == {"subject_of": {"Русский яз.": "rus"}}  # «Матем.» is an alias already
    text = to_yaml(proposal, RU)
    assert "        Русский яз.: rus\n" in text.replace('"', "")
    assert "        # Общетсвознание: soc\n" in text


def test_what_is_printed_is_what_was_drafted(tmp_path: Path) -> None:
    proposal = look(*LIST)
    assert loaded(proposal, tmp_path) == drafted(proposal)


def test_comments_fit_the_width_and_say_the_same_in_both_languages() -> None:
    proposal = look(*LIST)
    for width in (80, 120):
        for code in ("ru", "en"):
            lines = to_yaml(proposal, language(code), width=width).splitlines()
            assert max(map(len, lines)) <= width
    assert [line for line in to_yaml(proposal, RU).splitlines() if "#" not in line] == [
        line for line in to_yaml(proposal, language("en")).splitlines() if "#" not in line
    ]


def test_a_header_of_two_rows_is_found_with_merges_and_without(tmp_path: Path) -> None:
    rows = (
        ("Код", "Subject", "Класс", "Итоги", None),
        (None, None, None, "Passed", "Failed"),
        ("s1", "Математика", 9, 40, 2),
        ("s2", "rus", "11 класс", 30, 0),
    )
    sheet = make_sheet("Лист1", *rows)
    merged = replace(sheet, merges=(Range(1, 4, 1, 5), *(Range(1, n, 2, n) for n in (1, 2, 3))))
    for one in (sheet, merged):
        proposal = propose(make_book(one), PLAN, organisations=ORGANISATIONS)
        draft = only(proposal)
        assert (draft.block.header.top, draft.block.header.bottom) == (1, 2)
        assert draft.mapping.columns == {
            "Код": "organisation",
            "Subject": "subject",
            "Класс": "grade",
            "Итоги|Passed": "passed",
            "Итоги|Failed": "failed",
        }
        assert draft.tried is not None
        assert len(draft.tried.lists["exams"]) == 2
        assert loaded(proposal, tmp_path) == drafted(proposal)


def test_units_and_numbers_of_columns_belong_neither_to_the_header_nor_to_the_data() -> None:
    draft = only(
        look(
            ("Школа", "Graduates", "Certified"),
            (None, "чел.", "чел."),
            (1, 2, 3),
            ("Школа № 1", 50, 45),
            ("Школа № 2", 40, 40),
        )
    )
    assert draft.block.header.bottom == 1
    assert draft.contents.left_out == {"units": 1, "numbering": 1}
    assert (draft.mapping.table, draft.mapping.columns) == (
        "",
        {"Школа": "organisation", "Graduates": "graduates", "Certified": "certified"},
    )


WIDE = (
    ("ОО", "Класс", "Русский язык", None, "Математика", None),
    (None, None, "Passed", "Failed", "Passed", "Failed"),
    ("s1", 9, 40, 2, 30, 1),
    ("s2", 11, 30, 0, 12, 3),
)


def test_columns_side_by_side_are_proposed_as_rows(tmp_path: Path) -> None:
    proposal = look(*WIDE)
    draft = only(proposal)
    assert draft.mapping.columns == {"ОО": "organisation", "Класс": "grade"}
    assert draft.mapping.unpivot == Unpivot(
        key="subject",
        columns={"Русский язык": "rus", "Математика": "math"},
        fields={"Passed": "passed", "Failed": "failed"},
    )
    assert draft.tried is not None
    assert [(row.unit, *row.keys, *(f.value for f in row.facts.values())) for row in draft.tried.lists["exams"]] == [
        ("s1", "rus", "9", 40.0, 2.0),
        ("s1", "math", "9", 30.0, 1.0),
        ("s2", "rus", "11", 30.0, 0.0),
        ("s2", "math", "11", 12.0, 3.0),
    ]
    assert loaded(proposal, tmp_path) == drafted(proposal)


def test_a_key_that_only_the_title_names_is_proposed_for_every_row(tmp_path: Path) -> None:
    rows = (("Код", "Класс", "Passed", "Failed"), ("s1", 9, 40, 2), ("s2", 11, 30, 0))
    proposal = look(("Экзамен 2021, математика",), *rows)
    draft = only(proposal)
    assert draft.mapping.constants == {"subject": "math"}
    assert draft.tried is not None
    assert [row.keys for row in draft.tried.lists["exams"]] == [("math", "9"), ("math", "11")]
    assert loaded(proposal, tmp_path) == drafted(proposal)
    assert only(look(*rows)).fit.keyless == (("subject", "Предмет"),)


def test_two_tables_of_one_sheet_are_two_sources_and_the_upper_ends_where_the_lower_begins(tmp_path: Path) -> None:
    proposal = look(
        ("Школа", "Graduates", "Certified"),
        ("Школа № 1", 50, 45),
        ("Школа № 2", 40, 40),
        (),
        ("Таблица 2. Экзамены",),
        ("Школа", "Subject", "Grade", "Passed", "Failed"),
        ("Школа № 1", "Математика", 9, 40, 2),
    )
    assert [draft.mapping.table for draft in proposal.drafts] == ["", "exams"]
    assert proposal.drafts[0].mapping.until == ("Таблица 2. Экзамены",)
    first, second = (draft.tried for draft in proposal.drafts)
    assert first is not None
    assert second is not None
    assert (sorted(first.plain), len(second.lists["exams"])) == (["s1", "s2"], 1)
    assert loaded(proposal, tmp_path) == drafted(proposal)


def test_sheets_of_one_kind_become_one_source() -> None:
    sheets = [make_sheet(f"Школа {n}", LIST[2], LIST[3], LIST[4]) for n in (1, 2)]
    draft = only(propose(make_book(*sheets, make_sheet("Свод", ("x",))), PLAN, organisations=ORGANISATIONS))
    assert (draft.sheets, draft.mapping.sheet, draft.contents.rows) == (("Школа 1", "Школа 2"), "Школа *", 4)


def test_years_in_the_name_of_a_file_and_signs_of_patterns_do_not_bind_it() -> None:
    assert only(look(*LIST, file="ЕГЭ 2020-2021 [итог].xlsx")).mapping.files == ("ЕГЭ * [[]итог].xlsx",)


def test_without_a_list_of_organisations_the_header_tells_the_column_and_nothing_is_tried() -> None:
    proposal = propose(make_book(make_sheet("Список", *LIST)), PLAN)
    draft = only(proposal)
    assert draft.mapping.columns["Школа"] == "organisation"
    assert draft.tried is None
    assert "--campaign" in to_yaml(proposal, RU)


def test_a_file_without_a_table_of_the_catalogue_says_so_for_each_sheet() -> None:
    book = make_book(make_sheet("Письмо", ("Уважаемые коллеги",)), make_sheet("Склад", ("Артикул", "Цена"), (1, 2.5)))
    proposal = propose(book, PLAN, organisations=ORGANISATIONS)
    assert proposal.drafts == ()
    assert [(sheet, str(why)) for sheet, why in proposal.without] == [
        ("Письмо", "map.no_header"),
        ("Склад", "map.no_table"),
    ]
    assert "sources:" not in to_yaml(proposal, RU)


def test_any_kind_of_file_that_can_be_read_can_be_looked_at(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row if text)}</table:table-row>" for row in LIST[2:5]
    )
    book = read(ods(f'<table:table table:name="Список">{lines}</table:table>'), tmp_path, name="файл.ods").value
    assert book is not None
    assert only(propose(book, PLAN, organisations=ORGANISATIONS)).mapping.table == "olympiad"


@pytest.mark.parametrize("text", ["№", "да: нет", "yes", "12:30", "a\tb", "«x» # y", "с\xa0пробелом", "- x", "", "1.5"])
def test_any_text_comes_back_from_yaml_as_it_was(text: str) -> None:
    parsed = parse_source(f"{{{quoted(text)}: {quoted(text)}}}", name="x")
    assert parsed.diagnostics == ()
    assert parsed.value == {text: text}


# --- the exports of the example, their own descriptions taken away ---

_OPENED = campaigns.load(EXAMPLE).value
assert _OPENED is not None
EXAMPLE_CAMPAIGN = _OPENED
EXPORTS = sorted(
    path
    for path in (EXAMPLE / "collected").rglob("*.xlsx")
    if path.name.startswith(("ЕГЭ", "Олимпиада")) and "~" not in path.name
)


def facts_of(book: Book, name: str, mapping: SourceMapping) -> FileFacts:
    opened = EXAMPLE_CAMPAIGN
    words = vocabulary(opened.plan.catalogue, opened.settings)
    known = roster(opened.organisations)
    return read_source(book, name, mapping, plan=opened.plan, known=known, words=words, period="")


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_the_exports_of_the_example_are_read_by_their_proposals_as_by_their_descriptions(
    path: Path, tmp_path: Path
) -> None:
    opened = EXAMPLE_CAMPAIGN
    book = read_book(path, name=path.name).value
    assert book is not None
    bare = replace(opened.settings, sources={})
    proposal = propose(book, opened.plan, organisations=opened.organisations, settings=bare)
    mappings = loaded(proposal, tmp_path, head="kokoq: 1\ncatalogue: promyshlennovsky\n")
    name = "ege_results" if path.name.startswith("ЕГЭ") else "olympiad"
    assert list(mappings) == [name]
    ours, wanted = (facts_of(book, name, mapping) for mapping in (mappings[name], opened.settings.sources[name]))
    assert rows(ours) == rows(wanted)
    assert [str(d) for d in ours.diagnostics] == [str(d) for d in wanted.diagnostics]


def rows(facts: FileFacts) -> Sequence[object]:
    """Rows with their values and cells; the order of columns is that of the mapping and means nothing."""
    (table,) = facts.lists.values()
    return [(row.unit, row.keys, dict(sorted(row.facts.items()))) for row in table]


def test_proposals_are_the_same_every_time() -> None:
    book = read_book(EXPORTS[0], name=EXPORTS[0].name).value
    assert book is not None
    texts = {to_yaml(propose(book, PLAN, organisations=ORGANISATIONS), RU) for _ in range(2)}
    assert len(texts) == 1


def test_what_nobody_can_read_is_looked_at_without_a_fault() -> None:
    plan: Plan = EXAMPLE_CAMPAIGN.plan
    units: tuple[Organisation, ...] = tuple(EXAMPLE_CAMPAIGN.organisations)
    odd: tuple[RawSheet, ...] = (
        make_sheet("A", ("x" * 2000, "|"), (1, 2)),
        make_sheet("B", ("#REF!", None, True), (None, "#N/A", False)),
        make_sheet("C", *((n,) for n in range(100))),
        make_sheet("[*]", ("ОО", "ОО", "ОО|ОО"), ("Школа 1", "Школа 1", "Школа 1"), ("Школа 2", 2, 3)),
    )
    for sheet in odd:
        assert to_yaml(propose(make_book(sheet), plan, organisations=units), RU)
