"""The e-mail channel through a true relay, read back from the mailbox."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from notifiers.smtp import build
from notifiers.smtp.letter import message_id
from planengine.notification.api import PERMANENT, TRANSIENT, Attachment, DeliveryError, Message, Notifier
from tests.mailserver.server import AGENCY, OFFICE, PASSWORD, MailServer
from tests.notifiers.making import HTML, SUBJECT, TEXT, a_message


def settings_for(server: MailServer, **changes: str) -> dict[str, str]:
    settings = {
        "host": server.host,
        "port": str(server.submission),
        "from": OFFICE,
        "from_name": "Nhắc việc – Văn phòng UBND tỉnh",
        "username": OFFICE,
        "password": PASSWORD,
        "ca_file": str(server.ca),
    }
    return {name: value for name, value in {**settings, **changes}.items() if value}


@contextmanager
def channel(server: MailServer, **changes: str) -> Iterator[Notifier]:
    with closing(build(settings_for(server, **changes))) as notifier:
        yield notifier


def fault_of(notifier: Notifier, message: Message) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        notifier.send(message)
    return caught.value


def identity(message: Message) -> str:
    return message_id(message.key, "ubnd.test")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_arrives_encrypted_and_whole(mail_server: MailServer, security: str) -> None:
    port = mail_server.submission if security == "starttls" else mail_server.smtps
    message = a_message(
        f"arrives by {security}", attachments=(Attachment("hạn.ics", "text/calendar", b"BEGIN"),)
    )

    with channel(mail_server, security=security, port=str(port)) as notifier:
        receipt = notifier.send(message)

    letter = message_from_bytes(mail_server.read(AGENCY, identity(message)))
    body, attached = letter.get_payload()
    text, html = (
        (part.get_payload(decode=True).decode().replace("\r\n", "\n")) for part in body.get_payload()
    )
    subject = str(make_header(decode_header(letter["Subject"])))
    assert (subject, text, html) == (SUBJECT, TEXT + "\n", HTML + "\n")
    assert all(unicodedata.is_normalized("NFC", part) for part in (subject, text, html))
    assert attached.get_filename() == "hạn.ics"
    assert receipt.provider_id is not None
    assert receipt.provider_id in letter["Received"] or receipt.provider_id in str(letter.get_all("Received"))
    assert "ESMTPSA" in str(letter.get_all("Received")), "encrypted and logged in, says the relay itself"


def test_a_letter_written_in_decomposed_characters_arrives_composed(mail_server: MailServer) -> None:
    message = a_message("NFD", subject=unicodedata.normalize("NFD", SUBJECT), html=None)

    with channel(mail_server) as notifier:
        notifier.send(message)

    letter = message_from_bytes(mail_server.read(AGENCY, identity(message)))
    assert str(make_header(decode_header(letter["Subject"]))) == SUBJECT


def test_a_second_copy_carries_the_same_message_id(mail_server: MailServer) -> None:
    message = a_message("sent twice by two workers")

    for _ in range(2):
        with channel(mail_server) as notifier:
            notifier.send(message)

    copies = [message_from_bytes(raw) for raw in mail_server.letters(AGENCY, identity(message), at_least=2)]
    assert len(copies) == 2
    assert str(copies[0].get_payload(0)) == str(copies[1].get_payload(0))


def test_bounces_go_to_the_envelope_sender_and_not_to_the_sender_people_see(mail_server: MailServer) -> None:
    message = a_message("envelope")

    with channel(mail_server, envelope_from="nhacviec+b.1@ubnd.test") as notifier:
        notifier.send(message)

    letter = message_from_bytes(mail_server.read(AGENCY, identity(message)))
    assert letter["Return-Path"] == "<nhacviec+b.1@ubnd.test>"


@pytest.mark.parametrize(
    ("user", "outcome", "words", "retry_after", "channel_fault"),
    [
        ("gone", PERMANENT, "550 5.1.1", None, False),
        ("policy", PERMANENT, "554 5.7.1", None, False),
        ("full", TRANSIENT, "452 4.2.2", None, False),
        ("grey", TRANSIENT, "450 4.7.1", 300.0, False),
        ("closing", TRANSIENT, "421 4.3.2", None, True),
    ],
)
def test_a_refused_recipient_is_named_as_the_relay_means_it(
    mail_server: MailServer,
    user: str,
    outcome: str,
    words: str,
    retry_after: float | None,
    channel_fault: bool,
) -> None:
    good = a_message(f"after {user}")
    with channel(mail_server) as notifier:
        fault = fault_of(notifier, a_message(to=f"{user}@ubnd.test"))
        notifier.send(good)

    assert (fault.outcome, fault.retry_after, fault.channel_fault) == (outcome, retry_after, channel_fault)
    assert words in fault.detail
    assert mail_server.read(AGENCY, identity(good)), "the next recipient is not harmed"


def test_a_letter_too_large_is_refused_for_good_and_the_next_one_goes(mail_server: MailServer) -> None:
    large = a_message(
        "large", attachments=(Attachment("a.bin", "application/octet-stream", bytes(1_000_000)),)
    )

    with channel(mail_server) as notifier:
        fault = fault_of(notifier, large)
        assert notifier.send(a_message("after large")).provider_id

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, False)
    assert "552" in fault.detail


def test_a_relay_without_starttls_gets_nothing(mail_server: MailServer) -> None:
    with channel(mail_server, port=str(mail_server.outside)) as notifier:
        fault = fault_of(notifier, a_message("never sent in the clear"))

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, True)
    assert "STARTTLS" in fault.detail
    assert (
        identity(a_message("never sent in the clear")) not in (mail_server.home / "postfix.log").read_text()
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_certificate_that_does_not_fit_is_refused(
    mail_server: MailServer, security: str, wrong: str
) -> None:
    changes = {"ca_file": ""} if wrong == "authority" else {"host": "127.0.0.1"}
    port = mail_server.submission if security == "starttls" else mail_server.smtps
    name = f"never sent to an impostor, {security} {wrong}"

    with channel(mail_server, security=security, port=str(port), **changes) as notifier:
        fault = fault_of(notifier, a_message(name))

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, True)
    assert "certificate" in fault.detail
    assert identity(a_message(name)) not in (mail_server.home / "postfix.log").read_text()


def test_a_refused_login_is_the_channels_fault_and_does_not_show_the_password(
    mail_server: MailServer,
) -> None:
    with channel(mail_server, password="không đúng") as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, True)
    assert "535" in fault.detail
    assert "không đúng" not in fault.detail


def test_without_login_the_relay_refuses_and_it_is_said(mail_server: MailServer) -> None:
    with channel(mail_server, username="", password="") as notifier:
        fault = fault_of(notifier, a_message())

    assert fault.outcome == PERMANENT
    assert "554" in fault.detail


def test_the_password_may_stand_in_a_file(mail_server: MailServer, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")

    with channel(mail_server, password="", password_file=str(secret)) as notifier:
        assert notifier.send(a_message("password from a file")).provider_id


def test_one_connection_serves_a_batch(mail_server: MailServer) -> None:
    log = mail_server.home / "postfix.log"
    before = log.read_text().count("sasl_username=")
    with channel(mail_server) as notifier:
        connections = log.read_text().count(": connect from")
        for number in range(5):
            notifier.send(a_message(f"batch {number}"))
        after = log.read_text()

    assert after.count("sasl_username=") - before == 5
    assert after.count(": connect from") - connections == 1


def test_nothing_leaves_the_test_server(mail_server: MailServer) -> None:
    with channel(mail_server) as notifier:
        fault = fault_of(notifier, a_message(to="ai-do@ngoai.example"))

    assert fault.outcome == PERMANENT
    assert "nothing leaves" in fault.detail


def test_close_may_be_called_twice_and_sending_goes_on_afterwards(mail_server: MailServer) -> None:
    with channel(mail_server) as notifier:
        notifier.send(a_message("before close"))
        notifier.close()
        notifier.close()
        assert notifier.send(a_message("after close")).provider_id
