"""What is kept beside an assignment, a target or a plan: which event moves which kind of record.

A family is a module of the core with a `Row` (its columns, `uid` first) and `evolve`, which makes the row after an
event; writing, replaying and checking know no more of it than that.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol, cast

FAMILIES: Mapping[str, str] = {
    "extension_requested": "extension",
    "extension_approved": "extension",
    "extension_rejected": "extension",
    "extension_withdrawn": "extension",
    "difficulty_raised": "difficulty",
    "difficulty_escalated": "difficulty",
    "difficulty_answered": "difficulty",
    "difficulty_resolved": "difficulty",
    "evidence_added": "evidence",
    "target_reported": "target_value",
    "target_corrected": "target_value",
    "target_withdrawn": "target_value",
    "baseline_set": "baseline",
    "duty_ended": "outcome",
    "plan_closed": "closing",
}
"""Event → family; the family is the name of the module and of the table."""

_ELSEWHERE = ("target_value", "baseline", "outcome", "closing")

ON_ASSIGNMENT = (*(event for event, family in FAMILIES.items() if family not in _ELSEWHERE), "note_added")
"""Events of an assignment's own stream that leave its state as it is."""

ON_CLOSING = ("duty_ended", "plan_closed")
"""Events that end a plan: one on the stream of each open occurrence, then one on the stream of the plan."""

ON_PLAN = tuple(event for event, family in FAMILIES.items() if family == "baseline")
"""Events of the stream of a plan that leave the plan as it is."""

ON_TARGET = tuple(event for event, family in FAMILIES.items() if family == "target_value")
"""Events of the stream of a target."""


class Family(Protocol):
    """What the module of a family offers."""

    Row: Any
    """A NamedTuple whose fields are the columns of the table, all but `plan_uid` and `last_seq`."""

    def evolve(self, before: Any, event: str, payload: Mapping[str, object], on: date) -> Any:
        """The row after an event. Raises KeyError or ValueError where that cannot follow."""
        ...


def family(name: str) -> Family:
    """The module of a family."""
    return cast(Family, __import__(f"planengine.core.{name}", fromlist=["Row"]))
