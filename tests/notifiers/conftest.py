"""Servers and messages for the tests of the channels."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.mailserver import server
from tests.mailserver.faulty import FaultyServer


@pytest.fixture(scope="session")
def mail_server() -> Iterator[server.MailServer]:
    """A true relay with mailboxes. Tests keep apart by Message-ID; nothing is ever emptied."""
    reason = server.why_not()
    if reason is not None:
        _leave_out(reason)
    running = server.MailServer.start()
    yield running
    running.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A folder with `cert.pem` and `key.pem`, for the name localhost."""
    if shutil.which("openssl") is None:
        _leave_out("openssl not installed")
    folder = tmp_path / "certificate"
    folder.mkdir()
    server.make_certificate(folder)
    return folder


@pytest.fixture
def faulty_server(tmp_path: Path) -> Iterator[FaultyServer]:
    running = FaultyServer(tmp_path / "ledger").start()
    yield running
    running.stop()


def _leave_out(reason: str) -> NoReturn:
    """Skip, and say why; where nobody reads reasons, in CI, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"the mail servers are part of the tests in CI: {reason}")
    pytest.skip(f"no real mail server: {reason}")
