"""Definitions for people who will not write YAML: a catalogue as a workbook, and a workbook back into its files."""

from kokoq.exchange.transfer import Imported, export_table, import_table

__all__ = ["Imported", "export_table", "import_table"]
