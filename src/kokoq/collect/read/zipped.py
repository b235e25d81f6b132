"""A folder sent as one zip archive: its files by their names, read in memory and never written anywhere.

A name in an archive only shows where a file came from. It is never used as a path, so its dots and drives are dropped.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import PurePath, PurePosixPath

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.limits import MAX_UNPACKED

MOST_UNPACKED = 4 * MAX_UNPACKED
"""So much may lie, after unpacking, in all the spreadsheets of one archive together."""
_UTF8 = 0x800
_UNIX = 3
_LONGEST_NAME = 200
_MOST_FOLDERS = 20
_RARE = frozenset("щъыьэюя")
_PAIR = re.compile("(?=[А-ЯЁа-яё][а-яё]|[А-ЯЁ]{2})")
_NOT_A_FOLDER = ("[content_types].xml", "mimetype", "index/document.iwa")
_PARTS_OF_DOCUMENTS = ("_rels", "xl", "word", "ppt", "visio", "meta-inf")
_LOCKS = ("~$", ".~lock.", ".")
"""Beginnings of names that no school sent: locks of office programs, hidden files."""
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


def is_sent(path: PurePath) -> bool:
    """Whether somebody sent the file on purpose: locks, hidden files and those of the system came by themselves."""
    return not any(part.startswith(_LOCKS) or part.casefold() in _SYSTEM for part in path.parts)


def is_zipped_folder(archive: Archive) -> bool:
    """Whether an archive is nothing but files put together, not a document whose parts it holds."""
    return not any(name in archive for name in _NOT_A_FOLDER) and not any(map(archive.has_folder, _PARTS_OF_DOCUMENTS))


def shown_name(name: str) -> str:
    """The name of a file as it was typed; of one that the system could not decode, by its bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return _of_bytes(os.fsencode(name))
    return name


def is_link(part: zipfile.ZipInfo) -> bool:
    """Whether a member only names another file, as some systems store it: that one was not sent."""
    return part.create_system == _UNIX and stat.S_ISLNK(part.external_attr >> 16)


def zipped_files(archive: Archive) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """The files of a zipped folder that were sent, by their names in order; of one name, as folders tell them apart."""
    named = ((_name(part), part) for part in archive.listed if not part.filename.endswith("/"))
    files = [(name, part) for name, part in named if name.parts and is_sent(name)]
    taken = {name for name, _ in files}
    others: dict[PurePosixPath, Iterator[PurePosixPath]] = {}
    for name, part in sorted(files, key=lambda file: (file[0].as_posix(), file[1].header_offset)):
        free = next(one for one in others[name] if one not in taken) if name in others else name
        others.setdefault(name, _numbered(name))
        taken.add(free)
        yield free, part


def _numbered(name: PurePosixPath) -> Iterator[PurePosixPath]:
    """«Школа 1 (2).xlsx», «Школа 1 (3).xlsx»…"""
    return (name.with_name(f"{name.stem} ({n}){name.suffix}") for n in count(2))


def _name(part: zipfile.ZipInfo) -> PurePosixPath:
    """The name as it was typed, in whatever alphabet, without anything that leads elsewhere."""
    text = part.filename if part.flag_bits & _UTF8 else _decoded(part.filename)
    pieces = text.replace("\\", "/").split("/")
    clean = ("".join(c for c in piece if c.isprintable()).replace(":", "_").strip() for piece in pieces)
    named = [_short(piece) for piece in clean if piece.strip(".")]
    return PurePosixPath(*named[-_MOST_FOLDERS:])


def _short(piece: str) -> str:
    """A name as long as one may be in a folder: its beginning and its end."""
    half = _LONGEST_NAME // 2
    return piece if len(piece) <= _LONGEST_NAME else f"{piece[:half]}…{piece[-half:]}"


def _decoded(name: str) -> str:
    """A name without the mark of its encoding: «zipfile» took it for cp437, in Russia it is cp866 or cp1251."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    return _of_bytes(raw)


def _of_bytes(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return max((raw.decode(encoding, "replace") for encoding in ("cp866", "cp1251")), key=_russian)


def _russian(text: str) -> tuple[int, int]:
    """How many pairs of letters are as in Russian words, none a small one before a capital; then how few are rare."""
    return len(_PAIR.findall(text)), -sum(letter in _RARE for letter in text)
