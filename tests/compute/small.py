"""A small catalogue and observations written by hand, for the tests of computing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kokoq.a1 import make_ref
from kokoq.diagnostics import Span
from kokoq.model import (
    PLAIN,
    Catalogue,
    Dictionary,
    Expression,
    Field,
    Indicator,
    Key,
    Kind,
    Organisation,
    Period,
    Scale,
    Settings,
    Table,
    Type,
)
from kokoq.observations import Absence, Observations, Source, Submission, TableData, pack_ref
from kokoq.plan import Plan, compile
from kokoq.refs import Runs

HERE = Span("small.yaml")
Y1, Y2 = Period("2019/2020"), Period("2020/2021")
SETTINGS = Settings(at=HERE, catalogue="small")


def expression(text: str) -> Expression:
    return Expression(text, HERE)


def field(id: str, **more: object) -> Field:
    given = {"title": id, "unit": "persons", "asked": expression("school"), "at": HERE, **more}
    return Field(id=id, **given)  # type: ignore[arg-type]


PLAIN_FIELDS = (
    field("total"),
    field("part", part_of="total"),
    field("other"),
    field("flag", type=Type.YES_NO, unit=""),
    field("flag_2", type=Type.YES_NO, unit=""),
    field("children", asked=expression("municipality")),
    field("nursery_staff", asked=expression("kindergarten")),
)
EXAM_FIELDS = (
    field("person", table="exams", type=Type.TEXT, unit=""),
    field("subject", table="exams", type=Type.SYMBOL, dictionary="subjects", unit=""),
    field("score", table="exams", type=Type.NUMBER, unit="points"),
    field("second", table="exams", type=Type.NUMBER, unit="points"),
)
MATRIX_FIELDS = (
    field("took", table="matrix"),
    field("passed", table="matrix", part_of="took"),
)


def indicator(
    formula: str,
    *,
    id: str = "x",
    kind: Kind = Kind.SHARE,
    scope: str = "school",
    scale: Scale | None = None,
    **more: object,
) -> Indicator:
    scales = () if scale is None else (scale,)
    given = {"code": id, "title": id, "regulation": "r", "at": HERE, "scales": scales, **more}
    return Indicator(id=id, kind=kind, formula=expression(formula), scope=expression(scope), **given)  # type: ignore[arg-type]


def catalogue(*indicators: Indicator) -> Catalogue:
    return Catalogue(
        id="small",
        title="small",
        issuer="",
        at=HERE,
        organisation_types={"school": "школа", "kindergarten": "детский сад"},
        tags={"shnor": "ШНОР", "shfnsu": "ШФНСУ"},
        dictionaries={
            "subjects": Dictionary(
                id="subjects", title="Предмет", entries={"rus": "Русский язык", "math": "Математика"}
            )
        },
        fields={f.id: f for f in (*PLAIN_FIELDS, *EXAM_FIELDS, *MATRIX_FIELDS)},
        tables={
            "exams": Table(
                id="exams",
                title="exams",
                at=HERE,
                asked=expression("school"),
                fields=tuple(f.id for f in EXAM_FIELDS),
                records="person",
            ),
            "matrix": Table(
                id="matrix",
                title="matrix",
                at=HERE,
                asked=expression("school"),
                keys=(Key(id="subject", title="Предмет", dictionary="subjects"),),
                fields=tuple(f.id for f in MATRIX_FIELDS),
                rows=(("rus",), ("math",)),
            ),
        },
        indicators={i.id: i for i in indicators},
    )


def plan(*indicators: Indicator) -> Plan:
    compiled = compile(catalogue(*indicators))
    assert compiled.value is not None, compiled.diagnostics
    return compiled.value


def school(id: str, *tags: str, **more: object) -> Organisation:
    given = {"type": "school", "municipality": "town", **more}
    return Organisation(id=id, title=id, tags=frozenset(tags), **given)  # type: ignore[arg-type]


Cell = float | str | bool | Absence | None
Row = Mapping[str, Cell]


def observe(
    plain: Mapping[Period, Mapping[str, Row]],
    *,
    exams: Sequence[Row] = (),
    matrix: Sequence[Row] = (),
    delivered: bool = True,
    carried: Sequence[str] = ("exams", "matrix"),
) -> Observations:
    """``plain`` is period → unit → values (a unit in it has submitted, with the tables that it ``carried``)."""
    rows = [{"period": p.text, "unit": u, **values} for p, units in plain.items() for u, values in units.items()]
    periods = [p.text for p in plain]
    return Observations(
        tables={
            PLAIN: _table(rows, [f.id for f in PLAIN_FIELDS], []),
            "exams": _table([{"period": periods[-1], **r} for r in exams], [f.id for f in EXAM_FIELDS], []),
            "matrix": _table(
                [{"period": periods[-1], **r} for r in matrix], [f.id for f in MATRIX_FIELDS], ["subject"]
            ),
        },
        sources=(Source("", ""), Source("form.xlsx", "Лист")),
        submissions=tuple(
            Submission(p.text, u, ("form.xlsx",), frozenset(carried)) for p, units in plain.items() for u in units
        ),
        delivered=frozenset((p, "exams") for p in periods) if delivered else frozenset(),
    )


def _table(rows: Sequence[Row], fields: Sequence[str], keys: Sequence[str]) -> TableData:
    frame = pd.DataFrame(
        {name: pd.Series([r.get(name) for r in rows], dtype=object) for name in ("period", "unit", *keys)}
    )
    absent = pd.DataFrame(index=frame.index)
    for name in fields:
        given = [r.get(name, Absence.BLANK) for r in rows]
        codes = [int(v) if isinstance(v, Absence) else int(Absence.BLANK) if v is None else 0 for v in given]
        values = [None if isinstance(v, Absence) or v is None else v if isinstance(v, str) else float(v) for v in given]
        frame[name] = pd.Series(values, dtype=object if any(isinstance(v, str) for v in values) else float)
        absent[name] = pd.Series(codes, dtype=np.int8)
    runs = Runs()
    cells = [[pack_ref(1, row + 1, column) for row in range(len(rows))] for column in range(1, len(fields) + 1)]
    runs.add(0, np.array(cells, dtype=np.int64))
    columns, absences = ({name: each[name].to_numpy() for name in each} for each in (frame, absent))
    return TableData(columns, absences, runs.refs(fields, range(len(rows))))


def place(row: int, name: str) -> str:
    """The cell in which ``_table`` says that a plain field was read."""
    return make_ref(row, [f.id for f in PLAIN_FIELDS].index(name) + 1)


def close(found: float | None, exact: float | str) -> bool:
    return found is not None and f"{found:.12g}" == f"{float(exact):.12g}"
