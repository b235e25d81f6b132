"""What one cell says: a typed value, or the reason why there is none, with findings."""
