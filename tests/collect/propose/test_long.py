"""Long lists in which a column names what is asked: what is proposed, what of it is doubted, that it can be kept."""

from __future__ import annotations

import re
from pathlib import Path

from kokoq.collect.propose.match import CERTAIN
from kokoq.collect.propose.text import to_yaml
from kokoq.definitions.settings import check_settings, load_settings
from kokoq.model import Owner, Pivot
from tests.collect.propose.test_spreadsheets import PLANS, RU, answers, look, read, sheet

PLAIN = """
    | Организация | Показатель | Ед. изм. | Значение |
    | Школа № 1 | Выпускники 9-х классов | чел. | 50 |
    | Школа № 1 | Доля получивших аттестат | % | 96 |
    | Школа № 1 | Вакансии педагогических работников | ед. | 2 |
    | Школа № 2 | Выпускники 9-х классов | чел. | 25 |
    | Школа № 2 | Доля получивших аттестат | % | 100 |
    """


def test_a_column_of_names_is_proposed_name_by_name() -> None:
    (draft,) = look(sheet(PLAIN)).drafts
    assert answers(draft) == {"Организация": "organisation"}
    assert draft.mapping.pivot == Pivot(
        "Показатель",
        "Значение",
        {
            "Выпускники 9-х классов": "grade9_graduates",
            "Доля получивших аттестат": "ignore",
            "Вакансии педагогических работников": "vacancies",
        },
    )
    assert read(draft) == {
        ("s1", "grade9_graduates", 50.0),
        ("s1", "vacancies", 2.0),
        ("s2", "grade9_graduates", 25.0),
    }


def test_the_proposal_can_be_put_into_the_settings_and_says_why(tmp_path: Path) -> None:
    proposal = look(sheet(PLAIN))
    text = to_yaml(proposal, RU)
    (tmp_path / "kokoq.yaml").write_text(f"kokoq: 1\ncatalogue: promyshlennovsky\n{text}", encoding="utf-8")
    checked = load_settings(tmp_path)
    assert checked.value is not None
    assert (*checked.diagnostics, *check_settings(checked.value, PLANS["promyshlennovsky"].catalogue)) == ()
    assert checked.value.sources["fields"].pivot == proposal.drafts[0].mapping.pivot
    assert max(map(len, text.splitlines())) <= 80
    flat = re.sub(r"\n +# ", " ", text).replace("\xa0", " ")
    assert "уверенно, 100 % «Выпускники 9-х классов»" in flat
    assert "Не использован. Примеры: «96», «100».\n        Доля получивших аттестат: ignore" in flat


def test_keys_of_a_table_stand_in_columns_beside() -> None:
    (draft,) = look(
        sheet(
            """
            | Школа | Уровень | Показатель | План | Факт |
            | Школа № 1 | муниципальный | Участники конкурсов | 55 | 60 |
            | Школа № 1 | муниципальный | Победители и призёры конкурсов | 20 | 22 |
            | Школа № 2 | региональный | Участники конкурсов | 30 | 33 |
            """
        )
    ).drafts
    assert (draft.mapping.table, answers(draft)) == ("contests", {"Школа": "organisation", "Уровень": "contest_level"})
    assert draft.mapping.pivot is not None
    assert draft.mapping.pivot.value == "Факт"  # plans are no answers
    assert read(draft) == {
        ("s1", "municipal", "contest_participants", 60.0),
        ("s1", "municipal", "contest_winners", 22.0),
        ("s2", "regional", "contest_participants", 33.0),
    }


def test_shares_of_a_name_that_is_counted_too_are_left_out_by_their_unit() -> None:
    (draft,) = look(
        sheet(
            """
            | ОО | Показатель | Единица | Значение |
            | Школа № 1 | Молодые педагоги | чел. | 8 |
            | Школа № 1 | Молодые педагоги | % | 20 |
            | Школа № 1 | Вакансии педагогических работников | ед. | 2 |
            | Школа № 2 | Молодые педагоги | чел. | 3 |
            | Школа № 2 | Молодые педагоги | % | 14 |
            """
        )
    ).drafts
    assert draft.mapping.skip == {"Единица": ("%",)}
    assert read(draft) == {("s1", "young_staff", 8.0), ("s1", "vacancies", 2.0), ("s2", "young_staff", 3.0)}


def test_a_share_alone_is_no_answer_to_a_question_for_a_count() -> None:
    """Its name does not say so, its unit does."""
    (draft,) = look(
        sheet(
            """
            | ОО | Показатель | Единица | Значение |
            | Школа № 1 | Молодые педагоги | % | 20 |
            | Школа № 1 | Вакансии педагогических работников | ед. | 2 |
            | Школа № 1 | Выпускники 9-х классов | чел. | 50 |
            | Школа № 2 | Молодые педагоги | % | 14 |
            """
        )
    ).drafts
    assert draft.mapping.pivot is not None
    assert draft.mapping.pivot.fields["Молодые педагоги"] == "ignore"


def test_of_answers_of_two_years_the_later_ones_are_meant_and_none_is_sure() -> None:
    proposal = look(
        sheet(
            """
            | ОО | Показатель | 2020/2021 | 2019/2020 |
            | Школа № 1 | Молодые педагоги | 8 | 7 |
            | Школа № 1 | Вакансии педагогических работников | 2 | 3 |
            | Школа № 2 | Молодые педагоги | 3 | 4 |
            """
        )
    )
    (draft,) = proposal.drafts
    assert draft.mapping.pivot is not None
    assert draft.mapping.pivot.value == "2020/2021"
    assert {match.confidence < CERTAIN for match in draft.fit.clear} == {True}
    assert "Почти так же подходит столбец «2019/2020»." in to_yaml(proposal, RU)


def test_schools_may_stand_in_rows_of_their_own() -> None:
    (draft,) = look(
        sheet(
            """
            | № | Показатель | Значение |
            | | Школа № 1 | |
            | 1 | Выпускники 11-х классов | 20 |
            | 2 | Вакансии педагогических работников | 1 |
            | | Школа № 2 | |
            | 1 | Выпускники 11-х классов | 11 |
            | 2 | Вакансии педагогических работников | 0 |
            """
        )
    ).drafts
    assert draft.mapping.owner is Owner.SECTION
    assert read(draft) == {
        ("s1", "grade11_graduates", 20.0),
        ("s1", "vacancies", 1.0),
        ("s2", "grade11_graduates", 11.0),
        ("s2", "vacancies", 0.0),
    }


def test_questions_of_one_school_that_stand_once_lie_on_their_side() -> None:
    """Nothing has to be named one by one, and the file of the next school is read by the same description."""
    (draft,) = look(
        sheet(
            """
            | Показатель | Значение |
            | Выпускники 9-х классов | 50 |
            | Вакансии педагогических работников | 2 |
            """
        ),
        file="Отчёт Школа № 2.xlsx",
    ).drafts
    assert (draft.mapping.turned, draft.mapping.pivot) == (True, None)


def test_groups_of_participants_are_the_questions_of_a_check() -> None:
    """Subject and grade stand in the title alone; a school in a row above its marks. «Подтвердили» says too little."""
    (draft,) = look(
        sheet(
            """
            | ВПР. 7 класс. Русский язык |
            | Группы участников | Кол-во участников | % |
            | Школа № 1 |
            | Понизили | 4 | 20 |
            | Подтвердили | 15 | 75 |
            | Повысили | 1 | 5 |
            | Школа № 2 |
            | Понизили | 2 | 20 |
            | Подтвердили | 7 | 70 |
            | Повысили | 1 | 10 |
            """
        ),
        catalogue="ust_ilimsk",
    ).drafts
    assert read(draft) == {
        ("s1", "rus", "7", "lowered", 4.0),
        ("s1", "rus", "7", "raised", 1.0),
        ("s2", "rus", "7", "lowered", 2.0),
        ("s2", "rus", "7", "raised", 1.0),
    }


def test_a_few_names_that_are_asked_are_found_among_many_that_are_not() -> None:
    """What nobody asks for speaks against a table, but never more than half of what speaks for it."""
    many = "".join(f"| Школа № 1 | Прочие сведения под номером {n} | {n * 7} |\n" for n in range(60))
    (draft,) = look(
        sheet(
            f"""
            | Организация | Показатель | Значение |
            | Школа № 1 | Молодые педагоги | 8 |
            | Школа № 1 | Вакансии педагогических работников | 2 |
            | Школа № 2 | Молодые педагоги | 3 |
            {many}
            """
        )
    ).drafts
    assert draft.mapping.pivot is not None
    assert {*draft.mapping.pivot.fields.values()} == {"young_staff", "vacancies", "ignore"}
