"""A picture as plain data, with the documented keys of `graph --format json`."""

from __future__ import annotations

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.reports.graph_words import length


def as_object(picture: Picture) -> dict[str, object]:
    """The plan's id and title, `sections`, `nodes`, `edges` (the implied ones too, marked `reduced`), and `left_out`,
    the number of edges from a node to a task that was not chosen."""
    return {
        "plan": picture.plan,
        "title": picture.title,
        "sections": [{"id": one.id, "title": one.title, "section": one.section} for one in picture.sections],
        "nodes": [_node(point) for point in picture.points],
        "edges": [_edge(link) for link in picture.links],
        "left_out": picture.cut,
    }


def _node(point: Point) -> dict[str, object]:
    return {
        "id": point.id,
        "task": point.task,
        "period": point.period,
        "title": point.title,
        "section": point.section,
        "kind": None if point.elsewhere else point.kind,
        "form": point.form,
        "lead": point.lead,
        "bodies": list(point.names),
        "due": None if point.due is None else point.due.isoformat(),
        "due_inherited": point.due_inherited,
        "due_within": None if point.within is None else length(point.within),
        "due_of": point.within_of,
        "periods": point.periods,
        "restricted": point.restricted,
        "state": point.state,
        "elsewhere": point.elsewhere,
    }


def _edge(link: Link) -> dict[str, object]:
    return {
        "from": link.before,
        "to": link.after,
        "type": link.type,
        "lag": length(link.lag),
        "soft": link.soft,
        "match": list(link.match),
        "by_agency": link.by_agency,
        "reason": link.reason,
        "reduced": link.implied,
    }
