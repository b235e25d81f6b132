import pytest

from kokoq.formula.functions import FUNCTIONS
from kokoq.formula.to_prose import CALLS, to_fraction, to_prose
from kokoq.language import language
from kokoq.model import Kind

from .sample import CATALOGUE, indicator, tree


def sentence(formula: str, kind: str, code: str = "ru", table: str = "") -> str:
    made = indicator(formula, kind=Kind(kind), table=table)
    return to_prose(tree(formula), CATALOGUE, language(code), indicator=made).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("formula", "kind", "expected"),
    [
        (
            "certified / graduates",
            "share",
            "Доля: «Получили аттестат» ÷ «Выпускники 9-х классов, всего», в процентах.",
        ),
        (
            "(certified + honours) / graduates",
            "share",
            ("Доля: («Получили аттестат» + «Получили аттестат с отличием») ÷ «Выпускники 9-х классов, всего», "
            "в процентах."),
        ),
        (
            'count(score >= 70, where = subject == "rus") / count(where = subject == "rus")',
            "share",
            ("Доля записей таблицы «Результаты ЕГЭ», где балл не меньше 70, среди тех, где предмет — «Русский язык», "
            "в процентах."),
        ),
        (
            'sum(failed, where = procedure == "ege") / sum(participants, where = procedure == "ege")',
            "share",
            ("Доля: «Ниже порога» ÷ «Участники» для строк таблицы «Оценочные процедуры», где процедура — «ЕГЭ», "
            "в процентах."),
        ),
        (
            'count(score > 97.5 or mark == 5, where = subject not in ["rus", "math"])',
            "count",
            ("Число записей таблицы «Результаты ЕГЭ», где предмет — не «Русский язык» и не «Математика» "
            "и (балл больше 97,5 или отметка ровно 5)."),
        ),
        (
            'share(sat_on >= "2021-05-31" and not medal)',
            "share",
            ("Доля записей таблицы «Результаты ЕГЭ», где дата экзамена не раньше 31.05.2021 и медалист — «нет», "
            "в процентах."),
        ),
        ("graduates + teachers", "count", "Количество: «Выпускники 9-х классов, всего» + «Учителя»."),
        ("computers / graduates", "ratio", "Отношение: «Компьютеры» ÷ «Выпускники 9-х классов, всего»."),
        ("mean(score)", "mean", "Среднее значение «Балл» для записей таблицы «Результаты ЕГЭ»."),
        (
            "quantile(score, 25%)",
            "mean",
            "Квантиль уровня 25 % величины «Балл» для записей таблицы «Результаты ЕГЭ».",
        ),
        (
            "mean(each(organisation, computers / teachers))",
            "mean",
            "Среднее значение («Компьютеры» ÷ «Учителя») для организаций.",
        ),
        ("programme", "presence", "Наличие: «Программа развития»."),
        ("programme and not council", "presence", "Да, если «Программа развития» — «да» и «Совет родителей» — «нет»."),
        ("not (vacancies >= 1000)", "presence", "Да, если «Вакансии» меньше 1000."),
        ("not (programme or council) or act", "presence",
         ("Да, если неверно, что («Программа развития» — «да» или «Совет родителей» — «да») "
          "или «Положение о наставничестве» — «да».")),
        (
            "share(each(organisation, certified / graduates) >= 95%)",
            "organisations_share",
            ("Доля организаций, у которых («Получили аттестат» ÷ «Выпускники 9-х классов, всего») не меньше 95 %, "
            "в процентах."),
        ),
        ("programme", "organisations_count", "Число организаций, у которых «Программа развития» — «да»."),
        (
            "change(certified_share)",
            "share",
            "Изменение показателя 1.1.03 «Доля получивших аттестат» к предыдущему периоду, в процентах.",
        ),
        (
            "graduates - previous(graduates)",
            "count",
            "Количество: «Выпускники 9-х классов, всего» − («Выпускники 9-х классов, всего» за предыдущий период).",
        ),
        ("if(teachers > 0, graduates, 0)", "count",
         "«Выпускники 9-х классов, всего», если «Учителя» больше 0, иначе 0."),
    ],
)  # fmt: skip
def test_formula_is_a_russian_sentence(formula: str, kind: str, expected: str) -> None:
    assert sentence(formula, kind) == expected


@pytest.mark.parametrize(
    ("formula", "kind", "expected"),
    [
        ("certified / graduates", "share", "Share: “Получили аттестат” ÷ “Выпускники 9-х классов, всего”, in percent."),
        (
            "share(each(organisation, computers / teachers) >= 95%)",
            "organisations_share",
            "The share of organisations where (“Компьютеры” ÷ “Учителя”) is at least 95%, in percent.",
        ),
        (
            'count(where = subject in ["rus", "math"])',
            "count",
            "The number of records of the table “Результаты ЕГЭ” where предмет is “Русский язык” or “Математика”.",
        ),
    ],
)
def test_formula_is_an_english_sentence(formula: str, kind: str, expected: str) -> None:
    assert sentence(formula, kind, code="en") == expected


def test_part_is_said_with_its_whole_unless_the_formula_names_it() -> None:
    from dataclasses import replace

    part = replace(CATALOGUE.fields["certified"], title="…из них получили аттестат")
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, "certified": part})
    share, count = indicator("certified / graduates"), indicator("certified", kind=Kind.COUNT)
    russian = language("ru")
    assert to_prose(tree("certified / graduates"), catalogue, russian, indicator=share) == (
        "Доля: «из них получили аттестат» ÷ «Выпускники 9-х классов, всего», в процентах."
    )
    assert to_prose(tree("certified"), catalogue, russian, indicator=count) == (
        "Количество: «Выпускники 9-х классов, всего, из них получили аттестат»."
    )


def test_quotes_inside_a_title_become_inner_quotes() -> None:
    from dataclasses import replace

    project = replace(CATALOGUE.fields["young"], title="Участники проекта «Билет в будущее»")
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, "young": project})
    said = to_prose(tree("young"), catalogue, language("ru"), indicator=indicator("young", kind=Kind.COUNT))
    assert said == "Количество: «Участники проекта „Билет в будущее“»."


@pytest.mark.parametrize(
    ("formula", "numerator", "denominator"),
    [
        ("certified / graduates", "«Получили аттестат»", "«Выпускники 9-х классов, всего»"),
        (
            'share(score >= 70, where = subject == "rus")',
            "число записей таблицы «Результаты ЕГЭ», где предмет — «Русский язык» и балл не меньше 70",
            "число записей таблицы «Результаты ЕГЭ», где предмет — «Русский язык», по которым есть данные",
        ),
        (
            "mean(score)",
            "сумма «Балл» для записей таблицы «Результаты ЕГЭ»",
            "число записей таблицы «Результаты ЕГЭ», по которым есть данные",
        ),
        ("graduates", "«Выпускники 9-х классов, всего»", None),
        ("median(score)", "медиана «Балл» для записей таблицы «Результаты ЕГЭ»", None),
    ],
)
def test_fraction_has_two_sides_where_the_formula_divides(
    formula: str, numerator: str, denominator: str | None
) -> None:
    assert to_fraction(tree(formula), CATALOGUE, language("ru"), indicator=indicator(formula)) == (
        numerator,
        denominator,
    )


def test_every_function_has_words() -> None:
    assert set(CALLS) == set(FUNCTIONS)
