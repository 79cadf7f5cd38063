"""What every kind of drawing says about a point and a link, and which of it needs a legend."""

from __future__ import annotations

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Span
from planengine.messages import Words


def length(span: Span, *, signed: bool = False) -> str:
    """A length of time as plan files write it: "5wd", and "+5wd" or "-5wd" as a lag."""
    return f"{span.count:+}{span.unit}" if signed else f"{span.count}{span.unit}"


def mark(link: Link) -> str:
    """Type and lag of a link as in "FS +5wd"; empty for one that ends and starts without a lag."""
    if link.lag.count:
        return f"{link.type} {length(link.lag, signed=True)}"
    return "" if link.type == "FS" else link.type


def remarks(say: Words, link: Link) -> tuple[str, ...]:
    """The mark of a link and what else limits it, in words."""
    found = [mark(link)] if mark(link) else []
    if link.by_agency:
        found.append(say("graph.by_agency"))
    if link.soft:
        found.append(say("graph.soft"))
    return tuple(found)


def when(say: Words, point: Point) -> str:
    """The due date of a point, what it is counted from, or how often it comes; empty where the plan says nothing."""
    if point.periods > 1:
        return say("graph.periods", count=point.periods)
    if point.due is not None:
        return say("graph.due.inherited" if point.due_inherited else "graph.due", due=point.due)
    if point.within is not None:
        return say("graph.due.counted", within=length(point.within), of=point.within_of)
    return ""


def facts(say: Words, point: Point) -> tuple[str, ...]:
    """What stands below the title of a point: who, by when, how far, and how it is to be handled."""
    if point.elsewhere:
        return (say("graph.elsewhere"),)
    found = [", ".join(point.names), when(say, point)]
    if point.kind != "once" and not (point.kind == "standing" and point.state):  # its categories say so
        found.append(say.template(f"kind.{point.kind}"))
    if point.state is not None:
        found.append(say.template(f"category.{point.state}"))
    if point.restricted:
        found.append(say("graph.restricted"))
    return tuple(one for one in found if one)


def summary(say: Words, picture: Picture) -> tuple[str, ...]:
    """The line of counts below the title, and what is not drawn."""
    links = picture.drawn
    by_period = any(point.period for point in picture.points)
    found = [
        say(
            "graph.counts.periods" if by_period else "graph.counts",
            points=sum(not point.elsewhere for point in picture.points),
            loose=len(picture.loose),
            links=len(links),
        )
    ]
    if len(links) < len(picture.links):
        found.append(say("graph.implied", count=len(picture.links) - len(links)))
    if picture.cut:
        found.append(say("graph.cut", count=picture.cut))
    return tuple(found)


def legend(say: Words, picture: Picture) -> tuple[str, ...]:
    """What the codes on the drawn links mean; empty where there are none."""
    marked = [link for link in picture.drawn if mark(link)]
    types = {link.type for link in marked}
    units = {link.lag.unit for link in marked if link.lag.count}
    return tuple(
        say(f"graph.legend.{code}") for code in ("FS", "SS", "FF", "d", "wd") if code in types | units
    )
