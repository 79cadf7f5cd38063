"""Changes after which the plan is probably still one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from planengine.planfile.fields import DEFAULTS, TASK
from tests.planfile.mutations_scene import PERIODS, Change, Scene, spots


def nothing(scene: Scene) -> None:
    """Only the manner of writing is another one."""


def key_set(scene: Scene) -> None:
    key = scene.pick(*TASK)
    task = scene.task()
    if key in ("lead", "joint", "each", "unassigned"):
        for form in (
            "lead",
            "joint",
            "each",
            "unassigned",
            "focal_point",
            "complete_when",
            "support",
            "readings",
        ):
            task.pop(form, None)
    if key == "id":
        renamed(scene)
        return
    task[key] = scene.good(key)
    if key == "internal_due":
        task["basis"] = scene.words()


def key_dropped(scene: Scene) -> None:
    task = scene.task()
    spare = [key for key in task if key not in ("id", "title", "lead", "joint", "each", "unassigned")]
    if spare:
        del task[scene.pick(*spare)]


def text_changed(scene: Scene) -> None:
    scene.task()[scene.pick("title", "notes", "output", "quote", "leader", "ref", "basis")] = scene.words()


def task_copied(scene: Scene) -> None:
    if scene.tasks():
        scene.pick(*[one for one in scene.lists() if one] or [[]]).append(
            deepcopy(scene.task()) | {"id": scene.fresh()}
        )


def task_made(scene: Scene) -> None:
    made: dict[str, Any] = {"id": scene.fresh(), "title": scene.words(), "lead": scene.body()}
    for key in scene.chance.sample([key for key in TASK if key not in made], scene.pick(0, 1, 3)):
        if key not in ("joint", "each", "unassigned"):
            made[key] = scene.good(key)
    if scene.lists():
        scene.pick(*scene.lists()).append(made)


def task_moved(scene: Scene) -> None:
    full = [one for one in scene.lists() if len(one) > 1]
    if full:
        node = scene.pick(*full)
        scene.pick(*scene.lists()[:1], node).append(node.pop(scene.chance.randrange(len(node))))


def tasks_shuffled(scene: Scene) -> None:
    for node in scene.lists():
        scene.chance.shuffle(node)


def section_made(scene: Scene) -> None:
    """A task goes into a section of its own, or two."""
    if not scene.lists():
        return
    node = scene.pick(*scene.lists())
    if node:
        at = scene.chance.randrange(len(node))
        for _ in range(scene.pick(1, 1, 2)):
            node[at] = {"id": scene.fresh(), "title": scene.words(), "tasks": [node[at]]}


def renamed(scene: Scene) -> None:
    """Another name for one thing, everywhere."""
    old, new = scene.pick(*scene.ids(), *scene.bodies), f"moi-{scene.chance.randrange(1000)}"
    for holder, key, value in list(spots(scene.root)):
        if value == old:
            holder[key] = new
        elif isinstance(holder, dict) and key == old:
            holder[new] = holder.pop(old)


def wait_added(scene: Scene) -> None:
    task = scene.task()
    waits = task.get("after")
    task["after"] = [*(waits if isinstance(waits, list) else []), scene.wait()]


def bodies_changed(scene: Scene) -> None:
    task = scene.task()
    for key in ("lead", "joint", "each", "support", "addressee", "via"):
        if key in task and scene.chance.random() < 0.5:
            task[key] = scene.good(key)
    if scene.chance.random() < 0.3:
        task["support"] = scene.good("support")


def target_made(scene: Scene) -> None:
    made = {"id": scene.fresh(), "title": scene.words()}
    for key, value in (
        ("goal", scene.pick(">= 50 %", "~ 10 mô hình", "< 1,5 %", "= 100 %", "<= 0 người")),
        ("due", scene.day()),
        ("reported_by", scene.body()),
        ("every", scene.pick(*PERIODS)),
        ("baseline", scene.words()),
    ):
        if scene.chance.random() < 0.4:
            made[key] = value
    scene.held("targets", list).append(made)


def head_changed(scene: Scene) -> None:
    key = scene.pick("number", "title", "timezone", "basis", "recipients", "issued", "signer", "issuer")
    scene.head()[key] = scene.pick(
        "12/KH-UBND", scene.day(), scene.body(), "Asia/Ho_Chi_Minh", [scene.words(), scene.words()],
        {"form": "KT.", "title": "PHÓ", "name": scene.words()}, None,
    )  # fmt: skip


def defaults_changed(scene: Scene) -> None:
    key = scene.pick(*DEFAULTS)
    scene.held("defaults", dict)[key] = scene.good(key) if key != "due" else scene.pick("none", "horizon")


def bodies_made(scene: Scene) -> None:
    name = f"co-quan-{scene.chance.randrange(1000)}"
    scene.held("agencies", dict)[name] = scene.pick(
        {"name": scene.words()},
        {"name": "A", "from": "2020-01-01", "until": "2021-01-01", "succeeded_by": scene.body()},
        {"name": "A", "contacts": [{"role": "focal", "email": "a@b.example"}]},
    )
    if scene.chance.random() < 0.3:
        scene.held("groups", dict)[f"nhom-{name}"] = scene.pick(
            {"name": "N", "open": "true"}, {"name": "N", "members": [name]}
        )
    if scene.chance.random() < 0.7:
        scene.task()["support"] = [name]


def allowed(scene: Scene) -> None:
    scene.pick(scene.head(), scene.task())["allow"] = scene.good("allow")


def moved_made(scene: Scene) -> None:
    made = {"from": f"cu-{scene.chance.randrange(100)}", "to": scene.pick(*scene.ids())}
    scene.held("moved", list).append(made | scene.pick({}, {"ref": scene.words()}))


def given_up(scene: Scene) -> None:
    """What is said of tasks that left the plan."""
    old, other = (f"cu-{scene.chance.randrange(100)}" for _ in range(2))
    key, made = scene.pick(
        ("removed", {"id": old, "reason": scene.words()}),
        ("split", {"from": old, "into": [scene.pick(*scene.ids()), scene.pick(*scene.ids())]}),
        ("merge", {"from": [old, other], "into": scene.pick(*scene.ids())}),
    )
    scene.held(key, list).append(made | scene.pick({}, {"ref": scene.words()}))


def nothing_said(scene: Scene) -> None:
    """A key without a value is as good as no key."""
    task = scene.task()
    task[scene.pick(*[key for key in TASK if key not in task] or ["notes"])] = None


def calendar_inside(scene: Scene) -> None:
    if isinstance(scene.root, dict) and "tasks" in scene.root:
        day = scene.day()
        scene.root["calendar"] = {
            "covers": {"from": "1950-01-01", "until": scene.pick("2024-06-30", "2030-12-31", "2199-12-31")},
            "days_off": [{"date": day}] if scene.chance.random() < 0.5 else [],
            "weekend": scene.pick(["sat", "sun"], ["sun"], ["fri", "sat"]),
        }


def period_of_the_plan(scene: Scene) -> None:
    head = scene.head()
    head["starts"], head["ends"] = scene.pick(
        ("2024-01-01", "2024-01-01"), ("1900-01-01", "1900-12-31"), ("2199-01-01", "2199-12-31"),
        ("1900-01-01", "2199-12-31"),
        ("2024-02-29", "2028-02-29"), ("2023-12-31", "2026-01-01"),
    )  # fmt: skip


def many_tasks(scene: Scene) -> None:
    if scene.chance.random() < 0.95 or not scene.lists():
        return
    name = scene.fresh()
    made = [
        {"id": f"{name}.{at}", "title": "V", "lead": scene.body(), "duration": "2wd"}
        | ({"after": [f"{name}.{at - 1}"]} if at else {})
        for at in range(300)
    ]
    scene.lists()[0].extend(made)


MILD: tuple[Change, ...] = (
    nothing, key_set, key_set, key_set, key_set, key_dropped, text_changed, text_changed, task_copied,
    task_made, task_made,
    task_moved, tasks_shuffled, section_made, renamed, wait_added, wait_added, bodies_changed, target_made,
    head_changed,
    defaults_changed, bodies_made, allowed, moved_made, given_up, nothing_said, calendar_inside, period_of_the_plan,
    many_tasks,
)  # fmt: skip
