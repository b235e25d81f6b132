"""Observations → results: each formula re-evaluated at every level from the organisations' own sums."""
