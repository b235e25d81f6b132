"""Words by which a row says that it is the sum of others, or their mean, and no data of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from kokoq.collect.cells.words import folded

_SUM = r"(?:общ\w+ )?(?:итог[ои]?|итогов\w+ (?:знач|строк)\w+|всего|total|сумма|σ|∑)"
_BEGINS = re.compile(rf"{_SUM}(?!\w)")
_ENDS = re.compile(r"(?<!\w)(?:итого?|всего)\W*$")
_MEAN = re.compile(r"(?:в среднем|среднее(?:\W*$| знач| по | арифм)|ср\. ?(?:знач|балл|по ))")
_OF_ALL = re.compile(rf"(?:{_SUM}\W*)+(?:(?:по|в) (?:всем|район|округ|муниципал).*)?")
_PLAINLY = re.compile(r"(?:итого|всего|total)(?![\w-])")


def is_sum(text: str) -> bool:
    """Whether a cell says that its row is a sum: «Итого», «Общий итог», «Σ»; a mean is none."""
    return bool(_BEGINS.match(folded(text)))


def is_sum_of(name: str) -> bool:
    """Whether the cell of an organisation says that its row is the sum of several: «Школа № 3, итого»."""
    return bool(_ENDS.search(folded(name)))


@lru_cache(maxsize=1 << 12)
def is_total(text: str) -> bool:
    """Whether a cell says that its row is of several others: a sum or a mean."""
    return is_sum(text) or bool(_MEAN.match(folded(text)))


def is_sum_alone(text: str) -> bool:
    """Whether a cell says nothing but that its row is a sum, maybe of all: «Итого по району», «Общий итог»."""
    return bool(_OF_ALL.fullmatch(folded(text)))


def is_sum_among_records(text: str) -> bool:
    """The same of a row of records, of which one may be called «Итоги года»: only what is plainly a sum is one."""
    return is_sum_alone(text) or bool(_PLAINLY.match(folded(text)))
