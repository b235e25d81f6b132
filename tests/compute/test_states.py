"""What a term of a formula measures."""

from kokoq.compute.states import OF_CALL
from kokoq.formula.functions import AGGREGATES


def test_every_aggregate_of_formulas_has_its_measure() -> None:
    assert set(OF_CALL) == AGGREGATES
