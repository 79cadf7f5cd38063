"""Headers survive the journey: written by us, read by readers that know nothing of how they were written."""

from __future__ import annotations

import base64
import re
import unicodedata
from email import message_from_string, policy
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifiers.smtp.headers import address_header, file_name_parameter, text_header, token_header

PHRASES = (
    "báo cáo dự toán ngân sách nhà nước quý IV năm 2026 Sở Nông nghiệp và Phát triển nông thôn chủ trì"
    " phối hợp ứng dụng chuyển đổi số Ủy ban nhân dân tỉnh Quảng Nam nhiệm vụ đến hạn trước ngày 15/12"
    ' (lần 2) – việc: Đề án "xã hội số" 06/ĐA-UBND, KH-106 … 100% =?utf-8?q?x?= , ; < > @ \\ " .'
)
SYLLABLES = PHRASES.split()

vietnamese = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=30).map(" ".join)
anything = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80)
texts = st.one_of(vietnamese, vietnamese.map(lambda text: unicodedata.normalize("NFD", text)), anything)


def expected(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def lines_of(header: str) -> list[str]:
    assert header.endswith("\r\n")
    return header[:-2].split("\r\n")


def decoded(raw: str) -> str:
    return str(make_header(decode_header(raw)))


def decoded_by_hand(header: str) -> str:
    """RFC 2047 read literally: blanks between neighbouring words go, each word is UTF-8 by itself."""
    value = re.sub(r"\r\n(?=[ \t])", "", header).rstrip("\r\n").partition(":")[2].strip()
    word = r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?="
    value = re.sub(rf"(?<={re.escape('?=')})\s+(?={re.escape('=?utf-8?b?')})", "", value)
    return re.sub(word, lambda found: base64.b64decode(found.group(1)).decode("utf-8"), value)


def parsed(headers: str) -> Parsed:
    return message_from_string(headers + "\r\n")


@given(texts)
@example("a  " + "ế" * 200)
@example("=?utf-8?q?khong_phai_ma?=")
@example("x" * 400)
def test_every_subject_comes_back_as_it_was(text: str) -> None:
    header = text_header("Subject", text)

    assert decoded_by_hand(header) == expected(text)
    assert decoded(str(parsed(header)["Subject"])) == expected(text)


@given(vietnamese)
def test_a_vietnamese_subject_is_read_alike_by_both_readers_of_the_standard_library(text: str) -> None:
    header = text_header("Subject", text)

    old = decoded(str(parsed(header)["Subject"]))
    new = str(message_from_string(header + "\r\n", policy=policy.default)["Subject"])
    assert (old, new) == (expected(text), expected(text))


@given(texts)
def test_no_line_of_a_subject_is_longer_than_76_characters(text: str) -> None:
    lines = lines_of(text_header("Subject", text))

    assert all(len(line) <= 76 and line.isascii() for line in lines)
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])


@given(st.lists(texts, min_size=1, max_size=3))
@example(['Nguyễn Thị Ánh, "Văn phòng"'])
@example(["Office, Planning"])
@example(['The "Office"'])
@example(["back\\slash, and \\"])
@example(["d. o. t."])
@example(["x" * 70 + ","])
def test_every_display_name_comes_back_with_its_address(names: list[str]) -> None:
    boxes = [(name, f"nguoi-{number}@ubnd.test") for number, name in enumerate(names)]

    header = address_header("To", boxes)

    pairs = getaddresses([re.sub(r"\r\n", "", str(parsed(header)["To"]))])
    assert [(decoded(name), address) for name, address in pairs] == [
        (expected(name), address) for name, address in boxes
    ]
    assert all(len(line) <= 76 and line.isascii() for line in lines_of(header))


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x00b", "a\x1bb", "a\ud800b"])
def test_line_breaks_and_control_characters_are_refused_in_every_header(evil: str) -> None:
    for write in (
        lambda: text_header("Subject", evil),
        lambda: token_header("X-Test", evil),
        lambda: address_header("To", [(evil, "a@ubnd.test")]),
        lambda: file_name_parameter(evil),
    ):
        with pytest.raises(ValueError):
            write()


def test_a_header_for_programs_keeps_long_tokens_whole() -> None:
    url = "<https://planengine.example/" + "a" * 120 + ">"

    header = token_header("List-Unsubscribe", f"<mailto:nhacviec@ubnd.test>, {url}")

    assert lines_of(header) == ["List-Unsubscribe: <mailto:nhacviec@ubnd.test>,", f" {url}"]


@given(texts.filter(lambda text: text.strip() != ""))
@example("Báo cáo quý IV – " + "rất dài " * 20 + ".docx")
@example("it's 100% * ready.pdf")
def test_every_file_name_comes_back_as_it_was(text: str) -> None:
    lines = f"Content-Disposition: attachment{file_name_parameter(text)}\r\n"

    assert parsed(lines).get_filename() == expected(text)
    assert all(len(line) <= 76 and line.isascii() for line in lines_of(lines))
