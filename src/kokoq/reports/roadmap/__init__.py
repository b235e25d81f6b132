"""The road map of measures with their terms, also as a calendar."""
