"""Publishing numbers one by one: no secret follows from them, and nothing is refused without need."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.assess.suppress.span import PRIME, Span

N = 6
FORMS = st.dictionaries(st.integers(0, N - 1), st.sampled_from([1, 1, 1, 2, PRIME - 1]), min_size=1, max_size=4)


def rank(forms: list[dict[int, int]]) -> int:
    """By plain elimination in fractions; the prime less 1 is -1."""
    rows = [[Fraction(_signed(form.get(i, 0))) for i in range(N)] for form in forms]
    found = 0
    for column in range(N):
        pivot = next((r for r in rows[found:] if r[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def _signed(factor: int) -> int:
    return factor - PRIME if factor > PRIME // 2 else factor


def follows(form: dict[int, int], published: list[dict[int, int]]) -> bool:
    return rank([*published, form]) == rank(published)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(FORMS, max_size=3),
    st.lists(st.lists(FORMS, min_size=1, max_size=2), max_size=8),
    st.permutations(range(N)),
)
def test_no_secret_follows_and_whatever_is_refused_would_have_told_one(
    secrets: list[dict[int, int]], offered: list[list[dict[int, int]]], ranks: list[int]
) -> None:
    span = Span(ranks)
    for secret in secrets:
        span.keep_secret(secret)
    published: list[dict[int, int]] = []
    for forms in offered:
        if span.publish(forms):
            published += forms
            assert not any(follows(secret, published) for secret in secrets)
        else:
            assert any(follows(secret, [*published, *forms]) for secret in secrets)
    for forms in offered:
        for form in forms:
            assert span.tells(form) is follows(form, published)


def test_a_sum_of_ones_is_refused_however_it_would_come_about() -> None:
    # a + b + c = 3 at once; a + b + d, and then d
    assert not Span([0] * 4, ones={0, 1, 2}).publish([{0: 1, 1: 1, 2: 1}])
    span = Span([0, 0, 0, 1], ones={0, 1})
    assert span.publish([{0: 1, 1: 1, 3: 1}])
    assert not span.publish([{3: 1}])
    assert span.publish([{2: 1}])


def test_what_everybody_knows_is_never_refused() -> None:
    span = Span([0, 1, 2])
    span.keep_secret({0: 1})
    span.add({0: 1, 1: 1, 2: PRIME - 1})  # a + b = c
    assert span.publish([{2: 1}])
    assert not span.publish([{1: 1}])  # c - b
