"""Every revision that was ever applied, kept whole, and which occurrence had which label under it."""

from __future__ import annotations

import json
import sqlite3

from planengine.planfile.canonical import plan_from_canonical
from planengine.store.as_of_revisions import document_order
from planengine.usecases.read_graph import InForce
from planengine.usecases.read_revisions import Kept

_LISTED = (
    "SELECT r.number, r.applied_at, r.author, e.agency, r.reason, r.name, r.sha256, e.seq, e.payload FROM revision r "
    "JOIN event e ON e.plan_uid = r.plan_uid AND e.seq = r.based_on_seq + 1 WHERE r.plan_uid = ? ORDER BY r.number"
)
_LABELLED = (
    "SELECT type, stream, payload FROM event WHERE plan_uid = ? AND seq <= ? "
    "AND type IN ('occurrence_planned', 'task_renamed') ORDER BY seq"
)


class KeptRevisions:
    """Reads revisions from one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def listed(self, plan_uid: str) -> tuple[Kept, ...]:
        """All revisions of a plan, the first one first."""
        found = []
        for number, at, author, agency, reason, name, digest, seq, payload in self._connection.execute(
            _LISTED, (plan_uid,)
        ):
            said = json.loads(payload)
            found.append(
                Kept(
                    number, at, author, agency, reason, name, digest, seq, said["tasks"], said["occurrences"]
                )
            )
        return tuple(found)

    def text(self, plan_uid: str, number: int) -> str:
        """The plan file as it was when that revision was applied."""
        (text,) = self._connection.execute(
            "SELECT text FROM revision WHERE plan_uid = ? AND number = ?", (plan_uid, number)
        ).fetchone()
        return str(text)

    def texts(self, plan_uid: str, number: int) -> InForce:
        """The canonical texts of that revision, with the directory and the calendar beside it."""
        row = self._connection.execute(
            "SELECT r.canonical, d.canonical, c.canonical FROM revision r JOIN source d ON d.sha256 = r.directory "
            "JOIN source c ON c.sha256 = r.calendar WHERE r.plan_uid = ? AND r.number = ?",
            (plan_uid, number),
        ).fetchone()
        return InForce(*row)

    def order(self, plan_uid: str, number: int) -> tuple[str, ...]:
        """Ids of the sections and tasks of that revision as they stand in its file."""
        plan = plan_from_canonical(self.texts(plan_uid, number).plan)
        return document_order(plan, self.text(plan_uid, number))

    def uids(self, plan_uid: str, number: int) -> dict[str, str]:
        """Label → uid of the occurrences, by the labels that they had at the end of that revision's time."""
        row = self._connection.execute(
            "SELECT based_on_seq FROM revision WHERE plan_uid = ? AND number = ?", (plan_uid, number + 1)
        ).fetchone()
        if row is None:
            return dict(
                self._connection.execute("SELECT label, uid FROM occurrence WHERE plan_uid = ?", (plan_uid,))
            )
        found: dict[str, str] = {}
        for event, stream, payload in self._connection.execute(_LABELLED, (plan_uid, row[0])):
            said = json.loads(payload)
            if event == "task_renamed":
                found.pop(said["from"], None)
            found[said["task"]] = stream
        return found
