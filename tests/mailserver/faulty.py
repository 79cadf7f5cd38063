"""A server that breaks off, falls silent or refuses on demand: what no polite server shows.

The local part of the recipient chooses. Each letter the server has taken responsibility for, whatever it
then says to the client, is one line of the ledger, synced to the disk before the answer: the oracle for
"lost" and "doubled".

    cut-at-data     the connection ends instead of 354
    cut-in-body     the connection ends when part of the letter has been read
    cut-after-dot   kept, then the connection ends without an answer
    mute            kept, and no answer ever comes
    babble          kept, and the answer is no SMTP
    busy-once       421 at the first attempt, accepted afterwards
    drop-next       accepted; the connection ends when the next letter begins on it
    expire-next     accepted; 421 when the next letter begins on the same connection
    421-after-dot   not kept, 421 in answer to the final dot
    552-after-dot   not kept, 552 in answer to the final dot
"""

from __future__ import annotations

import asyncio
import email
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax


class FaultyServer:
    """`host`, `port`, the `ledger`, and how many connections clients have opened."""

    def __init__(self, ledger: Path, **smtp_options: Any) -> None:
        self.ledger = ledger
        self.connections = 0
        self._attempts: Counter[str] = Counter()
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, smtp_options=smtp_options)

    def start(self) -> FaultyServer:
        self._controller.start()
        # the controller's own trial connection is over by now
        self.connections = 0
        return self

    def stop(self) -> None:
        self._controller.stop()

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def kept(self) -> list[str]:
        """The Message-IDs this server has taken responsibility for, in order, doubles included."""
        if not self.ledger.exists():
            return []
        return [json.loads(line)["message_id"] for line in self.ledger.read_text().splitlines()]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._attempts[address] += 1
        if _fault(address) == "busy-once" and self._attempts[address] == 1:
            return "421 4.3.2 busy, closing the connection"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = _fault(envelope.rcpt_tos[0])
        if fault.endswith("-after-dot") and fault[:3].isdigit():
            return f"{fault[:3]} not kept"
        self._keep(envelope)
        if fault == "cut-after-dot":
            server.transport.abort()
        elif fault == "mute":
            await asyncio.get_running_loop().create_future()
        elif fault == "babble":
            return "what was the question?"
        elif fault in ("drop-next", "expire-next"):
            session.at_next_letter = fault
        return "250 2.0.0 kept: queued as L1"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        line = {"to": envelope.rcpt_tos, "message_id": email.message_from_bytes(content)["Message-ID"]}
        with self.ledger.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(line) + "\n")
            ledger.flush()
            os.fsync(ledger.fileno())


class _AnyPort(Controller):
    """A controller on a port the system chooses; the library wants to be told one."""

    def __init__(self, faults: FaultyServer, *, smtp_options: dict[str, Any], **options: Any) -> None:
        self._faults = faults
        self._smtp_options = smtp_options
        super().__init__(faults, **options)

    def factory(self) -> SMTP:
        self._faults.connections += 1
        return _BreakingSMTP(self._faults, **self._smtp_options)

    def _trigger_server(self) -> None:
        # called once the socket listens and before the first connection is made
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _BreakingSMTP(SMTP):
    @syntax("MAIL")
    async def smtp_MAIL(self, arg: str) -> None:
        fault = getattr(self.session, "at_next_letter", None)
        if fault == "drop-next":
            self.transport.abort()
        elif fault == "expire-next":
            await self.push("421 4.4.2 idle for too long")
            self.transport.close()
        else:
            await super().smtp_MAIL(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        fault = _fault(self.envelope.rcpt_tos[0]) if self.envelope.rcpt_tos else ""
        if fault == "cut-at-data":
            self.transport.abort()
        elif fault == "cut-in-body":
            await self.push("354 go on")
            await self._reader.read(1000)
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


def _fault(address: str) -> str:
    return address.partition("@")[0].partition("+")[0]
