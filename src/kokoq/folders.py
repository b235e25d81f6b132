"""How the files and folders of a campaign and of a catalogue are called."""

CAMPAIGN = "kokoq.yaml"
CATALOGUE = "catalogue.yaml"

COLLECTED = "collected"
REPORTS = "reports"
ARCHIVE = "archive"
TEMPLATES = "templates"  # of the office's own, beside kokoq.yaml
