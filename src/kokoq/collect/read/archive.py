"""A zip archive opened with suspicion: its list of parts is judged before any of them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kokoq.collect.read.limits import (
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_PART,
    MAX_READ,
    MAX_UNPACKED,
    Refused,
    damaged,
    megabytes,
    too_large,
)
from kokoq.rules import PASSWORD

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\5\6"
_LOCAL = struct.Struct("<4s2xH18x2H")
_LOCAL_MARK = b"PK\3\4"
_LONGEST_COMMENT = 0xFFFF
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What ``zipfile`` raises on damaged bytes."""


class Archive:
    """The parts of a zip archive by name, whatever its capitals and slashes; unpacked bytes are counted.

    ``listed`` are the parts in the archive's own order, ``size`` is what they declare to be when unpacked.
    """

    def __init__(self, content: bytes) -> None:
        _check_directory(content)
        try:
            listed = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except _FAULTS as fault:
            raise damaged("zip_directory") from fault
        self.listed = tuple(listed)
        self._parts = {_normal(part.filename): part for part in listed}
        self.doubled = len(listed) - len(self._parts)  # of parts with one name the last one counts
        self._content = content
        self._read = 0
        self._check_parts()

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts

    def has_folder(self, name: str) -> bool:
        """Whether any part lies in the folder ``name``."""
        return any(part.startswith(f"{name}/") for part in self._parts)

    def read(self, name: str, *, limit: int = MAX_PART) -> bytes:
        """The unpacked bytes of a part; refuses a missing, damaged or too large one."""
        part = self._parts.get(_normal(name))
        if part is None:
            raise damaged("part_missing", part=name)
        self._read += part.file_size
        if self._read > MAX_READ:  # many sheets may name one part
            raise too_large("unpacked_megabytes", megabytes(self._read), megabytes(MAX_READ))
        return self.unpack(part, limit=limit)

    def begin(self, name: str, most: int) -> bytes:
        """The first bytes of a part, at most so many, without what unpacking all of it costs; no check of the rest."""
        part = self._parts.get(_normal(name))
        if part is None:
            raise damaged("part_missing", part=name)
        try:
            packed = _packed(self._content, part)
            stored = part.compress_type == zipfile.ZIP_STORED
            return packed[:most] if stored else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
        except _FAULTS as fault:
            raise damaged("zip_part", part=name) from fault

    def unpack(self, part: zipfile.ZipInfo, *, limit: int = MAX_PART) -> bytes:
        """The unpacked bytes of one of the parts ``listed``."""
        if part.file_size > limit:
            raise too_large("part_megabytes", megabytes(part.file_size), megabytes(limit))
        try:
            return _unpacked(self._content, part)
        except _FAULTS as fault:
            raise damaged("zip_part", part=part.filename) from fault

    def _check_parts(self) -> None:
        parts = self.listed
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise Refused(PASSWORD)
        if any(part.compress_type not in _METHODS for part in parts):
            raise damaged("zip_method")
        self.size = sum(part.file_size for part in parts)
        if self.size > MAX_UNPACKED:
            raise too_large("unpacked_megabytes", megabytes(self.size), megabytes(MAX_UNPACKED))


def _check_directory(content: bytes) -> None:
    """Judge the record at the archive's end, because ``zipfile`` makes an object of every part it lists."""
    at = content.rfind(_END_MARK, max(0, len(content) - _LONGEST_COMMENT - _END.size))
    if at < 0 or at + _END.size > len(content):
        raise damaged("zip_end")
    _, _, _, _, entries, size, _, _ = _END.unpack_from(content, at)
    if entries > MAX_ENTRIES:
        raise too_large("zip_entries", entries, MAX_ENTRIES)
    if size > MAX_DIRECTORY:
        raise too_large("zip_directory_megabytes", megabytes(size), megabytes(MAX_DIRECTORY))


def _packed(content: bytes, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part as they stand in the archive; it may be locked though the list of parts does not say so."""
    mark, flags, name_length, extra_length = _LOCAL.unpack_from(content, part.header_offset)
    begin = part.header_offset + _LOCAL.size + name_length + extra_length
    packed = content[begin : begin + part.compress_size]
    if mark == _LOCAL_MARK and flags & _ENCRYPTED:
        raise Refused(PASSWORD)
    if mark != _LOCAL_MARK or len(packed) != part.compress_size:
        raise zipfile.BadZipFile
    return packed


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part, never more than it declares; ``zipfile`` would do so at a cost felt with small parts."""
    unpacked = packed = _packed(content, part)
    if part.compress_type == zipfile.ZIP_DEFLATED:
        unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, part.file_size + 1)
    if len(unpacked) != part.file_size or zlib.crc32(unpacked) != part.CRC:
        raise zipfile.BadZipFile
    return unpacked


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
