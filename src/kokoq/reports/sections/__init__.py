"""The further sections of the report, each of one theme."""
