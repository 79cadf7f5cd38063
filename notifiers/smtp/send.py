"""The conversation with the relay, and what each of its ends means.

One moment divides everything: before the final dot of DATA is written the relay cannot have taken the
letter, so a lost connection is TRANSIENT; from then on it may have, so it is UNKNOWN. The library's
`sendmail` does both in one call; here the body and the dot are written one after the other.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress

from notifiers.smtp.connect import connect, refusal, words
from notifiers.smtp.letter import Letter, compose
from notifiers.smtp.settings import SmtpSettings
from planengine.notification.api import TRANSIENT, UNKNOWN, DeliveryError, Message, Receipt

# What breaks a connection; smtplib turns part of the OSErrors into SMTPServerDisconnected.
_BROKEN = (OSError, smtplib.SMTPException)
# Answers at MAIL FROM that speak of this message (its size) and not of the channel.
_ABOUT_THE_MESSAGE = frozenset({552})
# Answers at RCPT TO and DATA that speak of the channel: closing down, log in first, encrypt first.
_ABOUT_THE_CHANNEL = frozenset({421, 530, 538})


class SmtpNotifier:
    """E-mail through one relay. One connection serves many messages and is opened again when it broke in
    between.

    Not for use by two threads at once.
    """

    name = "smtp"

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._idle: smtplib.SMTP | None = None

    def send(self, message: Message) -> Receipt:
        """Hand one message to the relay, for one envelope recipient.

        Raises `DeliveryError`: 4xx TRANSIENT, 5xx PERMANENT, a connection lost before the final dot TRANSIENT
        and after it UNKNOWN. `channel_fault` is set for whatever no other message would escape: an
        unreachable relay, missing TLS, a bad certificate, a refused login, a refused sender, 421.
        """
        letter = compose(message, self._settings.sender)
        # Whatever leaves this method by an exception leaves no half-used connection behind: it is put back
        # only after a clean end.
        server = self._begin(letter)
        try:
            receipt = self._transmit(server, letter)
        except _Refused as refused:
            self._keep_if_reset(server, refused.fault)
            raise refused.fault from None
        except BaseException:
            server.close()
            raise
        self._idle = server
        return receipt

    def close(self) -> None:
        server, self._idle = self._idle, None
        if server is not None:
            with suppress(*_BROKEN):
                server.quit()
            server.close()

    def _begin(self, letter: Letter) -> smtplib.SMTP:
        """A connection on which the relay has accepted MAIL FROM."""
        server, self._idle = self._idle, None
        if server is not None:
            # The relay may have closed an idle connection, or close it now (421): nothing of this letter has
            # been said yet, so a fresh connection decides.
            with suppress(*_BROKEN):
                code, reply = self._mail(server, letter)
                if 200 <= code < 300:
                    return server
                if code != 421:
                    self._idle = server
                    raise self._sender_refused(code, reply)
            server.close()
        server = connect(self._settings)
        try:
            code, reply = self._mail(server, letter)
        except _BROKEN as error:
            server.close()
            raise self._lost("MAIL FROM", error, channel_fault=True) from error
        if 200 <= code < 300:
            return server
        server.close()
        raise self._sender_refused(code, reply)

    def _mail(self, server: smtplib.SMTP, letter: Letter) -> tuple[int, bytes]:
        options = [f"SIZE={len(letter.content)}"] if server.has_extn("size") else []
        return server.mail(self._settings.envelope_from, options)

    def _transmit(self, server: smtplib.SMTP, letter: Letter) -> Receipt:
        step = "RCPT TO"
        try:
            self._expect(2, step, server.rcpt(letter.recipient))
            step = "DATA"
            self._expect(3, step, server.docmd("DATA"))
            step = "the letter itself"
            server.send(_stuffed(letter.content))
        except _BROKEN as error:
            raise self._lost(step, error) from error
        try:
            server.send(b".\r\n")
            code, reply = server.getreply()
        except _BROKEN as error:
            detail = f"connection lost after the final dot, before an answer: {_name(error)}"
            raise DeliveryError(UNKNOWN, detail) from error
        if code // 100 not in (2, 4, 5):
            raise DeliveryError(
                UNKNOWN, f"no intelligible answer after the final dot: {self._words(code, reply)}"
            )
        self._expect(2, "final dot", (code, reply))
        text = self._words(code, reply)
        queued = re.search(r"queued as ([\w.-]+)", text)
        return Receipt(queued.group(1) if queued else None, text)

    def _expect(self, first_digit: int, step: str, answer: tuple[int, bytes]) -> None:
        code, reply = answer
        if code // 100 != first_digit:
            about_channel = code in _ABOUT_THE_CHANNEL
            raise _Refused(refusal(self._settings, step, code, reply, channel_fault=about_channel))

    def _sender_refused(self, code: int, reply: bytes) -> DeliveryError:
        fault = code not in _ABOUT_THE_MESSAGE
        return refusal(self._settings, "MAIL FROM", code, reply, channel_fault=fault)

    def _keep_if_reset(self, server: smtplib.SMTP, fault: DeliveryError) -> None:
        """After a refusal the connection is still good, unless the relay closes it or does not answer to
        RSET."""
        with suppress(*_BROKEN):
            if not fault.channel_fault and server.rset()[0] == 250:
                self._idle = server
                return
        server.close()

    def _lost(self, step: str, error: Exception, channel_fault: bool = False) -> DeliveryError:
        return DeliveryError(
            TRANSIENT,
            f"connection lost at {step}, before the final dot: {_name(error)}",
            channel_fault=channel_fault,
        )

    def _words(self, code: int, reply: bytes) -> str:
        return words(self._settings, code, reply)


class _Refused(Exception):
    """A clear answer other than yes; the connection itself is in order."""

    def __init__(self, fault: DeliveryError) -> None:
        super().__init__(fault.detail)
        self.fault = fault


def _stuffed(content: bytes) -> bytes:
    """The content as it travels: CRLF at its end, lines that begin with a dot given a second one."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _name(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"{type(error).__name__} {error.reason}"
    return f"{type(error).__name__} {error}".strip()
