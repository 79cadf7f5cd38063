"""What to tell a person whose command came second: what was done meanwhile, by whom, when, and how things stand now."""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from planengine.errors import Raced

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal
    from planengine.usecases.rows import Held, PlanHead


class Moved(NamedTuple):
    """One assignment that was moved since it was looked at: the event that moved it last, and the state it is in now;
    or one event that happened since a difference was looked at, `state` then being empty.

    `agency` is the id of the body that acted, `person` who typed; `names` has the short name of every agency in `fact`.
    """

    label: str
    state: str
    person: str
    agency: str
    at: datetime
    event: str
    fact: Mapping[str, object]
    names: Mapping[str, str]


def raced(journal: "Journal", plan: "PlanHead", moved: "Sequence[tuple[Held, int, str]]") -> Raced:
    """The refusal that tells all of `moved`: each as it was looked at, the number of the event that moved it, its state
    now. At least one."""
    return Raced("raced", task=moved[0][0].label, moved=tuple(_moved(journal, plan, *one) for one in moved))


def _moved(journal: "Journal", plan: "PlanHead", held: "Held", seq: int, state: str) -> Moved:
    person, agency, event, at = journal.author(plan.uid, seq)
    fact = json.loads(journal.payload(plan.uid, seq))
    ids = {str(one) for one in (agency, held.agency, fact.get("agency"), fact.get("to")) if one is not None}
    names = {one: journal.agency_name(one) or one for one in sorted(ids)}
    return Moved(held.label, state, person, agency, datetime.fromisoformat(at), event, fact, names)
