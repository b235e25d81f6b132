"""Synthetic campaigns: filled forms and exports, seeded and plausible, with typical faults on demand."""
