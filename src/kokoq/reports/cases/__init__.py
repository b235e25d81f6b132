"""Worked cases that were run: what did not come out, and how much of a catalogue they prove."""
