"""Codes of indicators: stable over the years, and each given once for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kokoq.definitions.lint.look import Look
from kokoq.diagnostics import Diagnostic
from kokoq.letters import skeleton
from kokoq.model import Indicator
from kokoq.rules import CODE_UNSTABLE, CODES_ALIKE, REPLACES_CYCLE, RETIRED_CODE

_UNSTABLE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\s+")
"""A year or a space."""


def codes_are_stable(look: Look) -> Iterator[Diagnostic]:
    """A code holds neither a year nor a space: next year the same indicator would have another one."""
    for indicator in look.declared:
        code = look.places.node("indicators", indicator.template or indicator.id, "code")
        for unstable in _UNSTABLE.finditer(str(code)):
            at = look.of(indicator, "code").within(*unstable.span())
            yield CODE_UNSTABLE.at(at, code=str(code), found=unstable[0].strip() or "␣")


def codes_differ_to_the_eye(look: Look) -> Iterator[Diagnostic]:
    """1.1.3, 1.1.03 and 1.1.З are no three codes to a reader."""
    seen: dict[str, Indicator] = {}
    for indicator in look.catalogue.indicators.values():
        key = ".".join(part.lstrip("0") for part in skeleton(indicator.code).split("."))
        first = seen.setdefault(key, indicator)
        if first.code != indicator.code:
            at = look.of(indicator, "code")
            yield CODES_ALIKE.at(at, related=(look.of(first, "code"),), code=indicator.code, other=first.code)


def retired_codes_rest(look: Look) -> Iterator[Diagnostic]:
    """No indicator has a code or a name that was given up."""
    retired = look.catalogue.retired
    for indicator in look.catalogue.indicators.values():
        for name, at in ((indicator.code, look.of(indicator, "code")), (indicator.id, indicator.at)):
            if name in retired:
                first = look.places.at("catalogue", "", "retired", name, otherwise=look.catalogue.at)
                yield RETIRED_CODE.at(at, related=(first,), code=name, reason=retired[name])


def successors_lead_on(look: Look) -> Iterator[Diagnostic]:
    """An indicator does not replace itself, by whatever way."""
    told: set[str] = set()
    replaces = {i.id: i.replaces for i in look.catalogue.indicators.values() if i.replaces}
    for name in replaces:
        chain = [name]
        while (earlier := replaces.get(chain[-1])) and earlier not in chain:
            chain.append(earlier)
        if earlier == name and not told & set(chain):
            told |= set(chain)
            indicator = look.catalogue.indicators[name]
            yield REPLACES_CYCLE.at(look.of(indicator, "replaces"), cycle=" → ".join((*chain, name)))


CHECKS = (codes_are_stable, codes_differ_to_the_eye, retired_codes_rest, successors_lead_on)
