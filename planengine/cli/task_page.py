"""What a plan says of one task, in the words of the reader: every key that a person needs, and no key that says
nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.read_task import Day, Page
    from planengine.usecases.views import WaitRow


def marks(say: Words, spec: Mapping[str, Any]) -> str:
    """What a reader must see first, each in brackets: not to be passed on, urgent, a request."""
    shown = [f"[{say('page.mark.restricted')}]"] if spec["restricted"] else []
    if spec["priority"] != "normal":
        shown.append(f"[{say('page.mark.urgent')}]")
    if spec["request"]:
        shown.append(f"[{say('page.mark.request')}]")
    return "  ".join(shown)


def when(say: Words, page: Page) -> Iterator[str]:
    """Recurrence, start, length, due dates and why they are these, one sentence each."""
    spec = page.spec
    if spec["every"]:
        yield say(
            "page.every",
            every=say(f"page.each.{spec['every']}"),
            first=page.opens_on,
            last=page.closes_on,
        )
    if spec["from"] or spec["until"]:
        yield say("page.between", first=_date(spec["from"]), last=_date(spec["until"]))
    if spec["kind"] == "standing":
        yield say("page.update", every=say(f"page.each.{spec['update'] or 'quarter'}"))
    if spec["starts"]:
        yield say("page.starts", day=_date(spec["starts"]))
    if spec["duration"]:
        yield say("page.duration", length=length(say, spec["duration"]))
    period = spec["every"] is not None
    yield say("page.due", due=_due(say, page.due, period)) if page.due else say("page.due.none")
    if page.internal_due:
        yield say("page.internal_due", due=_due(say, page.internal_due, period), basis=spec["basis"])
    if spec["cutoff"]:
        yield say("page.cutoff", day=_cutoff(say, spec["cutoff"]))


def who(say: Words, spec: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """When the work of many counts as done, open groups, who leads, to whom the report goes; one sentence each."""
    rule = spec["complete_when"]
    if spec["form"] in ("joint", "each") or spec["support_required"]:
        code = "page.complete.lead" if spec["form"] == "lead" else f"page.complete.{rule['rule']}"
        support = say("page.complete.support") if spec["support_required"] else ""
        yield say("page.complete", rule=say(code, n=rule["n"]) + support)
    for body in (*spec["bodies"], *spec["support"]):
        if body["members"] is not None:
            members = tuple(names.get(one, one) for one in body["members"])
            yield say("page.members", group=names.get(body["id"], body["id"]), members=members)
    if spec["leader"]:
        yield say("page.leader", leader=spec["leader"])
    if spec["addressee"]:
        to = tuple(names.get(one, one) for one in spec["addressee"])
        code = "page.addressee.via" if spec["via"] else "page.addressee"
        yield say(code, to=to, via=names.get(spec["via"], spec["via"]))
    elif spec["via"]:
        yield say("page.via", via=names.get(spec["via"], spec["via"]))


def how(say: Words, page: Page) -> Iterator[str]:
    """Conditions, targets, what is related, and what a report needs; one sentence each."""
    spec = page.spec
    for condition in spec["conditions"]:
        yield say("page.condition", text=condition)
    for name, title, goal in page.targets:
        measure = "" if goal is None else f" ({goal['op']} {_figure(say, goal['value'])} {goal['unit']})"
        yield say("page.target", id=name, title=title, goal=measure.replace(" )", ")"))
    if spec["related"]:
        yield say("page.related", tasks=spec["related"])
    if spec["evidence"] == "optional":
        yield say("page.evidence_optional")
    if spec["confirm"] == "none":
        yield say("page.confirm_none")
    if spec["tags"]:
        yield say("page.tags", tags=spec["tags"])


def wait_terms(say: Words, wait: WaitRow) -> str:
    """What a wait asks beside "after it is done": its kind, its lag, its reason, a plan that is not there."""
    parts = [] if wait.type == "FS" else [say(f"page.wait.{wait.type}")]
    if wait.lag:
        lag = {"count": abs(wait.lag), "unit": wait.unit}
        parts.append(say("page.wait.later" if wait.lag > 0 else "page.wait.earlier", length=length(say, lag)))
    if not wait.known:
        parts.append(say("page.wait.unknown"))
    if wait.reason:
        parts.append(wait.reason)
    return "; ".join(parts)


def length(say: Words, span: Mapping[str, Any]) -> str:
    """A length of time, in calendar or working days."""
    return say(f"page.length.{span['unit']}", count=span["count"])


def wait_object(wait: WaitRow) -> dict[str, object]:
    """A wait as JSON; the documented keys of `after` in `show`."""
    return {
        "task": wait.predecessor,
        "agency": wait.agency,
        "soft": bool(wait.soft),
        "met": bool(wait.met),
        "type": wait.type,
        "lag": f"{wait.lag}{wait.unit}",
        "reason": wait.reason,
        "known": bool(wait.known),
    }


def due_object(due: Day | None) -> dict[str, object] | None:
    """A due date as JSON: `day`, `moved_from`, `inherited`; None where there is none."""
    if due is None:
        return None
    return {
        "day": due.day.isoformat() if due.day else None,
        "moved_from": due.moved_from.isoformat() if due.moved_from else None,
        "inherited": due.inherited,
    }


def _due(say: Words, due: Day, period: bool) -> str:
    """The last day, with all that made it this one in brackets; of a day not known yet how it is counted."""
    why = _counted(say, due, period)
    if due.moved_from:
        why.append(say("page.due.moved", day=due.moved_from))
    shown = say.show(due.day) if due.day else say("page.due.open")
    return f"{shown} ({'; '.join(why)})" if why else shown


def _counted(say: Words, due: Day, period: bool) -> list[str]:
    rule = due.rule
    if due.rule["horizon"]:
        return [say("page.due.period" if period else "page.due.inherited")]
    if rule["within"]:
        code = "page.due.within_issued" if rule["of"] == "issued" else "page.due.within_task"
        return [say(code, length=length(say, rule["within"]), task=rule["of"])]
    if not rule["before"]:
        return []
    if rule["day"]:
        return [say("page.due.before", day=_date(rule["day"]))]
    if rule["yearly"]:
        return [say("page.due.before", day=_cutoff(say, rule["yearly"]))]
    return [say("page.due.before_of_month", day=rule["day_of_month"])]


def _cutoff(say: Words, value: Any) -> object:
    if isinstance(value, Mapping):
        return say("page.day_of_year", day=f"{value['day']:02d}", month=f"{value['month']:02d}")
    return _date(value)


def _figure(say: Words, value: str) -> str:
    return value.replace(".", say("page.decimal"))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
