"""A connection to the relay: reached, encrypted, verified, logged in; or the reason why not."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl

from notifiers.smtp.settings import STARTTLS, TLS, SmtpSettings
from planengine.notification.api import PERMANENT, TRANSIENT, DeliveryError

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}


def connect(settings: SmtpSettings) -> smtplib.SMTP:
    """A connection ready for MAIL FROM; nothing is ever said in the clear that the settings want encrypted.

    Raises `DeliveryError` with `channel_fault`: TRANSIENT for an outage, PERMANENT for what an operator must
    mend.
    """
    try:
        server = _reach(settings)
    except smtplib.SMTPConnectError as error:
        raise refusal(
            settings, "greeting", error.smtp_code, _bytes(error.smtp_error), channel_fault=True
        ) from None
    except ssl.SSLError as error:
        raise _tls_fault(error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _outage(settings, error) from error
    try:
        _hello(settings, server)
        if settings.security == STARTTLS:
            _encrypt(settings, server)
        if settings.username is not None:
            _log_in(settings, server)
    except ssl.SSLError as error:
        server.close()
        raise _tls_fault(error) from error
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        raise _outage(settings, error) from error
    except BaseException:
        server.close()
        raise
    return server


def refusal(
    settings: SmtpSettings, step: str, code: int, reply: bytes, *, channel_fault: bool
) -> DeliveryError:
    """What an answer other than yes means: 5xx is PERMANENT, everything else TRANSIENT."""
    text = words(settings, code, reply)
    outcome = PERMANENT if 500 <= code < 600 else TRANSIENT
    asked = _asked_to_wait(text) if outcome == TRANSIENT else None
    return DeliveryError(outcome, f"{step}: {text}", retry_after=asked, channel_fault=channel_fault)


def words(settings: SmtpSettings, code: int, reply: bytes) -> str:
    """The answer of the relay on one line of at most 500 characters, our password struck out should it
    occur."""
    text = reply.decode("utf-8", errors="replace")
    for secret in _forms_of_the_secret(settings):
        text = text.replace(secret, "***")
    shown = "".join(character if character.isprintable() else " " for character in text)
    return f"{code} {' '.join(shown.split())}"[:500]


def _reach(settings: SmtpSettings) -> smtplib.SMTP:
    # the name is given: the library's default asks the resolver for the machine's name, which may hang for
    # long
    if settings.security == TLS:
        return smtplib.SMTP_SSL(
            settings.host, settings.port, settings.helo, timeout=settings.timeout, context=settings.tls
        )
    return smtplib.SMTP(settings.host, settings.port, settings.helo, timeout=settings.timeout)


def _hello(settings: SmtpSettings, server: smtplib.SMTP) -> None:
    code, reply = server.ehlo()
    if code != 250 and 500 <= code < 600:
        code, reply = server.helo()
    if code != 250:
        raise refusal(settings, "EHLO", code, reply, channel_fault=True)


def _encrypt(settings: SmtpSettings, server: smtplib.SMTP) -> None:
    if not server.has_extn("starttls"):
        detail = f"{settings.host} does not offer STARTTLS: nothing was sent"
        raise DeliveryError(PERMANENT, detail, channel_fault=True)
    try:
        server.starttls(context=settings.tls)
    except smtplib.SMTPResponseException as error:
        raise refusal(
            settings, "STARTTLS", error.smtp_code, _bytes(error.smtp_error), channel_fault=True
        ) from None
    _hello(settings, server)


def _log_in(settings: SmtpSettings, server: smtplib.SMTP) -> None:
    """AUTH PLAIN or LOGIN, in UTF-8: the library's own login takes ASCII passwords only."""
    offered = str(server.esmtp_features.get("auth", "")).upper().split()
    if "PLAIN" in offered:
        code, reply = server.docmd("AUTH", f"PLAIN {_b64(_plain(settings))}")
    elif "LOGIN" in offered:
        code, reply = server.docmd("AUTH", "LOGIN")
        for answer in (settings.username, settings.password):
            if code == 334:
                code, reply = server.docmd(_b64(answer or ""))
    else:
        detail = (
            f"{settings.host} offers no login by PLAIN or LOGIN ({' '.join(offered) or 'no AUTH at all'})"
        )
        raise DeliveryError(PERMANENT, detail, channel_fault=True)
    if code // 100 != 2:
        raise refusal(settings, "AUTH", code, reply, channel_fault=True)


def _tls_fault(error: ssl.SSLError) -> DeliveryError:
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = f"the certificate of the relay is not accepted: {error.verify_message}"
        return DeliveryError(PERMANENT, detail, channel_fault=True)
    outcome = TRANSIENT if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) else PERMANENT
    return DeliveryError(outcome, f"no TLS with the relay: {error.reason or error}", channel_fault=True)


def _outage(settings: SmtpSettings, error: Exception) -> DeliveryError:
    detail = f"{settings.host}:{settings.port} cannot be reached: {type(error).__name__} {error}"
    return DeliveryError(TRANSIENT, detail, channel_fault=True)


def _asked_to_wait(text: str) -> float | None:
    """Seconds the relay asks for, where it says so as greylisting does ("try again in 300 seconds")."""
    found = re.search(r"\b(?:in|after) (\d{1,5}) ?(s|m|h)(?:ec|in|our|\b)", text, re.IGNORECASE)
    return float(int(found.group(1)) * _UNIT_SECONDS[found.group(2).lower()]) if found else None


def _forms_of_the_secret(settings: SmtpSettings) -> tuple[str, ...]:
    if not settings.password:
        return ()
    return (_b64(_plain(settings)), _b64(settings.password), settings.password)


def _plain(settings: SmtpSettings) -> str:
    return f"\0{settings.username}\0{settings.password}"


def _b64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode("utf-8")
