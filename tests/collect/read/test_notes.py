"""Comments on cells are kept beside the cells; without their part, or where it is damaged, the cells are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collect.read.small import MAIN, book_of, one, parts, relations, rows, zipped

COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>школа</author></authors><commentList>'
    '<comment ref="B2" authorId="0"><text><r><rPr/><t>школа:\n</t></r><r><t>12 чел.</t></r></text></comment>'
    '<comment ref="A1" authorId="0"><text><t>проверить</t></text></comment>'
    '<comment ref="нигде" authorId="0"><text><t>?</t></text></comment></commentList></comments>'
)


@pytest.mark.parametrize(
    ("content", "notes"),
    [(COMMENTS, [("A1", "проверить"), ("B2", "школа:\n12 чел.")]), ("<broken", []), ("", [])],
)
def test_comments_stand_at_their_cells(content: str, notes: list[tuple[str, str]], tmp_path: Path) -> None:
    made = parts(rows(one("45")))
    made["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("rId1", "comments", "../comments1.xml"))
    made["xl/comments1.xml"] = content
    sheet = book_of(zipped(made), tmp_path).sheets[0]
    assert [(note.ref, note.value) for note in sheet.notes] == notes
    assert [cell.value for cell in sheet.cells] == [45.0]
