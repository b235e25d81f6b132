"""The fast reader against the full one: where it answers at all, on valid XML it answers the same."""

import random
from collections.abc import Callable

import pytest

from kokoq.collect.read import RawSheet, State
from kokoq.collect.read.cells import Context, SheetParts, Style
from kokoq.collect.read.limits import Refused
from kokoq.collect.read.markup import NotPlain
from kokoq.collect.read.sheet import arrange
from kokoq.collect.read.sheet_full import read_full
from kokoq.collect.read.sheet_plain import read_plain
from tests.collect.read.small import MAIN

STYLES = [Style(), Style("0.0%"), Style("dd.mm.yyyy", date=True)]
WHOLE = (
    f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><dimension ref="A1:C3"/>'
    '<cols><col min="2" max="3" width="9" hidden="1"/></cols><sheetData>'
    '<row r="1" spans="1:3" hidden="1"><c r="A1" s="1" t="s"><v>0</v></c>'
    '<c r="B1" s="2"><v>44347.5</v></c><c r="C1" s="1"/></row>'
    '<row r="2"><c r="A2"><f>A1&amp;"x"</f><v>-1.5e3</v></c>'
    '<c r="B2" t="str"><f t="shared" si="0"/><v>да &lt; _x000D_</v></c>'
    '<c r="C2" t="inlineStr"><is><t xml:space="preserve"> а&#10;б </t></is></c></row>'
    '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="d"><v>2021-05-31</v></c></row>'
    '</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
)
PIECES = (
    *(
        '<c r="A1">',
        "</c>",
        "<v>",
        "</v>",
        "<f>",
        "</f>",
        '<row r="2">',
        "</row>",
        "<is><t>",
        "</t></is>",
        "<c/>",
        "<v/>",
    ),
    *(
        ' t="s"',
        ' t="str"',
        ' s="2"',
        ' hidden="1"',
        "1",
        '"',
        "<",
        ">",
        "/",
        "&amp;",
        "&",
        "\r\n",
        "_x0041_",
        "<!-- -->",
    ),
    *('<c r="B9"/>', "0", "9", ".", "e", "-", "я", "<row>", '<mergeCell ref="C1:D3"/>', "<rPh>", "x:"),
)


def test_the_whole_sheet_is_plain() -> None:
    assert _read(WHOLE, _plainly) == _read(WHOLE, _fully)


@pytest.mark.parametrize("seed", range(4))
def test_changed_sheets_read_alike_by_both(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - only variety is wanted
    alike = 0
    for _ in range(400):
        changed = _changed(dice)
        plain, full = _read(changed, _plainly), _read(changed, _fully)
        if plain is not None and full is not None:
            assert plain == full, changed
            alike += 1
    assert alike > 10


@pytest.mark.parametrize(
    "formula",
    [
        "<f>A1&amp;B1</f><v></v>",
        "<f>A1+B1</f><v>7</v>",
        '<f aca="false">A1</f><v>7</v>',
        '<f t="shared" si="0"/><v>7</v>',
        "<f>A1</f><v/>",
        "<f>A1</f>",
    ],
)
def test_formulas_in_columns_that_nobody_asks_for_are_left_out_below_the_head(formula: str) -> None:
    columns = ("A", "B", "C", "AA", "AB")
    cells = "".join(f'<c r="{column}9" s="1" t="str">{formula}</c>' for column in columns)
    text = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        + " " * 10_000  # what is asked for is told by the first 8 KB
        + f'<row r="8"><c r="B8"><v>8</v></c></row><row r="9">{cells}</row></sheetData></worksheet>'
    )
    context = Context([], STYLES, asked=lambda _: frozenset({1, 27}))
    found = read_plain(text.encode(), context, room=1000).cells
    assert [cell.ref for cell in found] == ["A1", "B8", "A9", "AA9"]
    assert all(cell.formula for cell in found[2:])


def _changed(dice: random.Random) -> str:
    text = WHOLE
    for _ in range(dice.randrange(1, 3)):
        at, other = dice.randrange(len(text)), dice.randrange(len(text))
        match dice.randrange(3):
            case 0:
                text = text[:at] + dice.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + dice.randrange(1, 12) :]
            case _:
                text = text[:at] + text[other : other + dice.randrange(1, 40)] + text[at:]
    return text


def _plainly(content: bytes, context: Context) -> SheetParts:
    return read_plain(content, context, room=1000)


def _fully(content: bytes, context: Context) -> SheetParts:
    return read_full(content, context, part="sheet1.xml", room=1000)


def _read(
    text: str, read: Callable[[bytes, Context], SheetParts]
) -> tuple[RawSheet, dict[str, tuple[str, int]]] | None:
    """The sheet and its losses; None where the reader refuses it or leaves it to the other."""
    context = Context(["школа", "б"], STYLES)
    try:
        return arrange("", State.VISIBLE, read(text.encode(), context), losses=context.losses), context.losses.found
    except (Refused, NotPlain):
        return None
