"""A YAML text with some of its values changed: every other byte of it stays, comments and quotes included.

yaml-edit keeps a text as it stands and changes it only where it is told to. ``old`` is the tree of the text, ``new``
what it shall hold: parts that say the same are left alone, an entry under another name is renamed where it stands.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeVar

from kokoq.definitions.source import Map, Node, Seq, Text, make_text, parse_source
from kokoq.exchange.cells import Free
from kokoq.exchange.emit import entry_text, flow_text, item_text, key_text

if TYPE_CHECKING:
    from yaml_edit import Entry, Mapping, Sequence
    from yaml_edit import Node as Part

_T = TypeVar("_T")


def patch(text: str, old: Node, new: Node) -> str | None:
    """The text of a file with the values of ``new``; nothing where what is made does not say them."""
    try:
        made = _patched(text, old, new)
    except ValueError:  # yaml-edit reads something in the text otherwise than PyYAML
        return None
    told = parse_source(made, name="").value
    return made if told is not None and says_the_same(told, new) else None


def _patched(text: str, old: Node, new: Node) -> str:
    from yaml_edit import Document

    document = Document.parse(text)
    patching = _Patch()
    match old, new:
        case Map(), Map():
            patching.in_map(_there(document.as_mapping()), old, new, flow=False)
        case Seq(), Seq():
            patching.in_list(_there(document.as_sequence()), old, new, flow=False)
    return patching.put_behind(str(document))


class _Patch:
    """What cannot be told to yaml-edit: it puts a new item of a list below the comment about the next one."""

    def __init__(self) -> None:
        self.behind: list[tuple[Part, str]] = []

    def put_behind(self, text: str) -> str:
        """The text with those items behind the lines on which the ones before them end; deeper ones come first."""
        raw = text.encode()
        ends: list[tuple[int, str]] = []
        for item, new in reversed(self.behind):
            start, end = item.byte_range()
            last = raw.find(b"\n", start + len(raw[start:end].rstrip()))
            ends.append((len(raw) if last < 0 else last, new))
        for end, new in sorted(ends, key=lambda pair: -pair[0]):
            raw = raw[:end] + new.encode() + raw[end:]
        return raw.decode()

    def in_map(self, at: Mapping, old: Map, new: Map, *, flow: bool) -> None:
        flow = flow or at.is_flow_style()
        indent = old.mark[2] - 1
        entries = dict(zip(old, at.entries(), strict=True))
        renamed = _renamed(old, new)
        before: Part | None = None
        for name, node in new.items():
            was = renamed.get(name, name)
            if was in old:
                if was != name:
                    at.rename_key(_there(entries[was].key()), _entry(name, node, indent, flow=flow)[0])
                self.change(entries[was], old[was], node, indent=indent, flow=flow)
                before = _there(entries[was].key())
                continue
            key, value = _entry(name, node, indent, flow=flow)
            if before is None:
                at.insert_before(_there(at.entries()[0].key()), key, value)
            else:
                at.insert_after(before, key, value)
            before = key
        kept = {renamed.get(name, name) for name in new}
        for name, entry in entries.items():
            if name not in kept:
                at.remove(_there(entry.key()))

    def change(self, at: Entry, old: Node, new: Node, *, indent: int, flow: bool) -> None:
        """Make ``new`` of the value of an entry."""
        part = _there(at.value())
        if not self.inside(part, old, new, flow=flow):
            key = make_text("k", old.mark, plain=True)
            at.set_value(_entry(key, _instead(part, old, new), indent, flow=flow)[1])

    def inside(self, at: Part, old: Node, new: Node, *, flow: bool) -> bool:
        """Make ``new`` of ``old`` within what stands there; whether that can be done."""
        new = _in_short(old, new)
        if says_the_same(old, new):
            return True
        match old, new:
            case Map(), Map() if not set(old).isdisjoint(new) or _renamed(old, new):
                self.in_map(_there(at.as_mapping()), old, new, flow=flow)
            case Seq(), Seq() if old and new:
                self.in_list(_there(at.as_sequence()), old, new, flow=flow)
            case _:
                return False
        return True

    def in_list(self, at: Sequence, old: Seq, new: Seq, *, flow: bool) -> None:
        flow = flow or at.is_flow_style()
        indent = old.mark[2] - 1
        pairs = _paired(old, new)
        anchor: Part | None = None
        for before, after in pairs:
            if before is not None and after is not None:
                item = at[before]
                if not self.inside(item, old[before], new[after], flow=flow):
                    at[before] = _item(_instead(item, old[before], new[after]), indent, flow=flow)
                anchor = at[before]
            elif after is not None and anchor is not None and not flow:
                self.behind.append((anchor, f"\n{' ' * indent}{item_text(new[after], indent)}"))
        place = len(old)
        first = min((b for b, a in pairs if b is not None and a is not None), default=len(old))
        for before, after in reversed(pairs):
            place = place if before is None else before
            if after is None:
                del at[place]
            elif before is None and (flow or place <= first):
                at.insert(place, _item(new[after], indent, flow=flow))


def _there(part: _T | None) -> _T:
    """What PyYAML has found in the text, so that yaml-edit finds it as well."""
    if part is None:
        raise ValueError
    return part


def _entry(key: Text, node: Node, indent: int, *, flow: bool) -> tuple[Part, Part]:
    """The key and the value of an entry to be put into a mapping whose keys stand at ``indent``."""
    from yaml_edit import Document

    text = f"{key_text(key, flow=True)}: {flow_text(node)}" if flow else " " * indent + entry_text(key, node, indent)
    made = _there(Document.parse(text).as_mapping()).entries()[0]
    return _there(made.key()), _there(made.value())


def _item(node: Node, indent: int, *, flow: bool) -> Part:
    """An item to be put into a list whose dashes stand at ``indent``."""
    from yaml_edit import Document

    text = f"- {flow_text(node)}" if flow else " " * indent + item_text(node, indent)
    return _there(Document.parse(text).as_sequence())[0]


def says_the_same(old: Node, new: Node) -> bool:
    """Whether two values are the same, but for short forms and for the quotes of a text that is free to have some."""
    match old, _in_short(old, new):
        case Text(), Text() as text:
            return old == text and (isinstance(text, Free) or old.plain == text.plain)
        case Map(), Map() as entries:
            return set(old) == set(entries) and all(
                says_the_same(value, _of(entries, key)) for key, value in old.items()
            )
        case Seq(), Seq() as items:
            return len(old) == len(items) and all(map(says_the_same, old, items))
        case _:
            return False


def _in_short(old: Node, new: Node) -> Node:
    """The short form of a value where the file has the short form; what a cell says in YAML stays as it says it."""
    match old, new:
        case ((Text() | Map()), Seq()) if len(new) == 1 and _is_free(new[0]):
            return _in_short(old, new[0])
        case Text(), Map() if len(new) == 1 and isinstance(only := next(iter(new.values())), Text) and "text" in new:
            return only
        case Seq(), Map() if _is_free(new) and all(key == value for key, value in new.items()):
            made = Seq(new.values())
            made.mark, made.key = old.mark, None
            return made
        case _:
            return new


def _is_free(node: Node) -> bool:
    """Whether a value was put together of cells."""
    return isinstance(node, Free) or (isinstance(node, Map) and all(isinstance(key, Free) for key in node))


def _of(node: Map, name: str) -> Node:
    return node[make_text(name, node.mark)]


def _instead(at: Part, old: Node, new: Node) -> Node:
    """What is written in the place of a value: in short if that was short, in quotes if that was in some."""
    new, scalar = _in_short(old, new), at.as_scalar()
    quoted = isinstance(new, Free) and scalar is not None and scalar.style() == "double-quoted"
    return make_text(new, old.mark) if isinstance(new, Text) and quoted else new


def _renamed(old: Map, new: Map) -> dict[Text, Text]:
    """New name → the name of the entry that is gone and says most of the same."""
    gone = [name for name in old if name not in new]
    found: dict[Text, Text] = {}
    for name in (name for name in new if name not in old):
        alike, _, was = max(
            ((_likeness(old[was], new[name]), -n, was) for n, was in enumerate(gone)), default=(0, 0, name)
        )
        if alike > 0.5:
            found[name] = was
            gone.remove(was)
    return found


def _likeness(old: Node, new: Node) -> float:
    """Which part of the entries of two values says the same."""
    if not (isinstance(old, Map) and isinstance(new, Map) and old and new):
        return float(says_the_same(old, new))
    same = sum(says_the_same(value, _of(new, key)) for key, value in old.items() if key in new)
    return same / max(len(old), len(new))


def _paired(old: Seq, new: Seq) -> list[tuple[int | None, int | None]]:
    """Items that stand for each other, in the new order; those that are gone stand for nothing."""
    found: list[tuple[int | None, int | None]] = []
    matcher = SequenceMatcher(None, [_frozen(item) for item in old], [_frozen(item) for item in new], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        shared = min(a2 - a1, b2 - b1)
        found += [(a1 + n, b1 + n) for n in range(shared)]
        if kind != "equal":
            found += [(n, None) for n in range(a1 + shared, a2)]
            found += [(None, n) for n in range(b1 + shared, b2)]
    return found


def _frozen(node: Node) -> object:
    match node:
        case Text():
            return str(node)
        case Map():
            return tuple(sorted((str(key), repr(_frozen(value))) for key, value in node.items()))
        case Seq():
            return tuple(map(_frozen, node))
