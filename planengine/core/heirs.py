"""Who takes over from an agency that has ended: its successors as the directory names them, followed to the day asked.

An existing document keeps the names it was written with; who answers for them is read by the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from planengine.core.plan import Agency, Body, Directory, Succession

Policy = Literal["all", "parent"]
"""What a person may decide at once for all that have several successors and no policy of their own."""

NONE = "none"
"""No successor is named."""
SEVERAL = "several"
"""Several are named and nothing is said of who takes over what."""
UNNAMED = "unnamed"
"""The policy asks for one body, and it is not named."""
NOT_YET = "not_yet"
"""The successor is not there yet on that day."""
UNKNOWN = "unknown"
"""The successor is not in the directory, which is a fault of it."""

_PLAIN = Succession()


class Heirs(NamedTuple):
    """Who takes over: `to` are bodies that exist on the day, in the order of the directory; empty where a person must
    decide, and then `why` says what is missing, at the agency `at`, with its named successors as `candidates`.

    `basis` are the documents along the way; `verified` is false where one step rests on none that was seen.
    """

    to: tuple[str, ...]
    why: str = ""
    at: str = ""
    candidates: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    verified: bool = True


def has_ended(agency: Agency, day: date) -> bool:
    """Whether the agency existed and does no more on that day."""
    return agency.until is not None and agency.until < day


def heirs(directory: Directory, name: str, day: date, policy: Policy | None = None) -> Heirs:
    """Who has taken over from an agency by that day, however many steps it took; the agency itself while it has not
    ended. A circle, which is a fault of the directory, is left where it closes."""
    found: dict[str, None] = {}
    basis: dict[str, None] = {}
    verified = True
    passed: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop(0)
        if current in passed:
            continue
        passed.add(current)
        agency = directory.agencies.get(current)
        if agency is None:
            return Heirs((), UNKNOWN, current, (current,), tuple(basis), verified)
        if not has_ended(agency, day):
            if agency.from_ is not None and day < agency.from_:
                return Heirs((), NOT_YET, current, (current,), tuple(basis), verified)
            found[current] = None
            continue
        said = agency.succession or _PLAIN
        following, why = _next(agency, said, policy)
        if said.basis is not None:
            basis[said.basis] = None
        verified = verified and said.verified
        if why:
            return Heirs((), why, current, agency.succeeded_by, tuple(basis), verified)
        pending[:0] = following
    return Heirs(tuple(found), basis=tuple(basis), verified=verified)


def _next(agency: Agency, said: Succession, policy: Policy | None) -> tuple[tuple[str, ...], str]:
    """The next bodies, or why nobody can tell."""
    successors = agency.succeeded_by
    chosen = said.policy or (policy if len(successors) > 1 else None)
    if chosen == "parent":
        return ((said.parent,), "") if said.parent else ((), UNNAMED)
    if not successors:
        return (), NONE
    if len(successors) == 1 or chosen == "all":
        return successors, ""
    if chosen == "one":
        return ((said.to,), "") if said.to else ((), UNNAMED)
    return (), SEVERAL


def is_open(directory: Directory, name: str, day: date) -> bool:
    """Whether the directory leaves open who answers for this agency on that day. What is wrong in it (a name nobody
    knows, a circle, a successor who is not there) is told as such and is no open question."""
    return heirs(directory, name, day).why in (NONE, SEVERAL, UNNAMED)


def members(directory: Directory, body: Body, day: date) -> tuple[str, ...]:
    """The agencies that `body` stands for on that day, each once, in the order of the file: who has ended is replaced
    by who has taken over, and left out where that is not settled."""
    if body.id in directory.agencies:
        listed: Iterable[str] = (body.id,)
    elif body.members is not None:
        listed = body.members
    else:
        listed = directory.groups[body.id].members
    found: dict[str, None] = {}
    for name in listed:
        agency = directory.agencies[name]
        if agency.valid_on(day):
            found[name] = None
        elif has_ended(agency, day):
            found.update(dict.fromkeys(heirs(directory, name, day).to))
    return tuple(found)
