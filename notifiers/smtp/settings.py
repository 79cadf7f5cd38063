"""Settings of the e-mail channel: text in, checked and typed values out."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from notifiers.smtp.letter import Sender, address_setting
from planengine.notification.api import SettingsError

STARTTLS, TLS, NONE = "starttls", "tls", "none"
_PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
_KEYS = frozenset(
    (
        *Sender.KEYS,
        *("host", "port", "security", "username", "password", "password_file"),
        *("ca_file", "timeout", "envelope_from", "helo"),
    )
)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A relay and how to speak to it. `timeout` is in seconds, for each answer of the relay, not for the
    whole."""

    sender: Sender
    host: str
    port: int
    security: str
    username: str | None
    password: str | None = field(repr=False)
    tls: ssl.SSLContext | None = field(repr=False)
    timeout: float
    envelope_from: str
    helo: str

    @classmethod
    def read(cls, settings: Mapping[str, str]) -> SmtpSettings:
        """Checked settings; `host` and `from` are required. Reads `password_file` and `ca_file` now, so that
        a missing file is found before the first letter. Raises `SettingsError`, never with a password in
        it."""
        unknown = sorted(set(settings) - _KEYS)
        if unknown:
            raise SettingsError(unknown[0], f"unknown setting; known are {', '.join(sorted(_KEYS))}")
        sender = Sender.read(settings)
        host = _host(settings)
        security = settings.get("security") or STARTTLS
        if security not in _PORTS:
            raise SettingsError("security", f"must be {STARTTLS}, {TLS} or {NONE}, not {security!r}")
        if security == NONE and not is_loopback(host):
            raise SettingsError(
                "security", f"{NONE} is permitted only for this machine itself, not for {host}"
            )
        username, password = _login(settings)
        return cls(
            sender=sender,
            host=host,
            port=_port(settings, _PORTS[security]),
            security=security,
            username=username,
            password=password,
            tls=_tls(settings) if security != NONE else None,
            timeout=_timeout(settings),
            envelope_from=address_setting(settings, "envelope_from") or sender.address,
            helo=_word(settings, "helo") or sender.address.rpartition("@")[2],
        )


def is_loopback(host: str) -> bool:
    """Whether this names the machine itself: `localhost`, 127.0.0.0/8 or ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _word(settings: Mapping[str, str], key: str) -> str | None:
    """A setting that stands in a line of the protocol: printable ASCII without blanks."""
    value = settings.get(key)
    if not value:
        return None
    if not value.isascii() or not value.isprintable() or " " in value:
        raise SettingsError(key, f"must be printable ASCII without blanks: {value!r}")
    return value


def _host(settings: Mapping[str, str]) -> str:
    host = _word(settings, "host")
    if host is None:
        raise SettingsError("host", "missing: the name of the relay")
    try:
        # what the resolver would choke on later, with an error that is none of a lost connection
        host.encode("idna")
    except UnicodeError as error:
        raise SettingsError("host", f"not a host name: {host!r}") from error
    return host


def _port(settings: Mapping[str, str], otherwise: int) -> int:
    text = settings.get("port") or str(otherwise)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SettingsError("port", f"must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _timeout(settings: Mapping[str, str]) -> float:
    text = settings.get("timeout") or "30"
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise SettingsError("timeout", f"must be seconds, more than 0 and at most 600, not {text!r}")
    return seconds


def _login(settings: Mapping[str, str]) -> tuple[str | None, str | None]:
    username, password = settings.get("username") or None, settings.get("password") or None
    path = settings.get("password_file") or None
    if password is not None and path is not None:
        raise SettingsError("password_file", "password is set as well; only one of the two may be")
    if path is not None:
        password = _read_secret(path)
    if username is None and password is not None:
        raise SettingsError("username", "missing, although a password is set")
    if username is not None and password is None:
        raise SettingsError("password", "missing, although username is set (password or password_file)")
    if "\0" in f"{username}{password}":
        raise SettingsError("password", "username and password may not contain NUL")
    return username, password


def _read_secret(path: str) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError("password_file", f"cannot be read: {error.strerror}: {path}") from error
    # decoded without raising: a UnicodeDecodeError would carry the bytes of the secret along
    secret = content.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    if "\ufffd" in secret:
        raise SettingsError("password_file", f"is not UTF-8: {path}")
    if not secret:
        raise SettingsError("password_file", f"is empty: {path}")
    return secret


def _tls(settings: Mapping[str, str]) -> ssl.SSLContext:
    """Certificates are always verified; with `ca_file` only that authority is trusted."""
    path = settings.get("ca_file") or None
    try:
        context = ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError("ca_file", f"cannot be used: {error.strerror or error}: {path}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
