"""A campaign's ``kokoq.yaml`` → settings; what they name in the catalogue is checked when that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from kokoq.definitions.documents import (
    PivotDocument,
    SettingsDocument,
    SeverityDocument,
    SourceDocument,
    UnpivotDocument,
)
from kokoq.definitions.names import check_identifiers, check_known
from kokoq.definitions.scalars import read_number
from kokoq.definitions.scales import PEERS
from kokoq.definitions.shape import shape
from kokoq.definitions.source import MAX_BYTES, Text, make_text, read_source
from kokoq.diagnostics import Checked, Diagnostic, Span, ordered
from kokoq.folders import CAMPAIGN
from kokoq.language import Word
from kokoq.model import (
    PLAIN,
    Catalogue,
    Field,
    Level,
    Municipality,
    Pivot,
    Sentinel,
    Settings,
    SeverityOverride,
    SourceMapping,
    Type,
    Unpivot,
)
from kokoq.rules import COLUMN_OF_A_CODE, MISSING_KEY, RULES, SETTINGS_FILE_MISSING, WRONG_VALUE
from kokoq.spelling import closest

FIELDS = "fields"
"""The name of the plain fields, where a source gives those and not a table."""

_ORGANISATION = "organisation"
_IGNORE = "ignore"
_ABSENT = tuple(word.value for word in Sentinel if word is not Sentinel.ZERO)
"""What a text of a source may stand for instead of a value: none is there, for this reason."""
_LIMITS = {Type.COUNT: (Decimal(0), None), Type.MARK: (Decimal(2), Decimal(5))}
"""Of what is whole, where a field declares none."""
_ABOUT_ROW = (_ORGANISATION, _IGNORE)
_GROUPS = ("type", "cluster", "municipality", "region")


def load_settings(folder: Path) -> Checked[Settings | None]:
    """The settings of the campaign in a folder."""
    read = read_source(folder / CAMPAIGN, name=CAMPAIGN)
    if read.value is None:
        return Checked(None, read.diagnostics)
    document = shape(SettingsDocument, read.value)
    if document.value is None:
        return Checked(None, ordered((*read.diagnostics, *document.diagnostics)))
    found = (*read.diagnostics, *document.diagnostics, *_check(document.value, folder))
    return Checked(_make(document.value), ordered(found))


def catalogue_said(folder: Path) -> str:
    """The catalogue that a ``kokoq.yaml`` names which cannot be read as YAML; "" where none can be made out."""
    with suppress(OSError):
        text = (folder / CAMPAIGN).read_bytes()[:MAX_BYTES].decode("utf-8-sig", errors="replace")  # its fault is told
        found = re.search(r"""^catalogue:[ \t]*["']?([^\s"'#]+)""", text, re.MULTILINE)
        return found[1] if found else ""
    return ""


def check_settings(settings: Settings, catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """Sources name tables, fields, keys and codes of the catalogue, groups name what organisations have."""
    known = (*_GROUPS, *catalogue.tags, *catalogue.clusters)
    groups = check_known(_placed(settings.groups, settings.places, "groups"), known, "group")
    peers = check_known(_placed(settings.peers, settings.places, "peers"), _peers(catalogue), "peers")
    sources = (d for mapping in settings.sources.values() for d in _check_source(mapping, catalogue))
    return ordered((*groups, *peers, *sources))


def _peers(catalogue: Catalogue) -> tuple[str, ...]:
    return (*PEERS, *catalogue.tags, *catalogue.clusters)


def _make(document: SettingsDocument) -> Settings:
    own = document.municipality
    return Settings(
        at=document.catalogue.at,
        catalogue=str(document.catalogue),
        title=str(document.title),
        language=document.language.value,
        organisations=str(document.organisations),
        municipality=Municipality(id=str(own.id or "municipality"), title=str(own.title), region=str(own.region)),
        levels=tuple(level for level in Level if level in document.levels),
        groups=tuple(str(group) for group in document.groups),
        peers=tuple(str(by) for by in document.peers.by),
        minimum_coverage=document.coverage.minimum if document.coverage else None,
        min_group=document.min_group,
        benchmarks=str(document.benchmarks),
        cells={word.strip().lower(): sentinel for word, sentinel in document.cells.items()},
        sources={str(name): _mapping(name, source) for name, source in document.sources.items()},
        severity=own_severities(document.severity),
        places={f"groups.{group}": group.at for group in document.groups}
        | {f"peers.{peer}": peer.at for peer in document.peers.by},
    )


def own_severities(declared: Mapping[Text, SeverityDocument]) -> dict[str, SeverityOverride]:
    """The severities that an office declares, by the codes of their rules."""
    return {
        str(code): SeverityOverride(severity=override.is_, reason=str(override.reason), at=code.at)
        for code, override in declared.items()
    }


def _mapping(name: Text, document: SourceDocument) -> SourceMapping:
    table = document.table or name
    return SourceMapping(
        table=PLAIN if table == FIELDS else str(table),
        at=table.at,
        files=tuple(str(pattern) for pattern in document.files),
        sheet=str(document.sheet or "*"),
        header=tuple(str(text) for text in document.header.find) if document.header else (),
        columns={str(header): str(target) for header, target in document.columns.items()},
        skip={str(column): tuple(map(str, texts)) for column, texts in document.skip.rows_where.items()},
        values={
            str(field): {str(text): str(code) for text, code in codes.items()}
            for field, codes in document.values.items()
        },
        header_rows=document.header.rows if document.header else 0,
        after=tuple(str(text) for text in document.after),
        until=tuple(str(text) for text in document.until),
        unpivot=_unpivot(document.unpivot) if document.unpivot else None,
        pivot=_pivot(document.pivot) if document.pivot else None,
        constants={str(name): str(code) for name, code in document.constants.items()},
        owner=document.organisation,
        turned=document.turned,
        places=dict(_source_places(document)),
    )


def _unpivot(document: UnpivotDocument) -> Unpivot:
    own = {"": str(document.field)} if document.field else {}
    return Unpivot(
        key=str(document.key),
        columns={str(header): str(code) for header, code in document.columns.items()},
        fields=own | {str(sub): str(name) for sub, name in document.fields.items()},
    )


def _pivot(document: PivotDocument) -> Pivot:
    fields = {str(text): str(name) for text, name in document.fields.items()}
    return Pivot(name=str(document.name), value=str(document.value), fields=fields)


def _source_places(document: SourceDocument) -> Iterator[tuple[str, Span]]:
    for header, target in document.columns.items():
        yield f"columns.{header}", target.at
    yield from ((f"constants.{name}", code.at) for name, code in document.constants.items())
    if document.unpivot:
        yield "unpivot.key", document.unpivot.key.at
        yield "unpivot.fields.", document.unpivot.field.at
        yield from ((f"unpivot.fields.{sub}", name.at) for sub, name in document.unpivot.fields.items())
        yield from ((f"unpivot.columns.{header}", code.at) for header, code in document.unpivot.columns.items())
    if document.pivot:
        yield from ((f"pivot.fields.{text}", name.at) for text, name in document.pivot.fields.items())
    for field, codes in document.values.items():
        yield f"values.{field}", field.at
        for text, code in codes.items():
            yield f"values.{field}.{text}", code.at


def _check(document: SettingsDocument, folder: Path) -> Iterator[Diagnostic]:
    """What can be told without the catalogue."""
    if document.benchmarks and not (folder / document.benchmarks).is_file():
        beside = sorted(path.name for path in folder.iterdir())
        close = closest(document.benchmarks, beside)
        yield SETTINGS_FILE_MISSING.at(document.benchmarks.at, file=str(document.benchmarks), close=close)
    yield from check_identifiers(document.sources)
    yield from check_known(document.severity, tuple(RULES), "rule")
    for source in document.sources.values():
        wide = source.unpivot
        if wide is not None and not wide.field and not wide.fields:
            yield MISSING_KEY.at(wide.key.at, key="field")


def _check_source(mapping: SourceMapping, catalogue: Catalogue) -> Iterator[Diagnostic]:
    named = make_text(mapping.table, _mark(mapping.at))
    yield from check_known([named], (*catalogue.tables, FIELDS), "table")
    table = catalogue.tables.get(mapping.table)
    if mapping.table != PLAIN and table is None:
        return
    keys = {key.id: key.dictionary for key in table.keys} if table else {}
    fields = [field for field in catalogue.fields.values() if field.table == mapping.table]
    dictionaries = keys | {field.id: field.dictionary for field in fields}
    targets = _placed(mapping.columns, mapping.places, "columns", values=mapping.columns)
    yield from check_known(targets, (*dictionaries, *_ABOUT_ROW), "column_target")
    if mapping.columns and {*dictionaries, *_ABOUT_ROW}.issuperset(mapping.columns.values()):
        lacking = [key for key in (_ORGANISATION, *keys) if key not in mapping.targets]
        told = {_ORGANISATION} if mapping.owner else set()
        yield from (MISSING_KEY.at(mapping.at, key=key) for key in lacking if key not in told)
    yield from check_known(_placed(mapping.values, mapping.places, "values"), dictionaries, "field")
    for name in mapping.constants:
        code = make_text(mapping.constants[name], _mark(mapping.places[f"constants.{name}"]))
        symbols = [known for known, dictionary in dictionaries.items() if dictionary]
        yield from check_known([make_text(name, code.mark)], symbols, "field")
        declared = catalogue.dictionaries.get(dictionaries.get(name, ""))
        yield from check_known([code], declared.entries if declared else None, "code")
    yield from _check_unpivot(mapping, catalogue, keys, dictionaries)
    yield from _check_pivot(mapping, catalogue, [field.id for field in fields])
    for name, codes in mapping.values.items():
        declared = catalogue.dictionaries.get(dictionaries.get(name, ""))
        placed = [*_placed(codes, mapping.places, f"values.{name}", values=codes)]
        spoken = [code for code in placed if code not in _ABSENT]
        if declared:
            yield from check_known(spoken, declared.entries, "code")
        else:
            field = next((field for field in fields if field.id == name), None)
            yield from (d for code in spoken if field for d in _check_value(code, field))


def _check_value(code: Text, field: Field) -> Iterator[Diagnostic]:
    """What a text stands for where no dictionary has it: a value that the field may have."""
    if not _may_be(code, field):
        expected = Word("expected.value_of_source", value=Word(f"expected.value_of.{field.type.value}"))
        yield WRONG_VALUE.at(code.at, key=f"values.{field.id}", found=str(code), expected=expected)


def _may_be(code: Text, field: Field) -> bool:
    number, percent = read_number(code), field.type is Type.PERCENT
    match field.type:
        case Type.TEXT:
            return True
        case Type.YES_NO:
            return code in ("yes", "no")
        case _ if number is None or field.type is Type.DATE or percent != code.endswith("%"):
            return False
    low, high = field.limits if field.limits != (None, None) else _LIMITS.get(field.type, field.limits)
    whole = field.type not in _LIMITS or number == int(number)
    return percent or (whole and (low is None or low <= number) and (high is None or number <= high))


def _check_unpivot(
    mapping: SourceMapping, catalogue: Catalogue, keys: Mapping[str, str], dictionaries: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """The headers stand for codes of a key (or of a field with a dictionary), the cells below for fields.

    A column of one of these codes is no answer of all rows.
    """
    wide = mapping.unpivot
    if wide is None:
        return
    symbols = {name: dictionary for name, dictionary in dictionaries.items() if dictionary}
    fields = [name for name in dictionaries if name not in keys]
    declared = catalogue.dictionaries.get(symbols.get(wide.key, ""))
    yield from check_known([make_text(wide.key, _mark(mapping.places["unpivot.key"]))], symbols, "field")
    yield from check_known(_placed(wide.fields, mapping.places, "unpivot.fields", values=wide.fields), fields, "field")
    codes = _placed(wide.columns, mapping.places, "unpivot.columns", values=wide.columns)
    yield from check_known(codes, declared.entries if declared else None, "code")
    for column, target in mapping.columns.items():
        under = wide.under(column) if target in fields and target != wide.key else None
        if under is not None:
            at, (header, sub) = mapping.places[f"columns.{column}"], under
            code = wide.columns[header]
            yield COLUMN_OF_A_CODE.at(at, column=column, header=header, code=code, sub=sub, field=target)


def _check_pivot(mapping: SourceMapping, catalogue: Catalogue, fields: Iterable[str]) -> Iterator[Diagnostic]:
    """The texts of the column stand for fields; without keys nothing tells which rows of a list belong together."""
    named = mapping.pivot
    if named is None:
        return
    texts = _placed(named.fields, mapping.places, "pivot.fields", values=named.fields)
    yield from check_known(texts, (*fields, _IGNORE), "field")
    table = catalogue.tables.get(mapping.table)
    if table is not None and table.records:
        yield WRONG_VALUE.at(mapping.at, key="table", found=table.id, expected=Word("expected.keyed_table"))


def _placed(
    names: Iterable[str], places: Mapping[str, Span], route: str, *, values: Mapping[str, str] | None = None
) -> Iterator[Text]:
    """Names (or the values under them) at the places where they were read."""
    for name in names:
        yield make_text(values[name] if values else name, _mark(places[f"{route}.{name}"]))


def _mark(at: Span) -> tuple[str, int, int, int]:
    return (at.file, at.line, at.column, at.length)
