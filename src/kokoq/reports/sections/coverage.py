"""Who submitted, who did not, and how completely: by organisation and by regulation, before any evaluation."""

from __future__ import annotations

from kokoq.checks.replies import Replies
from kokoq.collect.form.tally import Tallied, together
from kokoq.collect.lists.covered import why_not
from kokoq.model import Organisation
from kokoq.reports.contract import Completeness, Coverage, Excluded, OrganisationCoverage
from kokoq.reports.facts import Facts

NOTHING = Tallied(0, 0, 0)


def coverage(facts: Facts) -> Coverage:
    """Coverage of the period over the monitored organisations."""
    of = facts.assessment
    replies = Replies(of.plan, of.observations, of.period, of.settings)
    rows = tuple(_organisation(facts, organisation, replies) for organisation in facts.monitored)
    submitted = [row for row in rows if row.submitted and not row.partly]
    return Coverage(
        text=facts.typesetter.n_of_n(len(submitted), len(rows)),
        n_submitted=len(submitted),
        n_expected=len(rows),
        not_submitted=tuple(row.name for row in rows if not row.submitted or row.partly),
        excluded=tuple(
            Excluded(o.title, facts.language.say(reason, **reason.params))
            for o in of.organisations
            if (reason := why_not(o, of.period))
        ),
        organisations=rows,
        total=_completeness(facts, together(replies.given(organisation).whole for organisation in facts.monitored)),
    )


def _organisation(facts: Facts, organisation: Organisation, replies: Replies) -> OrganisationCoverage:
    submitted, partly = organisation.id in replies.files, organisation.id in replies.partly
    given = replies.given(organisation)
    parts = (given.by_regulation.get(regulation.id, NOTHING) for regulation in facts.catalogue.regulations)
    return OrganisationCoverage(
        name=facts.name(organisation),
        type=facts.catalogue.organisation_types.get(organisation.type)
        or organisation.type
        or facts.say("type_unknown"),
        submitted=submitted,
        partly=partly,
        submitted_text=facts.say("partly" if partly else "submitted" if submitted else "not_submitted"),
        files=replies.files.get(organisation.id, ()),
        total=_completeness(facts, given.whole),
        by_regulation=tuple(_completeness(facts, part) for part in parts),
    )


def _completeness(facts: Facts, count: Tallied) -> Completeness:
    """A count in words."""
    filled, no_data, asked, blank = count
    if not asked:
        none = facts.say("nothing_asked")
        return Completeness(none, none, *count, None)
    percent = facts.typesetter.fraction_percent(filled / asked, 0)
    if filled < asked and filled / asked >= 0.995:  # «100 %» is said of nothing that has a gap
        percent = facts.typesetter.fraction_percent(filled / asked, 1)
    text = facts.typesetter.n_of_n(filled, asked)
    text = facts.say("with_blank", said=text, blank=blank) if blank else text
    text = facts.say("with_no_data", said=text, no_data=no_data) if no_data else text
    return Completeness(text, percent, *count, filled / asked)
