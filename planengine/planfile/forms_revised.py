"""What a plan file says of tasks that are no longer in it: taken out, split into several, made one of several."""

from __future__ import annotations

from typing import Any

from planengine.core.plan import Merge, Removal, Split
from planengine.planfile.desk import Desk, Field, table
from planengine.planfile.tree import BROKEN
from planengine.planfile.values import ID_, LINE, TEXT, list_of, mapping

_IDS = list_of(ID_)


def _make_removal(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Removal(**found) if "id" in found and "reason" in found else BROKEN


def _make_split(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Split(**found) if "from_" in found and _whole(node, "into", found.get("into")) else BROKEN


def _make_merge(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Merge(**found) if "into" in found and _whole(node, "from", found.get("from_")) else BROKEN


def _whole(node: Any, key: str, ids: tuple[str, ...] | None) -> bool:
    """Whether every id of the list could be read: with one left out it would say something else."""
    return ids is not None and len(ids) == len(node[key])


REMOVAL_KEYS = table(
    Field("id", ID_, required=True), Field("reason", TEXT, required=True), Field("ref", LINE)
)
SPLIT_KEYS = table(
    Field("from", ID_, "from_", required=True), Field("into", _IDS, required=True), Field("ref", LINE)
)
MERGE_KEYS = table(
    Field("from", _IDS, "from_", required=True), Field("into", ID_, required=True), Field("ref", LINE)
)
REMOVED = list_of(mapping(REMOVAL_KEYS, _make_removal))
SPLIT = list_of(mapping(SPLIT_KEYS, _make_split))
MERGE = list_of(mapping(MERGE_KEYS, _make_merge))
