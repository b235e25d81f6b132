"""Files that would break a program, among honest ones: one finding each, and the rest is checked and computed."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq import cli
from tests.collect.read.small import one, rows, xlsx, zipped
from tests.collect.read.test_attacks import REFUSED
from tests.folders import put

CAMPAIGN = {
    "catalogue/catalogue.yaml": "kokoq: 1\nid: tiny\ntitle: Каталог\norganisation_types: {school: школа}\n",
    "catalogue/fields.yaml": """\
fields:
  graduates: {title: Выпускники, asked: school, range: 10..60}
  certified: {title: Выпускники с аттестатом, asked: school, part_of: graduates}
""",
    "catalogue/results.yaml": """\
id: results
code: "1"
title: Результаты
goal: Узнать результаты
tasks: [Собрать данные]
collection: {methods: [опрос], by: organisation}
periodicity: {every: year, submit: 07-31}
criteria: [Доля не ниже 95 %]
indicators:
  certified_share: {code: "1.1", title: Доля с аттестатом, kind: share, scope: school, formula: certified / graduates}
""",
    "kokoq.yaml": "kokoq: 1\ncatalogue: catalogue\ntitle: Проба\n",
    "organisations.csv": "id;название;тип\ns1;Школа № 1;school\n",
}
HOME = Path("collected/2020-2021")
BOOK = xlsx(rows(one("45")))


def form() -> bytes:
    return b"kokoq-form|1|tiny|0|s1|2020/2021|main;;#value\ngraduates;;50\ncertified;;45\n"


def locked() -> bytes:
    """The beginning of an encrypted workbook: a container of OLE with the stream that says so."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage\0".encode("utf-16-le")


def many_parts() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for n in range(5_000):
            archive.writestr(f"xl/{n}", b"")
    return target.getvalue()


def lying_about_sizes() -> bytes:
    """Every part says that it has 2 GB after unpacking."""
    content = bytearray(BOOK)
    at = content.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<L", content, at + 24, 0x7FFFFFFF)
        at = content.find(b"PK\1\2", at + 1)
    return bytes(content)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    **REFUSED,
    "an empty file": (lambda: b"", "KQ304"),
    "a truncated workbook": (lambda: BOOK[:-40], "KQ303"),
    "a page of the web": (lambda: b"<html><body><p>45</p></body></html>", "KQ301"),
    "a table of the web that nobody declared": (lambda: b"<table><tr><td>45</td></tr></table>", "KQ311"),
    "a document": (lambda: zipped({"word/document.xml": b"<a/>"}), "KQ301"),
    "a portable document": (lambda: b"%PDF-1.7\n", "KQ301"),
    "a password": (locked, "KQ302"),
    "random bytes": (lambda: bytes(range(256)) * 40, "KQ301"),
    "thousands of parts": (many_parts, "KQ305"),
    "sizes that are lies": (lying_about_sizes, "KQ305"),
    "an archive within an archive": (lambda: zipped({"a.zip": zipped({"b.csv": b"1;2"})}), "KQ301"),
    "a broken old workbook": (lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(400), "KQ303"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one folder, by their numbers."""
    home = tmp_path_factory.mktemp("hostile")
    for number, (make, _) in enumerate(HOSTILE.values()):
        (home / f"{number:02}.xlsx").write_bytes(make())
    return home


@pytest.fixture
def campaign(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put(tmp_path, CAMPAIGN)
    home = tmp_path / HOME
    shutil.copytree(hostile, home)
    (home / "форма школы.csv").write_bytes(form())
    monkeypatch.setenv("KOKOQ_LANG", "ru")
    monkeypatch.delenv("KOKOQ_TRACEBACK", raising=False)
    return tmp_path


def codes(findings: Path) -> dict[str, list[str]]:
    """What was found in each of the hostile files."""
    found: dict[str, list[str]] = {name: [] for name in HOSTILE}
    for one_ in json.loads(findings.read_text(encoding="utf-8")):
        file = str(one_["file"]).removeprefix(f"{HOME.as_posix()}/")
        if file[:2].isdecimal():
            found[list(HOSTILE)[int(file[:2])]].append(one_["code"])
    return found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_hostile_file_is_one_finding_and_the_rest_is_checked(
    jobs: str, campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = campaign / "findings.json"
    assert cli.run(["validate", str(campaign), "--findings", str(findings), "--jobs", jobs]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert codes(findings) == {name: [code] for name, (_, code) in HOSTILE.items()}
    assert "Школа № 1" in said.out


def test_the_honest_form_beside_them_is_computed(campaign: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli.run(["compute", str(campaign), "--out", str(out), "--formats", "csv"]) == 1
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        sample = stream.read(2_000)
        stream.seek(0)
        lines = list(csv.DictReader(stream, dialect=csv.Sniffer().sniff(sample)))
    shares = [line["value"] for line in lines if line["indicator"] == "certified_share"]
    assert Counter(shares)["0.9"] == len(shares) > 0  # 45 of 50


MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "kokoq", *sys.argv[1:]], capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(json.dumps([done.returncode, peak, used.ru_utime + used.ru_stime, done.stderr.decode("utf-8", "replace")]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell what processes took")
@pytest.mark.parametrize("command", ["validate", "compute"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_of_them_take_no_512_mb_and_together_less_than_one_may(command: str, jobs: str, campaign: Path) -> None:
    """Every process is counted: the largest of them, and the processor time of all."""
    arguments = [command, str(campaign), "--findings", str(campaign / "findings.json"), "--jobs", jobs]
    done = subprocess.run([sys.executable, "-c", MEASURED, *arguments], capture_output=True, check=True)
    code, peak, seconds, said = json.loads(done.stdout)
    assert (code, "Traceback" in said) == (1, False)
    assert codes(campaign / "findings.json") == {name: [code] for name, (_, code) in HOSTILE.items()}
    assert peak < 512
    assert seconds < 20


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_not_waited_for(campaign: Path) -> None:
    os.mkfifo(campaign / HOME / "труба.xlsx")
    findings = campaign / "findings.json"
    assert cli.run(["validate", str(campaign), "--findings", str(findings)]) == 1
    found = json.loads(findings.read_text(encoding="utf-8"))
    assert [d["code"] for d in found if "труба" in str(d["file"])] == ["KQ323"]


@pytest.mark.skipif(sys.platform != "linux", reason="names in folders are text elsewhere")
def test_a_name_in_another_encoding_is_shown_as_it_was_typed_and_written_everywhere(campaign: Path) -> None:
    shutil.rmtree(campaign / HOME)
    (campaign / HOME).mkdir()
    name = os.fsdecode("Школа первая.csv".encode("cp1251"))
    (campaign / HOME / name).write_bytes(form().replace(b"certified;;45", b"certified;;450"))
    findings = campaign / "findings.json"
    out = campaign / "back"
    assert cli.run(["validate", str(campaign), "--findings", str(findings), "--annotate", str(out)]) == 1
    found = json.loads(findings.read_text(encoding="utf-8"))
    of_files = {d["file"] for d in found if d["code"] != "KQ519"}  # that nothing came the year before
    assert of_files == {f"{HOME.as_posix()}/Школа первая.csv"}
    assert sorted(path.name for path in out.glob("s1.*")) == ["s1.md", "s1.xlsx"]
    assert cli.run(["compute", str(campaign), "--out", str(campaign / "out"), "--formats", "csv"]) == 1
