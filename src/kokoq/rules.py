"""Every fault that kokoq knows, by stage; a code is never reused. The words are in ``lang``, under ``rules.<code>``.

KQ1xx definition, KQ2xx formula, KQ3xx workbook structure, KQ4xx cell, KQ5xx consistency, KQ6xx assessment,
KQ9xx could not run.
"""

from __future__ import annotations

from kokoq.diagnostics import Rule, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

# --- KQ1xx: definitions ---
YAML_SYNTAX = Rule("KQ101", "yaml-syntax", E, ("problem",))
UNKNOWN_KEY = Rule("KQ102", "unknown-key", E, ("key", "close", "allowed"))
DUPLICATE_KEY = Rule("KQ103", "duplicate-key", E, ("key",))
MISSING_KEY = Rule("KQ104", "missing-key", E, ("key",))
WRONG_VALUE = Rule("KQ105", "wrong-value", E, ("key", "found", "expected"))
AMBIGUOUS_SCALAR = Rule("KQ106", "ambiguous-scalar", E, ("found", "read_as"))
ALIAS_FORBIDDEN = Rule("KQ107", "yaml-alias", E, ("anchor",))
TOO_LARGE = Rule("KQ108", "definition-too-large", E, ("found", "limit"))
BAD_IDENTIFIER = Rule("KQ109", "bad-identifier", E, ("name",))
MIXED_ALPHABETS = Rule("KQ110", "mixed-alphabets", E, ("name", "letters"))
UNKNOWN_NAME = Rule("KQ111", "unknown-reference", E, ("name", "what", "close"))
DUPLICATE_ID = Rule("KQ112", "duplicate-id", E, ("id", "what"))
DUPLICATE_CODE = Rule("KQ113", "duplicate-indicator-code", E, ("code",))
PARTS_CYCLE = Rule("KQ114", "part-of-cycle", E, ("cycle",))
BAND_UNREACHABLE = Rule("KQ115", "band-unreachable", E, ("band",))
NO_OTHERWISE = Rule("KQ116", "scale-without-otherwise", W, ("indicator",))
FIELD_UNUSED = Rule("KQ117", "field-unused", W, ("field",))
REGULATION_INCOMPLETE = Rule("KQ118", "regulation-part-missing", W, ("part",))
SCALE_UNSOURCED = Rule("KQ119", "scale-without-source", W, ("indicator",))
CASE_FAILED = Rule("KQ120", "case-failed", E, ("indicator", "what", "expected", "found"))
INDICATOR_WITHOUT_CASE = Rule("KQ121", "indicator-without-case", N, ("indicator",))
CASES_COVER_LITTLE = Rule("KQ190", "cases-cover-too-little", E, ("covered", "wanted"))

# --- KQ2xx: formulas ---
FORMULA_SYNTAX = Rule("KQ201", "formula-syntax", E, ("found", "expected"))
FORMULA_NAME = Rule("KQ202", "formula-unknown-name", E, ("name", "close"))
FORMULA_FUNCTION = Rule("KQ203", "formula-unknown-function", E, ("name", "close"))
FORMULA_ARGUMENTS = Rule("KQ204", "formula-arguments", E, ("function", "expected", "found"))
FORMULA_TYPE = Rule("KQ205", "formula-type", E, ("found", "expected"))
FORMULA_UNITS = Rule("KQ206", "formula-units", E, ("left", "right", "op"))
FORMULA_CYCLE = Rule("KQ207", "formula-cycle", E, ("cycle",))
FORMULA_SCOPE = Rule("KQ208", "formula-scope", E, ("name", "asked", "scope"))
PART_NOT_DECLARED = Rule("KQ209", "share-part-not-declared", W, ("numerator", "denominator"))
KIND_MISMATCH = Rule("KQ210", "kind-mismatch", E, ("kind", "expected", "found"))
SCOPE_NAME = Rule("KQ211", "scope-unknown-name", E, ("name", "close"))
UNKNOWN_CODE = Rule("KQ212", "formula-unknown-code", E, ("value", "dictionary", "close"))
TABLE_NEEDED = Rule("KQ213", "formula-table-needed", E, ("name",))
BY_NOT_A_KEY = Rule("KQ214", "breakdown-not-a-key", E, ("name", "close"))
FORMULA_TOO_DEEP = Rule("KQ215", "formula-too-deep", E, ("limit",))

# --- KQ25x: scales ---
SCALE_METHODS = Rule("KQ250", "scale-without-one-method", E, ("found", "expected"))
GOALPOSTS_EQUAL = Rule("KQ251", "goalposts-equal", E, ("value",))
CAP_BELOW_FLOOR = Rule("KQ252", "cap-below-floor", E, ("cap", "floor"))
SCALE_MISFIT = Rule("KQ253", "scale-does-not-fit", E, ("what", "expected"))
OUTCOME_EMPTY = Rule("KQ254", "choice-without-outcome", E, ("code",))
SCALES_OVERLAP = Rule("KQ255", "scales-of-one-period", E, ("indicator",))
NO_MAXIMUM = Rule("KQ256", "scale-without-maximum", W, ())
CONDITION_UNFIT = Rule("KQ257", "condition-not-over-indicators", E, ("name", "close"))
CHECKLIST_FIELD = Rule("KQ258", "checklist-field-not-in-table", E, ("name", "close"))

# --- KQ3xx: structure of files ---
NOT_A_SPREADSHEET = Rule("KQ301", "not-a-spreadsheet", E, ("found",))
PASSWORD = Rule("KQ302", "file-password", E, ())
TRUNCATED = Rule("KQ303", "file-damaged", E, ("problem",))
EMPTY_FILE = Rule("KQ304", "file-empty", E, ())
FILE_TOO_LARGE = Rule("KQ305", "file-too-large", E, ("what", "found", "limit"))
READER_DIED = Rule("KQ306", "reader-died", E, ("problem",))
WRONG_FORM = Rule("KQ307", "wrong-form", E, ("found", "expected"))
WRONG_PERIOD = Rule("KQ308", "wrong-period", E, ("found", "expected"))
UNKNOWN_ORGANISATION = Rule("KQ309", "unknown-organisation", E, ("name", "close"))
DUPLICATE_SUBMISSION = Rule("KQ310", "duplicate-submission", E, ("organisation", "other"))
UNRECOGNISED = Rule("KQ311", "file-unrecognised", E, ())
OLD_FORM = Rule("KQ312", "form-of-another-version", W, ("found", "expected"))
HEADER_NOT_FOUND = Rule("KQ313", "header-not-found", E, ("source", "expected", "close"))
COLUMN_NOT_FOUND = Rule("KQ314", "column-not-found", E, ("source", "column", "close"))
HIDDEN_SHEET = Rule("KQ315", "hidden-sheet", N, ())
NOT_SUBMITTED = Rule("KQ316", "not-submitted", W, ("organisation",))
SOURCE_WITHOUT_FILE = Rule("KQ317", "source-without-file", E, ("source", "pattern"))
UNKNOWN_ANCHOR = Rule("KQ318", "unknown-field-in-form", W, ("field",))
ROWS_SKIPPED = Rule("KQ319", "rows-skipped", N, ("n", "why"))
FORM_FIELD_LOST = Rule("KQ320", "form-field-lost", E, ("field",))
NOT_ASKED = Rule("KQ321", "organisation-not-asked", W, ("organisation", "field"))
EXCLUDED_ORGANISATION = Rule("KQ322", "organisation-excluded", W, ("organisation", "reason"))
SYMLINK_OR_SPECIAL = Rule("KQ323", "not-a-regular-file", W, ())
READ_WITH_LOSS = Rule("KQ324", "read-with-loss", W, ("what",))
CANNOT_READ = Rule("KQ325", "cannot-read", E, ("problem",))
VALUE_UNDER_MERGE = Rule("KQ326", "value-under-merged-cells", N, ("n", "cells"))
UNIT_WITHOUT_ROWS = Rule("KQ327", "organisation-without-rows", W, ("organisation", "table"))

# --- KQ4xx: cells ---
NOT_A_NUMBER = Rule("KQ401", "not-a-number", E, ("value", "field"))
NOT_A_YES_NO = Rule("KQ402", "not-a-yes-no", E, ("value", "field"))
NOT_IN_DICTIONARY = Rule("KQ403", "not-in-dictionary", E, ("value", "field", "dictionary", "close"))
NOT_A_DATE = Rule("KQ404", "not-a-date", E, ("value", "field"))
ERROR_VALUE = Rule("KQ405", "error-value", E, ("value", "field"))
NO_CACHED_VALUE = Rule("KQ406", "formula-without-value", E, ("field",))
BLANK_CELL = Rule("KQ407", "blank-cell", W, ("field",))
NORMALISED = Rule("KQ408", "value-normalised", N, ("value", "field", "read_as"))
DECLARED_NO_DATA = Rule("KQ409", "no-data-declared", W, ("value", "field"))
OUT_OF_RANGE = Rule("KQ411", "out-of-range", E, ("value", "field", "limits"))
NOT_WHOLE = Rule("KQ412", "not-whole", E, ("value", "field"))
PERCENT_UNCLEAR = Rule("KQ413", "percent-unclear", E, ("value", "field"))
EVIDENCE_MISSING = Rule("KQ414", "evidence-missing", W, ("field",))
NEGATIVE = Rule("KQ415", "negative", E, ("value", "field"))

# --- KQ5xx: consistency ---
PART_EXCEEDS_WHOLE = Rule("KQ501", "part-exceeds-whole", E, ("part", "part_value", "whole", "whole_value"))
DUPLICATE_ROW = Rule("KQ502", "duplicate-row", E, ("key",))
RELATION_BROKEN = Rule("KQ503", "relation-broken", E, ("check", "left", "relation", "right", "difference", "unit"))
CONDITION_BROKEN = Rule("KQ504", "condition-broken", E, ("check",))
DATE_OUTSIDE_PERIOD = Rule("KQ505", "date-outside-period", W, ("value", "field", "first", "last"))
DETAILS_BESIDE_NO = Rule("KQ506", "details-beside-no", E, ("field", "value", "answer"))
EVIDENCE_BESIDE_NO = Rule("KQ507", "evidence-beside-no", N, ("field", "evidence"))
UNLIKE_PEERS = Rule("KQ508", "unlike-peers", N, ("field", "value", "usual", "low", "high", "n", "unit"))
UNLIKE_LAST_YEAR = Rule("KQ509", "unlike-last-year", N, ("field", "value", "earlier", "times", "usual"))
UNIT_SLIP = Rule("KQ510", "unit-slip-suspected", N, ("field", "value", "earlier", "times", "unit"))
COPIED_FROM_OTHER = Rule("KQ511", "copied-from-another", W, ("other", "n", "of"))
COPIED_FROM_EARLIER = Rule("KQ512", "copied-from-earlier", W, ("earlier", "n", "of"))

# --- KQ6xx: assessment ---
DIVISION_BY_ZERO = Rule("KQ601", "division-by-zero", E, ("indicator", "numerator"))
OVER_100 = Rule("KQ602", "share-over-100", E, ("indicator", "value"))
COVERAGE_LOW = Rule("KQ603", "coverage-too-low", W, ("indicator", "n_reported", "n_expected", "minimum"))
MEANS_DISAGREE = Rule("KQ604", "mean-of-shares-disagrees", N, ("indicator", "total", "mean"))

SCORED_WITHOUT_PEERS = Rule("KQ610", "no-peers-to-compare", W, ("indicator", "n"))
SCORED_WITHOUT_EARLIER = Rule("KQ611", "no-earlier-value-to-score", N, ("indicator", "n"))
SCORED_WITHOUT_TARGET = Rule("KQ612", "no-target-to-score", W, ("indicator", "n"))
CONDITION_UNKNOWN = Rule("KQ613", "condition-of-scale-unknown", N, ("indicator", "n"))
NO_BAND = Rule("KQ614", "value-in-no-band", W, ("indicator", "n"))
COMMENT_MISSING = Rule("KQ615", "comment-missing-at-zero", E, ("position", "field"))
DOCUMENT_MISSING = Rule("KQ616", "evidence-of-points-missing", W, ("position", "field"))
EXPERTS_DISAGREE = Rule("KQ617", "experts-disagree", N, ("table", "agreed", "n", "position", "least", "most"))

# --- KQ9xx: could not run ---
FILE_NOT_FOUND = Rule("KQ901", "file-not-found", E, ())
NO_PERIOD = Rule("KQ902", "no-period", E, ("found",))
UNKNOWN_CATALOGUE = Rule("KQ903", "unknown-catalogue", E, ("name", "known"))
NOTHING_CHECKED = Rule("KQ904", "nothing-checked", E, ())
BAD_PERIOD = Rule("KQ905", "bad-period", E, ("found",))
OUTPUT_UNSAFE = Rule("KQ906", "output-not-ours", E, ("found",))
UNKNOWN_INDICATOR = Rule("KQ907", "unknown-indicator", E, ("name", "close"))
DEPENDENCY_MISSING = Rule("KQ908", "dependency-missing", E, ("package", "extra"))
CANNOT_WRITE = Rule("KQ909", "cannot-write", E, ("problem",))
NO_ORGANISATIONS = Rule("KQ910", "no-organisations", E, ())
FILE_EXISTS = Rule("KQ911", "file-exists", E, ())
TEMPLATE_FAULT = Rule("KQ912", "template-fault", E, ("problem",))
NO_REVISION = Rule("KQ920", "no-such-revision", E, ("revision", "problem"))

ARCHIVE_UNREADABLE = Rule("KQ930", "archive-unreadable", E, ("problem",))
NO_SUCH_RUN = Rule("KQ931", "run-not-kept", E, ("found", "known"))
ARCHIVE_CHANGED = Rule("KQ932", "archive-changed", E, ("period", "number"))
RUN_MISSING = Rule("KQ933", "archived-run-missing", E, ("period", "number"))
ARCHIVE_CLOSED = Rule("KQ934", "archive-not-writable", W, ())

RULES: dict[str, Rule] = {rule.code: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)}
"""code → rule, in the order of this page."""
