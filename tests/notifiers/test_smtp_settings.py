"""Settings of the e-mail channel: what is found wrong before the first letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from notifiers.smtp.settings import SmtpSettings, is_loopback
from planengine.notification.api import SettingsError

LEAST = {"host": "relay.ubnd.test", "from": "nhacviec@ubnd.test"}


def fault_of(**changes: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        SmtpSettings.read({**LEAST, **changes})
    return caught.value


def test_the_defaults_encrypt_and_wait_half_a_minute() -> None:
    settings = SmtpSettings.read(LEAST)

    assert (settings.security, settings.port, settings.timeout) == ("starttls", 587, 30.0)
    assert (settings.envelope_from, settings.helo) == ("nhacviec@ubnd.test", "ubnd.test")
    assert settings.tls is not None


def test_implicit_tls_has_its_own_port() -> None:
    assert SmtpSettings.read({**LEAST, "security": "tls"}).port == 465


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("host", ""),
        ("host", "a b"),
        ("host", "relay\r\n"),
        ("host", "a..b"),
        ("host", "a" * 64 + ".test"),
        ("from", ""),
        ("port", "0"),
        ("port", "65536"),
        ("port", "smtp"),
        ("port", "٢٥"),
        ("security", "ssl"),
        ("security", "none"),
        ("timeout", "0"),
        ("timeout", "-1"),
        ("timeout", "nan"),
        ("timeout", "soon"),
        ("envelope_from", "x"),
        ("helo", "a\r\nMAIL"),
        ("ca_file", "/does/not/exist.pem"),
        ("securty", "tls"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: str) -> None:
    assert fault_of(**{key: value}).key == key


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *(("localhost", True), ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True)),
        *(("localhost.evil.example", False), ("10.0.0.1", False), ("0.0.0.0", False), ("relay", False)),
    ],
)
def test_only_this_machine_itself_may_be_spoken_to_in_the_clear(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    if loopback:
        assert SmtpSettings.read({**LEAST, "host": host, "security": "none"}).tls is None
    else:
        assert fault_of(host=host, security="none").key == "security"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"username": "a"}, "password"),
        ({"password": "bí mật"}, "username"),
        ({"username": "a", "password": "bí mật", "password_file": "x"}, "password_file"),
        ({"username": "a", "password_file": "does-not-exist"}, "password_file"),
        ({"username": "a", "password": "bí mật\0"}, "password"),
    ],
)
def test_a_login_is_both_or_neither(changes: dict[str, str], key: str) -> None:
    fault = fault_of(**changes)

    assert fault.key == key
    assert "bí mật" not in str(fault)


@pytest.mark.parametrize("content", [b"", b"\n", b"b\xed m\xe2t"])
def test_a_password_file_that_holds_no_password_is_refused_without_showing_it(
    tmp_path: Path, content: bytes
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(content)

    fault = fault_of(username="a", password_file=str(secret))

    assert fault.key == "password_file"
    assert "xed" not in repr(fault)
    assert fault.__context__ is None


@pytest.mark.parametrize("content", ["bí mật", "bí mật\n", "\ufeffbí mật\r\n"])
def test_a_password_file_may_end_in_a_line_end(tmp_path: Path, content: str) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(content.encode())

    settings = SmtpSettings.read({**LEAST, "username": "a", "password_file": str(secret)})

    assert settings.password == "bí mật"
    assert "bí mật" not in repr(settings)
