"""A small catalogue that has one of everything that a formula may name."""

from collections.abc import Mapping
from dataclasses import replace

from kokoq.diagnostics import Span
from kokoq.formula.parser import parse
from kokoq.formula.tree import Formula
from kokoq.model import PLAIN, Catalogue, Dictionary, Expression, Field, Indicator, Key, Kind, Table, Total, Type

HERE = Span("school.yaml", 10, 14)


def _field(id_: str, title: str, **more: object) -> Field:
    settings = {"asked": "school", "unit": "persons"} | more
    asked = Expression(str(settings.pop("asked")), HERE)
    return replace(Field(id=id_, title=title, at=HERE, asked=asked), **settings)  # type: ignore[arg-type]


def _by_id(*fields: Field) -> dict[str, Field]:
    return {field.id: field for field in fields}


FIELDS: Mapping[str, Field] = _by_id(
    _field("graduates", "Выпускники 9-х классов, всего"),
    _field("certified", "Получили аттестат", part_of="graduates"),
    _field("honours", "Получили аттестат с отличием", part_of="certified"),
    _field("teachers", "Учителя"),
    _field("young", "Молодые учителя"),
    _field("computers", "Компьютеры", unit="pieces"),
    _field("vacancies", "Вакансии", unit="pieces", asked="organisation"),
    _field("attendance", "Посещаемость", type=Type.PERCENT, unit=""),
    _field("mean_attendance", "Посещаемость за год", type=Type.PERCENT, unit="", total=Total.MEAN),
    _field("programme", "Программа развития", type=Type.YES_NO, unit="", asked="organisation"),
    _field("council", "Совет родителей", type=Type.YES_NO, unit="", asked="organisation"),
    _field("stage", "Ступень", type=Type.SYMBOL, unit="", dictionary="stages"),
    _field("opened", "Дата открытия", type=Type.DATE, unit=""),
    _field("note", "Примечание", type=Type.TEXT, unit=""),
    _field("parents", "Опрошено родителей", asked="kindergarten"),
    _field("satisfied", "Удовлетворены", asked="kindergarten", part_of="parents"),
    _field("children", "Дети 5–18 лет", asked="municipality"),
    _field("act", "Положение о наставничестве", type=Type.YES_NO, unit="", asked="municipality"),
    _field("participants", "Участники", table="assessments"),
    _field("failed", "Ниже порога", table="assessments", part_of="participants"),
    _field("subject", "Предмет", table="results", type=Type.SYMBOL, unit="", dictionary="subjects"),
    _field("score", "Балл", table="results", type=Type.NUMBER, unit="points"),
    _field("mark", "Отметка", table="results", type=Type.MARK, unit=""),
    _field("medal", "Медалист", table="results", type=Type.YES_NO, unit=""),
    _field("sat_on", "Дата экзамена", table="results", type=Type.DATE, unit=""),
)

SCHOOL = Expression("school", HERE)


def indicator(formula: str, **more: object) -> Indicator:
    """An indicator of schools, by default a share, with the formula at line 10, column 14."""
    settings = {"scope": "school"} | more
    scope = Expression(str(settings.pop("scope")), HERE)
    made = Indicator(
        id="tested",
        code="9.9.99",
        title="Проверяемый показатель",
        regulation="r",
        kind=Kind.SHARE,
        formula=Expression(formula, HERE),
        scope=scope,
        at=Span("school.yaml", 8, 3),
    )
    return replace(made, **settings)  # type: ignore[arg-type]


INDICATORS: Mapping[str, Indicator] = {
    "certified_share": indicator(
        "certified / graduates", id="certified_share", code="1.1.03", title="Доля получивших аттестат"
    ),
    "olympiads": indicator(
        "participants", id="olympiads", code="1.3.03", title="Участники", kind=Kind.COUNT, unit="persons"
    ),
    "covered": indicator("young / children", id="covered", code="1.3.02", title="Охват"),
}

CATALOGUE = Catalogue(
    id="sample",
    title="Пример",
    issuer="",
    at=Span("catalogue.yaml"),
    organisation_types={"school": "общеобразовательная организация", "kindergarten": "детский сад"},
    tags={"shnor": "школа с низкими результатами"},
    units={"persons": "чел.", "pieces": "шт.", "points": "баллы", "organisations": "организации"},
    dictionaries={
        "subjects": Dictionary(id="subjects", title="Предмет", entries={"rus": "Русский язык", "math": "Математика"}),
        "procedures": Dictionary(id="procedures", title="Процедура", entries={"ege": "ЕГЭ", "vpr": "ВПР"}),
        "stages": Dictionary(id="stages", title="Ступень", entries={"low": "Начальная", "high": "Старшая"}),
    },
    fields=FIELDS,
    tables={
        "assessments": Table(
            id="assessments",
            title="Оценочные процедуры",
            at=HERE,
            asked=SCHOOL,
            keys=(Key(id="procedure", title="Процедура", dictionary="procedures"),
                  Key(id="subject", title="Предмет", dictionary="subjects")),
            fields=("participants", "failed"),
        ),
        "results": Table(
            id="results",
            title="Результаты ЕГЭ",
            at=HERE,
            asked=SCHOOL,
            records="person",
            fields=("subject", "score", "mark", "medal", "sat_on"),
        ),
    },
    indicators=INDICATORS,
)  # fmt: skip

assert all(field.table in CATALOGUE.tables or field.table == PLAIN for field in FIELDS.values())


def tree(text: str) -> Formula:
    """The tree of a formula that must be readable."""
    parsed = parse(text, at=HERE)
    assert parsed.value is not None, parsed.diagnostics
    return parsed.value
