"""Blank forms out, filled spreadsheets in: every collected value typed and with its cell."""
