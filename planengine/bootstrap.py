"""The only place that joins the journeys to the world: clock, person, database, channels. Imports inside functions."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from planengine.errors import NotFound, UsageRefusal
from planengine.settings import DATABASE, PROJECT_FILE
from planengine.usecases.rows import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planengine.messages import Words
    from planengine.notification.api import Notifier
    from planengine.settings import Settings
    from planengine.store.answers import Asked
    from planengine.store.as_of import PastJournal
    from planengine.store.audit import Verdict
    from planengine.store.closing import SqliteClosing
    from planengine.store.drawn import PlansInForce
    from planengine.store.evidence_folder import EvidenceFolder
    from planengine.store.journal import Journal
    from planengine.store.keeping import Checked, Kept
    from planengine.store.kept_revisions import KeptRevisions
    from planengine.store.ledger import SqliteLedger
    from planengine.store.opening import SqliteBook
    from planengine.store.queries import Queries
    from planengine.store.reorganising import SqliteReorganisation
    from planengine.store.restoring import Foreseen, Restored
    from planengine.store.undoing import SqliteUndoing
    from planengine.usecases.read_schedule import Planned
    from planengine.usecases.reminding import World

__all__ = [
    "DATABASE",
    "PROJECT_FILE",
    "asked",
    "back_up",
    "build_notifier",
    "check_database",
    "choose_channel",
    "create_database",
    "journal_as_of",
    "letters",
    "local_day",
    "migrate",
    "open_book",
    "open_closing",
    "open_evidence",
    "open_journal",
    "open_ledger",
    "open_plans",
    "open_queries",
    "open_reorganisation",
    "open_revisions",
    "open_settings",
    "open_undoing",
    "open_world",
    "person",
    "read_clock",
    "read_planned",
    "restore",
    "shipped_plans",
    "verify_log",
    "zone",
]

FIXED_ZONES = {"Asia/Ho_Chi_Minh": timezone(timedelta(hours=7), "+07")}
"""Zones without summer time, known without reading the time zone database (Vietnam: UTC+7 since 13 June 1975)."""

START_OF_DAY_GIVEN = 9
"""The hour at which a day given by `--today` stands, in the plan's zone."""


def read_clock(given: str | None) -> Clock:
    """The moment of this call: the system's, or the one given as "2024-12-05" or "2024-12-05T08:05" (UTC+7).

    Raises UsageRefusal("today.unreadable").
    """
    if given is None:
        return Clock(datetime.now(timezone.utc), "system")  # noqa: UP017
    zone = FIXED_ZONES["Asia/Ho_Chi_Minh"]
    try:
        if "T" in given:
            moment = datetime.fromisoformat(given)
        else:
            day = date.fromisoformat(given)
            moment = datetime(day.year, day.month, day.day, START_OF_DAY_GIVEN)  # noqa: DTZ001
    except ValueError as error:
        raise UsageRefusal("today.unreadable", given=given) from error
    return Clock((moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(timezone.utc), "given")  # noqa: UP017


def zone(name: str) -> tzinfo:
    """The time zone of that name. KeyError for an unknown one."""
    if name in FIXED_ZONES:
        return FIXED_ZONES[name]
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def local_day(now: datetime, zone_name: str) -> date:
    """The calendar day of that moment in the plan's zone."""
    return now.astimezone(zone(zone_name)).date()


def person() -> str:
    """The account of the operating system that runs this call."""
    for name in ("LOGNAME", "USER", "USERNAME"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown"


def open_settings() -> Settings:
    """The settings of the workspace around the working folder."""
    from planengine import settings

    return settings.load(os.getcwd(), os.environ)


def open_journal(settings: Settings) -> Journal:
    """The workspace's database, for reading and for one transaction at a time. Raises Unavailable."""
    from planengine.store.journal import Journal

    return Journal(settings.database)


def journal_as_of(journal: Journal, as_of: date, now: datetime) -> PastJournal:
    """The journal as it stood at the end of that day, or of that minute (a naive datetime), in each plan's zone.

    Raises UsageRefusal("as_of.future") for what lies after `now`, and as `store.as_of.journal_as_of` does.
    """
    from planengine.store.as_of import journal_as_of
    from planengine.store.columns import instant

    minute = as_of if isinstance(as_of, datetime) else None

    def limit(zone_name: str) -> str:
        start = minute or datetime.combine(as_of, datetime.min.time())
        start = start.replace(tzinfo=zone(zone_name))
        if start > now:
            raise UsageRefusal("as_of.future", given=as_of)
        return instant(start + (timedelta(minutes=1) if minute else timedelta(days=1)))

    return journal_as_of(journal, limit, local_day)


def asked(key: str, command: str) -> Asked:
    """The command, given as text of any length, under that key."""
    from hashlib import sha256

    from planengine.store.answers import Asked

    return Asked(key, sha256(command.encode("utf-8", "surrogatepass")).hexdigest())


def open_queries(journal: Journal) -> Queries:
    """The reading side of an open database."""
    from planengine.store.queries import Queries

    return Queries(journal.connection)


def read_planned(journal: Journal, plan_uid: str) -> Planned:
    """A tracked plan as the schedule needs it."""
    from planengine.store.planned import planned

    return planned(journal.connection, plan_uid)


def open_plans(journal: Journal) -> PlansInForce:
    """The plans in force in an open database, as they were applied."""
    from planengine.store.drawn import PlansInForce

    return PlansInForce(journal.connection)


def open_revisions(journal: Journal) -> KeptRevisions:
    """Every revision of the plans in an open database, as it was applied."""
    from planengine.store.kept_revisions import KeptRevisions

    return KeptRevisions(journal.connection)


def shipped_plans() -> str:
    """The folder of the plans that come with planengine: inside it when installed, beside it in a checkout.

    Raises NotFound("demo.no_plans").
    """
    package = os.path.dirname(os.path.abspath(__file__))
    for folder in (os.path.join(package, "_plans"), os.path.join(os.path.dirname(package), "plans")):
        if os.path.isfile(os.path.join(folder, "kh_106.yaml")):
            return folder
    raise NotFound("demo.no_plans", folder=package)


def open_evidence(settings: Settings) -> EvidenceFolder:
    """The folder where the workspace's files of evidence lie."""
    from planengine.store.evidence_folder import EvidenceFolder

    return EvidenceFolder(settings.evidence_folder, settings.evidence_limit)


def open_book(journal: Journal) -> SqliteBook:
    """Where on-demand duties are opened, in an open journal's database."""
    from planengine.store.opening import SqliteBook

    return SqliteBook(journal)


def open_closing(journal: Journal) -> SqliteClosing:
    """Where a plan is closed, in an open journal's database."""
    from planengine.store.closing import SqliteClosing

    return SqliteClosing(journal)


def open_reorganisation(journal: Journal) -> SqliteReorganisation:
    """Where a reorganisation is read from and written to, in an open journal's database."""
    from planengine.store.reorganising import SqliteReorganisation

    return SqliteReorganisation(journal)


def open_ledger(journal: Journal) -> SqliteLedger:
    """The ledger of revisions in an open journal's database."""
    from planengine.store.ledger import SqliteLedger

    return SqliteLedger(journal)


def open_undoing(journal: Journal) -> SqliteUndoing:
    """The log of an open database, read for taking back."""
    from planengine.store.undoing import SqliteUndoing

    return SqliteUndoing(journal, local_day)


def create_database(path: str) -> None:
    """A new database at `path`. Raises Refusal or Unavailable."""
    from planengine.store.creation import create_database

    create_database(path)


def verify_log(settings: Settings) -> tuple[Verdict, ...]:
    """What is found about the log of every plan in the workspace's database."""
    from planengine.store.audit import verify_all

    return verify_all(settings.database)


def open_world(journal: Journal, settings: Settings, say: Words) -> World:
    """Everything that reminding needs besides the journal."""
    from contextlib import contextmanager

    from planengine.store.outbox import Outbox
    from planengine.store.uid import Uids
    from planengine.usecases.reminding import World

    @contextmanager
    def outbox() -> Iterator[Outbox]:
        with journal.writing() as writer:
            yield Outbox(writer.connection)

    return World(
        outbox=outbox,
        zone=zone,
        say=say,
        channel=lambda address: choose_channel(settings, address),
        notifier=lambda name: build_notifier(settings, name),
        uids=Uids,
    )


RESERVED = (".example", ".test", ".invalid", ".localhost")
"""Domains that can never be delivered to (RFC 2606); the shipped directory has one until real ones are entered."""


def choose_channel(settings: Settings, address: str) -> str:
    """The channel for an address: "email" where that is set up, else "file".

    A reserved domain goes to "file", unless the settings say to send there, which only a loopback relay may do.
    """
    email = settings.channels.get("email")
    domain = "." + address.rpartition("@")[2].casefold()
    if domain.endswith(RESERVED):
        loopback = email is not None and email.get("host") in ("localhost", "127.0.0.1", "::1")
        return "email" if settings.reserved_domains == "send" and loopback else "file"
    return "email" if email is not None else "file"


def build_notifier(settings: Settings, channel: str) -> Notifier:
    """The notifier of a channel, from the workspace's settings. Raises UsageRefusal("channel.settings")."""
    from planengine.notification.api import SettingsError
    from planengine.notification.registry import build

    given = dict(settings.channels.get(channel, {}))
    if channel == "file":
        given.setdefault("folder", "letters")
        given["folder"] = os.path.join(settings.root, given["folder"])
    kind = given.pop("notifier", {"email": "smtp"}.get(channel, channel))
    for key in ("password_file", "ca_file"):
        if key in given:
            given[key] = os.path.join(settings.root, given[key])
    try:
        return build(kind, given)
    except SettingsError as error:
        raise UsageRefusal("channel.settings", channel=channel, key=error.key, reason=error.reason) from error


def letters(
    journal: Journal, plan_uid: str, last: int
) -> tuple[tuple[str, str, str, str, int, str, str], ...]:
    """The latest letters of a plan, as `store.outbox` lists them."""
    from planengine.store.outbox import Outbox

    return Outbox(journal.connection).letters(plan_uid, last)


def migrate(settings: Settings) -> tuple[int, int]:
    """Brings the workspace's database to the present schema: (version before, version after). Raises Unavailable."""
    from planengine.store import connection, migrations
    from planengine.store.lock import FileLock

    with FileLock(settings.database + ".lock"):
        opened = connection.connect(settings.database, expect_schema=None)
        try:
            connection.check_not_newer(opened, settings.database)
            return migrations.migrate(opened)
        finally:
            opened.close()


def back_up(settings: Settings, target: str | None, now: datetime, *, force: bool) -> tuple[Kept, bool]:
    """A checked copy of the workspace's database, and whether it lies on a network share.

    Raises as `store.keeping.back_up` does.
    """
    from planengine.store import keeping

    path = (
        keeping.default_path(settings.root, now.astimezone(FIXED_ZONES["Asia/Ho_Chi_Minh"]))
        if target is None
        else target
    )
    return keeping.back_up(settings.database, path, force=force), keeping.on_network(path)


def restore(
    settings: Settings,
    file: str,
    now: datetime,
    tell: Callable[[Foreseen], None],
    ask: Callable[[], None] | None,
) -> Restored:
    """Puts a backup in the place of the workspace's database. Raises as `store.restoring.restore` does."""
    from planengine.store.restoring import restore

    local = now.astimezone(FIXED_ZONES["Asia/Ho_Chi_Minh"])
    return restore(settings.database, file, local, tell=tell, ask=ask, local_day=local_day)


def check_database(settings: Settings) -> Checked:
    """What is found about the workspace's database. Raises Unavailable."""
    from planengine.store import keeping

    return keeping.check(settings.database)
