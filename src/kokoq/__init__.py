"""Monitoring of the quality of education, declared once: forms, reading, checks, numbers, reports.

The calls for scripts; each is imported when it is first used.

Example:
    >>> import kokoq
    >>> campaign = kokoq.load_campaign(Path("examples/promyshlennovsky-2021")).value
    >>> assessment = kokoq.assess_campaign(campaign, kokoq.Period("2020/2021"))
    >>> assessment.results.frame()
"""

from importlib import import_module

TYPE_CHECKING = False  # typing itself takes long enough for a user to interrupt the program while nobody could tell it

if TYPE_CHECKING:
    from kokoq.campaign import Assessment, Campaign, Validation, collected_periods
    from kokoq.campaign import assess as assess_campaign
    from kokoq.campaign import load as load_campaign
    from kokoq.campaign import validate as validate_campaign
    from kokoq.definitions.load import load_catalogue
    from kokoq.diagnostics import Cell, Checked, Diagnostic, KokoqError, Severity, Span
    from kokoq.examine.check import Examined, Selection, check_definitions
    from kokoq.examine.trial import Trial, try_cases
    from kokoq.model import Organisation, Period
    from kokoq.periods import History, Pair, compare_periods
    from kokoq.periods import history as read_history
    from kokoq.plan import compile as compile_plan
    from kokoq.reports.deliver import deliver as write_reports

__all__ = [
    "Assessment",
    "Campaign",
    "Cell",
    "Checked",
    "Diagnostic",
    "Examined",
    "History",
    "KokoqError",
    "Organisation",
    "Pair",
    "Period",
    "Selection",
    "Severity",
    "Span",
    "Trial",
    "Validation",
    "assess_campaign",
    "check_definitions",
    "collected_periods",
    "compare_periods",
    "compile_plan",
    "load_campaign",
    "load_catalogue",
    "read_history",
    "try_cases",
    "validate_campaign",
    "write_reports",
]

_LATER = {
    **{
        name: ("kokoq.diagnostics", name)
        for name in ("Cell", "Checked", "Diagnostic", "KokoqError", "Severity", "Span")
    },
    "Assessment": ("kokoq.campaign", "Assessment"),
    "Campaign": ("kokoq.campaign", "Campaign"),
    "History": ("kokoq.periods", "History"),
    "Pair": ("kokoq.periods", "Pair"),
    "compare_periods": ("kokoq.periods", "compare_periods"),
    "read_history": ("kokoq.periods", "history"),
    "Organisation": ("kokoq.model", "Organisation"),
    "Period": ("kokoq.model", "Period"),
    "Validation": ("kokoq.campaign", "Validation"),
    **{name: ("kokoq.examine.check", name) for name in ("Examined", "Selection", "check_definitions")},
    **{name: ("kokoq.examine.trial", name) for name in ("Trial", "try_cases")},
    "assess_campaign": ("kokoq.campaign", "assess"),
    "validate_campaign": ("kokoq.campaign", "validate"),
    "collected_periods": ("kokoq.campaign", "collected_periods"),
    "compile_plan": ("kokoq.plan", "compile"),
    "load_campaign": ("kokoq.campaign", "load"),
    "load_catalogue": ("kokoq.definitions.load", "load_catalogue"),
    "write_reports": ("kokoq.reports.deliver", "deliver"),
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'kokoq' has no attribute {name!r}")
    module, own = _LATER[name]
    return getattr(import_module(module), own)
