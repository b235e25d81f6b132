"""The formula language: one frozen tree, and the functions that read, check, place and word it.

What every back end obeys:

- Absence propagates: an operation with an absent operand is absent;
  a condition is surely true, surely false or unknown.
- ``count(c)`` counts the rows where c is surely true, ``share(c)`` divides them by those where it is sure either way;
  a row enters where ``where`` is surely true.
- ``0 / 0`` has no base; ``x / 0`` is a fault of the data (KQ601) and absent.
- Totals that stand over the same table in one formula share their rows: a row that lacks one of them enters none.
- Numbers compare after rounding to 12 significant digits. Rounding for display happens at display alone.
"""
