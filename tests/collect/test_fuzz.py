"""Thousands of broken files through the whole of reading: each ends with values or findings, soon, in little memory.

Every case is made from its number alone. A failure names the file, and its name is the kind of damage with the number:
``case("xml", 17)`` gives the bytes again.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kokoq.collect.gather.run import gather
from kokoq.language import language
from kokoq.model import Organisation, Period, SourceMapping
from kokoq.observations import PERIOD as PERIOD_COLUMN
from kokoq.observations import Observations
from kokoq.wording import to_fix, to_message
from tests.blanks import blank_parameters
from tests.collect.read.small import ods, xml_2003
from tests.collect.tiny import AT, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
A_BATCH = 125
BATCHES = 10
SECONDS = 2.0  # of the processor for one file; the usual one takes some milliseconds
MEGABYTES = 256
FIXTURES = Path(__file__).parent / "read" / "fixtures"
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("*-list*",),
    columns={"Школа": "organisation", "Участник": "pupil", "Предмет": "subject_of", "Балл": "score"},
)
WITH_LIST = replace(SETTINGS, sources={"olympiad": LIST})
UNITS = tuple(Organisation(id=f"s{n:03}", title=f"Школа № {n}", type="school") for n in range(A_BATCH + 1))

VALUES = (
    *(
        "",
        " ",
        "-",
        "—",
        "0",
        "-0",
        "-1",
        "1e308",
        "-1e308",
        "1e-400",
        "1e400",
        "nan",
        "inf",
        "1_000",
        "0x10",
        "٣٤",
        "½",
    ),
    *(
        "85,3 %",
        "0.853",
        "1 234,5",
        "12 чел.",
        "н/д",
        "нет",
        "да",
        "TRUE",
        "#ДЕЛ/0!",
        "#N/A",
        "31.02.2021",
        "2021-13-45",
    ),
    *(
        "=1+1",
        "@SUM(A1)",
        "+7",
        "'5",
        "_x0000_",
        "_xD800_",
        "&#55296;",
        "&#0;",
        "&#x1F600;",
        "]]>",
        "я" * 40_000,
        "a|b",
    ),
    *("99999999999999999999", "45678.9", "2958466", "\u202e5", "\u200b", "kokoq-form|1|tiny|0|s001|2020/2021|main"),
    *("row|rus|9", "row||", "cell|exams|rus|9|passed", "cell||", "#value", "#header", "graduates", "kokoq-form||||||"),
)
NUMBERS = ("-1", "0", "4294967295", "99999999999999999999", "1048577", "16385", "1e9", "", "x", "A", "3.7", "s", "str")
MARKUP = (
    "<",
    ">",
    "&",
    '"',
    "<a>",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<!DOCTYPE x>",
    "<?x?>",
    "\x00",
    "&lol;",
    "</c>",
)

Damage = Callable[[random.Random, dict[str, bytes]], bytes]


# --- the whole files ---


@cache
def form() -> Mapping[str, bytes]:
    """The parts of a filled form of the unit s000: a sheet of questions, a sheet of a table, the hidden identity."""
    mark = "kokoq-form|1|tiny|0|s000|2020/2021|"
    questions = ("graduates", "certified", "cell|contests|local|winners", "cell|contests|region|winners")
    exams = [f"row|{subject}|{grade}" for subject in ("rus", "math", "soc") for grade in (9, 10, 11)]
    target = io.BytesIO()
    with Workbook(target) as book:
        first, second, hidden = (book.add_worksheet(name) for name in ("Данные", "Экзамены", "_kokoq"))
        first.write_row(0, 0, (f"{mark}main", "", "#value", "#evidence"))
        for row, name in enumerate(questions, 1):
            first.write_row(row, 0, (name, f"Вопрос {row}", 10 * row, "приказ"))
        first.merge_range(6, 1, 7, 2, "Спасибо")
        second.write_row(0, 0, (f"{mark}exams", "", "#passed", "#failed"))
        for row, name in enumerate(exams, 1):
            second.write_row(row, 0, (name, name, row, 0))
        second.set_row(3, None, None, {"hidden": True})
        hidden.write_string(0, 0, f"{mark}_kokoq")
        hidden.very_hidden()
    return parts_of(target.getvalue())


@cache
def listing() -> Mapping[str, bytes]:
    """The parts of a list of many organisations with a title, a header and a total."""
    target = io.BytesIO()
    with Workbook(target) as book:
        sheet = book.add_worksheet("Участники")
        dated = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.merge_range(0, 0, 0, 3, "Олимпиада")
        sheet.write_row(2, 0, tuple(LIST.columns))
        for row in range(3, 9):
            sheet.write_row(row, 0, (f"Школа № {row}", f"a{row}", "Русский язык", 50 + row))
        sheet.write_number(9, 3, 44_347, dated)
        sheet.write_row(10, 0, ("Итого", "", "", 400))
    return parts_of(target.getvalue())


def csv_form(number: int) -> bytes:
    rows = (f"kokoq-form|1|tiny|0|s{number:03}|2020/2021|main;;#value", "graduates;Выпускников;50", "certified;;45")
    return "\r\n".join(rows).encode("cp1251")


def ods_form() -> bytes:
    rows = (("kokoq-form|1|tiny|0|s001|2020/2021|main", "#value"), ("graduates", "50"), ("certified", "45"))
    cells = ("".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row) for row in rows)
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    return ods(f'<table:table table:name="Лист">{lines}</table:table>')


def hypertext_list() -> bytes:
    rows = (tuple(LIST.columns), *((f"Школа № {n}", f"a{n}", "Русский язык", 50 + n) for n in range(3, 9)))
    lines = "".join(f"<tr>{''.join(f'<td class=c>{value}</td>' for value in row)}</tr>" for row in rows)
    return f"<html><meta charset=windows-1251><table><tr><td colspan=4>Олимпиада{lines}</table>".encode("cp1251")


def xml_2003_form() -> bytes:
    rows = (("kokoq-form|1|tiny|0|s001|2020/2021|main", "#value"), ("graduates", "50"), ("certified", "45"))
    cells = ("".join(f'<Cell><Data s:Type="String">{text}</Data></Cell>' for text in row) for row in rows)
    return xml_2003("".join(f"<Row>{line}</Row>" for line in cells))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


# --- the damage ---


def damaged_bytes(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    """A whole file with some bytes changed, cut out, put in or lost at the end; often in the list of its parts."""
    return hurt(rng, zipped(parts), near_end=rng.random() < 0.4)


def hurt(rng: random.Random, content: bytes, *, near_end: bool = False) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(max(1, len(broken) - 400 if near_end else 0), max(2, len(broken)))
        match rng.randrange(6):
            case 0 if len(broken) > at:
                broken[at] = rng.randrange(256)
            case 1:
                del broken[at : at + rng.choice((1, 2, 4, 100))]
            case 2:
                broken[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 4, 50))))
            case 3:
                broken[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0\0\x80"))
            case 4:
                broken[at:at] = broken[max(0, at - 60) : at]
            case _ if rng.random() < 0.2:
                del broken[at:]
    return bytes(broken)


def damaged_members(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    """Parts of an archive lost, doubled, renamed, exchanged, emptied or filled with something else."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        names = sorted(parts)
        one, other = rng.choice(names), rng.choice(names)
        match rng.randrange(7):
            case 0 if len(names) > 1:
                del parts[one]
            case 1:
                parts[one], parts[other] = parts[other], parts[one]
            case 2:
                parts[rng.choice((one.upper(), one.replace("/", "\\"), f"/{one}", f"../{one}", "имя.xml"))] = parts.pop(
                    one
                )
            case 3:
                parts[one] = rng.choice((b"", b"\0" * 9, b"<", b"\xff\xfe<\0a\0/\0>\0", b"PK\3\4", rng.randbytes(50)))
            case 4:
                parts[one] = parts[one][: rng.randrange(len(parts[one]) + 1)]
            case 5:
                parts[one] = parts[one] * rng.choice((2, 3))
            case _:
                parts[one] = (
                    parts[one]
                    .decode("utf-8", "replace")
                    .encode(rng.choice(("utf-16", "cp1251", "utf-8-sig")), "replace")
                )
    return zipped(parts)


def damaged_xml(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    """The markup of one part with tags lost, moved or put in and attributes that say what cannot be."""
    name = rng.choice([name for name in sorted(parts) if name.startswith("xl/")])
    text = parts[name].decode("utf-8")
    for _ in range(rng.choice((1, 1, 2, 5))):
        match rng.randrange(4):
            case 0:
                text = exchanged(rng, text, ('="', '"'), rng.choice(NUMBERS))
            case 1:
                text = exchanged(rng, text, ("<", ">"), rng.choice(("", "a", "/row", "c", 'c r="ZZZ1"', 'row r="-1"')))
            case 2:
                at = rng.randrange(len(text) + 1)
                text = text[:at] + rng.choice(MARKUP) + text[at:]
            case _:
                at, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
                text = text[:at] + rng.choice(("", text[at:end] * 2)) + text[end:]
    return zipped({**parts, name: text.encode("utf-8")})


def damaged_values(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    """The values of some cells replaced by what people and programs put there."""
    for _ in range(rng.choice((1, 2, 5, 10))):
        name = rng.choice([name for name in sorted(parts) if "sheet" in name or "Strings" in name])
        text = parts[name].decode("utf-8")
        tags = ("<t>", "</t>") if "Strings" in name else ("<v>", "</v>")
        parts[name] = exchanged(rng, text, tags, rng.choice(VALUES)).encode("utf-8", "replace")
    return zipped(parts)


def exchanged(rng: random.Random, text: str, around: tuple[str, str], new: str) -> str:
    """The text with one of the pieces that stand between two marks exchanged."""
    pieces = text.split(around[0])
    if len(pieces) < 2:
        return text
    n = rng.randrange(1, len(pieces))
    _, mark, rest = pieces[n].partition(around[1])
    pieces[n] = new + mark + rest
    return around[0].join(pieces)


ZIPPED: dict[str, Damage] = {
    "bytes": damaged_bytes,
    "members": damaged_members,
    "xml": damaged_xml,
    "values": damaged_values,
}


def case(kind: str, number: int) -> tuple[str, bytes]:
    """The name and bytes of one case, the same in every run; cases of a batch belong to different organisations."""
    rng = random.Random(f"{kind} {number}")  # noqa: S311 - the same in every run
    name = f"{kind}-{number:05}"
    whose = f"s{number % A_BATCH + 1:03}".encode()
    match kind:
        case "csv":
            return f"{name}.csv", hurt(rng, csv_form(number % A_BATCH + 1))
        case "ods":
            return f"{name}.ods", damaged_members(rng, parts_of(ods_form())) if number % 2 else hurt(rng, ods_form())
        case "html":
            return f"{name}-list.xls", hurt(rng, hypertext_list())
        case "xml2003":
            return f"{name}.xls", hurt(rng, xml_2003_form())
        case "xls":
            return f"{name}.xls", hurt(rng, (FIXTURES / "answers.xls").read_bytes())
        case "mail":
            inner = {f"{n}.xlsx": case("values", number + n)[1] for n in range(3)}
            return f"{name}.zip", (damaged_members if number % 2 else damaged_bytes)(rng, inner)
        case _ if number % 4 == 0:
            return f"{name}-list.xlsx", ZIPPED[kind](rng, dict(listing()))
        case _:
            parts = {part: content.replace(b"|s000|", b"|" + whose + b"|") for part, content in form().items()}
            return f"{name}.xlsx", ZIPPED[kind](rng, parts)


# --- the runs ---


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", ZIPPED)
def test_a_damaged_workbook_ends_with_values_or_findings(kind: str, batch: int, tmp_path: Path) -> None:
    survive(kind, range(batch * A_BATCH, (batch + 1) * A_BATCH), tmp_path)


@pytest.mark.parametrize(
    ("kind", "n"), [("csv", 250), ("ods", 250), ("html", 250), ("xml2003", 250), ("mail", 60), ("xls", 40)]
)
def test_a_damaged_file_of_another_kind_ends_with_values_or_findings(kind: str, n: int, tmp_path: Path) -> None:
    survive(kind, range(n), tmp_path)


def survive(kind: str, numbers: range, folder: Path) -> None:
    """Read a folder of broken files and one whole form: the form is read, the others are accounted for."""
    home = folder / "collected" / PERIOD.slug
    home.mkdir(parents=True)
    names = []
    for number in numbers:
        name, content = case(kind, number)
        (home / name).write_bytes(content)
        names.append(name)
    (home / "целая форма.csv").write_bytes(csv_form(0))
    memory = peak()
    clock = Clock()
    checked = gather(PLAN, WITH_LIST, UNITS, folder, periods=(PERIOD,), progress=clock, processes=1)
    assert peak() - memory < MEGABYTES
    slowest = max(range(len(clock.laps)), key=clock.laps.__getitem__)
    assert clock.laps[slowest] < SECONDS, [*names, ""][slowest]
    words = language("ru")
    for found in checked.diagnostics:
        assert to_message(found, words), found
        assert to_fix(found, words), found
        assert blank_parameters(found, words) == [], found
        assert kind == "xls" or found.rule.code != "KQ306", found
    said = " ".join(accounted(checked.value, [str(d.where) for d in checked.diagnostics]))
    assert [name for name in names if name not in said] == []
    whole = checked.value.period_rows("", PERIOD.text).frame.set_index("unit").loc["s000"]
    assert (whole[PERIOD_COLUMN], whole["graduates"], whole["certified"]) == (PERIOD.text, 50.0, 45.0)


def accounted(observations: Observations, places: list[str]) -> Iterator[str]:
    """Every file that was read or of which something was found."""
    yield from places
    yield from (source.file for source in observations.sources)


class Clock:
    """Seconds of the processor between one file and the next, told by progress."""

    def __init__(self) -> None:
        self.laps: list[float] = []
        self.since = time.process_time()

    def __call__(self, _: str, done: int, __: int) -> None:
        now = time.process_time()
        if done:
            self.laps.append(now - self.since)
        self.since = now


def peak() -> float:
    """The most memory of this process so far, in megabytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
