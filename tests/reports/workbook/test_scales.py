"""Points and levels of every kind of scale: live where Excel can say it, and then what LibreOffice computes as well."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kokoq.model import (
    Among,
    Bands,
    Checklist,
    Dynamics,
    Indicator,
    Kind,
    Linear,
    PerUnit,
    Polarity,
    Relative,
    Scale,
    Since,
    Take,
    Ties,
)
from kokoq.reports.workbook.styles import TONES
from tests.assess.score.desk import band
from tests.compute.small import HERE, indicator, school
from tests.reports.workbook.every_formula import everything, written
from tests.reports.workbook.recalculation import SOFFICE, cells, differences

LEVELS = (band("at_least", "5", None, "high"), band("above", "0", None, "basic"), band("otherwise", None, None, "low"))
PLACES = (band("at_most", "1", "5", "high"), band("at_most", "3", "3", "basic"), band("otherwise", None, "0", "low"))
GREW = (band("above", "0", "1"), band("otherwise", None, "0"))
IF_GOOD = (band("when", None, "1", when="best > 50%"), band("otherwise", None, "0"))
ORGANISATIONS = tuple(
    school(id, short=f"Школа {id}", cluster=cluster) for id, cluster in zip("abcdefg", "nnnssss", strict=True)
)
NOW = {
    "a": {"part": 7, "total": 10, "other": 250},
    "b": {"part": 1, "total": 3, "other": 99},
    "c": {"part": 2, "total": 6, "other": 100},  # as b: 1/3
    "d": {"part": 9, "total": 10, "other": 1250},
    "e": {"part": 0, "total": 10, "other": 0},
    "f": {"part": 0, "total": 0, "other": 100},  # has no base
    # g has not submitted
}
BEFORE = {"a": {"part": 6, "total": 10, "other": 200}, "b": {"part": 2, "total": 3, "other": 99}}


def line(low: str, high: str, most: str) -> Linear:
    return Linear(low=Decimal(low), high=Decimal(high), points_low=Decimal(0), points_high=Decimal(most))


def scale(method: Bands | PerUnit | Linear | Checklist, **more: object) -> Scale:
    return Scale(method=method, at=HERE, **more)  # type: ignore[arg-type]  # checked by the model


def relative(by: Among, **more: object) -> Relative:
    return Relative(by=by, **more)  # type: ignore[arg-type]  # checked by the model


def share(id: str, of: Scale, **more: object) -> Indicator:
    return indicator("part / total", id=id, code=id, scale=of, **more)  # type: ignore[arg-type]  # checked by the model


def count(id: str, of: Scale, **more: object) -> Indicator:
    return indicator("other", id=id, code=id, kind=Kind.COUNT, scale=of, **more)  # type: ignore[arg-type]  # as above


LIVE = (
    count("per_hundred", scale(PerUnit(points=Decimal(1), each=Decimal(100)), cap=Decimal(10), levels=LEVELS)),
    count("open_ended", scale(PerUnit(points=Decimal(2), each=Decimal(100), whole=False))),
    share(
        "lacking", scale(PerUnit(points=Decimal(-1), each=Decimal("0.01"), below=Decimal("0.95")), floor=Decimal(-50))
    ),
    share("line", scale(line("0.3", "0.8", "10"), levels=LEVELS)),
    share("falling", scale(line("0.8", "0.3", "10"), cap=Decimal(12), floor=Decimal(-1))),
    share("entered", scale(Checklist(), levels=(band("at_least", "0.7", None, "high"), *LEVELS[2:])), kind=Kind.SCORE),
    share("best", scale(line("0", "1", "100"), measure=relative(Among.BEST))),
    count("least", scale(line("0", "1", "100"), measure=relative(Among.BEST)), better=Polarity.LOWER),
    share("between", scale(line("0", "1", "10"), measure=relative(Among.MIN_MAX, peers=("cluster",)), levels=LEVELS)),
    share("deviation", scale(line("-2", "2", "40"), measure=relative(Among.Z_SCORE))),
    share("quantile", scale(line("0", "1", "10"), measure=relative(Among.QUANTILE, ties=Ties.MIDDLE))),
    count("worst", scale(line("0", "9", "9"), measure=relative(Among.RANK, ties=Ties.WORST)), better=Polarity.LOWER),
    share("place", scale(Bands(bands=PLACES), measure=relative(Among.RANK))),
)
STILL = (
    count("growth", scale(Bands(bands=GREW), measure=Dynamics(by=Since.GROWTH))),
    count("condition", scale(Bands(bands=IF_GOOD))),
    count("greatest", scale(Bands(bands=PLACES, take=Take.BEST))),
)  # fmt: skip


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assessment = everything(*LIVE, *STILL, now=NOW, before=BEFORE, organisations=ORGANISATIONS, groups=("cluster",))
    return written(assessment, tmp_path_factory.mktemp("scales") / "scales.xlsx")


def points(workbook: Path) -> dict[str, list[tuple[str, object]]]:
    """Indicator → formula and value of the points of its organisations, in «Расчёт»."""
    shown = {place: (formula, value) for place, formula, value in cells(workbook) if place.startswith("Расчёт!")}
    found: dict[str, list[tuple[str, object]]] = {}
    for place, (_, code) in shown.items():
        if place.startswith("Расчёт!A") and isinstance(code, str):
            found.setdefault(code, []).append(shown.get(f"Расчёт!I{place[len('Расчёт!A') :]}", ("", "")))
    return found


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")
def test_every_live_cell_is_confirmed(workbook: Path, tmp_path: Path) -> None:
    assert list(differences([workbook], tmp_path / "again")) == []


def test_points_are_live_where_excel_has_a_text_for_the_scale(workbook: Path) -> None:
    found = points(workbook)
    assert {id for id, given in found.items() if all(formula for formula, _ in given)} >= {i.id for i in LIVE}
    for still in STILL:
        assert not any(formula for formula, _ in found[still.id]), still.id


def test_points_are_those_of_the_scale(workbook: Path) -> None:
    # best: 7/10, 1/3, 1/3, 9/10, 0 of 9/10; f and g have no value
    found = [value for _, value in points(workbook)["best"]]
    assert [round(value, 6) if isinstance(value, float) else value or "" for value in found] == [
        77.777778, 37.037037, 37.037037, 100, 0, "", "",
    ]  # fmt: skip


def test_the_heat_map_is_coloured_for_scales_that_are_not_bands_of_the_value(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook.read_bytes()))["Организации"]
    tones = {f"FF{colour[1:]}": tone for tone, colour in TONES.items()}
    found = {
        row[0].value: [tones.get(cell.fill.fgColor.rgb, "") for cell in row[4:]] for row in sheet.iter_rows(min_row=5)
    }
    # by level: 7/10, 1/3, 1/3, 9/10, 0 give 8, 0.67, 0.67, 10 (of 10), 0 points; from 5 high, above 0 basic
    assert found["line"] == ["best", "middle", "middle", "best", "worst", "", ""]
    # by points: 77.8, 37, 37, 100, 0 of 100
    assert found["best"] == ["middle", "middle", "middle", "best", "worst", "", ""]
    # 200 to 250 grew: 1 of 1 point; 99 to 99 did not: 0; nobody else has a year before
    assert found["growth"] == ["best", "worst", "", "", "", "", ""]
