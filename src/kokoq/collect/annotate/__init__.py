"""Marked copies of the collected files and letters that go with them: ``deliver.annotate``."""
