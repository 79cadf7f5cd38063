"""The letter: one message as the bytes of an e-mail, the same bytes each time.

Everything is 7-bit, lines end in CRLF, and nothing depends on the clock, on chance or on the release of
Python: a second copy of a message is recognised by its Message-ID and equal to the first.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr

from notifiers.smtp.headers import (
    EOL,
    address_header,
    file_name_parameter,
    one_line,
    text_header,
    token_header,
)
from planengine.notification.api import PERMANENT, Attachment, DeliveryError, Message, SettingsError

SUBJECT_LENGTH = 120
"""Longest subject, in characters after NFC, the ellipsis included."""

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"

# Written by the letter itself: a caller who sets one of these would produce two of them.
_OURS = frozenset(
    (
        *("from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "in-reply-to", "references"),
        *("auto-submitted", "x-auto-response-suppress", "mime-version", "return-path", "received"),
    )
)
# A duty cannot be unsubscribed from and is not bulk mail: on a letter about an assignment these are left out.
_DIGEST_ONLY = frozenset({"precedence", "list-unsubscribe", "list-unsubscribe-post"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the address, the name people see, where answers go, and the domain of Message-IDs."""

    address: str
    name: str
    reply_to: str | None
    domain: str

    KEYS = ("from", "from_name", "reply_to", "message_id_domain")

    @classmethod
    def read(cls, settings: Mapping[str, str]) -> Sender:
        """The sender named by the settings `from`, `from_name`, `reply_to` and `message_id_domain`; only
        `from` is required. Raises `SettingsError`."""
        address = address_setting(settings, "from")
        if address is None:
            raise SettingsError("from", "missing: the address the letters come from")
        domain = settings.get("message_id_domain") or address.rpartition("@")[2]
        if not re.fullmatch(_DOMAIN, domain):
            raise SettingsError("message_id_domain", f"not a domain name: {domain!r}")
        try:
            name = one_line(settings.get("from_name", ""))
        except ValueError as error:
            raise SettingsError("from_name", str(error)) from error
        return cls(address, name, address_setting(settings, "reply_to"), domain)


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed message: `content` is all that follows DATA, without dot-stuffing; `recipient` is ASCII."""

    message_id: str
    recipient: str
    content: bytes


def compose(message: Message, sender: Sender) -> Letter:
    """The message as a letter.

    Raises `DeliveryError` (PERMANENT) for what can never become one: an address that is none or whose local
    part is not ASCII, a line break in a header, a header the letter writes itself, a `created` without zone.
    """
    try:
        recipient = ascii_address(message.recipient.address)
        identity = message_id(message.key, sender.domain)
        head = _head(message, sender, recipient, identity)
        content = (head + _body(message)).encode("ascii")
    except ValueError as error:
        raise DeliveryError(PERMANENT, f"the message cannot become a letter: {error}") from error
    return Letter(identity, recipient, content)


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the message with this key: the same on every retry, with its angle brackets."""
    return f"<rem.{_dot_atom(key[:16])}.{_digest(key)[:8]}@{domain}>"


def ascii_address(address: str) -> str:
    """The address as it may stand in an envelope: ASCII local part, the domain in its IDNA form.

    Raises `ValueError` for everything else, quoted local parts included.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip(" ")).rpartition("@")
    if not at or not local or not domain:
        raise ValueError(f"not an e-mail address: {address!r}")
    if not local.isascii():
        raise ValueError(f"the part before @ is not ASCII, which few relays accept: {address!r}")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"the domain is not valid: {address!r}") from None
    if not re.fullmatch(_LOCAL, local) or not re.fullmatch(_DOMAIN, domain) or len(local) > 64:
        raise ValueError(f"not an e-mail address: {address!r}")
    return f"{local}@{domain}"


def address_setting(settings: Mapping[str, str], key: str) -> str | None:
    """The address under this key, None where it is not set. Raises `SettingsError`."""
    if not settings.get(key):
        return None
    try:
        return ascii_address(settings[key])
    except ValueError as error:
        raise SettingsError(key, str(error)) from error


def shorten(text: str, limit: int = SUBJECT_LENGTH) -> str:
    """The text, or as much of it as fits into `limit` characters with `…` at its end.

    It is cut at a blank where one is near, otherwise between two graphemes, never inside one.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    blank = text.rfind(" ", 0, end + 1)
    if blank >= end - 24 and blank > 0:
        end = blank
    while end > 0 and _joined(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _joined(text: str, at: int) -> bool:
    """Whether the characters around this index are one grapheme: marks, joiners, emoji with a tone, flags."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or "\u200d" in (before, after):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    flags = 0
    while flags < at and "\U0001f1e6" <= text[at - 1 - flags] <= "\U0001f1ff":
        flags += 1
    return flags % 2 == 1 and "\U0001f1e6" <= after <= "\U0001f1ff"


def _head(message: Message, sender: Sender, recipient: str, identity: str) -> str:
    extra = {name: value for name, value in message.headers.items() if _wanted(name, message)}
    lines = [
        address_header("From", [(sender.name, sender.address)]),
        address_header("To", [(message.recipient.name, recipient)]),
        text_header("Subject", shorten(one_line(message.subject))),
        token_header("Date", _date(message)),
        token_header("Message-ID", identity),
    ]
    if message.thread is not None:
        task = f"<task.{_dot_atom(message.thread)}@{sender.domain}>"
        lines += [token_header("In-Reply-To", task), token_header("References", task)]
    if sender.reply_to is not None and not any(name.lower() == "reply-to" for name in extra):
        lines.append(address_header("Reply-To", [("", sender.reply_to)]))
    lines += [
        token_header("Auto-Submitted", "auto-generated"),
        token_header("X-Auto-Response-Suppress", "OOF, AutoReply"),
        *(_extra_header(name, value) for name, value in extra.items()),
        token_header("MIME-Version", "1.0"),
    ]
    return "".join(lines)


def _wanted(name: str, message: Message) -> bool:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,59}", name):
        raise ValueError(f"not a header name: {name!r}")
    if name.lower() in _OURS or name.lower().startswith("content-"):
        raise ValueError(f"the letter writes the header {name} itself")
    return message.thread is None or name.lower() not in _DIGEST_ONLY


def _extra_header(name: str, value: str) -> str:
    if name.lower() == "reply-to":
        display, address = parseaddr(one_line(value))
        return address_header(name, [(display, ascii_address(address))])
    return token_header(name, value)


def _date(message: Message) -> str:
    if message.created.utcoffset() is None:
        raise ValueError("the time of its creation has no zone")
    return format_datetime(message.created)


def _body(message: Message) -> str:
    """Content-Type and all that follows, from inside out: text, its HTML twin, attachments."""
    body = _text_part("plain", message.text)
    if message.html is not None:
        body = _multipart("alternative", message.key, [body, _text_part("html", message.html)])
    if message.attachments:
        body = _multipart("mixed", message.key, [body, *(_attached(each) for each in message.attachments)])
    return body


def _text_part(subtype: str, text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"{EOL}'
        f"Content-Transfer-Encoding: base64{EOL}{EOL}{_base64(lines.replace(chr(10), EOL).encode('utf-8'))}"
    )


def _attached(attachment: Attachment) -> str:
    mime = one_line(attachment.mime)
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+(; *[\w-]+=[\w.+-]+)*", mime, re.ASCII):
        raise ValueError(f"not a media type: {attachment.mime!r}")
    return (
        token_header("Content-Type", mime)
        + f"Content-Disposition: attachment{file_name_parameter(attachment.filename)}{EOL}"
        + f"Content-Transfer-Encoding: base64{EOL}{EOL}{_base64(attachment.content)}"
    )


def _multipart(subtype: str, key: str, parts: list[str]) -> str:
    # "=_" occurs in no base64 text, so the boundary cannot occur in a part
    boundary = f"=_{_digest(subtype + key)[:32]}"
    inner = "".join(f"--{boundary}{EOL}{part}" for part in parts)
    return (
        f'Content-Type: multipart/{subtype};{EOL} boundary="{boundary}"{EOL}{EOL}{inner}--{boundary}--{EOL}'
    )


def _base64(content: bytes) -> str:
    return base64.encodebytes(content).decode("ascii").replace("\n", EOL)


def _dot_atom(text: str) -> str:
    """The text as a piece of a Message-ID; what had to be replaced is made up for by a digest."""
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:40]
    return safe if safe == text and text else f"{safe}.{_digest(text)[:12]}".lstrip(".")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
