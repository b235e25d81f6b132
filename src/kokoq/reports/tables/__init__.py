"""The numbers in tables: of each regulation, by a key, as heat maps, beside them what is recommended."""
