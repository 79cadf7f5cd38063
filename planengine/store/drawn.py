"""The plan in force with its directory and calendar, as they were applied."""

from __future__ import annotations

import sqlite3

from planengine.usecases.read_graph import InForce


class PlansInForce:
    """Reads plans from one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def in_force(self, plan_uid: str) -> InForce:
        """The canonical texts of the plan's present revision."""
        row = self._connection.execute(
            "SELECT r.canonical, d.canonical, c.canonical FROM plan p "
            "JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision "
            "JOIN source d ON d.sha256 = r.directory JOIN source c ON c.sha256 = r.calendar WHERE p.uid = ?",
            (plan_uid,),
        ).fetchone()
        return InForce(*row)
