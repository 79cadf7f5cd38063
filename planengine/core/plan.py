"""The plan as values: what the secretariat wrote, typed and frozen, without file positions.

Everything here is built whole by `planfile` and trusted afterwards. Dates are calendar days in the plan's time zone;
"until" and "due" days are inclusive (a due date means the end of that day). Lists keep the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from planengine.core.making import quickly_made

Kind = Literal["once", "recurring", "standing", "on_demand", "milestone"]
Form = Literal["lead", "joint", "each", "unassigned"]
Every = Literal["year", "half", "quarter", "month", "week"]
Unit = Literal["d", "wd"]
DayOff = Literal["keep", "next_working_day", "previous_working_day"]
Confirm = Literal["secretariat", "none"]
EvidenceRule = Literal["required", "optional"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `count` calendar days ("d") or working days ("wd"); negative only as a lag."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year, as in "12-15"."""

    month: int
    day: int


@quickly_made
@dataclass(frozen=True, slots=True)
class Due:
    """When something is to be finished.

    Exactly one of `day` (a date), `yearly` (a day inside each yearly period), `day_of_month` (a day of the last month
    of each half, quarter or month) and `within` (counted from the report day of the task `of`, or from the day the plan
    was issued when `of` is "issued") is set, or `horizon` is true (inherits the end of the plan). `before` makes the
    day itself too late: the last day is the one before.
    """

    day: date | None = None
    yearly: MonthDay | None = None
    day_of_month: int | None = None
    within: Span | None = None
    of: str | None = None
    before: bool = False
    horizon: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """When the work of many counts as done: `rule` "all", "any", "at_least", "percent" or "focal_point".

    `n` is the number for "at_least" and the percentage (1 to 100, rounded up to whole bodies) for "percent".
    """

    rule: Literal["all", "any", "at_least", "percent", "focal_point"] = "all"
    n: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Body:
    """An agency or a group as it stands in a list of bodies.

    `track` "group" gives a group one assignment instead of one per member. `members` are the bodies that the
    secretariat named for an open group in this task, or None.
    """

    id: str
    track: Literal["members", "group"] = "members"
    members: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """The agency that the secretariat recorded as answering for a task whose document names no lead."""

    agency: str
    reading: str | None = None
    ref: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Dependency:
    """What must be (hard) or should be (soft) finished first.

    `task` is a task or section id, or "plan/id" in another plan. `match` holds "all", "period" and "agency"; empty
    means the default ("period" between tasks of the same recurrence, else "all").
    """

    task: str
    type: Literal["FS", "SS", "FF"] = "FS"
    lag: Span = Span(0, "d")
    soft: bool = False
    match: tuple[Literal["all", "period", "agency"], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """A warning that this plan or task silences, with the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A node with children: a title and no responsibility of its own. `section` is its parent's id."""

    id: str
    title: str
    section: str | None
    ref: str | None = None
    lines: str | None = None
    clause: str | None = None
    notes: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Task:
    """One duty of the plan.

    `bodies` holds the lead (one), the joint list, or each body for itself, according to `form`; it is empty for
    "unassigned". `confirm`, `evidence`, `day_off`, `reminders` and `due` are resolved against the plan's defaults;
    `due` None means that the task has no due date. `readings` pairs a field name with the reason why its value is a
    reading and not the document's words. `clause` is inherited from the nearest section.
    `supersedes_extension` lets the due date of the file stand above extensions that were granted; `reopen` and
    `grandfather` say what becomes of reported work when what is asked of it changes: it is judged anew, or stays.
    """

    id: str
    title: str
    section: str | None
    kind: Kind
    form: Form
    bodies: tuple[Body, ...] = ()
    support: tuple[Body, ...] = ()
    support_required: bool = False
    focal_point: FocalPoint | None = None
    complete_when: Completion = Completion()
    every: Every | None = None
    from_: date | None = None
    until: date | None = None
    update: Every | None = None
    starts: date | None = None
    duration: Span | None = None
    due: Due | None = None
    internal_due: Due | None = None
    basis: str | None = None
    cutoff: MonthDay | date | None = None
    day_off: DayOff = "keep"
    after: tuple[Dependency, ...] = ()
    related: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    output: str | None = None
    ref: str | None = None
    lines: str | None = None
    clause: str | None = None
    quote: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    restricted: bool = False
    priority: Literal["normal", "urgent"] = "normal"
    leader: str | None = None
    addressee: tuple[str, ...] = ()
    via: str | None = None
    request: bool = False
    evidence: EvidenceRule = "required"
    confirm: Confirm = "secretariat"
    reminders: str = "standard"
    tags: tuple[str, ...] = ()
    notes: str | None = None
    readings: tuple[tuple[str, str], ...] = ()
    allow: tuple[Allow, ...] = ()
    carried_from: str | None = None
    supersedes_extension: bool = False
    reopen: bool = False
    grandfather: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """What a target asks for: `op` as typed ("~" is about), `value` as decimal text, `unit` as written."""

    op: Literal[">=", ">", "<=", "<", "=", "~"]
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable aim (chỉ tiêu); `goal` None means that the document gives no figure.

    `aggregate` is how the values of several agencies in one period become one. `tolerance` (decimal text, in the unit
    of the goal) is how far "about" reaches on either side; None leaves it open. `since_baseline` says that the goal
    is a change since the baseline, which cannot be judged without one.
    """

    id: str
    title: str
    goal: Goal | None = None
    tolerance: str | None = None
    baseline: str | None = None
    since_baseline: bool = False
    due: date | None = None
    reported_by: str | None = None
    every: Every | None = None
    aggregate: Literal["latest", "sum", "average"] = "latest"
    ref: str | None = None
    lines: str | None = None
    quote: tuple[str, ...] = ()
    notes: str | None = None
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an agency is reached; `role` is "focal" (the officer in charge) or "head"."""

    role: Literal["focal", "head"]
    name: str | None = None
    email: str | None = None
    zalo: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """How the work of an agency that ends goes over to its successors.

    `policy` "all" gives a part to each of them, "one" gives all to `to` (one of them), "parent" gives all to `parent`,
    the body above; None is open where there are several, and a matter of course where there is one. `basis` is the
    document that says so; `verified` is false for what rests on no document that was seen.
    """

    policy: Literal["all", "one", "parent"] | None = None
    to: str | None = None
    parent: str | None = None
    basis: str | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the directory, valid from `from_` to `until` (both inclusive; None is unbounded)."""

    id: str
    name: str
    short: str | None = None
    kind: str | None = None
    code: str | None = None
    contacts: tuple[Contact, ...] = ()
    from_: date | None = None
    until: date | None = None
    succeeded_by: tuple[str, ...] = ()
    succession: Succession | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the agency exists on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of agencies; `open` means that the document gives no list and the set has no members by itself."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """The bodies of a province, shared by its plans; keys are ids, in the order of the files."""

    agencies: dict[str, Agency]
    groups: dict[str, Group]

    def members(self, body: Body, day: date) -> tuple[str, ...]:
        """The agencies that `body` stands for on that day, in file order, each once; one agency is its own member."""
        if body.id in self.agencies:
            listed: tuple[str, ...] = (body.id,)
        elif body.members is not None:
            listed = body.members
        else:
            listed = self.groups[body.id].members
        return tuple(dict.fromkeys(name for name in listed if self.agencies[name].valid_on(day)))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as printed: form ("KT. CHỦ TỊCH"), title and name."""

    form: str | None
    title: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a task has that says nothing itself."""

    confirm: Confirm = "secretariat"
    evidence: EvidenceRule = "required"
    due: Literal["none", "horizon"] = "none"
    day_off: DayOff = "keep"
    reminders: str = "standard"


@dataclass(frozen=True, slots=True)
class Move:
    """An id that a task, section or target had before, and the one it has now; `ref` is the document that says so."""

    from_: str
    to: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """Who takes over in one task, or in all of a section, where that is not whom the directory says: from the agency
    `from_` when it has ended, or from any that has (None); `ref` is the document that says so."""

    task: str
    to: str
    from_: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A task or section that leaves the plan although work has begun on it: why, and by which document."""

    id: str
    reason: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A task that became several; what was reported for it stays with it."""

    from_: str
    into: tuple[str, ...]
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Several tasks that became one; what was reported for them stays with them."""

    from_: tuple[str, ...]
    into: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan as written; `tasks` and `sections` are in file order (depth first), targets likewise."""

    id: str
    title: str
    issuer: str
    starts: date
    ends: date
    secretariat: str
    approver: str
    timezone: str
    tasks: tuple[Task, ...]
    sections: tuple[Section, ...] = ()
    targets: tuple[Target, ...] = ()
    number: str | None = None
    issued: date | None = None
    signer: Signer | None = None
    basis: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    allow: tuple[Allow, ...] = ()
    moved: tuple[Move, ...] = ()
    removed: tuple[Removal, ...] = ()
    split: tuple[Split, ...] = ()
    merge: tuple[Merge, ...] = ()
    succession: tuple[Handover, ...] = ()
    tracked_from: date | None = None

    def task(self, task_id: str) -> Task:
        """The task of that id; KeyError if there is none."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)
