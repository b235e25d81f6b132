import pytest

from kokoq.collect.read.limits import Refused
from kokoq.collect.read.markup import decode_units
from kokoq.collect.read.strings import read_strings
from tests.collect.read.small import MAIN


def strings(items: str) -> list[str]:
    return read_strings(f'<sst xmlns="{MAIN}" count="4294967295">{items}</sst>'.encode(), part="sharedStrings.xml")


@pytest.mark.parametrize("comment", ["", "<!-- this makes the full parser read it -->"])
def test_rich_texts_are_joined_and_pronunciations_left_out(comment: str) -> None:
    rich = (
        "<si><r><rPr><b/></rPr><t>жир</t></r><r><t xml:space='preserve'>ный </t></r><rPh sb='0'><t>zhi</t></rPh></si>"
    )
    assert strings(f"<si><t>a &lt; б</t></si>{rich}<si/><si><t/></si>{comment}") == ["a < б", "жирный ", "", ""]


@pytest.mark.parametrize("comment", ["", "<!-- -->"])
def test_line_ends_become_one_character(comment: str) -> None:
    assert strings(f"<si><t>а\r\nб_x000D_\nв</t></si>{comment}") == ["а\nб\nв"]


def test_escaped_code_units_are_decoded_once() -> None:
    assert decode_units("_x041F_рим") == "Прим"
    assert decode_units("_x005F_x041F_") == "_x041F_"
    assert decode_units("_xD83D__xDE00_") == "😀"
    assert decode_units("_xD83D_") == "�"  # half a character cannot be written anywhere


def test_prefixed_and_other_encodings_go_the_long_way() -> None:
    prefixed = f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>школа</x:t></x:si></x:sst>'
    assert read_strings(prefixed.encode(), part="") == ["школа"]
    declared = f'<?xml version="1.0" encoding="windows-1251"?><sst xmlns="{MAIN}"><si><t>школа</t></si></sst>'
    assert read_strings(declared.encode("cp1251"), part="") == ["школа"]


def test_an_unfinished_list_is_refused() -> None:
    with pytest.raises(Refused):
        read_strings(f'<sst xmlns="{MAIN}"><si><t>школа</t></si>'.encode(), part="")
