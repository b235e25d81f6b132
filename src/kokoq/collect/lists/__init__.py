"""The lists that a campaign keeps: organisations, decisions with their terms, values of others."""
