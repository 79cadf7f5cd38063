"""The folder of evidence: files under the SHA-256 of their bytes, written once, never changed, found again or missed.

A file lies at `<first two digits>/<sha256>.<type>`; what it was called is no part of any path. It is on disk before the
entry that speaks of it is: a crash in between leaves a file that nobody refers to, never an entry without its file.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import IO, NamedTuple

from planengine.core import evidence
from planengine.core.events import Stored
from planengine.errors import Raced, Refusal, Unavailable
from planengine.store.evidence_source import PLAINLY, check_content, plain_file, unreadable
from planengine.store.lock import FileLock

PIECE = 1 << 16
"""How many bytes are read at a time."""

BEGUN = ".planengine-"
"""How files are called that are being written."""

LOCK = ".lock"

YOUNG = timedelta(days=1)
"""For how long a file that nobody refers to may belong to an entry that is being written."""


class Referred(NamedTuple):
    """A file that the log speaks of, and for which work: "2.1.1", "so-tnmt"."""

    sha256: str
    type: str
    size: int
    task: str
    agency: str


class Finding(NamedTuple):
    """What is not right: `kind` "missing", "size", "altered", "unreadable", "no_file" (a link or folder in its
    place), "orphan" (nobody refers to it) or "foreign" (nothing of ours); `path` below the folder, and the works that
    it is evidence for."""

    kind: str
    path: str
    works: tuple[tuple[str, str], ...] = ()


class EvidenceFolder:
    """The folder at `path`, made when the first file comes; no file in it is larger than `limit` bytes."""

    def __init__(self, path: str, limit: int) -> None:
        self.path = path
        self.limit = limit

    def keep(self, source: str) -> Stored:
        """Copies the file at `source` into the folder, and is on disk when it returns; the same bytes are kept once.

        What is recorded is what was stored, whatever becomes of the source. Raises NotFound or Refusal("evidence....")
        where the source is no plain file, is empty, too large, of no type that is kept or not what its ending says,
        Raced("file.changed") where it changed while it was read, Unavailable where the folder cannot be written.
        """
        name = os.path.basename(source)
        kind = evidence.file_type(name)
        with plain_file(source) as file:
            before = os.fstat(file.fileno())
            if before.st_size > self.limit:
                raise Refusal("evidence.large", name=evidence.shown_name(name), limit=self._megabytes())
            try:
                os.makedirs(self.path, exist_ok=True)
                handle, beside = tempfile.mkstemp(prefix=BEGUN, dir=self.path)
            except OSError as error:
                raise self._unwritable(error) from error
            try:
                with open(handle, "wb") as copy:
                    sha256, size = self._copy(file, copy, name)
                after = os.fstat(file.fileno())
                if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                    raise Raced("file.changed", file=evidence.shown_name(source))
                check_content(name, kind, beside)
                self._place(beside, sha256, kind)
            except OSError as error:
                raise self._unwritable(error) from error
            finally:
                with suppress(OSError):
                    os.remove(beside)
        return Stored(sha256, size, kind, evidence.shown_name(name))

    def _copy(self, file: IO[bytes], copy: IO[bytes], name: str) -> tuple[str, int]:
        """Copies as far as the limit, and flushes: (SHA-256, bytes) of what was written."""
        digest, size = hashlib.sha256(), 0
        while True:
            try:
                piece = file.read(PIECE)
            except OSError as error:
                raise unreadable(name, error) from error
            if not piece:
                break
            size += len(piece)
            if size > self.limit:
                raise Refusal("evidence.large", name=evidence.shown_name(name), limit=self._megabytes())
            digest.update(piece)
            copy.write(piece)
        if not size:
            raise Refusal("evidence.blank", name=evidence.shown_name(name))
        copy.flush()
        os.fsync(copy.fileno())
        return digest.hexdigest(), size

    def _place(self, beside: str, sha256: str, kind: str) -> None:
        """Puts a finished copy where its bytes say; a right one that is there already stays, as if it came now."""
        target = self._file(sha256, kind)
        folder = os.path.dirname(target)
        with suppress(FileExistsError):
            os.mkdir(folder)
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise Unavailable("evidence.folder.unsafe", path=folder)
        with self._lock():
            if self._fault(sha256, kind) is not None or not _renewed(target):
                os.chmod(beside, _mode())
                os.replace(beside, target)
        for one in (folder, self.path):
            _flush_folder(one)

    def _lock(self) -> FileLock:
        """Held by who puts a file in its place and by who takes one away: a sweep never takes what comes right now."""
        return FileLock(os.path.join(self.path, LOCK))

    def pieces(self, sha256: str, kind: str) -> Iterator[bytes]:
        """The bytes of a stored file, piece by piece. Raises Refusal("evidence.damaged") where they are gone, or are
        not those that were stored: with the last piece, so that whoever writes them whole writes nothing."""
        digest = hashlib.sha256()
        try:
            with open(os.open(self._file(sha256, kind), PLAINLY), "rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    yield piece
        except OSError as error:
            raise Refusal("evidence.damaged", sha256=sha256[:12]) from error
        if digest.hexdigest() != sha256:
            raise Refusal("evidence.damaged", sha256=sha256[:12])

    def lost(self, referred: Iterable[Referred]) -> tuple[str, ...]:
        """The paths at which no file is, of those that are referred to; no byte is read."""
        paths = sorted({_below(one.sha256, one.type) for one in referred})
        return tuple(one for one in paths if not os.path.isfile(os.path.join(self.path, *one.split("/"))))

    def check(self, referred: Callable[[], Iterable[Referred]]) -> tuple[Finding, ...]:
        """Everything that is not right, in the order of paths: first what is missing or wrong, then what nobody
        refers to.

        `referred` is asked after the folder was looked through, so that what is recorded meanwhile is not taken for
        lost.
        """
        listed = dict(self._listed())
        works: dict[tuple[str, str, int], list[tuple[str, str]]] = {}
        for one in referred():
            works.setdefault((one.sha256, one.type, one.size), []).append((one.task, one.agency))
        wrong, wanted = [], set()
        for (sha256, kind, size), these in sorted(works.items()):
            path = _below(sha256, kind)
            wanted.add(path)
            fault = self._fault(sha256, kind, size)
            if fault is not None:
                wrong.append(Finding(fault, path, tuple(dict.fromkeys(these))))
        useless = [Finding(kind, path) for path, kind in sorted(listed.items()) if path not in wanted]
        return (*wrong, *useless)

    def sweep(self, referred: Callable[[], Iterable[Referred]], now: datetime) -> tuple[str, ...]:
        """Removes what nobody refers to and is older than a day at `now`: their paths. Nothing else is touched.

        `referred` is asked after the folder was looked through. What an entry still unwritten will speak of is young.
        """
        listed = sorted(path for path, kind in self._listed() if kind == "orphan")
        wanted = {_below(one.sha256, one.type) for one in referred()} if listed else set()
        removed = []
        for path in listed:
            whole = os.path.join(self.path, *path.split("/"))
            if path in wanted:
                continue
            with self._lock(), suppress(OSError):
                written = datetime.fromtimestamp(os.lstat(whole).st_mtime, timezone.utc)  # noqa: UP017
                if now - written > YOUNG:
                    os.remove(whole)
                    removed.append(path)
        return tuple(removed)

    def _listed(self) -> Iterator[tuple[str, str]]:
        """(path, "orphan" or "foreign") of everything in the folder: what has a name of ours, and what has not."""
        for top in _entries(self.path):
            if top.name == LOCK:
                continue
            if not (_is_folder(top) and len(top.name) == 2 and set(top.name) <= _DIGITS):
                begun = top.name.startswith(BEGUN) and top.is_file(follow_symlinks=False)
                yield top.name, "orphan" if begun else "foreign"
                continue
            for one in _entries(top.path):
                ours = one.is_file(follow_symlinks=False) and _is_ours(top.name, one.name)
                yield f"{top.name}/{one.name}", "orphan" if ours else "foreign"

    def _fault(self, sha256: str, kind: str, size: int | None = None) -> str | None:
        """What is wrong with a stored file, or None; its bytes are read to the end."""
        try:
            target = self._file(sha256, kind)
            found = os.lstat(target)
            if not stat.S_ISREG(found.st_mode) or not stat.S_ISDIR(os.lstat(os.path.dirname(target)).st_mode):
                return "no_file"
            if size is not None and found.st_size != size:
                return "size"
            with open(os.open(target, PLAINLY), "rb") as file:
                return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "altered"
        except FileNotFoundError:
            return "missing"
        except (OSError, ValueError):
            return "unreadable"

    def _file(self, sha256: str, kind: str) -> str:
        return os.path.join(self.path, *_below(sha256, kind).split("/"))

    def _megabytes(self) -> int:
        return self.limit >> 20

    def _unwritable(self, error: OSError) -> Unavailable:
        return Unavailable("evidence.folder.unwritable", path=self.path, reason=error.strerror or str(error))


_DIGITS = frozenset("0123456789abcdef")


def _below(sha256: str, kind: str) -> str:
    """The path of a file below the folder. ValueError for what is no hash or no type: nothing else ever becomes a
    path."""
    if len(sha256) != 64 or not set(sha256) <= _DIGITS or kind not in evidence.TYPES:
        raise ValueError(sha256)
    return f"{sha256[:2]}/{sha256}.{kind}"


def _is_ours(folder: str, name: str) -> bool:
    sha256, _, kind = name.partition(".")
    try:
        return _below(sha256, kind) == f"{folder}/{name}"
    except ValueError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _entries(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unavailable(
            "evidence.folder.unreadable", path=path, reason=error.strerror or str(error)
        ) from error


def _renewed(path: str) -> bool:
    """Makes a file as young as one that was written now, so that no sweep takes it for an old one; not somebody
    else's."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _mode() -> int:
    """Read by whoever a new file would be read by, written by nobody."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o444 & ~mask


def _flush_folder(path: str) -> None:
    """A renamed file is on disk when its folder is; where a folder cannot be opened, the system sees to that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
