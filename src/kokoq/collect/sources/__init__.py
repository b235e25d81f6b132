"""Spreadsheets that are not our forms, read by the mapping that a campaign declares for them."""
