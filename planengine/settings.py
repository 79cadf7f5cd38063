"""What a workspace sets: flag before environment before project file before the person's own file.

A workspace is a folder with `planengine.toml`, found upwards from the working folder. Secrets come from the
environment or from files (`PLANENGINE_EMAIL_PASSWORD`, or `password_file` in the channel), never from the plan.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

import os
from collections.abc import Mapping
from typing import NamedTuple

from planengine.errors import NotFound, UsageRefusal

PROJECT_FILE = "planengine.toml"
DATABASE = "planengine.db"
EVIDENCE = "evidence"
EVIDENCE_LIMIT = 25
"""How many megabytes (2**20 bytes) a file of evidence may have."""


class Settings(NamedTuple):
    """What holds for one call. Paths are absolute; `channels` maps a channel's name to its own settings, as text.

    `evidence` is the folder of the files that prove something, None for the one in `root`; `evidence_limit` the size of
    the largest, in bytes.
    """

    root: str
    database: str
    language: str = "vi"
    speaker: str | None = None
    reserved_domains: str = "file"
    channels: Mapping[str, Mapping[str, str]] = {}
    files: tuple[str, ...] = ()
    evidence: str | None = None
    evidence_limit: int = EVIDENCE_LIMIT << 20

    @property
    def evidence_folder(self) -> str:
        """Where files of evidence lie."""
        return self.evidence or os.path.join(self.root, EVIDENCE)


def find_root(start: str) -> str | None:
    """The nearest folder upwards from `start` that holds a project file, or None."""
    folder = os.path.abspath(start)
    while not os.path.exists(os.path.join(folder, PROJECT_FILE)):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def load(start: str, environ: Mapping[str, str]) -> Settings:
    """The settings of the workspace around `start`.

    Raises NotFound("workspace.none") where there is none, UsageRefusal("settings.unreadable") or
    UsageRefusal("settings.unknown") for a file that is not right.
    """
    root = find_root(start)
    if root is None:
        raise NotFound("workspace.none", folder=os.path.abspath(start))
    own = os.path.join(root, PROJECT_FILE)
    personal = os.path.join(
        environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config"),
        "planengine",
        "config.toml",
    )
    values: dict[str, object] = {}
    for path in (personal, own):
        values.update(_read(path))
    return _build(root, values, environ, tuple(path for path in (own, personal) if os.path.exists(path)))


def _read(path: str) -> dict[str, object]:
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageRefusal("settings.unreadable", path=path, reason=str(error)) from error
    if all(not line.strip() or line.lstrip().startswith(b"#") for line in raw.splitlines()):
        return {}  # spares the commands of every day the import of a TOML reader
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageRefusal("settings.unreadable", path=path, reason=str(error)) from error


_KNOWN = ("database", "language", "as", "reserved_domains", "channels", "evidence", "evidence_limit")


def _build(
    root: str, values: Mapping[str, object], environ: Mapping[str, str], files: tuple[str, ...]
) -> Settings:
    for key in values:
        if key not in _KNOWN:
            raise UsageRefusal("settings.unknown", key=key, known=_KNOWN)
    channels = values.get("channels", {})
    if not isinstance(channels, dict):
        raise UsageRefusal("settings.unknown", key="channels", known=_KNOWN)
    database = str(values.get("database", DATABASE))
    limit = values.get("evidence_limit", EVIDENCE_LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise UsageRefusal("settings.evidence_limit", given=str(limit))
    return Settings(
        root=root,
        database=os.path.join(root, environ.get("PLANENGINE_DATABASE", database)),
        language=environ.get("PLANENGINE_LANG") or str(values.get("language", "vi")),
        speaker=environ.get("PLANENGINE_AS") or (str(values["as"]) if "as" in values else None),
        reserved_domains=str(values.get("reserved_domains", "file")),
        channels={
            str(name): _channel(str(name), one, environ)
            for name, one in channels.items()
            if isinstance(one, dict)
        },
        files=files,
        evidence=os.path.join(root, str(values.get("evidence", EVIDENCE))),
        evidence_limit=limit << 20,
    )


def _channel(name: str, values: Mapping[str, object], environ: Mapping[str, str]) -> Mapping[str, str]:
    """The channel's settings as text; a password may come from the environment and never from the project file."""
    if "password" in values:
        raise UsageRefusal("settings.secret", channel=name)
    settings = {str(key): str(value) for key, value in values.items()}
    password = environ.get(f"PLANENGINE_{name.upper()}_PASSWORD")
    if password is not None:
        settings["password"] = password
    return settings
