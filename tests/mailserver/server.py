"""Postfix and Dovecot on loopback, for tests: a true relay with TLS, AUTH, a queue and mailboxes.

Every file lies under one folder, every port is free and local, no mail can leave: other domains are an error
and names are never looked up. The system's own mail configuration is neither read nor written.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "mật-khẩu-thử"
"""Everybody's password. Not ASCII, as people's passwords are; a client that takes ASCII only fails at
once."""
OFFICE = "nhacviec@ubnd.test"
AGENCY = "so-nnptnt@quangnam.example"
MAILBOXES = (OFFICE, AGENCY)

REFUSED = {
    "gone@ubnd.test": "550 5.1.1 no such user",
    "policy@ubnd.test": "554 5.7.1 not wanted here",
    "full@ubnd.test": "452 4.2.2 mailbox is full",
    "grey@ubnd.test": "450 4.7.1 greylisted, try again in 300 seconds",
    "closing@ubnd.test": "421 4.3.2 closing the connection",
}
"""Recipients that are refused at RCPT TO, with the answer."""

_PROGRAMS = ("postfix", "dovecot", "openssl")
_SBIN = "/usr/sbin:/sbin"


def why_not() -> str | None:
    """The reason why the servers cannot run here, or None when they can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Postfix must be started by root"
    missing = [name for name in _PROGRAMS if _find(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed (tests/mailserver/install does it on Debian)"
    return None


@dataclass
class MailServer:
    """One running pair of servers. `ca` is the certificate to trust: for `localhost`, not for 127.0.0.1.

    `submission` wants STARTTLS and then AUTH, `smtps` the same with TLS from the first byte. `outside` is the
    port of other people's servers: no TLS, no AUTH, takes mail for our mailboxes only.
    """

    home: Path
    submission: int = 0
    smtps: int = 0
    outside: int = 0
    imap: int = 0
    host: str = "localhost"
    _stops: list[list[str]] = field(default_factory=list)

    @property
    def ca(self) -> Path:
        return self.home / "cert.pem"

    @classmethod
    def start(cls) -> MailServer:
        """Start both and return when every port greets (about two seconds)."""
        # not pytest's tmp_path: the servers' own users must pass every folder above, and the paths of Unix
        # sockets may have about a hundred characters
        home = Path(tempfile.mkdtemp(prefix="planengine-mail-"))
        home.chmod(0o755)
        submission, smtps, outside, imap = _free_ports(4)
        server = cls(home, submission, smtps, outside, imap)
        try:
            server._write_files()
            server._run("dovecot", "-c", str(home / "dovecot.conf"))
            server._stops.append(["doveadm", "-c", str(home / "dovecot.conf"), "stop"])
            server._run("postfix", "-c", str(home / "etc"), "start")
            server._stops.append(["postfix", "-c", str(home / "etc"), "stop"])
            for port in (submission, outside, imap):
                server._wait_for_greeting(port)
        except BaseException:
            server.stop()
            raise
        return server

    def stop(self) -> None:
        while self._stops:
            with suppress(subprocess.SubprocessError):
                self._run(*self._stops.pop())
        shutil.rmtree(self.home, ignore_errors=True)

    def read(self, user: str, message_id: str, seconds: float = 20) -> bytes:
        """The letter with this Message-ID in the user's INBOX, as IMAP hands it out; AssertionError if none
        comes."""
        letters = self.letters(user, message_id, at_least=1, seconds=seconds)
        return letters[0]

    def letters(self, user: str, message_id: str, at_least: int, seconds: float = 20) -> list[bytes]:
        """All letters with this Message-ID, once there are that many of them."""
        end = time.monotonic() + seconds
        with imaplib.IMAP4(self.host, self.imap, timeout=seconds) as box:
            # LOGIN sends ASCII only; AUTHENTICATE takes bytes
            box.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            while True:
                box.select("INBOX", readonly=True)
                found = box.search(None, "HEADER", "Message-ID", f'"{message_id}"')[1][0].split()
                if len(found) >= at_least:
                    return [box.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in found]
                assert time.monotonic() < end, f"{message_id} did not arrive at {user}: {self.log()}"
                box.noop()

    def log(self) -> str:
        """The last lines both servers have written."""
        logs = (self.home / "postfix.log", self.home / "dovecot.log")
        return "\n".join("\n".join(log.read_text().splitlines()[-15:]) for log in logs if log.exists())

    def _run(self, program: str, *arguments: str) -> None:
        # a file and not a pipe: the daemons inherit it, and reading a pipe to its end would wait for theirs
        with (self.home / "start.log").open("a") as log:
            subprocess.run(
                [_find(program) or program, *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _wait_for_greeting(self, port: int) -> None:
        end = time.monotonic() + 20
        while True:
            with suppress(OSError), socket.create_connection((self.host, port), timeout=5) as connection:
                if connection.recv(100).startswith((b"220", b"* OK")):
                    return
            assert time.monotonic() < end, f"nothing greets on port {port}: {self.log()}"

    def _write_files(self) -> None:
        for folder in ("etc", "queue", "queue/private", "data", "mail", "run"):
            (self.home / folder).mkdir()
        for folder in ("data", "queue/private"):
            shutil.chown(self.home / folder, "postfix")
        (self.home / "queue/private").chmod(0o700)
        shutil.chown(self.home / "mail", "dovecot", "dovecot")
        make_certificate(self.home)
        (self.home / "etc/main.cf").write_text(self._main_cf())
        (self.home / "etc/master.cf").write_text(self._master_cf())
        (self.home / "dovecot.conf").write_text(self._dovecot_conf(), encoding="utf-8")
        (self.home / "users").write_text("".join(f"{user}::::::\n" for user in MAILBOXES))
        (self.home / "refused").write_text("".join(f"{user} {answer}\n" for user, answer in REFUSED.items()))

    def _main_cf(self) -> str:
        domains = sorted({user.partition("@")[2] for user in (*MAILBOXES, *REFUSED)})
        return _lines(
            {
                "compatibility_level": "3.6",
                "myhostname": "mail.test",
                "queue_directory": self.home / "queue",
                "data_directory": self.home / "data",
                "maillog_file_prefixes": self.home,
                "maillog_file": self.home / "postfix.log",
                "inet_interfaces": "127.0.0.1",
                "inet_protocols": "ipv4",
                "mynetworks": "",
                "mydestination": "",
                "alias_maps": "",
                "alias_database": "",
                "local_recipient_maps": "",
                # no road out of the machine
                "default_transport": "error:5.1.2 nothing leaves the test server",
                "relay_transport": "error:5.1.2 nothing leaves the test server",
                "disable_dns_lookups": "yes",
                "smtpd_peername_lookup": "no",
                # any address of the domains is taken at first; who exists is Dovecot's to say, so bounces are
                # real
                "virtual_mailbox_domains": ", ".join(domains),
                "virtual_mailbox_maps": "static:all",
                "virtual_transport": "lmtp:unix:private/dovecot-lmtp",
                "recipient_delimiter": "+",
                "smtpd_tls_cert_file": self.home / "cert.pem",
                "smtpd_tls_key_file": self.home / "key.pem",
                "smtpd_tls_auth_only": "yes",
                "smtpd_sasl_type": "dovecot",
                "smtpd_sasl_path": "private/auth",
                "smtpd_recipient_restrictions": f"check_recipient_access texthash:{self.home}/refused,"
                " permit_sasl_authenticated, reject_unauth_destination",
                "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
                # a small limit, so that a letter too large is cheap to make
                "message_size_limit": 1_000_000,
                # no brakes that only make tests slow
                "in_flow_delay": 0,
                "queue_run_delay": "2s",
                "minimal_backoff_time": "2s",
                "smtpd_error_sleep_time": 0,
                "smtpd_soft_error_limit": 1000,
                "smtpd_hard_error_limit": 2000,
                "smtpd_client_connection_rate_limit": 0,
                "smtpd_client_connection_count_limit": 0,
                "notify_classes": "",
            }
        )

    def _master_cf(self) -> str:
        login = {
            "smtpd_sasl_auth_enable": "yes",
            "smtpd_client_restrictions": "permit_sasl_authenticated,reject",
        }
        doors = (
            (self.submission, {"smtpd_tls_security_level": "encrypt", **login}),
            (self.smtps, {"smtpd_tls_wrappermode": "yes", **login}),
            (self.outside, {"smtpd_tls_security_level": "none"}),
        )
        # service, type, wake-up, processes, program; never chrooted, or files are looked for inside the queue
        rooms = """
            pickup unix 60 1 pickup
            cleanup unix - 0 cleanup
            qmgr unix 2 1 qmgr
            tlsmgr unix 1000? 1 tlsmgr
            rewrite unix - - trivial-rewrite
            bounce unix - 0 bounce
            defer unix - 0 bounce
            trace unix - 0 bounce
            verify unix - 1 verify
            flush unix 1000? 0 flush
            proxymap unix - - proxymap
            error unix - - error
            retry unix - - error
            smtp unix - - smtp
            lmtp unix - - lmtp
            anvil unix - 1 anvil
            scache unix - 1 scache
            postlog unix-dgram - 1 postlogd
        """
        public = {"pickup", "cleanup", "qmgr", "flush", "postlog"}
        lines = []
        for port, options in doors:
            settings = "".join(f" -o {name}={value}" for name, value in options.items())
            lines.append(f"127.0.0.1:{port} inet n - n - - smtpd{settings}")
        for name, kind, wakeup, processes, program in (room.split() for room in rooms.strip().splitlines()):
            private = "n" if name in public else "-"
            lines.append(f"{name} {kind} {private} - n {wakeup} {processes} {program}")
        return "\n".join(lines) + "\n"

    def _dovecot_conf(self) -> str:
        mail = f"{self.home}/mail/%d/%n"
        plain = {
            "protocols": "imap lmtp",
            "listen": "127.0.0.1",
            "base_dir": self.home / "run",
            "state_dir": self.home / "run",
            "log_path": self.home / "dovecot.log",
            "instance_name": self.home.name,
            "ssl": "no",
            "disable_plaintext_auth": "no",
            "auth_mechanisms": "plain login",
            "auth_failure_delay": "0 secs",
            "mail_location": f"maildir:{mail}",
            "mail_uid": "dovecot",
            "mail_gid": "dovecot",
            "first_valid_uid": 1,
            "first_valid_gid": 1,
            "recipient_delimiter": "+",
        }
        return _lines(plain) + (
            # who exists is said by the file: a static userdb would accept every address
            f"passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n"
            f"userdb {{\n driver = passwd-file\n args = username_format=%u {self.home}/users\n"
            f" default_fields = uid=dovecot gid=dovecot home={mail}\n}}\n"
            f"service imap-login {{\n inet_listener imap {{\n  port = {self.imap}\n }}\n"
            " inet_listener imaps {\n  port = 0\n }\n}\n"
            # a wrong password in one test must not slow down the logins of the next
            "service anvil {\n unix_listener anvil-auth-penalty {\n  mode = 0\n }\n}\n"
            + _unix_service("lmtp", self.home / "queue/private/dovecot-lmtp")
            + _unix_service("auth", self.home / "queue/private/auth")
            + "protocol lmtp {\n postmaster_address = postmaster@ubnd.test\n}\n"
        )


def make_certificate(folder: Path) -> None:
    """Write `cert.pem` and `key.pem`: self-signed, for the names localhost and mail.test and for no
    address."""
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *(
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,DNS:mail.test",
            ),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    (folder / "key.pem").chmod(0o600)


def _unix_service(name: str, socket_path: Path) -> str:
    access = "mode = 0660\n  user = postfix\n  group = postfix"
    return f"service {name} {{\n unix_listener {socket_path} {{\n  {access}\n }}\n}}\n"


def _lines(settings: dict[str, object]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def _find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:{_SBIN}")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
