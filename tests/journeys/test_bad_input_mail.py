"""A mail server that is away, refuses, or comes back: the reminder stays due, nothing is lost, nothing goes twice."""

from __future__ import annotations

import socket
from collections import Counter

import pytest

from tests.cli.office import Office, busy_office
from tests.mailserver.faulty import FaultyServer
from tests.mailserver.scripted import ScriptedServer

DUE_ON = "2024-12-09"
"""The Monday on which 37 bodies are told that their yearly report is due in five working days."""


@pytest.fixture
def office(tmp_path):
    office = busy_office(tmp_path)
    office.do("remind", "enable", "--yes", today="2024-11-04")
    return office


def relay(office: Office, port: int) -> None:
    """Sets up the e-mail channel on a port of this machine; reserved domains are really sent to."""
    (office.folder / "planengine.toml").write_text(
        'reserved_domains = "send"\n'
        "[channels.email]\n"
        'notifier = "smtp"\n'
        'host = "127.0.0.1"\n'
        f'port = "{port}"\n'
        'security = "none"\n'
        'timeout = "5"\n'
        'from = "nhacviec@quangnam.example"\n',
        encoding="utf-8",
    )


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def letters(office: Office) -> Counter[str]:
    listed = office.do("remind", "log", "--json", "--last", "1000", today=DUE_ON).json["letters"]
    assert all(
        set(one) == {"written_at", "recipient", "address", "channel", "attempts", "outcome", "detail"}
        for one in listed
    )
    return Counter(one["outcome"] for one in listed)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_letters_wait_while_the_server_is_away_and_go_out_once_when_it_is_back(office, tmp_path, lang):
    work = office.dump()["assignment"]
    relay(office, closed_port())
    away = office.run("remind", "run", "--once", today=f"{DUE_ON}T08:05", lang=lang)
    assert away.code == 8
    assert "127.0.0.1" in away.err
    assert "Traceback" not in away.err
    assert letters(office) == {"pending": 37}
    assert "planengine-fault.log" not in away.err

    server = FaultyServer(tmp_path / "ledger").start()
    try:
        relay(office, server.port)
        back = office.do("remind", "run", "--once", today=f"{DUE_ON}T08:20", lang=lang)
        assert "37" in back.out
        assert letters(office) == {"sent": 37}
        again = office.do("remind", "run", "--once", today=f"{DUE_ON}T08:40", lang=lang)
        assert "37" not in again.out
    finally:
        server.stop()
    assert len(server.kept()) == len(set(server.kept())) == 37
    assert office.dump()["assignment"] == work


def test_what_was_reported_meanwhile_is_not_sent_when_the_server_is_back(office, tmp_path):
    relay(office, closed_port())
    assert office.run("remind", "run", "--once", today=f"{DUE_ON}T08:05").code == 8
    office.do("done", "IV.1.5@2024", "--as", "tam-ky", "--evidence", "1/BC", today=f"{DUE_ON}T08:10")
    server = FaultyServer(tmp_path / "ledger").start()
    try:
        relay(office, server.port)
        office.do("remind", "run", "--once", today=f"{DUE_ON}T08:20")
    finally:
        server.stop()
    assert len(server.kept()) == 36
    assert '"tam-ky@' not in server.ledger.read_text(encoding="utf-8")


def test_a_server_that_turns_everybody_away_keeps_every_letter(office):
    with ScriptedServer({}, greeting="554 no mail from here") as server:
        relay(office, server.port)
        refused = office.run("remind", "run", "--once", today=f"{DUE_ON}T08:05")
        assert refused.code == 8
        assert "554" in refused.err
    assert letters(office) == {"pending": 37}


def test_an_address_that_is_refused_is_named_and_keeps_nobody_else_from_their_letter(office):
    with ScriptedServer({"RCPT": "550 5.1.1 no such user"}) as server:
        relay(office, server.port)
        answer = office.run("remind", "run", "--once", today=f"{DUE_ON}T08:05")
        assert answer.code == 0
        assert "37" in answer.out
        heard = [line for line in server.heard if line.upper().startswith("RCPT")]
    assert len(heard) == 37
    assert letters(office) == {"failed": 37}
    log = " ".join(office.do("remind", "log", today=DUE_ON).out.split())
    assert "bị từ chối: RCPT TO: 550 5.1.1 no such user" in log


@pytest.mark.parametrize(
    ("line", "mention"),
    [('port = "smtp"', "port"), ('security = "maybe"', "security"), ('colour = "red"', "colour")],
)
def test_a_channel_that_is_set_up_wrong_is_said_and_no_letter_is_lost(office, tmp_path, line, mention):
    relay(office, closed_port())
    path = office.folder / "planengine.toml"
    key = line.partition(" ")[0]
    kept = [one for one in path.read_text(encoding="utf-8").splitlines() if not one.startswith(f"{key} =")]
    path.write_text("\n".join([*kept, line, ""]), encoding="utf-8")
    for lang in ("vi", "en"):
        answer = office.run("remind", "run", "--once", today=f"{DUE_ON}T08:05", lang=lang)
        assert answer.code == 2, answer
        assert mention in answer.err
        assert "Traceback" not in answer.err
    assert letters(office)["sent"] == 0
    server = FaultyServer(tmp_path / "ledger").start()
    try:
        relay(office, server.port)
        office.do("remind", "run", "--once", today=f"{DUE_ON}T08:20")
    finally:
        server.stop()
    assert letters(office) == {"sent": 37}
    assert len(server.kept()) == len(set(server.kept())) == 37
