"""Three findings of three severities: in a definition, in a cell, and of no place at all."""

from kokoq.diagnostics import Cell, Span
from kokoq.rules import BLANK_CELL, DUPLICATE_KEY, INDICATOR_WITHOUT_CASE, NO_ORGANISATIONS

KEY = DUPLICATE_KEY.at(Span("поля, новые.yaml", 3, 5, 4), key="total", related=[Span("поля, новые.yaml", 1, 5, 5)])
BLANK = BLANK_CELL.at(Cell("школа 1.xlsx", "Контингент", "C7"), field="100 %\nвсего")
NOTE = INDICATOR_WITHOUT_CASE.at(Span("a.yaml", 9, 1), indicator="x")
NOWHERE = NO_ORGANISATIONS.at(Cell(""))
ALL = (KEY, BLANK, NOTE, NOWHERE)
