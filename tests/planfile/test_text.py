"""From bytes to text: what is accepted, what is refused, and where."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.problems import Finding
from planengine.planfile.text import (
    _USUAL,
    FORBIDDEN,
    SourceFile,
    column_as_written,
    read_source,
    source_from_bytes,
)
from tests.planfile.plans_in_text import codes, plan_text, read


def text_of(data: bytes) -> SourceFile:
    source = source_from_bytes(data, Path("p"), "p")
    assert isinstance(source, SourceFile)
    return source


def fault_of(data: bytes) -> Finding:
    fault = source_from_bytes(data, Path("p"), "p")
    assert isinstance(fault, Finding)
    return fault


def test_a_byte_order_mark_and_carriage_returns_change_nothing(tmp_path):
    plain = read(tmp_path, plan_text())
    marked = read(tmp_path, b"\xef\xbb\xbf" + plan_text().replace("\n", "\r\n").encode())
    assert codes(marked) == []
    assert marked.plan == plain.plan
    assert marked.sources[0].text == plain.sources[0].text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_refused_by_name(encoding):
    fault = fault_of("planengine: 1\nplan:\n".encode(encoding))
    assert (fault.code, fault.params["encoding"]) == ("PE004", encoding[:6].upper())


def test_a_byte_that_is_not_utf8_is_shown_at_its_line_and_column():
    fault = fault_of("a: 1\nb: Kế ".encode() + b"\xea")
    assert fault.code == "PE005"
    assert (fault.place.line, fault.place.column) == (2, 7)
    assert fault.params == {"offset": 13, "byte": "EA"}


@pytest.mark.parametrize("char", ["\0", "\x1b", "\x85", "\u2028", "\u202e", "\ufeff", "\uffff"])
def test_a_character_that_hides_or_controls_is_refused_where_it_stands(char):
    fault = fault_of(f"a: 1\nb: x{char}y\n".encode())
    assert fault.code == "PE006"
    assert (fault.place.line, fault.place.column) == (2, 5)
    assert fault.params["character"] == f"U+{ord(char):04X}"


def test_a_file_over_the_limit_is_refused_without_being_read_whole(tmp_path):
    path = tmp_path / "big"
    with open(path, "wb") as file:
        file.truncate(10**12)
    fault = read_source(path, "big", 1000)
    assert isinstance(fault, Finding)
    assert (fault.code, fault.place.line, fault.params["limit"]) == ("PE003", 1, 1000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    fault = read_source(tmp_path / "pipe", "pipe")
    assert isinstance(fault, Finding)
    assert fault.code == "PE002"


def test_the_text_stays_as_it_is_and_the_parser_sees_nfc():
    decomposed = unicodedata.normalize("NFD", "title: Kế hoạch\n")
    source = text_of(decomposed.encode())
    assert source.text == decomposed
    assert source.normal == unicodedata.normalize("NFC", decomposed)


def test_usual_characters_are_none_of_the_forbidden_and_stay_as_they_are_beside_any_other():
    usual = {chr(code) for code in range(sys.maxunicode + 1) if _USUAL.fullmatch(chr(code))}
    assert set("Kế hoạch số 106/NQ-CP: “ổn định” – từ 01/7…\n") < usual
    assert not [char for char in usual if FORBIDDEN.search(char)]
    assert not [char for char in usual if unicodedata.normalize("NFC", char) != char]
    # What composes with a character before it stands second in the decomposition of another, or combines.
    decomposed = map(unicodedata.decomposition, map(chr, range(sys.maxunicode + 1)))
    seconds = {
        chr(int(parts[1], 16)) for each in decomposed if len(parts := each.split()) == 2 and each[0] != "<"
    }
    assert not [char for char in usual if char in seconds or unicodedata.combining(char)]


WORDS = st.text(st.sampled_from("aệđ ươ\u0302\u0301\u0323e각\u1100\u1161日"), max_size=12)


@given(WORDS, WORDS)
def test_a_column_of_the_normal_form_is_found_in_any_spelling(before, after):
    # Independent oracle: where the two halves do not touch each other, the column is the length of the first half.
    line = unicodedata.normalize("NFD", before) + "|" + after
    column = len(unicodedata.normalize("NFC", before))
    assert column_as_written(line, column) == line.index("|")
