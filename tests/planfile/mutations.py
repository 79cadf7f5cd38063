"""Plans changed in their structure: mild changes, after which the plan is probably still one, and wild ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planengine.planfile.fields import AGENCY, CALENDAR, DEFAULTS, FILE, GROUP, PLAN, SECTION, TARGET, TASK
from tests.planfile.mutations_words import KEYS, NASTY, ODD_TEXTS
from tests.planfile.mutations_written import Decorated

TABLES = (TASK, SECTION, TARGET, PLAN, FILE, DEFAULTS, AGENCY, GROUP, CALENDAR)
KNOWN = tuple(dict.fromkeys(key for table in TABLES for key in table))


@dataclass
class Scene:
    """A tree being changed, and what its values can refer to."""

    root: Any
    chance: random.Random
    bodies: tuple[str, ...]
    """Agencies and groups of all files."""

    def pick(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def fresh(self) -> str:
        return f"{self.pick('m', 'M.', 'x-', '9.')}{self.chance.randrange(10_000)}"

    # What is there

    def lists(self) -> list[list[Any]]:
        """All lists of tasks, those of sections too."""
        found: list[list[Any]] = []
        left = [self.root.get("tasks")] if isinstance(self.root, dict) else []
        while left:
            node = left.pop()
            if isinstance(node, list):
                found.append(node)
                left += [one.get("tasks") for one in node if isinstance(one, dict)]
        return found

    def tasks(self) -> list[dict[str, Any]]:
        return [one for node in self.lists() for one in node if isinstance(one, dict) and "tasks" not in one]

    def ids(self) -> list[str]:
        found = [one.get("id") for node in self.lists() for one in node if isinstance(one, dict)]
        return [one for one in found if isinstance(one, str)] or ["1"]

    def task(self) -> dict[str, Any]:
        return self.pick(*self.tasks()) if self.tasks() else {}

    def head(self) -> dict[str, Any]:
        head = self.root.get("plan") if isinstance(self.root, dict) else None
        return head if isinstance(head, dict) else {}

    def held(self, key: str, kind: type) -> Any:
        """What the file holds under that key, made if there is nothing of that kind; not kept for a file that is no
        mapping."""
        if not isinstance(self.root, dict):
            return kind()
        if not isinstance(self.root.get(key), kind):
            self.root[key] = kind()
        return self.root[key]

    # Values that are probably right

    def body(self) -> str:
        return self.pick(*self.bodies) if self.bodies else "so-tc"

    def some_bodies(self) -> list[Any]:
        return list(dict.fromkeys(self.body() for _ in range(self.pick(1, 1, 2, 3))))

    def day(self) -> str:
        """A day of the plan or near it."""
        words = [self.head().get("starts"), self.head().get("ends")]
        days = [_day(one) for one in words if isinstance(one, str)]
        first = days[0] if days and days[0] else date(2024, 1, 1)
        day = first + timedelta(self.chance.randrange(-10, 400))
        return self.pick(day.isoformat(), day.isoformat(), f"{day:%d/%m/%Y}")

    def span(self) -> str:
        return f"{self.pick(1, 2, 5, 10, 30, 200)}{self.pick('d', 'wd')}"

    def lag(self) -> str:
        return self.pick("0", "0d", "-1d", "-5wd", "3d", "10wd", "365d")

    def due(self) -> Any:
        day = self.day()
        return self.pick(
            day, day, {"before": day}, "horizon", "none", "12-15", {"before": "12-15"}, "15",
            {"before": "10"}, "28", "1",
            {"within": self.span(), "of": "issued"}, {"within": self.span(), "of": self.pick(*self.ids())},
        )  # fmt: skip

    def wait(self) -> Any:
        other = self.pick(*self.ids())
        made = {"task": self.pick(other, other, other, "kh-khac/1.1")}
        for key, values in (
            ("type", ("FS", "SS", "FF")),
            ("lag", (self.lag(),)),
            ("soft", ("true", "false")),
            ("match", ("all", "period", "agency", ["period", "agency"])),
            ("reason", ("Dòng 3", self.pick(*ODD_TEXTS))),
        ):
            if self.chance.random() < 0.3:
                made[key] = self.pick(*values)
        return other if self.chance.random() < 0.4 else made

    def words(self) -> str:
        return self.pick(*ODD_TEXTS)

    def good(self, key: str) -> Any:
        """A value that the key of a task may have."""
        return GOOD[key](self) if key in GOOD else self.words()


def _day(word: str) -> date | None:
    try:
        if "/" in word:
            day, month, year = map(int, word.split("/"))
            return date(year, month, day)
        return date.fromisoformat(word)
    except ValueError:
        return None


PERIODS = ("year", "half", "quarter", "month", "week")

GOOD: dict[str, Callable[[Scene], Any]] = {
    "id": lambda one: one.fresh(),
    "title": lambda one: one.words(),
    "lines": lambda one: one.pick("114", "114-117", "114-117, 120"),
    "clause": lambda one: one.pick("33", "33-34"),
    "quote": lambda one: one.pick(one.words(), [one.words(), one.words()]),
    "lead": lambda one: one.body(),
    "joint": lambda one: one.some_bodies(),
    "each": lambda one: one.some_bodies(),
    "unassigned": lambda one: "true",
    "support": lambda one: one.some_bodies(),
    "support_required": lambda one: one.pick("true", "false"),
    "focal_point": lambda one: one.pick(one.body(), {"agency": one.body(), "reading": one.words()}),
    "complete_when": lambda one: one.pick("all", "any", {"at_least": "1"}, {"percent": "80"}, "focal_point"),
    "addressee": lambda one: one.pick(one.body(), one.some_bodies()),
    "via": lambda one: one.body(),
    "request": lambda one: one.pick("true", "false"),
    "kind": lambda one: one.pick("once", "recurring", "standing", "on_demand", "milestone"),
    "every": lambda one: one.pick(*PERIODS),
    "from": lambda one: one.day(),
    "until": lambda one: one.day(),
    "update": lambda one: one.pick(*PERIODS),
    "starts": lambda one: one.day(),
    "duration": lambda one: one.span(),
    "due": lambda one: one.due(),
    "internal_due": lambda one: one.due(),
    "cutoff": lambda one: one.pick(one.day(), "12-01"),
    "day_off": lambda one: one.pick("keep", "next_working_day", "previous_working_day"),
    "conditions": lambda one: [one.words(), one.words()],
    "after": lambda one: [one.wait() for _ in range(one.pick(1, 1, 2, 3))],
    "related": lambda one: [one.pick(*one.ids())],
    "targets": lambda one: ["G1"],
    "restricted": lambda one: one.pick("true", "false"),
    "priority": lambda one: one.pick("normal", "urgent"),
    "confirm": lambda one: one.pick("secretariat", "none"),
    "evidence": lambda one: one.pick("required", "optional"),
    "reminders": lambda one: one.pick("standard", "x"),
    "tags": lambda one: [one.words(), "a", "B"],
    "readings": lambda one: {one.pick(*TASK): one.words()},
    "allow": lambda one: [
        {"code": one.pick("PE202", "PE203", "PE205", "PE210", "PE103"), "reason": one.words()}
    ],
}

Change = Callable[[Scene], None]


# Mild changes


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
    defaults_changed, bodies_made, allowed, moved_made, nothing_said, calendar_inside, period_of_the_plan,
    many_tasks,
)  # fmt: skip


# Wild changes


def spots(root: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every place where a value stands: its holder, key or number, and the value."""
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            inner = list(node.items())
        elif isinstance(node, list):
            inner = list(enumerate(node))
        else:
            continue
        for key, value in inner:
            yield node, key, value
            left.append(value)


def spot(scene: Scene) -> tuple[Any, Any, Any] | None:
    found = list(spots(scene.root))
    return scene.chance.choice(found) if found else None


def holder(scene: Scene, kind: type) -> Any:
    """A mapping or list somewhere; a new one, that is in nothing, if there is none."""
    found = [value for _, _, value in spots(scene.root) if isinstance(value, kind)]
    found += [scene.root] * (isinstance(scene.root, kind) and len(found) // 8 + 1)
    return scene.chance.choice(found) if found else kind()


def deleted(scene: Scene) -> None:
    at = spot(scene)
    if at:
        del at[0][at[1]]


def nasty_value(scene: Scene) -> None:
    at = spot(scene)
    if at:
        at[0][at[1]] = deepcopy(scene.pick(*NASTY))


def nasty_key(scene: Scene) -> None:
    holder(scene, dict)[scene.pick(*KEYS, *KNOWN)] = deepcopy(scene.pick(*NASTY))


def key_renamed(scene: Scene) -> None:
    node = holder(scene, dict)
    if node:
        node[scene.pick(*KEYS, *KNOWN, *KNOWN)] = node.pop(scene.pick(*node))


def key_moved(scene: Scene) -> None:
    node = holder(scene, dict)
    if node:
        key = scene.pick(*node)
        to = holder(scene, dict)
        value = node.pop(key)
        if not _inside(to, value):
            to[key] = value


def swapped(scene: Scene) -> None:
    one, other = spot(scene), spot(scene)
    if one and other and not _inside(one[0], other[2]) and not _inside(other[0], one[2]):
        one[0][one[1]], other[0][other[1]] = other[2], one[2]


def copied_over(scene: Scene) -> None:
    one, other = spot(scene), spot(scene)
    if one and other:
        one[0][one[1]] = deepcopy(other[2])


def in_a_list(scene: Scene) -> None:
    at = spot(scene)
    if at:
        at[0][at[1]] = [at[2]] if scene.chance.random() < 0.7 else [[at[2]], at[2]]


def in_a_mapping(scene: Scene) -> None:
    at = spot(scene)
    if at:
        at[0][at[1]] = {
            scene.pick("before", "task", "agency", "group", "x", "members", "within", *KNOWN): at[2]
        }


def out_of_its_list(scene: Scene) -> None:
    found = [one for one in spots(scene.root) if isinstance(one[2], list) and one[2]]
    if found:
        node, key, value = scene.chance.choice(found)
        node[key] = scene.chance.choice(value)


def item_repeated(scene: Scene) -> None:
    node = holder(scene, list)
    if node:
        node.append(deepcopy(scene.chance.choice(node)))


def ids_clash(scene: Scene) -> None:
    scene.task()["id"] = scene.pick(*scene.ids(), "G1")


def round_in_circles(scene: Scene) -> None:
    tasks = scene.tasks()
    if tasks:
        ring = scene.chance.sample(tasks, min(len(tasks), scene.pick(1, 2, 3, 9)))
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
            wait = {
                "task": other.get("id"),
                "type": scene.pick("FS", "SS", "FF"),
                "soft": scene.pick("true", "false", "false"),
            }
            one["after"] = [wait]
            if scene.chance.random() < 0.2:
                one["related"] = [other.get("id")]


def refers_to_nothing(scene: Scene) -> None:
    key = scene.pick("lead", "support", "after", "related", "targets", "via", "addressee", "focal_point")
    scene.task()[key] = scene.pick(
        "khong-co", ["khong-co"], [{"task": "9.9.9"}], ["kh-9/1"], ["/"], ["1/"], ["/1"], ["a/b/c"],
    )  # fmt: skip


def nested_sections(scene: Scene) -> None:
    if scene.lists():
        node: Any = scene.task()
        for at in range(scene.pick(2, 7, 8, 9, 14)):
            node = {"id": f"s{at}", "title": "S", "tasks": [node]}
        scene.lists()[0].append(node)


def nested_deeply(scene: Scene) -> None:
    at = spot(scene)
    if at:
        node = at[2]
        for level in range(scene.pick(5, 20, 31, 40)):
            node = [node] if scene.chance.random() < 0.5 else {f"k{level}": node}
        at[0][at[1]] = node


def section_with_work(scene: Scene) -> None:
    scene.task()["tasks"] = scene.pick([], None, [deepcopy(scene.task())], "x")


def group_in_itself(scene: Scene) -> None:
    groups = scene.held("groups", dict)
    groups["vong"] = {"name": "V", "members": scene.pick(["vong"], ["vong-2"], [], None)}
    groups["vong-2"] = scene.pick(
        {"name": "V", "members": ["vong"]}, {"name": "V", "open": "true", "members": []}
    )
    scene.task()["support"] = ["vong"]


def ends_before_it_begins(scene: Scene) -> None:
    agencies = scene.root.get("agencies") if isinstance(scene.root, dict) else None
    if isinstance(agencies, dict) and agencies:
        one = scene.chance.choice(list(agencies.values()))
        if isinstance(one, dict):
            one["from"], one["until"] = scene.pick(
                ("2025-01-02", "2025-01-01"),
                ("2199-12-31", "1900-01-01"),
                ("2024-05-05", "2024-05-05"),
                (None, "2024-03-01"),
            )
            one["succeeded_by"] = scene.pick(*agencies, None)
    else:
        scene.head()["ends"] = scene.pick("1900-01-01", "2023-12-31")


def edge_of_time(scene: Scene) -> None:
    found = [one for one in spots(scene.root) if isinstance(one[2], str) and _day(one[2])]
    if found:
        node, key, _ = scene.chance.choice(found)
        node[key] = scene.pick(
            "0001-01-01", "9999-12-31", "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "2024-02-29",
            "2023-02-29",
            "2024-13-01", "31/04/2024", "1/1/2024", "2024-1-1", "00/00/0000", "2024-06-30T00:00:00Z",
            "20240630",
        )  # fmt: skip


def numbers(scene: Scene) -> None:
    task = scene.task()
    number = scene.pick(
        "0", "1", "-1", "99999999999999999999", "1e9", "+3", "1_000", "0x10", "007", "1.5", "٣", "³", ""
    )
    key = scene.pick("duration", "due", "after", "complete_when", "lines")
    unit = scene.pick("d", "wd", "w", "")
    task[key] = {
        "duration": f"{number}{unit}",
        "due": scene.pick(number, {"within": f"{number}{unit}", "of": scene.pick("issued", *scene.ids())}),
        "after": [{"task": scene.pick(*scene.ids()), "lag": f"{scene.pick('', '-')}{number}{unit}"}],
        "complete_when": {scene.pick("at_least", "percent"): number},
        "lines": scene.pick(f"{number}-{number}", f"{number}, {number}", f"9-{number}"),
    }[key]


def dues_mixed(scene: Scene) -> None:
    scene.task()["due"] = scene.pick(
        {"before": "2024-12-01", "within": "3d"}, {"within": "3d"}, {"of": "issued"},
        {"before": {"before": "12-15"}}, [scene.due()],
        {"before": "horizon"}, {"before": "none"}, {"within": "3d", "of": ["1"]}, "02-29", "13-45", "0", "29",
        "31", "horizon ",
    )  # fmt: skip


def forms_mixed(scene: Scene) -> None:
    task = scene.task()
    for key in scene.chance.sample(
        ["lead", "joint", "each", "unassigned", "focal_point", "complete_when"], scene.pick(2, 3)
    ):
        task[key] = scene.good(key)


def kinds_mixed(scene: Scene) -> None:
    task = scene.task()
    for key in scene.chance.sample(
        ["kind", "every", "update", "from", "until", "cutoff", "due", "duration", "starts"], 4
    ):
        task[key] = scene.good(key)


def many_faults(scene: Scene) -> None:
    if scene.chance.random() < 0.9:
        nasty_value(scene)
        return
    scene.task()["tags"] = [scene.pick(None, [], {"a": "b"})] * scene.pick(999, 1001, 1200)


def out_of_the_folder(scene: Scene) -> None:
    if isinstance(scene.root, dict):
        path = scene.pick(
            "../x.yaml", "/etc/hosts", "C:\\x.yaml", "\\\\a\\b", "plan.yaml", ".", "", "a/../plan.yaml",
            "x" * 300, "khong.yaml",
            "a\nb", "calendars/vn.yml", "~/x", "./agencies/../plan.yaml", "a\0b",
        )  # fmt: skip
        scene.root[scene.pick("directory", "calendar")] = scene.pick(path, [path], [path, path, {}], [[path]])


def decorated(scene: Scene) -> None:
    """What YAML knows and plans do not: tags, anchors, aliases, merge keys, keys that stand twice or are no text."""
    node = holder(scene, dict)
    match scene.chance.randrange(6):
        case 0 if node:
            key = scene.pick(*node)
            node[key] = Decorated(scene.pick("!!str", "!x", "&a", "!<tag:x>", "&a !!int"), node[key])
        case 1 if node:
            node[
                Decorated(
                    scene.pick(*[key for key in node if isinstance(key, str) and key.isalnum()] or ["x"])
                )
            ] = "x"
        case 2:
            node[Decorated(scene.pick("[a]", "{b: c}", "1.5", "~", "!t k", "&k k"))] = "x"
        case 3:
            node["<<"] = {"a": "b"}
        case 4:
            node["notes"] = [Decorated("&a", "x"), Decorated("*a", alone=True)]
        case _:
            node["title"] = Decorated('"\\x07\\u2028\\u202e\\ufeff"', alone=True)


def another_root(scene: Scene) -> None:
    if scene.chance.random() < 0.7:
        key_moved(scene)
        return
    scene.root = scene.pick(
        [scene.root], None, "x", [], {}, {"plan": scene.root}, {"planengine": "2"}, {"planengine": "1"}
    )


WILD: tuple[Change, ...] = (
    deleted, deleted, nasty_value, nasty_value, nasty_value, nasty_key, nasty_key, key_renamed, key_moved,
    swapped, swapped,
    copied_over, in_a_list, in_a_mapping, out_of_its_list, item_repeated, ids_clash, round_in_circles,
    refers_to_nothing,
    nested_sections, nested_deeply, section_with_work, group_in_itself, ends_before_it_begins, edge_of_time,
    numbers, numbers,
    dues_mixed, forms_mixed, kinds_mixed, many_faults, out_of_the_folder, decorated, another_root,
)  # fmt: skip


def _inside(node: Any, value: Any) -> bool:
    """Whether the node is the value or stands in it: put into it, it would hold itself."""
    return node is value or any(node is one for _, _, one in spots(value))


def changed(root: Any, bodies: tuple[str, ...], chance: random.Random) -> tuple[Any, tuple[str, ...]]:
    """The tree after some changes, and the names of those. The tree is changed in place."""
    scene = Scene(root, chance, bodies)
    changes: list[Change] = []
    if chance.random() < 0.6:
        changes += [chance.choice(MILD) for _ in range(chance.choice((1, 2, 3, 5)))]
    else:
        changes += [chance.choice(MILD) for _ in range(chance.choice((0, 0, 1, 2)))]
        changes += [chance.choice(WILD) for _ in range(chance.choice((1, 1, 1, 2, 4)))]
    for change in changes:
        change(scene)
    return scene.root, tuple(change.__name__ for change in changes)
