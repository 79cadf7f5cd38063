"""From a plan back to the mappings of its file: dict, list, text, yes and no, as somebody would have written them.

What a task has from the defaults, from its section or by being silent is left out again. Reading the mapping gives the
same plan; which file it came from, its comments and its places are gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from planengine.core.plan import (
    Body,
    Completion,
    Defaults,
    Dependency,
    Due,
    FocalPoint,
    Goal,
    MonthDay,
    Plan,
    Section,
    Span,
    Target,
    Task,
)
from planengine.planfile.build import DEFAULT_TIMEZONE, INHERITS_HORIZON, LISTED
from planengine.planfile.desk import Field
from planengine.planfile.fields import DEFAULTS, FORMAT_VERSION, PLAN, SECTION, TARGET, TASK

Plain = dict[str, Any]


def plain_plan(plan: Plan) -> Plain:
    """The plan file without the files it names: `planengine`, `plan`, and what there is of `defaults`, `targets` and
    `tasks`; keys in the order of the format."""
    made: Plain = {"planengine": FORMAT_VERSION, "plan": _head(plan)}
    defaults = _changed(plan.defaults, Defaults(), DEFAULTS)
    if defaults:
        made["defaults"] = defaults
    made |= {key: _written(getattr(plan, key)) for key in LISTED if getattr(plan, key)}
    if plan.targets:
        made["targets"] = [_target(one) for one in plan.targets]
    made["tasks"] = _nested(plan)
    return made


def _head(plan: Plan) -> Plain:
    found = _filled(plan, PLAN)
    if found["timezone"] == DEFAULT_TIMEZONE:
        del found["timezone"]
    return found


def _target(target: Target) -> Plain:
    return _filled(target, TARGET)


def _nested(plan: Plan) -> list[Plain]:
    """Tasks and sections as a tree; a section stands where its first task stands."""
    top: list[Plain] = []
    sections = {section.id: section for section in plan.sections}
    opened: dict[str, list[Plain]] = {}

    def children(section_id: str | None) -> list[Plain]:
        if section_id is None:
            return top
        if section_id not in opened:
            chain = []
            here: str | None = section_id
            while here is not None and here not in opened:
                chain.append(sections[here])
                here = sections[here].section
            for section in reversed(chain):
                opened[section.id] = []
                parent = sections.get(section.section) if section.section else None
                made = {**_section(section, parent), "tasks": opened[section.id]}
                (top if section.section is None else opened[section.section]).append(made)
        return opened[section_id]

    for task in plan.tasks:
        inherited = sections[task.section].clause if task.section else None
        children(task.section).append(_task(task, plan.defaults, inherited))
    return top


def _section(section: Section, parent: Section | None) -> Plain:
    found = _filled(section, SECTION)
    if parent is not None and section.clause == parent.clause:
        found.pop("clause", None)
    return found


def _task(task: Task, defaults: Defaults, inherited_clause: str | None) -> Plain:
    found: Plain = {}
    for key, field in TASK.items():
        if key in ("lead", "joint", "each", "unassigned"):
            if key == task.form:
                found[key] = _responsible(task)
            continue
        value = getattr(task, field.into)
        if value == _SILENT.get(field.into):
            continue
        if key in ("confirm", "evidence", "day_off", "reminders") and value == getattr(defaults, key):
            continue
        if key == "clause" and value == inherited_clause:
            continue
        put = _written(value)
        if put is not None:
            found[key] = _one_by_itself(put, field)
    inherits = defaults.due == "horizon" and task.kind in INHERITS_HORIZON
    if inherits and task.due is None:
        found["due"] = "none"
    elif inherits and task.due == Due(horizon=True):
        del found["due"]
    return {key: found[key] for key in TASK if key in found}


def _responsible(task: Task) -> Any:
    if task.form == "unassigned":
        return True
    bodies = [_body(one) for one in task.bodies]
    return bodies[0] if task.form == "lead" else bodies


_SILENT: Plain = {"kind": "once", "complete_when": Completion(), "priority": "normal"}
"""What a task has that says nothing; None, nothing at all, for every other key."""


def _changed(value: Any, default: Any, fields: Iterable[str]) -> Plain:
    return {key: getattr(value, key) for key in fields if getattr(value, key) != getattr(default, key)}


def _filled(value: Any, table: Any) -> Plain:
    """The keys of a table that the value fills, written."""
    found = {}
    for key, field in table.items():
        put = _written(getattr(value, field.into, None))
        if put is not None:
            found[key] = _one_by_itself(put, field)
    return found


def _one_by_itself(value: Any, field: Field) -> Any:
    """The only item of a list that need not be one."""
    return value[0] if field.value.name == "one_or_many" and len(value) == 1 else value


def _written(value: Any) -> Any:
    """One value of the core as the file has it; None for what is left out."""
    kind: Any = type(value)
    if kind in _WRITERS:
        return _WRITERS[kind](value)
    if value is None or value is False or value == ():
        return None
    if kind is date:
        return value.isoformat()
    if kind is tuple:
        if type(value[0]) is tuple:
            return dict(value)
        return [_written(one) for one in value]
    if kind in (str, bool, int):
        return value
    names = ((name.rstrip("_"), name) for name in kind.__dataclass_fields__)
    return {key: put for key, name in names if (put := _written(getattr(value, name))) is not None} or None


def _body(body: Body) -> Any:
    if body == Body(body.id):
        return body.id
    made: Plain = {"group": body.id}
    if body.track != "members":
        made["track"] = body.track
    if body.members is not None:
        made["members"] = list(body.members)
    return made


def _focal(focal: FocalPoint) -> Any:
    if focal == FocalPoint(focal.agency):
        return focal.agency
    parts = (("agency", focal.agency), ("reading", focal.reading), ("ref", focal.ref))
    return {key: value for key, value in parts if value is not None}


def _completion(rule: Completion) -> Any:
    return rule.rule if rule.n is None else {rule.rule: rule.n}


def _due(due: Due) -> Any:
    if due.horizon:
        return "horizon"
    if due.within is not None:
        return {"within": _span(due.within), "of": due.of}
    if due.day is not None:
        day = due.day.isoformat()
    elif due.yearly is not None:
        day = _month_day(due.yearly)
    else:
        day = str(due.day_of_month)
    return {"before": day} if due.before else day


def _dependency(one: Dependency) -> Any:
    made: Plain = {"task": one.task}
    if one.type != "FS":
        made["type"] = one.type
    if one.lag != Span(0, "d"):
        made["lag"] = _span(one.lag)
    if one.soft:
        made["soft"] = True
    if one.match:
        made["match"] = one.match[0] if len(one.match) == 1 else list(one.match)
    if one.reason is not None:
        made["reason"] = one.reason
    return made if len(made) > 1 else one.task


def _goal(goal: Goal) -> str:
    return f"{goal.op} {goal.value} {goal.unit}".strip()


def _span(span: Span) -> str:
    return f"{span.count}{span.unit}"


def _month_day(day: MonthDay) -> str:
    return f"{day.month:02}-{day.day:02}"


_WRITERS: dict[type, Any] = {
    Body: _body, FocalPoint: _focal, Completion: _completion, Due: _due, Dependency: _dependency, Goal: _goal,
    Span: _span, MonthDay: _month_day,
}  # fmt: skip
