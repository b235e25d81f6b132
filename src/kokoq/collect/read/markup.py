"""XML read with suspicion: no document type, no depth, no endless tag; and the escapes of office files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from kokoq.collect.read.limits import MAX_DEPTH, MAX_TEXT, MAX_TOKEN, damaged, megabytes, too_large

Attributes = Mapping[str, str]

_STEP = 1 << 18
_LONGEST_PORTION = 4 << 20
_LONGEST_TEXT = 8 * MAX_TEXT  # «_x000D_» is one character
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding=["']([A-Za-z0-9._-]+)["']""")
_CODE_UNIT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[a-z]+);|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class NotPlain(Exception):  # noqa: N818 - a way out of the fast path, not an error
    """Markup that only the full parser understands."""


def parse(
    content: bytes,
    *,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through an XML part; element and attribute names come without their namespaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    local = _LocalNames()
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise too_large("xml_depth", depth, MAX_DEPTH)
        if " " in "".join(attributes):
            attributes = {local[key]: value for key, value in attributes.items()}
        start(local[name], attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local[name])

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = _refuse_document_type
    if text is not None:
        parser.CharacterDataHandler = text
    _feed(parser, content, part)


def _feed(parser: expat.XMLParserType, content: bytes, part: str) -> None:
    """Feed in steps: the parser reads an unfinished tag again at each, so a tag that does not end is refused."""
    try:
        for at in range(0, len(content), _STEP):
            parser.Parse(content[at : at + _STEP], False)  # noqa: FBT003 - expat takes it by position
            waiting = at + _STEP - parser.CurrentByteIndex
            if waiting > MAX_TOKEN + _STEP:
                raise too_large("tag_megabytes", megabytes(waiting), megabytes(MAX_TOKEN))
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError, UnicodeError) as fault:
        raise damaged("xml", part=part) from fault


def _refuse_document_type(*_: object) -> None:
    raise damaged("document_type")


class _LocalNames(dict[str, str]):
    """Full name → local name, each found once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(" ")[2]
        return self[name]


def plain_bytes(content: bytes) -> bytes:
    """A part for the fast path, if it is UTF-8."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(content[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise NotPlain
    return content


def has_odd(content: bytes, begin: int, end: int) -> bool:
    """Whether there is a document type, a comment, a section of plain characters or an instruction between them."""
    return _has(content, b"<!", begin, end) or _has(content, b"<?", max(begin, 1), end)


def _has(content: bytes, mark: bytes, begin: int, end: int) -> bool:
    """Whether a mark of two bytes stands between two places; a single byte is found many times as fast."""
    second = content.find(mark[1:], begin + 1, end)
    return second >= 0 and content.find(mark, second - 1, end) >= 0


def portions(content: bytes, mark: bytes, begin: int, last: int, *, first: int = _STEP) -> Iterator[bytes]:
    """What stands between two places in portions that begin with ``mark``, so that memory stays bounded.

    The first one has so many bytes or a few more. One that is far longer than any honest thing in it is left to the
    full parser.
    """
    at = begin
    while at < last:
        cut = content.find(mark, min(at + (first if at == begin else _STEP), last), last)
        end = cut if cut >= 0 else last
        if end - at > _LONGEST_PORTION:
            raise NotPlain
        yield content[at:end]
        at = end


def decoded(portion: bytes) -> str:
    """A portion of a part as text, with the ends of lines as XML has them."""
    try:
        text = portion.decode()
    except UnicodeDecodeError as fault:
        raise NotPlain from fault
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Pieces:
    """A text as the parser gives it, piece by piece: more than a cell can hold, escapes counted, is not kept."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        if self._length <= _LONGEST_TEXT:
            self._found.append(piece)
            self._length += len(piece)

    @property
    def text(self) -> str:
        return "".join(self._found)


def unescape(text: str) -> str:
    """Resolve the references of XML: ``&lt;`` is «<», ``&#1071;`` is «Я»."""
    return _REFERENCE.sub(_resolve, text) if "&" in text else text


def _resolve(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        raise NotPlain
    if name[0] != "#":
        if name not in _NAMED:
            raise NotPlain
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (code < 0x20 and code not in (9, 10, 13)):
        raise NotPlain
    return chr(code)


def decode_units(text: str) -> str:
    """Resolve what Excel writes for characters that XML lacks: ``_x000D_`` is a carriage return, ``_x005F_`` «_»."""
    if "_x" not in text:
        return text
    decoded = _CODE_UNIT.sub(lambda unit: chr(int(unit[1], 16)), text)
    return whole_characters(decoded.replace("\r\n", "\n"))


def whole_characters(text: str) -> str:
    """The text with halves of characters joined, or replaced where the other half is missing."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clip(text: str) -> str:
    """The text as far as a cell may hold it."""
    return text[:MAX_TEXT]
