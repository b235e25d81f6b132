"""Sentences are folded between words on a terminal, and left as they are for programs."""

from __future__ import annotations

import io
import sys

import pytest

from kokoq.cli import screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "30")
    screen.say_sentences(["Форма другого образца: «Школа № 5», 2021/2022 учебный год", "коротко"])
    return stream.getvalue().splitlines()


def test_a_sentence_longer_than_the_terminal_is_folded_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(Terminal(), monkeypatch) == [
        "Форма другого образца: «Школа",
        "  № 5», 2021/2022 учебный год",
        "коротко",
    ]


def test_what_goes_to_a_program_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(io.StringIO(), monkeypatch)[0] == "Форма другого образца: «Школа № 5», 2021/2022 учебный год"
