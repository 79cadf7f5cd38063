"""The third walk, whole: a due reminder of the shipped plan leaves through the real relay and is read by the agency."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from notifiers.smtp.letter import message_id
from planengine.cli.main import call
from tests.mailserver.server import AGENCY, OFFICE, PASSWORD, MailServer

PLANS = Path(__file__).resolve().parents[2] / "plans"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail_server: MailServer) -> Path:
    """The shipped plan, tracked, and the e-mail channel set up to the relay on loopback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANENGINE_EMAIL_PASSWORD", PASSWORD)
    assert call(["init", "."]) == 0
    (tmp_path / "planengine.toml").write_text(
        f'reserved_domains = "send"\n[channels.email]\nhost = "{mail_server.host}"\nport = "{mail_server.submission}"\n'
        f'from = "{OFFICE}"\nfrom_name = "Nhắc việc – Sở Nông nghiệp và PTNT"\nusername = "{OFFICE}"\n'
        f'ca_file = "{mail_server.ca}"\n[channels.file]\nfolder = "letters"\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_reminder_that_is_due_arrives_once_in_the_agencys_mailbox(
    workspace: Path, mail_server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["apply", str(PLANS / "kh_106.yaml"), "--yes", "--today", "2024-12-01"]) == 0
    assert call(["remind", "enable", "--yes", "--today", "2024-12-02"]) == 0
    capsys.readouterr()
    assert call(["remind", "run", "--once", "--today", "2024-12-09T08:05"]) == 0
    assert call(["remind", "run", "--once", "--today", "2024-12-09T08:10"]) == 0

    key = key_of_the_letter_to(AGENCY, workspace / "planengine.db")
    arrived = mail_server.letters(AGENCY, message_id(key, OFFICE.partition("@")[2]), 1)
    letter = message_from_bytes(arrived[0], policy=policy.default)
    body = letter.get_body(("plain",))

    assert len(arrived) == 1
    assert str(letter["Subject"]).startswith("[KH-106] IV.1.5@2024: còn 5 ngày")
    assert body is not None
    assert "- IV.1.5@2024: Báo cáo UBND tỉnh kết quả thực hiện hằng năm" in body.get_content()
    assert "Hạn: 14/12/2024 (còn 5 ngày)" in body.get_content()
    assert letter.get_body(("html",)) is not None


def key_of_the_letter_to(address: str, database: Path) -> str:
    """The key of the only letter that was sent to that address; the same letter is never written twice."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT dedup_key, state FROM outbox WHERE address = ?", (address,)
        ).fetchall()
    assert [state for _, state in rows] == ["sent"]
    return str(rows[0][0])
