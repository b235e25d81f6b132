"""A proposal as YAML that can be put into kokoq.yaml, each line with its reasons as a comment."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from kokoq.a1 import make_ref
from kokoq.collect.propose import FIELDS, Draft, Match, Proposal
from kokoq.collect.propose.match import CERTAIN, CLEAR
from kokoq.collect.sources.headers import IGNORE
from kokoq.definitions.scalars import ambiguous
from kokoq.diagnostics import Severity
from kokoq.language import Language, Word
from kokoq.model import Unpivot
from kokoq.wording import nested, to_message

_PLAIN = re.compile(r"[^\W\d_][\w .()/«»№+-]*", re.UNICODE)
_UNSAFE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_TOLD = 2
"""Findings of one kind that are told of a trial."""

_LISTED = 5
"""Spellings and findings listed before «and so many more»."""


def to_yaml(proposal: Proposal, language: Language, *, width: int = 80) -> str:
    """The whole text; comments are wrapped to ``width``, keys and values never."""
    return "\n".join(_Writer(language, width).proposal(proposal)) + "\n"


class _Writer:
    """Says and wraps; it has state because every line needs the language and the width."""

    def __init__(self, language: Language, width: int) -> None:
        self.language = language
        self.width = width

    def say(self, key: str, **params: object) -> str:
        return self.language.say(f"map.{key}", **params)

    def note(self, text: str, indent: int = 0) -> list[str]:
        """A comment, wrapped."""
        room = max(self.width - indent - 2, 20)
        lines = wrap(nested(text), room, break_long_words=False, break_on_hyphens=False) or [""]
        return [f"{'':{indent}}# {line}" for line in lines]

    def proposal(self, proposal: Proposal) -> Iterator[str]:
        file = proposal.file
        yield from self.note(self.say("title", file=file))
        if proposal.form:
            yield from self.note(self.say("form"))
            return
        if proposal.drafts:
            yield from self.note(self.say("edit"))
        if proposal.declared:
            yield from self.note(self.say("declared", sources=proposal.declared))
        if not proposal.known:
            yield from self.note(self.say("no_organisations"))
        for sheet, why in proposal.without:
            yield from self.note(self.say("sheet_without", sheet=sheet, why=why))
        if proposal.hidden:
            yield from self.note(self.say("hidden", sheets=proposal.hidden))
        if not proposal.drafts:
            yield from self.note(self.say("nothing"))
            return
        yield "sources:"
        for draft in proposal.drafts:
            yield from self.draft(draft)

    def draft(self, draft: Draft) -> Iterator[str]:
        mapping, fit = draft.mapping, draft.fit
        yield f"  {quoted(draft.name)}:"
        title = fit.title or self.say("plain_fields")
        yield from self.note(self.say("table", title=title, confidence=self._sure(draft.confidence)), 4)
        yield from self.note(self.say("rows", n=draft.contents.rows), 4)
        yield from self.note(self.counts(draft), 4)
        if fit.keyless:
            yield from self.note(self.say("keyless", keys=_titled(fit.keyless)), 4)
        yield from self.tried(draft)
        if draft.rivals:
            yield from self.note(self.say("rivals", tables=draft.rivals), 4)
        if draft.name != (mapping.table or FIELDS):
            yield f"    table: {quoted(mapping.table or FIELDS)}"
        yield f"    files: {quoted(mapping.files[0])}"
        if mapping.sheet != "*":
            yield f"    sheet: {quoted(mapping.sheet)}"
        yield from self.owner(draft)
        header = draft.block.header
        edges = dict.fromkeys((header.top, header.bottom))
        lines = "–".join(make_ref(1, n)[:-1] if mapping.turned else str(n) for n in edges)
        yield from self.note(self.say("header_lying" if mapping.turned else "header", rows=lines), 4)
        depth = f", rows: {mapping.header_rows}" if mapping.header_rows else ""
        short = f"    header: {{find: {_listed(mapping.header)}{depth}}}"
        if len(short) <= self.width:
            yield short
        else:
            yield "    header:"
            yield from self.texts("find", mapping.header, 6)
            yield from ([f"      rows: {mapping.header_rows}"] if depth else [])
        yield from self.columns(draft)
        yield from self.named(draft)
        if mapping.constants:
            yield from self.note(self.say("constants"), 4)
            yield from _mapping_lines("constants", mapping.constants, 4)
        yield from self.wide(draft)
        yield from self.left_out(draft)
        yield from self.values(draft)
        if fit.missing:
            yield from self.note(self.say("missing", fields=_titled(fit.missing)), 4)

    def counts(self, draft: Draft) -> str:
        """Of how many columns what was made."""
        every = [match.confidence for match in (*draft.fit.clear, draft.organisation) if match]
        every += [draft.fit.wide.confidence] * len(draft.fit.wide.columns) if draft.fit.wide else []
        certain = sum(confidence >= CERTAIN for confidence in every)
        offered = sum(not match.clear for match in draft.fit.matches)
        left = len(draft.unused) - offered
        key = "counts_named" if draft.contents.long else "counts"
        return self.say(key, certain=certain, likely=len(every) - certain, offered=offered, left=left)

    def owner(self, draft: Draft) -> Iterator[str]:
        """Whose the rows are, where no column tells it; and that the table lies on its side."""
        if draft.told is not None:
            yield from self.note(self.say(f"owner.{draft.told.owner}", text=draft.told.text), 4)
            yield f"    organisation: {draft.told.owner}"
        if draft.mapping.turned:
            yield from self.note(self.say("turned"), 4)
            yield "    turned: yes"

    def tried(self, draft: Draft) -> Iterator[str]:
        """What a reading by this very proposal gave."""
        facts = draft.tried
        if facts is None:
            return
        rows = sum(map(len, facts.lists.values())) + len(facts.plain)
        told = [d for d in facts.diagnostics if d.severity is not Severity.NOTE]
        yield from self.note(self.say("tried" if told else "tried_clean", n=rows), 4)
        counts = Counter(d.rule.code for d in told)
        for code, n in sorted(counts.items()):
            alike = [d for d in told if d.rule.code == code][:_TOLD]
            said = [to_message(d, self.language) for d in alike]
            said += [self.say("more", n=n - len(alike))] if n > len(alike) else []
            yield from self.note(f"{code}: {' '.join(said)}", 4)

    def columns(self, draft: Draft) -> Iterator[str]:
        if draft.organisation is None and draft.told is None:
            yield from self.note(self.say("no_organisation_column"), 4)
        columns, pivot = draft.mapping.columns, draft.mapping.pivot
        yield "    columns:" if columns else "    columns: {}"
        yield from self.entries(draft, columns, 6)
        named = {*columns, *(pivot.fields if pivot else ())}
        for column in draft.unused:
            if column.name not in named:
                yield from self.note(self.say("unnameable", column=column.name[:60]), 6)

    def named(self, draft: Draft) -> Iterator[str]:
        """The columns of names and of answers, and what each of the names is."""
        pivot, long = draft.mapping.pivot, draft.contents.long
        if pivot is None or long is None:
            return
        yield from self.note(self.say("named"), 4)
        yield "    pivot:"
        yield f"      name: {quoted(pivot.name)}"
        yield from self.note(self.say("rival", column=long.rival), 6) if long.rival else ()
        yield f"      value: {quoted(pivot.value)}"
        yield "      fields:"
        yield from self.entries(draft, pivot.fields, 8)

    def entries(self, draft: Draft, entries: Mapping[str, str], indent: int) -> Iterator[str]:
        """What each column, or each name in a column of names, is mapped to, with the reasons."""
        matches = {match.column.name: match for match in draft.fit.clear}
        matches |= {draft.organisation.column.name: draft.organisation} if draft.organisation else {}
        unused = {column.name: column for column in draft.unused}
        perhaps = {match.column.name: match for match in draft.fit.matches if not match.clear}
        for name, target in entries.items():
            if target != IGNORE:
                yield from self.match(matches[name], indent)
            elif name in draft.others:
                yield from self.note(self.say("also_organisation"), indent)
            elif name in perhaps:
                yield from self.perhaps(perhaps[name], draft.mapping.unpivot, indent)
            elif unused[name].cells:
                yield from self.note(self.say("unused", examples=unused[name].examples()), indent)
            else:
                yield from self.note(self.say("empty"), indent)
            yield f"{'':{indent}}{quoted(name)}: {quoted(target)}"

    def match(self, match: Match, indent: int) -> Iterator[str]:
        title = f" «{match.title}»" if match.title else ""
        yield from self.note(f"{self._sure(match.confidence)}{title}: {self._reasons(match.reasons)}", indent)
        yield from self.rivals(match, indent)

    def perhaps(self, match: Match, wide: Unpivot | None, indent: int) -> Iterator[str]:
        """What a column would be mapped to, were it surer; it stays unmapped until the user says so.

        One that stands under a code may only be mapped together with those under the others.
        """
        under = wide.under(match.column.name) if wide else None
        known = {
            "confidence": self.language.percent(match.confidence, 0),
            "title": match.title,
            "reasons": self._reasons(match.reasons),
        }
        if under:
            said = self.say("perhaps_wide", line=f"{quoted(under[1])}: {match.target}", **known)
        else:
            said = self.say("perhaps", target=match.target, **known)
        yield from self.note(said, indent)
        yield from self.rivals(match, indent)

    def rivals(self, match: Match, indent: int) -> Iterator[str]:
        if match.rival:
            yield from self.note(self.say("rival", column=match.rival), indent)
        if match.also:
            yield from self.note(self.say("also", title=match.also), indent)

    def wide(self, draft: Draft) -> Iterator[str]:
        wide, unpivot = draft.fit.wide, draft.mapping.unpivot
        if wide is None or unpivot is None:
            return
        yield from self.note(f"{self._sure(wide.confidence)} «{wide.title}»: {self._reasons(wide.reasons)}", 4)
        yield "    unpivot:"
        yield f"      key: {quoted(unpivot.key)}"
        if set(unpivot.fields) == {""}:
            yield f"      field: {quoted(unpivot.fields[''])}"
        else:
            yield from _mapping_lines("fields", {s: f for s, f in unpivot.fields.items() if s}, 6)
        yield from _mapping_lines("columns", unpivot.columns, 6)

    def left_out(self, draft: Draft) -> Iterator[str]:
        mapping = draft.mapping
        counts = draft.contents.left_out
        if counts:
            what = tuple(f"{self.language.say(f'collect.skipped.{why}')} — {n}" for why, n in sorted(counts.items()))
            yield from self.note(self.say("left_out", what=what), 4)
        if mapping.skip:
            yield "    skip:"
            yield "      rows_where:"
            for column, texts in mapping.skip.items():
                yield from self.texts(column, texts, 8)
        if mapping.until:
            yield from self.note(self.say("until"), 4)
            yield from self.texts("until", mapping.until, 4)

    def values(self, draft: Draft) -> Iterator[str]:
        """The spellings that need a word: what is sure as YAML, what is near as YAML that is commented out."""
        found = draft.fit.values
        if any(values.sure for values in found.values()):
            yield from self.note(self.say("values_sure"), 4)
        elif any(values.perhaps for values in found.values()):
            yield from self.note(self.say("values_perhaps"), 4)
        if any(values.sure for values in found.values()):
            yield "    values:"
        for name, values in found.items():
            if values.sure:
                yield from _mapping_lines(name, values.sure, 6)
                if values.perhaps:
                    yield from self.note(self.say("values_perhaps"), 8)
                yield from (f"        # {quoted(text)}: {quoted(code)}" for text, code in values.perhaps.items())
            elif values.perhaps:
                yield from (f"      # {quoted(name)}: {{{quoted(t)}: {quoted(c)}}}" for t, c in values.perhaps.items())
            if values.unknown:
                more = len(values.unknown) - _LISTED
                texts = tuple(f"«{text[:40]}»" for text in values.unknown[:_LISTED])
                texts += (self.say("more", n=more),) if more > 0 else ()
                yield from self.note(self.say("values_unknown", field=name, texts=texts), 4)

    def texts(self, key: str, texts: Sequence[str], indent: int) -> Iterator[str]:
        """A list in one line if that fits, else one text below the other."""
        line = f"{'':{indent}}{quoted(key)}: {_listed(texts)}"
        if len(line) <= self.width:
            yield line
        else:
            yield f"{'':{indent}}{quoted(key)}:"
            yield from (f"{'':{indent}}- {quoted(text)}" for text in texts)

    def _reasons(self, reasons: Sequence[Word]) -> str:
        return "; ".join(self.language.say(reason, **reason.params) for reason in reasons)

    def _sure(self, confidence: float) -> str:
        """How sure something is, in a word and in percent."""
        word = "certain" if confidence >= CERTAIN else "likely" if confidence >= CLEAR else "doubtful"
        return self.say(f"sure.{word}", percent=self.language.percent(confidence, 0))


def _titled(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"«{title}» ({id_})" for id_, title in pairs)


def quoted(text: str) -> str:
    """A text as a scalar of YAML: bare where nothing can take it for something else."""
    bare = _PLAIN.fullmatch(text) and text == text.strip() and not ambiguous(text)
    if bare:
        return text
    written = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _mapping_lines(key: str, pairs: Mapping[str, str], indent: int) -> Iterator[str]:
    yield f"{'':{indent}}{quoted(key)}:"
    yield from (f"{'':{indent + 2}}{quoted(name)}: {quoted(value)}" for name, value in pairs.items())
