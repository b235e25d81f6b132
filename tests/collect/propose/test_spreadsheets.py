"""Spreadsheets as an office of education gets them, each with what it holds: mapped by the proposal, read by it."""

from __future__ import annotations

import re

import pytest

from kokoq import plan as plans
from kokoq.collect.propose import Draft, Proposal, propose
from kokoq.collect.propose.match import CERTAIN
from kokoq.collect.propose.text import to_yaml
from kokoq.collect.read.book import RawSheet
from kokoq.definitions.load import load_catalogue
from kokoq.language import language
from kokoq.model import Organisation
from kokoq.plan import Plan
from kokoq.resources import shipped
from tests.collect.tiny import from_markdown, make_book

SCHOOLS = tuple(
    Organisation(
        id=f"s{n}", title=f"Школа № {n}", type="school", tags=frozenset({"upper", "shnor"}), codes=(f"42400000{n:02d}",)
    )
    for n in (1, 2, 3)
)
GARDENS = tuple(Organisation(id=f"k{n}", title=f"Детский сад № {n}", type="kindergarten") for n in (1, 2))


def compiled(name: str) -> Plan:
    catalogue = load_catalogue(shipped("indicators") / name).value
    assert catalogue is not None
    plan = plans.compile(catalogue).value
    assert plan is not None
    return plan


PLANS = {name: compiled(name) for name in ("promyshlennovsky", "ust_ilimsk", "kizel")}
RU = language("ru")


def look(*sheets: RawSheet, catalogue: str = "promyshlennovsky", file: str = "файл.xlsx") -> Proposal:
    return propose(make_book(*sheets, file=file), PLANS[catalogue], organisations=(*SCHOOLS, *GARDENS))


def sheet(table: str, name: str = "Лист1") -> RawSheet:
    return from_markdown(name, table)


def answers(draft: Draft) -> dict[str, str]:
    """What the columns are mapped to, those that are not left out."""
    return {name: target for name, target in draft.mapping.columns.items() if target != "ignore"}


def read(*drafts: Draft) -> set[tuple[object, ...]]:
    """(organisation, keys…, field, value) as the proposal reads them."""
    found: set[tuple[object, ...]] = set()
    for draft in drafts:
        assert draft.tried is not None
        found |= {(unit, id_, fact.value) for unit, facts in draft.tried.plain.items() for id_, fact in facts.items()}
        rows = [row for rows in draft.tried.lists.values() for row in rows]
        found |= {(row.unit, *row.keys, id_, fact.value) for row in rows for id_, fact in row.facts.items()}
    return {fact for fact in found if fact[-1] is not None}


def test_marks_of_a_check_by_classes_from_a_portal() -> None:
    """Three rows of header, counts beside shares, the subject in the title alone, «Класс» for a key without a title."""
    (draft,) = look(
        sheet(
            """
            | Статистика по отметкам. Русский язык, 2020/2021 учебный год |
            | ОО | Класс | Кол-во уч-ся, писавших работу | Распределение отметок | | | | Сравнение с журналом | | | |
            | | | | «2» | «3» | «4» | «5» | Понизили | | Повысили | |
            | | | | чел. | чел. | чел. | чел. | чел. | % | чел. | % |
            | Школа № 1 | 5 | 40 | 2 | 18 | 12 | 8 | 4 | 10 | 2 | 5 |
            | Школа № 1 | 6 | 30 | 1 | 14 | 10 | 5 | 3 | 10 | 0 | 0 |
            | Школа № 2 | 5 | 20 | 0 | 8 | 8 | 4 | 5 | 25 | 1 | 5 |
            | Итого | | 90 | 3 | 40 | 30 | 17 | 12 | | 3 | |
            """
        ),
        catalogue="ust_ilimsk",
    ).drafts
    assert answers(draft) == {
        "ОО": "organisation",
        "Класс": "grade",
        "Кол-во уч-ся, писавших работу": "participants",
        "Распределение отметок|«2»|чел.": "marks_2",
        "Распределение отметок|«4»|чел.": "marks_4",
        "Распределение отметок|«5»|чел.": "marks_5",
        "Сравнение с журналом|Понизили|чел.": "lowered",
        "Сравнение с журналом|Повысили|чел.": "raised",
    }
    assert draft.mapping.constants == {"subject": "rus"}
    facts = read(draft)
    assert {("s1", "rus", "5", "participants", 40.0), ("s2", "rus", "5", "lowered", 5.0)} <= facts
    assert len(facts) == 3 * 6  # three rows, six figures each


def test_one_class_in_all_rows_is_a_key_by_its_header() -> None:
    (draft,) = look(
        sheet(
            """
            | Школа | Предмет | Класс | Участвовало | Ниже порога | Примечание |
            | Школа № 1 | Русский язык | 9 | 40 | 2 | - |
            | Школа № 2 | Математика | 9 | 30 | 1 | - |
            """,
            "ОГЭ",
        )
    ).drafts
    assert answers(draft) == {
        "Школа": "organisation",
        "Предмет": "subject",
        "Класс": "grade",
        "Участвовало": "participants",
        "Ниже порога": "below_threshold",
    }
    assert draft.mapping.constants == {"procedure": "oge"}


def test_shortened_headers_of_a_summary_with_sections_and_totals() -> None:
    (draft,) = look(
        sheet(
            """
            | Итоги государственной итоговой аттестации в 2021 году |
            | № п/п | Наименование школы | 9 класс | | | 11 класс | |
            | | | Кол-во вып-ков | Кол-во сдавших и получивших аттестат | с отличием | Кол-во вып-ков | медалисты |
            | Городские школы |
            | 1 | Школа № 1 | 50 | 48 | 3 | 20 | 1 |
            | 2 | Школа № 2 | 40 | 40 | 0 | - | - |
            | | Итого по городу | 90 | 88 | 3 | 20 | 1 |
            | Сельские школы |
            | 1 | Школа № 3 | 10 | 9 | 1 | 4 | 0 |
            | | Всего | 100 | 97 | 4 | 24 | 1 |
            | * без учёта не допущенных |
            """
        )
    ).drafts
    assert draft.block.header.bottom == 3
    assert answers(draft) == {
        "Наименование школы": "organisation",
        "9 класс|Кол-во вып-ков": "grade9_graduates",
        "9 класс|Кол-во сдавших и получивших аттестат": "grade9_certified",
        "9 класс|с отличием": "grade9_honours",
        "11 класс|Кол-во вып-ков": "grade11_graduates",
        "11 класс|медалисты": "grade11_medal",
    }
    facts = read(draft)
    assert {("s1", "grade9_certified", 48.0), ("s3", "grade11_medal", 0.0)} <= facts
    assert len(facts) == 3 * 5 - 2  # two dashes


def test_subjects_beside_each_other_and_classes_below_them() -> None:
    """Two keys in the header: a source for each class, as a mapping has one key for the columns."""
    proposal = look(
        sheet(
            """
            | Результаты ВПР |
            | ОО | Русский язык | | | | Математика | | | |
            | | 5 кл. | | 6 кл. | | 5 кл. | | 6 кл. | |
            | | Участв. | Не справ. | Участв. | Не справ. | Участв. | Не справ. | Участв. | Не справ. |
            | Школа № 1 | 40 | 4 | 38 | 3 | 41 | 5 | 37 | 2 |
            | Школа № 2 | 20 | 1 | 22 | 0 | 19 | 2 | 21 | 1 |
            """
        )
    )
    assert [draft.name for draft in proposal.drafts] == ["assessments_5", "assessments_6"]
    assert [draft.mapping.constants for draft in proposal.drafts] == [
        {"procedure": "vpr", "grade": "5"},
        {"procedure": "vpr", "grade": "6"},
    ]
    facts = read(*proposal.drafts)
    assert {
        ("s1", "vpr", "rus", "5", "participants", 40.0),
        ("s1", "vpr", "math", "6", "below_threshold", 2.0),
        ("s2", "vpr", "rus", "6", "below_threshold", 0.0),
    } <= facts
    assert len(facts) == 2 * 8


def test_numbers_in_a_header_are_classes_where_it_says_so() -> None:
    (draft,) = look(
        sheet(
            """
            | Участники ВПР, русский язык |
            | Школа | Класс | | | |
            | | 5 | 6 | 7 | 8 |
            | Школа № 1 | 40 | 38 | 41 | 37 |
            | Школа № 2 | 20 | 22 | 19 | 21 |
            """
        )
    ).drafts
    assert draft.mapping.unpivot is not None
    assert draft.mapping.unpivot.columns == {"5": "5", "6": "6", "7": "7", "8": "8"}
    assert ("s2", "vpr", "rus", "7", "participants", 19.0) in read(draft)


def test_levels_that_a_header_calls_by_two_words() -> None:
    (draft,) = look(
        sheet(
            """
            | Школа | Муниципальный уровень | | Региональный уровень | |
            | | участн. | поб. и приз. | участн. | поб. и приз. |
            | Школа № 1 | 40 | 4 | 12 | 1 |
            | Школа № 2 | 20 | 1 | 5 | 0 |
            """,
            "Конкурсы",
        )
    ).drafts
    assert draft.mapping.table == "contests"
    assert {
        ("s1", "municipal", "contest_participants", 40.0),
        ("s2", "regional", "contest_winners", 0.0),
    } <= read(draft)


def test_protocol_of_an_exam_with_its_subject_and_codes_with_leading_zeros() -> None:
    (draft,) = look(
        sheet(
            """
            | Протокол ЕГЭ по физике |
            | № | ОО | Шифр | Первичный балл | Тест. балл | Мин. балл |
            | 1 | Школа № 1 | 0107 | 20 | 51 | 36 |
            | 2 | Школа № 2 | 0211 | 31 | 70 | 36 |
            """.replace("0107", "'0107")
            .replace("0211", "'0211")
            .replace("'", "")
        )
    ).drafts
    assert answers(draft)["Тест. балл"] == "ege_score"
    assert answers(draft)["ОО"] == "organisation"
    assert draft.mapping.constants == {"ege_subject": "phys"}
    assert "Мин. балл" not in answers(draft)


def test_organisations_by_a_number_of_a_register_under_units_and_numbers_of_columns() -> None:
    (draft,) = look(
        sheet(
            """
            | ИНН | Пед. раб., всего | из них мол. педагоги | Адм. раб. | Ср. з/п |
            | | чел. | чел. | чел. | руб. |
            | 1 | 2 | 3 | 4 | 5 |
            | 4240000001 | 40 | 3 | 4 | 41000 |
            | 4240000002 | 25 | 0 | 2 | 39500 |
            """
        )
    ).drafts
    assert answers(draft) == {
        "ИНН": "organisation",
        "Пед. раб., всего": "teaching_staff_total",
        "из них мол. педагоги": "young_staff",
        "Адм. раб.": "admin_staff_total",
    }
    assert len(read(draft)) == 2 * 3


def test_answers_of_yes_and_no_about_persons_beside_dates() -> None:
    (draft,) = look(
        sheet(
            """
            | № | ОУ | ФИО | Должность | Дата аттестации | Самооценка проведена | Диагностика пройдена | ИОМ |
            | 1 | Школа № 1 | Педагог А | учитель | 12.03.2019 | да | нет | + |
            | 2 | Школа № 1 | Педагог Б | учитель | 20.04.2018 | да | да | - |
            | 3 | Школа № 2 | Педагог В | психолог | 11.05.2020 | нет | да | - |
            """
        ),
        catalogue="kizel",
    ).drafts
    assert answers(draft) == {
        "ОУ": "organisation",
        "Самооценка проведена": "self_assessed",
        "Диагностика пройдена": "diagnosed",
        "ИОМ": "own_route",
    }


def test_a_doubtful_column_is_offered_and_not_mapped() -> None:
    proposal = look(
        sheet(
            """
            | Детский сад | Детей | Педагоги |
            | | списочная числ-ть | всего |
            | Детский сад № 1 | 120 | 14 |
            | Детский сад № 2 | 80 | 9 |
            """
        )
    )
    (draft,) = proposal.drafts
    assert draft.mapping.columns["Детей|списочная числ-ть"] == "ignore"
    offered = {match.target: match for match in draft.fit.matches if not match.clear}
    assert offered["children_attending"].column.name == "Детей|списочная числ-ть"
    text = re.sub(r"\n +# ", " ", to_yaml(proposal, RU))
    assert "Может быть, «Дети, посещающие организацию», 55 %" in text.replace("\xa0", " ")
    assert "Если так, замените ignore на children_attending." in text


def test_a_header_that_does_not_tell_two_fields_apart_is_no_certain_match() -> None:
    table = """
        | {} |
        | Школа | Кол-во вып-ков | Средний возраст |
        | Школа № 1 | 40 | 16 |
        | Школа № 2 | 25 | 17 |
        """
    told = look(sheet(table.format("Трудоустройство выпускников 11 классов"))).drafts
    untold = look(sheet(table.format("Трудоустройство"))).drafts
    assert [answers(draft).get("Кол-во вып-ков") for draft in told] == ["grade11_graduates"]
    assert [draft for draft in untold if "Кол-во вып-ков" in answers(draft)] == []


@pytest.mark.parametrize(
    "table",
    [
        """
        | Организация | Автобусов | Маршрутов | Протяжённость, км | Стоимость, руб. |
        | Школа № 1 | 2 | 3 | 40 | 20000 |
        | Школа № 2 | 1 | 1 | 12 | 9000 |
        """,
        """
        | Школа | Школьный этап | | Муниципальный этап | |
        | | участ. | побед. | участ. | побед. |
        | Школа № 1 | 40 | 3 | 10 | 1 |
        | Школа № 2 | 25 | 0 | 4 | 0 |
        """,
        """
        | Школа | Обучающихся | Питаются бесплатно | Стоимость завтрака |
        | Школа № 1 | 400 | 30 | 75 |
        | Школа № 2 | 250 | 10 | 75 |
        """,
    ],
    ids=[
        "no table of the catalogue",
        "counts where the catalogue asks for persons",
        "one field of a table whose key is nowhere",
    ],
)
def test_what_the_catalogue_does_not_ask_for_is_not_mapped(table: str) -> None:
    assert look(sheet(table)).drafts == ()


def test_a_header_that_says_what_another_title_says_is_no_certain_match() -> None:
    """«Прошли курсы» is a title, «подготовка по воспитанию» another: the header may mean either."""
    (draft,) = look(
        sheet(
            """
            | Школа | Педагогических работников, всего | из них прошли курсы по воспитанию |
            | Школа № 1 | 40 | 3 |
            | Школа № 2 | 25 | 2 |
            """
        )
    ).drafts
    assert answers(draft) == {"Школа": "organisation", "Педагогических работников, всего": "teaching_staff_total"}
    (offered,) = (match for match in draft.fit.matches if not match.clear)
    assert (offered.title, offered.also) == (
        "Педагогические работники, прошедшие курсы",
        "Педагогические работники с подготовкой по воспитанию",
    )


def test_counts_of_an_exam_are_no_list_of_persons_and_have_the_grade_of_the_exam() -> None:
    """The title is that of the list of persons; the columns are those of the summary. ЕГЭ is declared for grade 11."""
    (draft,) = look(
        sheet(
            """
            | Результаты ЕГЭ 2021 |
            | Школа | Предмет | Сдавали | Не преодолели порог | 60 и более баллов | Средний балл |
            | Школа № 1 | Русский язык | 20 | 0 | 15 | 70 |
            | Школа № 2 | Физика | 5 | 1 | 2 | 55 |
            """
        )
    ).drafts
    assert draft.mapping.table == "assessments"
    assert draft.mapping.constants == {"procedure": "ege", "grade": "11"}
    assert draft.fit.coverage == 3 / 5  # columns; of keys and fields it is 5 / 9
    assert ("s2", "ege", "phys", "11", "below_threshold", 1.0) in read(draft)


def test_words_that_all_fields_of_a_table_share_do_not_tell_them_apart() -> None:
    (draft,) = look(
        sheet(
            """
            | Школа | Код | Русский язык | | Математика | |
            | | | журнал | работа | журнал | работа |
            | Школа № 1 | 1а | 4 | 3 | 5 | 4 |
            | Школа № 2 | 2б | 3 | 3 | 4 | 4 |
            """
        ),
        catalogue="kizel",
    ).drafts
    assert draft.mapping.unpivot is not None
    assert draft.mapping.unpivot.fields == {"журнал": "journal_mark", "работа": "work_mark"}


def test_no_line_is_wider_than_asked_but_for_one_long_text() -> None:
    proposal = look(
        sheet(
            """
            | Общеобразовательная организация | Кол-во педагогических работников, всего | Нагрузка более 30 час. |
            | Школа № 1 | 40 | 3 |
            | Школа № 2 | 25 | 2 |
            | Итого по городским общеобразовательным организациям округа | 65 | 5 |
            | Всего по городским и сельским общеобразовательным организациям | 65 | 5 |
            """
        )
    )
    text = to_yaml(proposal, RU)
    assert max(map(len, text.splitlines())) <= 80
    assert (
        "    header:\n      find:\n      - Общеобразовательная организация\n"
        '      - "Кол-во педагогических работников, всего"\n' in text
    )


SIDE_BY_SIDE = """
    | {} | | {} | {} | | {} |
    | Школа | Всего | с отличием | Школа | Всего | медалисты |
    | Школа № 1 | 30 | 2 | Школа № 3 | 12 | 1 |
    | Школа № 2 | 20 | 1 | Школа № 1 | 15 | 2 |
    | Школа № 3 | 10 | 0 | | | |
    """


def test_tables_beside_each_other_are_two_sources_each_with_its_organisations() -> None:
    nine, eleven = look(
        sheet(SIDE_BY_SIDE.format("Выпускники 9 классов", "", "Выпускники 11 классов", "").replace("|  |", "| |"))
    ).drafts
    assert nine.mapping.columns["Выпускники 9 классов|Школа"] == "organisation"
    assert eleven.mapping.columns["Выпускники 11 классов|Школа"] == "organisation"
    assert read(nine) == {
        ("s1", "grade9_graduates", 30.0),
        ("s1", "grade9_honours", 2.0),
        ("s2", "grade9_graduates", 20.0),
        ("s2", "grade9_honours", 1.0),
        ("s3", "grade9_graduates", 10.0),
        ("s3", "grade9_honours", 0.0),
    }
    assert read(eleven) == {
        ("s3", "grade11_graduates", 12.0),
        ("s3", "grade11_medal", 1.0),
        ("s1", "grade11_graduates", 15.0),
        ("s1", "grade11_medal", 2.0),
    }
    assert [draft.tried.diagnostics for draft in (nine, eleven) if draft.tried] == [(), ()]


def test_a_trial_tells_why_nothing_is_read() -> None:
    """Both tables have «Школа» and nothing above it: a mapping cannot say which one it means."""
    proposal = look(
        sheet(
            """
            | Школа | Вып. 9 кл. | Школа | Вып. 11 кл. |
            | Школа № 1 | 30 | Школа № 3 | 12 |
            | Школа № 2 | 20 | Школа № 1 | 15 |
            """
        )
    )
    assert [read(draft) for draft in proposal.drafts] == [set(), set()]
    text = re.sub(r"\n +# ", " ", to_yaml(proposal, RU))
    assert (
        "Проба чтением: строк — 0. Замечания, первые каждого вида: KQ332: Источник «fields»: столбцов «Школа»" in text
    )


def test_names_that_the_list_of_organisations_has_not_are_told_with_those_that_are_near() -> None:
    proposal = look(
        sheet(
            """
            | Наименование ОУ | Вакансии | Мол. педагоги |
            | МБОУ «Школа №1» | 1 | 3 |
            | МБОУ «Школа №2» | 0 | 1 |
            """
        )
    )
    (draft,) = proposal.drafts
    assert draft.organisation is not None
    assert draft.organisation.confidence == 0.5
    text = re.sub(r"\n +# ", " ", to_yaml(proposal, RU)).replace("\xa0", " ")
    assert "50 %: так называют столбец организации; 0 % ячеек — организации кампании" in text
    assert "KQ309: Организации «МБОУ „Школа №1“» нет в списке организаций. Возможно, имелось в виду: Школа № 1" in text


def test_what_is_not_asked_of_those_whose_rows_these_are_is_not_proposed() -> None:
    """«Прошедшие курсы» is asked of weak schools, «Молодые специалисты — учителя» of all schools."""
    table = """
        | Организация | Педагогические работники, всего | Педагоги, прошедшие курсы | Молодые специалисты |
        | {} № 1 | 14 | 6 | 2 |
        | {} № 2 | 9 | 4 | 1 |
        """
    (gardens,) = look(sheet(table.format("Детский сад", "Детский сад"))).drafts
    assert {*answers(gardens).values()} == {"organisation", "teaching_staff_total", "young_staff"}
    (schools,) = look(sheet(table.format("Школа", "Школа"))).drafts
    assert {*answers(schools).values()} == {
        "organisation",
        "teaching_staff_total",
        "teaching_staff_trained",
        "young_teachers",
    }


def test_the_file_of_one_organisation_is_proposed_for_its_type() -> None:
    (draft,) = look(
        sheet(
            """
            | Педагогические работники, всего | Педагоги, прошедшие курсы | Молодые специалисты |
            | 14 | 6 | 2 |
            """
        ),
        file="Кадры Детский сад № 1.xlsx",
    ).drafts
    assert draft.mapping.files == ("Кадры *.xlsx",)
    assert {*answers(draft).values()} == {"teaching_staff_total", "young_staff"}


def test_of_columns_of_two_years_the_later_one_is_meant_and_is_not_sure() -> None:
    (draft,) = look(
        sheet(
            """
            | Школа | Выпускники 9-х классов | |
            | | 2019/2020 | 2020/2021 |
            | Школа № 1 | 48 | 52 |
            | Школа № 2 | 31 | 29 |
            """
        )
    ).drafts
    assert answers(draft) == {"Школа": "organisation", "Выпускники 9-х классов|2020/2021": "grade9_graduates"}
    (match,) = draft.fit.clear
    assert (match.rival, match.confidence < CERTAIN) == ("Выпускники 9-х классов|2019/2020", True)
