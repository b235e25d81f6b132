"""Bands: which of them no value can reach, and whether they take every value."""

import pytest

from kokoq.definitions.documents import ScaleDocument
from kokoq.definitions.scales import check_scales
from kokoq.definitions.shape import shape
from kokoq.definitions.source import make_text, parse_source
from kokoq.diagnostics import Diagnostic, Span

INDICATOR = make_text("a", ("x.yaml", 1, 1, 1))


def found(bands: str) -> list[Diagnostic]:
    """The faults of a scale."""
    tree = parse_source(f"illustrative: yes\nbands:\n{bands}", name="x.yaml").value
    assert tree is not None
    document = shape(ScaleDocument, tree).value
    assert document is not None
    return list(check_scales((document,), INDICATOR, levels=None, peers=None, share=False))


def check(bands: str) -> list[tuple[str, int]]:
    """Codes of the faults of a scale, and the number of the band."""
    return [(d.rule.code, d.where.line - 2) for d in found(bands) if isinstance(d.where, Span)]


def test_a_band_that_no_value_reaches_is_told_as_it_is_written() -> None:
    told = found("- {at_least: 0.4}\n- {at_least: 90.0%}\n- {otherwise: {}}\n- {when: x > 1}")
    assert [d.params["band"] for d in told] == ["at_least: 90.0%", "when"]


@pytest.mark.parametrize(
    ("bands", "faults"),
    [
        (["at_least: 2", "at_least: 1", "otherwise: {}"], []),
        (["at_least: 1", "at_least: 2", "otherwise: {}"], [("KQ115", 2)]),
        (["at_least: 1", "above: 1", "otherwise: {}"], [("KQ115", 2)]),
        (["above: 1", "at_least: 1", "otherwise: {}"], []),  # the second takes exactly 1
        (["at_most: 1", "below: 1", "otherwise: {}"], [("KQ115", 2)]),
        (["below: 1", "at_most: 1", "otherwise: {}"], []),
        (["at_least: 1", "below: 1"], []),  # every value is taken without «otherwise»
        (["at_least: 1", "below: 1", "otherwise: {}"], [("KQ115", 3)]),
        (["above: 1", "below: 1"], [("KQ116", 2)]),  # 1 itself is left
        (["above: 1", "at_most: 1"], []),
        (["otherwise: {}", "at_least: 1"], [("KQ115", 2)]),
        (["at_least: 1"], [("KQ116", 1)]),
        (["at_least: 50%", "at_least: 0.5", "otherwise: {}"], [("KQ115", 2)]),
    ],
)
def test_bands_are_judged_by_the_values_that_they_take(bands: list[str], faults: list[tuple[str, int]]) -> None:
    lines = [band.replace("{}", "{level: low}") for band in bands]
    assert check("".join(f"  - {{{line}, points: 1}}\n" for line in lines)) == faults
