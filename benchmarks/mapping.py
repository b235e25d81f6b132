"""`make bench`: sheets of the kinds that offices get, held against their truth: is what ``kokoq map`` calls sure right?

The sheets and what their cells are stand in ``mapping.yaml``. Each is proposed for, and every figure that the proposal
reads is held against the truth of its cell. What is called sure must be right in every cell; what is called likely says
that each column has to be looked at. What is right and not mapped is no fault: it is offered, and a person decides.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xlsxwriter
import yaml

from kokoq.a1 import make_ref, split_ref
from kokoq.cli.opening import find_plan
from kokoq.collect.propose import Draft, propose
from kokoq.collect.propose.match import CERTAIN, CLEAR
from kokoq.collect.read import read_book
from kokoq.model import Organisation
from kokoq.observations import unpack_ref
from kokoq.plan import Plan

SHEETS = Path(__file__).with_suffix(".yaml")
CATALOGUE = "promyshlennovsky"
ORGANISATIONS = (
    *(Organisation(id=f"s{n}", title=f"Школа № {n}", type="school", tags=frozenset({"upper"})) for n in (1, 2, 3)),
    *(Organisation(id=f"k{n}", title=f"Детский сад № {n}", type="kindergarten") for n in (1, 2, 3)),
)
_NUMBER = re.compile(r"\d+(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a proposal reads in a cell, how sure it is of its columns, and what the cell is."""

    cell: str
    answer: str
    confidence: float
    truth: str

    @property
    def right(self) -> bool:
        return self.answer == self.truth


def main() -> int:
    """Print what is claimed of each sheet and what of it is called sure and wrong; 1 where anything is."""
    print("proposed mappings: figures that a sheet has, called sure, of them wrong; called likely, of them wrong")
    every: list[Claim] = []
    figures = 0
    for name, truth, claims in measure():
        every += claims
        figures += len(truth)
        parts = (_told(some) for some in _bands(claims))
        print(f"  {len(truth):4} {''.join(parts)}   {name}")
        wrong = [claim for claim in _bands(claims)[0] if not claim.right]
        print("".join(f"      {one.cell}: {one.answer}, in truth {one.truth or 'none'}\n" for one in wrong), end="")
    sure, likely = _bands(every)
    print(f"  called sure   {_right(sure)} right, {sum(one.right for one in sure) / figures:.1%} of all figures")
    print(f"  called likely {_right(likely)} right")
    return int(not all(claim.right for claim in sure))


def _bands(claims: list[Claim]) -> tuple[list[Claim], list[Claim]]:
    """What is called sure, what is called likely."""
    return (
        [one for one in claims if one.confidence >= CERTAIN],
        [one for one in claims if CLEAR <= one.confidence < CERTAIN],
    )


def _told(claims: list[Claim]) -> str:
    return f"{len(claims):6} {sum(not one.right for one in claims):3}"


def _right(claims: list[Claim]) -> str:
    right = sum(one.right for one in claims)
    return f"{right} of {len(claims)}, {right / len(claims):.1%}"


def measure() -> Iterator[tuple[str, Mapping[str, str], list[Claim]]]:
    """Of each planted sheet its name, its figures by cell, and what a proposal for it as a workbook claims."""
    plan_of = cache(lambda name: find_plan("", name)[0])
    with tempfile.TemporaryDirectory() as folder:
        for planted in yaml.safe_load(SHEETS.read_text("utf-8")):
            path = Path(folder) / planted["file"]
            _write(path, [_cells(line) for line in planted["table"].splitlines()])
            truth = dict(_each(planted["truth"]))
            plan = plan_of(planted.get("catalogue", CATALOGUE))
            yield planted["name"], truth, list(_claims(path, plan, truth))


def _cells(line: str) -> list[str]:
    return [text.strip() for text in line.strip().strip("|").split("|")]


def _write(path: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                number = _NUMBER.fullmatch(text)
                sheet.write(row, column, float(text.replace(",", ".")) if number else text or None)


def _each(truth: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Cell by cell what is declared of ranges."""
    for cells, answer in truth.items():
        (top, left), (bottom, right) = (split_ref(ref) for ref in (cells.split(":") * 2)[:2])
        for row in range(top, bottom + 1):
            yield from ((make_ref(row, column), answer) for column in range(left, right + 1))


def _claims(path: Path, plan: Plan, truth: Mapping[str, str]) -> Iterator[Claim]:
    book = read_book(path, name=path.name).value
    assert book is not None, f"{path.name} is not read"
    for draft in propose(book, plan, organisations=ORGANISATIONS).drafts:
        for ref, answer in _read(draft):
            _, row, column = unpack_ref(ref)
            cell = make_ref(row, column)
            yield Claim(cell, answer, _sure(draft, answer, plan), truth.get(cell, ""))


def _read(draft: Draft) -> Iterator[tuple[int, str]]:
    """Where each figure stands that a draft reads, and what it is taken for, with its keys."""
    assert draft.tried is not None
    for own in draft.tried.plain.values():
        yield from ((fact.ref, name) for name, fact in own.items() if fact.present)
    for table, rows in draft.tried.lists.items():
        for row in rows:
            facts = ((fact.ref, name) for name, fact in row.facts.items() if fact.present)
            yield from ((ref, " ".join((f"{table}.{name}", *row.keys))) for ref, name in facts)


def _sure(draft: Draft, answer: str, plan: Plan) -> float:
    """How sure a figure is: as the column that it stands in, and no surer than those that tell its keys."""
    fit, name = draft.fit, answer.partition(" ")[0].rpartition(".")[2]
    table = plan.catalogue.tables.get(fit.table)
    names = {key.id for key in table.keys} if table else set()
    keys = [match.confidence for match in fit.clear if match.target in names]
    wide = fit.wide.confidence if fit.wide else None
    own = next((match.confidence for match in fit.clear if match.target == name), wide)
    assert own is not None, f"{name} is read and not proposed"
    return min(own, *keys, 1.0)


if __name__ == "__main__":
    sys.exit(main())
