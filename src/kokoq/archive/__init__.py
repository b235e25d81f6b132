"""The bank of results of all years: one SQLite file in a campaign, to which runs are only ever added (R061, R079)."""
