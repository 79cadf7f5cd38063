"""Checks of who: the bodies of a plan, the forms of responsibility, the directory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from planengine.core.calendar import Calendar
from planengine.core.guesses import BodyGuesses
from planengine.core.heirs import heirs
from planengine.core.plan import Agency, Body, Directory, Plan, Task
from planengine.core.problems import Problem, Subject

UNKNOWN_BODY = "PE101"
AGENCY_NEEDED = "PE102"
SAME_OFFICE = "PE108"
BACKWARDS = "PE119"
COMPLETION_UNREACHABLE = "PE120"
COMPLETION_OF_OTHER_FORM = "PE121"
NO_FOCAL_POINT_TO_COMPLETE = "PE122"
NEVER_VALID = "PE124"
UNKNOWN_MEMBER = "PE125"
UNKNOWN_SUCCESSOR = "PE126"
SUPPORT_REQUIRED_OF_NOBODY = "PE127"
SUPPORT_WITHOUT_BODY = "PE130"
FOCAL_POINT_OF_OTHER_FORM = "PE131"
MEMBERS_OF_CLOSED = "PE136"
TRACKED_AGENCY = "PE137"
EMPTY_GROUP = "PE138"
OPEN_GROUP_WITH_MEMBERS = "PE139"
NO_LEAD = "PE202"
NOBODY_NAMED = "PE203"
LEAD_SUPPORTS_ITSELF = "PE207"
LISTED_TWICE = "PE208"
NO_ASSIGNMENT = "PE209"


def check_directory(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Groups have known members, successors exist, no body ends before it begins."""
    agencies = directory.agencies
    guesses = BodyGuesses(directory)
    for agency in agencies.values():
        subject: Subject = ("agency", agency.id)
        if agency.from_ and agency.until and agency.until < agency.from_:
            yield Problem(BACKWARDS, (*subject, "until"), {"first": agency.from_, "last": agency.until})
        # Who follows on somebody that outlives the plan may stand in a directory that this plan does not need.
        matters = agency.until is None or agency.until < plan.ends
        for at, successor in enumerate(agency.succeeded_by):
            if (successor not in agencies and matters) or successor == agency.id:
                yield Problem(
                    UNKNOWN_SUCCESSOR,
                    (*subject, "succeeded_by", at),
                    {"body": successor, **guesses.of(successor)},
                )
    for group in directory.groups.values():
        subject = ("group", group.id)
        for at, member in enumerate(group.members):
            if member not in agencies:
                yield Problem(
                    UNKNOWN_MEMBER, (*subject, "members", at), {"body": member, **guesses.of(member)}
                )
        if group.open and group.members:
            yield Problem(OPEN_GROUP_WITH_MEMBERS, (*subject, "open"), {"group": group.id})
        if not group.open and not group.members:
            yield Problem(EMPTY_GROUP, subject, {"group": group.id})


def check_offices(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Issuer, secretariat and approver are agencies, and nobody confirms its own work."""
    guesses = BodyGuesses(directory)
    for key, name in (
        ("issuer", plan.issuer),
        ("secretariat", plan.secretariat),
        ("approver", plan.approver),
    ):
        yield from _agency(directory, guesses, name, ("plan", key))
    if plan.secretariat == plan.approver:
        yield Problem(SAME_OFFICE, ("plan", "approver"), {"body": plan.approver}, (("plan", "secretariat"),))


def check_bodies_known(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Every body that is named is in the directory; what must be one agency is no group."""
    guesses = BodyGuesses(directory)
    agencies = directory.agencies
    for task in plan.tasks:
        subject: Subject = ("task", task.id)
        if task.form != "lead":
            yield from _bodies(directory, guesses, task.bodies, (*subject, task.form))
        elif task.bodies and task.bodies[0].id not in agencies:
            yield from _agency(directory, guesses, task.bodies[0].id, (*subject, "lead"))
        if task.support:
            yield from _bodies(directory, guesses, task.support, (*subject, "support"))
        if task.focal_point is not None and task.focal_point.agency not in agencies:
            yield from _agency(directory, guesses, task.focal_point.agency, (*subject, "focal_point"))
        for at, name in enumerate(task.addressee):
            if name not in agencies:
                yield from _known(directory, guesses, name, (*subject, "addressee", at))
        if task.via is not None:
            yield from _agency(directory, guesses, task.via, (*subject, "via"))
    for target in plan.targets:
        if target.reported_by is not None:
            yield from _agency(directory, guesses, target.reported_by, ("target", target.id, "reported_by"))


def _bodies(
    directory: Directory, guesses: BodyGuesses, bodies: tuple[Body, ...], subject: Subject
) -> Iterator[Problem]:
    agencies, groups = directory.agencies, directory.groups
    for at, body in enumerate(bodies):
        if body.id not in agencies and body.id not in groups:
            yield from _known(directory, guesses, body.id, (*subject, at))
        if body.members is not None:
            for place, member in enumerate(body.members):
                yield from _agency(directory, guesses, member, (*subject, at, "members", place))


def _known(directory: Directory, guesses: BodyGuesses, name: str, subject: Subject) -> Iterator[Problem]:
    if name not in directory.agencies and name not in directory.groups:
        yield Problem(UNKNOWN_BODY, subject, {"body": name, **guesses.of(name)})


def _agency(directory: Directory, guesses: BodyGuesses, name: str, subject: Subject) -> Iterator[Problem]:
    if name in directory.agencies:
        return
    if name in directory.groups:
        yield Problem(AGENCY_NEEDED, subject, {"group": name}, (("group", name),))
    else:
        yield Problem(UNKNOWN_BODY, subject, {"body": name, **guesses.of(name)})


def check_members_named(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Only an open group is given members in a task, and only a group is tracked as a group."""
    for task in plan.tasks:
        for key, bodies in ((task.form, task.bodies), ("support", task.support)):
            for at, body in enumerate(bodies):
                if body.members is None and body.track == "members":
                    continue
                subject: Subject = ("task", task.id, key, at)
                group = directory.groups.get(body.id)
                if body.members is not None and (
                    body.id in directory.agencies or (group and not group.open and group.members)
                ):
                    yield Problem(MEMBERS_OF_CLOSED, (*subject, "members"), {"body": body.id})
                if body.track == "group" and body.id in directory.agencies:
                    yield Problem(TRACKED_AGENCY, (*subject, "track"), {"body": body.id})


def check_valid_in_time(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Whoever has work in the plan exists on at least one of its days, or somebody who has taken over does."""
    absent = {
        agency.id
        for agency in directory.agencies.values()
        if not _exists_in(agency, plan.starts, plan.ends) and not heirs(directory, agency.id, plan.ends).to
    }
    if not absent:
        return
    for task in plan.tasks:
        for key, bodies in ((task.form, task.bodies), ("support", task.support)):
            for at, body in enumerate(bodies):
                members = _listed(directory, body)
                if members and absent.issuperset(members):
                    subject: Subject = ("task", task.id, key, at)
                    kind = "agency" if body.id in directory.agencies else "group"
                    yield Problem(NEVER_VALID, subject, {"body": body.id}, ((kind, body.id),))
        if task.focal_point is not None and task.focal_point.agency in absent:
            name = task.focal_point.agency
            yield Problem(NEVER_VALID, ("task", task.id, "focal_point"), {"body": name}, (("agency", name),))


def _exists_in(agency: Agency, first: date, last: date) -> bool:
    return (agency.from_ is None or agency.from_ <= last) and (agency.until is None or first <= agency.until)


def _listed(directory: Directory, body: Body) -> tuple[str, ...]:
    """The known agencies that a body stands for at any time; none for an open group without members."""
    if body.id in directory.agencies:
        return (body.id,)
    group = directory.groups.get(body.id)
    members = body.members if body.members is not None else group.members if group else ()
    return tuple(member for member in members if member in directory.agencies)


RULES_OF = {
    "lead": ("all",),
    "joint": ("all", "any", "at_least", "focal_point"),
    "each": ("all", "any", "at_least", "percent"),
    "unassigned": ("all",),
}


def check_completion(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A completion rule suits its form of responsibility and can be met."""
    for task in plan.tasks:
        rule = task.complete_when.rule
        subject: Subject = ("task", task.id, "complete_when")
        if task.focal_point is not None and task.form in ("lead", "each"):
            yield Problem(FOCAL_POINT_OF_OTHER_FORM, ("task", task.id, "focal_point"), {"form": task.form})
        if rule == "all":
            continue
        if rule not in RULES_OF[task.form]:
            yield Problem(COMPLETION_OF_OTHER_FORM, subject, {"rule": rule, "form": task.form})
        elif rule == "focal_point" and task.focal_point is None:
            yield Problem(NO_FOCAL_POINT_TO_COMPLETE, subject)
        elif rule == "at_least" and task.complete_when.n is not None:
            bodies = _answering(directory, task)
            if task.complete_when.n > bodies:
                yield Problem(COMPLETION_UNREACHABLE, subject, {"n": task.complete_when.n, "bodies": bodies})


def _answering(directory: Directory, task: Task) -> int:
    """How many assignments can answer: a tracked group is one."""
    answering: set[str] = set()
    for body in task.bodies:
        answering.update((f"{body.id} ",) if body.track == "group" else _listed(directory, body))
    return len(answering)


def check_support(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Support is asked of somebody, beside somebody."""
    for task in plan.tasks:
        if task.support_required and not task.support:
            yield Problem(SUPPORT_REQUIRED_OF_NOBODY, ("task", task.id, "support_required"))
        if task.form == "unassigned" and task.support:
            yield Problem(SUPPORT_WITHOUT_BODY, ("task", task.id, "support"))


def check_someone_answers(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Warnings where the document leaves open who answers."""
    for task in plan.tasks:
        subject: Subject = ("task", task.id, task.form)
        if task.form == "unassigned":
            if task.focal_point is None:
                yield Problem(NOBODY_NAMED, subject, {"task": task.id}, severity="warning")
            continue
        asks_for_one = task.complete_when.rule == "focal_point"  # told as an error where there is none
        if task.form == "joint" and task.focal_point is None and not asks_for_one:
            bodies = len(task.bodies) if len(task.bodies) > 1 else _answering(directory, task)
            if bodies > 1:
                params = {"task": task.id, "bodies": bodies}
                yield Problem(NO_LEAD, subject, params, severity="warning")
        if task.focal_point is None and not _is_anybody(directory, task.bodies):
            yield Problem(NO_ASSIGNMENT, subject, {"task": task.id}, severity="warning")


def _is_anybody(directory: Directory, bodies: Iterable[Body]) -> bool:
    """Whether one of the bodies is more than an open group whose members nobody has named."""
    for body in bodies:
        group = directory.groups.get(body.id)
        if body.id in directory.agencies or group is None or not group.open:
            return True
        if body.members:
            return True
    return False


def check_listed_once(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Warnings for a body that stands twice in one task; it counts once, in its highest role."""
    for task in plan.tasks:
        names = [body.id for body in task.bodies] + [body.id for body in task.support]
        if len(set(names)) == len(names):
            continue
        yield from _twice(task, task.form, task.bodies)
        yield from _twice(task, "support", task.support)
        own = {body.id for body in task.bodies}
        for at, body in enumerate(task.support):
            if body.id in own:
                params = {"body": body.id, "form": task.form}
                yield Problem(
                    LEAD_SUPPORTS_ITSELF, ("task", task.id, "support", at), params, severity="warning"
                )


def _twice(task: Task, key: str, bodies: Iterable[Body]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at, body in enumerate(bodies):
        if body.id in seen:
            first: Subject = ("task", task.id, key, seen[body.id])
            yield Problem(
                LISTED_TWICE, ("task", task.id, key, at), {"body": body.id}, (first,), severity="warning"
            )
        seen.setdefault(body.id, at)
