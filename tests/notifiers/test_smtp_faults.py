"""What each broken conversation means, held against the ledger of the server that broke it."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from notifiers.smtp import build
from notifiers.smtp.letter import message_id
from planengine.notification.api import (
    PERMANENT,
    TRANSIENT,
    UNKNOWN,
    Attachment,
    DeliveryError,
    Message,
    Notifier,
)
from tests.mailserver.faulty import FaultyServer
from tests.mailserver.scripted import ScriptedServer
from tests.notifiers.making import a_message


@contextmanager
def channel(server: FaultyServer | ScriptedServer, **changes: str) -> Iterator[Notifier]:
    settings = {
        "host": server.host,
        "port": str(server.port),
        "security": "none",
        "from": "nhacviec@ubnd.test",
    }
    with closing(build({**settings, "timeout": "5", **changes})) as notifier:
        yield notifier


def fault_of(notifier: Notifier, message: Message) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        notifier.send(message)
    return caught.value


def identity(message: Message) -> str:
    return message_id(message.key, "ubnd.test")


def test_a_connection_cut_before_the_letter_is_transient_and_nothing_is_kept(
    faulty_server: FaultyServer,
) -> None:
    with channel(faulty_server) as notifier:
        fault = fault_of(notifier, a_message(to="cut-at-data@ubnd.test"))

    assert (fault.outcome, faulty_server.kept()) == (TRANSIENT, [])


def test_a_connection_cut_in_the_middle_of_the_letter_is_transient_and_nothing_is_kept(
    faulty_server: FaultyServer,
) -> None:
    # larger than all buffers between the two, so that the client is still writing when the server goes
    large = (Attachment("a.bin", "application/octet-stream", bytes(12_000_000)),)

    with channel(faulty_server) as notifier:
        fault = fault_of(notifier, a_message(to="cut-in-body@ubnd.test", attachments=large))

    assert (fault.outcome, faulty_server.kept()) == (TRANSIENT, [])


def test_a_connection_cut_after_the_final_dot_is_unknown_and_the_letter_is_there(
    faulty_server: FaultyServer,
) -> None:
    message = a_message(to="cut-after-dot@ubnd.test")

    with channel(faulty_server) as notifier:
        fault = fault_of(notifier, message)

    assert (fault.outcome, fault.channel_fault) == (UNKNOWN, False)
    assert faulty_server.kept() == [identity(message)]


def test_a_letter_sent_again_after_an_unknown_end_is_recognisable_as_the_same(
    faulty_server: FaultyServer,
) -> None:
    message = a_message(to="cut-after-dot@ubnd.test")

    with channel(faulty_server) as notifier:
        fault_of(notifier, message)
        fault_of(notifier, message)

    assert faulty_server.kept() == [identity(message)] * 2
    assert faulty_server.connections == 2


def test_the_same_holds_under_tls(certificate: Path, tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server = FaultyServer(tmp_path / "ledger", tls_context=context, require_starttls=True).start()
    good, lost = a_message("good"), a_message("lost", to="cut-after-dot@ubnd.test")
    tls = {"security": "starttls", "ca_file": str(certificate / "cert.pem"), "host": "localhost"}
    try:
        with channel(server, **tls) as notifier:
            notifier.send(good)
            early = fault_of(notifier, a_message(to="cut-at-data@ubnd.test"))
            late = fault_of(notifier, lost)
    finally:
        server.stop()

    assert (early.outcome, late.outcome) == (TRANSIENT, UNKNOWN)
    assert server.kept() == [identity(good), identity(lost)]


@pytest.mark.parametrize("fault", ["mute", "babble"])
def test_no_intelligible_answer_after_the_final_dot_is_unknown(
    faulty_server: FaultyServer, fault: str
) -> None:
    message = a_message(to=f"{fault}@ubnd.test")

    with channel(faulty_server, timeout="0.5") as notifier:
        assert fault_of(notifier, message).outcome == UNKNOWN

    assert faulty_server.kept() == [identity(message)]


@pytest.mark.parametrize(("code", "outcome"), [("421", TRANSIENT), ("552", PERMANENT)])
def test_a_clear_no_after_the_final_dot_is_a_no(faulty_server: FaultyServer, code: str, outcome: str) -> None:
    with channel(faulty_server) as notifier:
        fault = fault_of(notifier, a_message(to=f"{code}-after-dot@ubnd.test"))
        notifier.send(a_message("next"))

    assert fault.outcome == outcome
    assert faulty_server.kept() == [identity(a_message("next"))]


def test_a_server_that_closes_with_421_is_asked_on_a_new_connection_next_time(
    faulty_server: FaultyServer,
) -> None:
    message = a_message(to="busy-once@ubnd.test")

    with channel(faulty_server) as notifier:
        fault = fault_of(notifier, message)
        receipt = notifier.send(message)

    assert (fault.outcome, fault.channel_fault) == (TRANSIENT, True)
    assert receipt.provider_id == "L1"
    assert (faulty_server.kept(), faulty_server.connections) == ([identity(message)], 2)


@pytest.mark.parametrize("ended_by", ["drop-next", "expire-next"])
def test_a_connection_that_ended_between_two_letters_is_opened_again(
    faulty_server: FaultyServer, ended_by: str
) -> None:
    first, second = a_message("first", to=f"{ended_by}@ubnd.test"), a_message("second")

    with channel(faulty_server) as notifier:
        notifier.send(first)
        notifier.send(second)

    assert faulty_server.kept() == [identity(first), identity(second)]
    assert faulty_server.connections == 2


def test_a_refusal_leaves_the_connection_in_use(faulty_server: FaultyServer) -> None:
    with channel(faulty_server) as notifier:
        fault_of(notifier, a_message(to="552-after-dot@ubnd.test"))
        notifier.send(a_message())

    assert faulty_server.connections == 1


def test_an_interrupted_letter_leaves_no_half_used_connection(
    faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with channel(faulty_server) as notifier:
        notifier.send(a_message("before"))
        with monkeypatch.context() as patch:
            patch.setattr("smtplib.SMTP.rcpt", interrupted)
            with pytest.raises(KeyboardInterrupt):
                notifier.send(a_message("interrupted"))
        notifier.send(a_message("after"))

    assert faulty_server.kept() == [identity(a_message("before")), identity(a_message("after"))]
    assert faulty_server.connections == 2


def test_an_unreachable_relay_is_the_channels_fault_for_now() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = str(closed.getsockname()[1])
        settings = {"host": "127.0.0.1", "port": port, "security": "none", "from": "nhacviec@ubnd.test"}
        fault = fault_of(build(settings), a_message())

    assert (fault.outcome, fault.channel_fault) == (TRANSIENT, True)


def test_a_relay_that_does_not_greet_is_the_channels_fault_for_now() -> None:
    with ScriptedServer({}, greeting=None) as server, channel(server, timeout="0.3") as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (TRANSIENT, True)
    assert server.heard == []


@pytest.mark.parametrize(
    ("answers", "greeting", "outcome"),
    [
        ({}, "421 4.3.2 too many connections", TRANSIENT),
        ({}, "554 5.7.1 no service for you", PERMANENT),
        ({"EHLO": "421 4.3.2 shutting down"}, "220 hello", TRANSIENT),
        ({"EHLO": "550 no", "HELO": "550 no"}, "220 hello", PERMANENT),
        ({"MAIL": "451 4.3.0 queue is full"}, "220 hello", TRANSIENT),
        ({"MAIL": "530 5.7.0 log in first"}, "220 hello", PERMANENT),
        ({"RCPT": "530 5.7.0 log in first"}, "220 hello", PERMANENT),
    ],
)
def test_a_relay_that_refuses_the_conversation_is_the_channels_fault(
    answers: dict[str, str], greeting: str, outcome: str
) -> None:
    with ScriptedServer(answers, greeting) as server, channel(server) as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (outcome, True)


@pytest.mark.parametrize(
    ("extensions", "starttls", "outcome"),
    [
        ("250-scripted\r\n250 AUTH PLAIN", "502 unknown", PERMANENT),
        ("250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN", "454 4.7.0 not now", TRANSIENT),
        ("250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN", "501 5.5.4 no", PERMANENT),
    ],
)
def test_nothing_but_a_greeting_is_said_before_tls(extensions: str, starttls: str, outcome: str) -> None:
    script = {"EHLO": extensions, "STARTTLS": starttls}
    login = {"security": "starttls", "username": "nhacviec", "password": "bí mật"}

    with ScriptedServer(script) as server, channel(server, **login) as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (outcome, True)
    assert {line.split(" ")[0] for line in server.heard} <= {"ehlo", "STARTTLS"}


def test_a_server_without_tls_on_a_port_of_implicit_tls_is_refused() -> None:
    with ScriptedServer({}) as server, channel(server, security="tls") as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, True)
    assert not any(line.lower().startswith(("ehlo", "mail")) for line in server.heard)


PASSWORD = "bí-mật-1945"
PLAIN = base64.b64encode(f"\0nhacviec\0{PASSWORD}".encode()).decode()


@pytest.mark.parametrize(
    ("offered", "answer"),
    [
        ("AUTH PLAIN LOGIN", f"535 5.7.8 no: {PASSWORD} {PLAIN}"),
        ("AUTH LOGIN", f"535 5.7.8 no: {base64.b64encode(PASSWORD.encode()).decode()}"),
        ("AUTH XOAUTH2", ""),
        ("SIZE 1000000", ""),
    ],
)
def test_no_fault_of_the_login_shows_the_password(offered: str, answer: str) -> None:
    script = {"EHLO": f"250-scripted\r\n250 {offered}", "AUTH": answer}

    login = {"username": "nhacviec", "password": PASSWORD}
    with ScriptedServer(script) as server, channel(server, **login) as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (PERMANENT, True)
    chain: BaseException | None = fault
    while chain is not None:
        shown = f"{chain} {chain!r} {vars(chain)}"
        for secret in (PASSWORD, PLAIN, base64.b64encode(PASSWORD.encode()).decode()):
            assert secret not in shown
        chain = chain.__cause__ or chain.__context__


def test_a_login_that_is_refused_for_the_moment_is_transient() -> None:
    script = {"EHLO": "250-scripted\r\n250 AUTH PLAIN", "AUTH": "454 4.7.0 the directory does not answer"}

    with ScriptedServer(script) as server, channel(server, username="n", password="p") as notifier:
        fault = fault_of(notifier, a_message())

    assert (fault.outcome, fault.channel_fault) == (TRANSIENT, True)


def test_login_in_two_steps_is_spoken_too() -> None:
    user, password = (base64.b64encode(text.encode()).decode() for text in ("nhacviec", PASSWORD))
    script = {
        "EHLO": "250-scripted\r\n250 AUTH LOGIN",
        "AUTH": "334 VXNlcm5hbWU6",
        user.upper(): "334 UGFzc3dvcmQ6",
        password.upper(): "235 welcome",
        "DATA": "354 go on",
        "RCPT": "550 5.1.1 the rest is another test's",
    }

    login = {"username": "nhacviec", "password": PASSWORD}
    with ScriptedServer(script) as server, channel(server, **login) as notifier:
        fault = fault_of(notifier, a_message())

    assert "another test's" in fault.detail
    assert server.heard[1:4] == ["AUTH LOGIN", user, password]


def test_a_line_of_the_letter_that_begins_with_a_dot_ends_nothing() -> None:
    # base64 has no dots, so only a header can bring one to the beginning of a line; the stuffing is tried
    # directly
    from notifiers.smtp.send import _stuffed

    assert _stuffed(b"a\r\n.\r\n..b\r\n.c") == b"a\r\n..\r\n...b\r\n..c\r\n"
