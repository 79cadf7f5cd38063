"""A message as a letter: what stands in it, what is refused, and that the same message is the same letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Parsed

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifiers.smtp.letter import Letter, Sender, ascii_address, compose, message_id, shorten
from planengine.notification.api import (
    PERMANENT,
    Attachment,
    DeliveryError,
    Message,
    Recipient,
    SettingsError,
)
from tests.notifiers.making import HTML, SUBJECT, TEXT, a_key, a_message

SENDER = Sender.read({"from": "nhacviec@ubnd.test", "from_name": "Nhắc việc – Văn phòng UBND tỉnh"})


def compose_parsed(message: Message, sender: Sender = SENDER) -> Parsed:
    return message_from_bytes(compose(message, sender).content)


def content(part: Parsed) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")


def header(letter: Parsed, name: str) -> str:
    return str(make_header(decode_header(str(letter[name]))))


def refusal(message: Message) -> str:
    with pytest.raises(DeliveryError) as caught:
        compose(message, SENDER)
    assert (caught.value.outcome, caught.value.channel_fault) == (PERMANENT, False)
    return caught.value.detail


def test_a_letter_says_the_same_in_text_and_html_text_first() -> None:
    letter = compose_parsed(a_message())

    assert letter.get_content_type() == "multipart/alternative"
    text, html = letter.get_payload()
    assert (text.get_content_type(), content(text)) == ("text/plain", TEXT + "\n")
    assert (html.get_content_type(), content(html)) == ("text/html", HTML + "\n")


def test_a_message_without_html_is_a_letter_of_text_alone() -> None:
    letter = compose_parsed(a_message(html=None))

    assert (letter.get_content_type(), content(letter)) == ("text/plain", TEXT + "\n")


def test_the_headers_of_a_duty_letter() -> None:
    sender = replace(SENDER, reply_to="traloi@ubnd.test", domain="nhacviec.ubnd.test")

    letter = compose_parsed(a_message("một thư"), sender)

    assert header(letter, "From") == "Nhắc việc – Văn phòng UBND tỉnh <nhacviec@ubnd.test>"
    assert header(letter, "To") == "Sở Nông nghiệp và Phát triển nông thôn <so-nnptnt@quangnam.example>"
    assert header(letter, "Subject") == SUBJECT
    assert letter["Date"] == "Tue, 24 Nov 2026 07:30:00 +0700"
    assert re.fullmatch(
        rf"<rem\.{a_key('một thư')[:16]}\.[0-9a-f]{{8}}@nhacviec\.ubnd\.test>", letter["Message-ID"]
    )
    assert letter["In-Reply-To"] == letter["References"]
    assert re.fullmatch(
        r"<task\.kh-106-2-1-1-so-nnptnt\.[0-9a-f]{12}@nhacviec\.ubnd\.test>", letter["References"]
    )
    assert letter["Reply-To"] == "traloi@ubnd.test"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert letter["MIME-Version"] == "1.0"
    assert letter["Precedence"] is None


def test_letters_about_one_task_share_a_thread_and_a_digest_has_none() -> None:
    first, second = (compose_parsed(a_message(name, thread="t-17")) for name in ("first", "second"))
    digest = compose_parsed(a_message("digest", thread=None))

    assert first["References"] == second["References"] == "<task.t-17@ubnd.test>"
    assert first["Message-ID"] != second["Message-ID"]
    assert (digest["In-Reply-To"], digest["References"]) == (None, None)


def test_the_same_message_is_the_same_letter_to_the_last_byte() -> None:
    again = a_message(attachments=(Attachment("han.ics", "text/calendar; method=PUBLISH", b"x"),))

    assert compose(again, SENDER) == compose(again, SENDER)


@given(st.text(), st.text())
@example("a" * 16 + "1", "a" * 16 + "2")
@example("A/b", "A-b")
@example("", "\x00")
def test_different_keys_have_different_message_ids_and_each_is_well_formed(one: str, other: str) -> None:
    first, second = message_id(one, "ubnd.test"), message_id(other, "ubnd.test")

    assert (first == second) == (one == other)
    assert re.fullmatch(r"<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*@ubnd\.test>", first)


def test_further_headers_are_appended() -> None:
    letter = compose_parsed(a_message(headers={"X-Planengine-Copy": "2", "X-Agency": "Sở Tài chính"}))

    assert (letter["X-Planengine-Copy"], header(letter, "X-Agency")) == ("2", "Sở Tài chính")


def test_a_message_may_name_its_own_address_for_answers() -> None:
    sender = replace(SENDER, reply_to="traloi@ubnd.test")

    letter = compose_parsed(a_message(headers={"Reply-To": "Nhắc việc <nhacviec+r.t1@ubnd.test>"}), sender)

    assert [header(letter, "Reply-To")] == ["Nhắc việc <nhacviec+r.t1@ubnd.test>"]
    assert len(letter.get_all("Reply-To") or []) == 1


def test_bulk_headers_reach_a_digest_and_never_a_letter_of_duty() -> None:
    bulk = {"Precedence": "bulk", "List-Unsubscribe": "<https://ubnd.test/u/1>"}

    digest = compose_parsed(a_message(thread=None, headers=bulk))
    duty = compose_parsed(a_message(headers=bulk))

    assert (digest["Precedence"], digest["List-Unsubscribe"]) == ("bulk", "<https://ubnd.test/u/1>")
    assert (duty["Precedence"], duty["List-Unsubscribe"]) == (None, None)


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y.example", "a\nb", "a\rb"])
def test_a_line_break_in_any_header_is_refused(evil: str) -> None:
    assert "line break" in refusal(a_message(subject=evil))
    assert "line break" in refusal(a_message(headers={"X-Note": evil}))
    assert "line break" in refusal(a_message(recipient=Recipient(evil, "a@ubnd.test")))
    assert "address" in refusal(a_message(to=f"{evil}@ubnd.test"))
    assert "line break" in refusal(a_message(attachments=(Attachment("a", f"text/{evil}", b""),)))
    assert "line break" in refusal(a_message(attachments=(Attachment(evil, "text/plain", b""),)))
    with pytest.raises(SettingsError) as caught:
        Sender.read({"from": "a@ubnd.test", "from_name": evil})
    assert caught.value.key == "from_name"


@pytest.mark.parametrize("name", ["Bcc", "subject", "Message-ID", "Content-Type", "X Bad", "X:Y", "", "X-Ế"])
def test_a_header_that_the_letter_writes_itself_or_that_is_none_is_refused(name: str) -> None:
    assert "header" in refusal(a_message(headers={name: "x"}))


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2026, 11, 24, 7, 30)  # noqa: DTZ001 - the naive time is the point

    assert "zone" in refusal(a_message(created=naive))


def test_the_date_is_written_in_the_zone_it_was_given_in() -> None:
    west = timezone(-timedelta(hours=3))

    letter = compose_parsed(a_message(created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=west)))

    assert letter["Date"] == "Fri, 02 Jan 2026 03:04:05 -0300"


def test_an_address_is_ascii_in_the_envelope() -> None:
    assert ascii_address("a.b+c@ubnd.test") == "a.b+c@ubnd.test"
    assert ascii_address(" a@ubnd.test ") == "a@ubnd.test"
    local, _, domain = ascii_address("vanthu@sởtàichính.example").partition("@")
    assert (local, domain.startswith("xn--")) == ("vanthu", True)
    assert domain.encode("ascii").decode("idna") == "sởtàichính.example"


@pytest.mark.parametrize(
    "address",
    [
        *("vănthư@ubnd.test", "ubnd.test", "@ubnd.test", "a@", "", "a@ubnd..test", "a..b@ubnd.test"),
        *("a b@ubnd.test", "a@b@ubnd.test", "a@ubnd.test>", "<a@ubnd.test>", '"a b"@ubnd.test', "a@-x.test"),
        *("a\n@ubnd.test", "a@ubnd.test\n"),
    ],
)
def test_what_is_no_address_or_not_ascii_before_the_at_is_refused_for_good(address: str) -> None:
    assert "letter" in refusal(a_message(to=address))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_everything_that_leaves_is_7_bit_with_short_lines_ended_by_crlf(text: str) -> None:
    message = a_message(
        subject=text,
        text=text,
        html=text,
        recipient=Recipient(text, "a@ubnd.test"),
        attachments=(Attachment("báo cáo.docx", "application/octet-stream", text.encode()),),
    )

    raw = compose(message, SENDER).content

    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 76 and b"\r" not in line and b"\n" not in line for line in lines)


def test_text_and_html_are_composed_whatever_form_they_come_in() -> None:
    letter = compose_parsed(
        a_message(
            text=unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n"), html=HTML.replace("\n", "\r")
        )
    )

    text, html = letter.get_payload()
    assert (content(text), content(html)) == (TEXT + "\n", HTML + "\n")


def test_attachments_travel_beside_the_two_forms_of_the_text() -> None:
    mime = "text/calendar; method=PUBLISH; charset=utf-8"
    calendar = Attachment("hạn nộp.ics", mime, b"BEGIN:VCALENDAR\r\n")
    table = Attachment("bảng.bin", "application/octet-stream", bytes(range(256)) * 40)

    letter = compose_parsed(a_message(attachments=(calendar, table)))

    assert letter.get_content_type() == "multipart/mixed"
    body, first, second = letter.get_payload()
    assert body.get_content_type() == "multipart/alternative"
    assert (first.get_content_type(), first.get_param("method")) == ("text/calendar", "PUBLISH")
    assert [part.get_filename() for part in (first, second)] == ["hạn nộp.ics", "bảng.bin"]
    assert [part.get_payload(decode=True) for part in (first, second)] == [calendar.content, table.content]
    assert [part.get_content_disposition() for part in (first, second)] == ["attachment", "attachment"]


@pytest.mark.parametrize("mime", ["", "text", "text/", "text/plain\r\nX: y", "text/plain; x", "tệp/văn"])
def test_an_attachment_of_no_media_type_is_refused(mime: str) -> None:
    assert refusal(a_message(attachments=(Attachment("a", mime, b""),)))


def test_a_long_subject_is_cut_at_a_blank_and_says_so() -> None:
    long = "nhiệm vụ " * 40

    subject = header(compose_parsed(a_message(subject=long)), "Subject")

    assert len(subject) <= 120
    assert subject.endswith(("nhiệm…", "vụ…"))


@given(st.text(st.sampled_from("aế \u0301\u200d👍🏽🇻🇳👩❤\ufe0f"), max_size=60), st.integers(2, 20))
@example("e\u0323\u0302" * 40, 12)
@example("🇻🇳" * 40, 12)
@example("👍🏽" * 40, 12)
def test_a_shortened_text_is_a_beginning_of_whole_characters(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    if len(text) <= limit:
        assert short == text
        return
    assert short.endswith("…")
    kept = short[:-1]
    assert text.startswith(kept)
    rest = text[len(kept) :]
    if kept and rest and not rest[0].isspace():
        assert not unicodedata.combining(rest[0])
        assert "\u200d" not in (rest[0], kept[-1])
        assert rest[0] not in "\ufe0f🏽"
        letters_before = len(kept) - len(kept.rstrip("🇻🇳"))
        assert letters_before % 2 == 0 or rest[0] not in "🇻🇳", "half a flag"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({}, "from"),
        ({"from": "không phải"}, "from"),
        ({"from": "a@ubnd.test", "reply_to": "x"}, "reply_to"),
        ({"from": "a@ubnd.test", "message_id_domain": "a b"}, "message_id_domain"),
        ({"from": "a@ubnd.test", "message_id_domain": "x>\r\n"}, "message_id_domain"),
    ],
)
def test_a_sender_that_is_none_is_found_when_settings_are_read(settings: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Sender.read(settings)
    assert caught.value.key == key


def test_the_letter_names_its_recipient_and_identity_for_the_envelope() -> None:
    letter = compose(a_message(), SENDER)

    assert isinstance(letter, Letter)
    assert (letter.recipient, letter.message_id) == (
        "so-nnptnt@quangnam.example",
        message_id(a_message().key, "ubnd.test"),
    )
