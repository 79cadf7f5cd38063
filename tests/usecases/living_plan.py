"""Two small plans as values that can be edited like their files: makers for histories in which plans change.

A plan is the mapping that stands in its file; a file is written anew from it. `EDITS` are what people do to such a
file: each takes the plan to be edited and a source of choices, changes the plan in place and says which tasks it was
about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

Plan = dict[str, Any]
Node = dict[str, Any]

AGENCIES: dict[str, dict[str, Any]] = {
    "tinh": {"name": "UBND tỉnh"},
    "vp": {"name": "Văn phòng", "until": "2024-05-31", "succeeded_by": "vp-moi"},
    "vp-moi": {"name": "Văn phòng mới", "from": "2024-06-01"},
    "so-a": {"name": "Sở A", "until": "2024-03-31", "succeeded_by": "so-c"},
    "so-b": {"name": "Sở B", "until": "2024-03-31", "succeeded_by": "so-c"},
    "so-c": {"name": "Sở C"},
    "so-d": {
        "name": "Sở D",
        "until": "2024-05-31",
        "succeeded_by": ["so-c", "so-e"],
        "succession": {"policy": "all"},
    },
    "so-e": {"name": "Sở E"},
    "huyen-1": {"name": "Huyện 1", "until": "2024-05-31", "succeeded_by": "xa-1"},
    "huyen-2": {"name": "Huyện 2", "until": "2024-05-31", "succeeded_by": ["xa-1", "xa-2"]},
    "huyen-3": {"name": "Huyện 3"},
    "xa-1": {"name": "Xã 1", "from": "2024-06-01"},
    "xa-2": {"name": "Xã 2", "from": "2024-06-01"},
}
GROUPS: dict[str, dict[str, Any]] = {
    "cac-huyen": {"name": "Các huyện", "members": ["huyen-1", "huyen-2", "huyen-3"]}
}
HOLDERS = ("so-a", "so-b", "so-c", "so-d", "so-e", "huyen-1", "huyen-2", "huyen-3", "xa-1", "xa-2", "vp")
ENDS = {name: one["until"] for name, one in AGENCIES.items() if "until" in one}


def _head(name: str) -> Plan:
    return {
        "planengine": 1,
        "plan": {
            "id": name,
            "title": f"Kế hoạch {name}",
            "issuer": "tinh",
            "starts": "2024-01-01",
            "ends": "2024-12-31",
            "secretariat": "vp",
            "approver": "tinh",
        },
        "directory": "agencies.yaml",
        "calendar": "calendar.yaml",
    }


def first_plans() -> dict[str, Plan]:
    """The two plans as they are applied first: three levels, every form of responsibility, every kind of duty."""
    one = _head("mot")
    one["targets"] = [{"id": "T1", "title": "Mục tiêu", "goal": ">= 50 %", "reported_by": "so-c"}]
    one["tasks"] = [
        {
            "id": "1",
            "title": "Phần một",
            "tasks": [
                {
                    "id": "1.1",
                    "title": "Rà soát",
                    "lead": "so-a",
                    "support": ["so-b", "cac-huyen"],
                    "due": "2024-04-30",
                },
                {
                    "id": "1.2",
                    "title": "Phần nhỏ",
                    "tasks": [
                        {
                            "id": "1.2.1",
                            "title": "Cùng làm",
                            "joint": ["so-a", "so-b", "so-d"],
                            "complete_when": "any",
                            "due": "2024-05-15",
                        },
                        {
                            "id": "1.2.2",
                            "title": "Từng huyện",
                            "each": ["cac-huyen"],
                            "complete_when": {"percent": 60},
                            "after": ["1.1"],
                        },
                    ],
                },
            ],
        },
        {
            "id": "2",
            "title": "Phần hai",
            "tasks": [
                {
                    "id": "2.1",
                    "title": "Báo cáo quý",
                    "each": ["cac-huyen", "so-d"],
                    "kind": "recurring",
                    "every": "quarter",
                    "due": {"before": 20},
                },
                {
                    "id": "2.2",
                    "title": "Thường xuyên",
                    "lead": "so-b",
                    "kind": "standing",
                    "update": "month",
                },
                {"id": "2.3", "title": "Khi có đề nghị", "lead": "so-c", "kind": "on_demand"},
            ],
        },
        {
            "id": "3",
            "title": "Sau phần một",
            "lead": "so-d",
            "support": ["so-e"],
            "support_required": True,
            "due": {"within": "10d", "of": "1.1"},
            "after": ["1.1"],
        },
        {
            "id": "4",
            "title": "Đầu mối",
            "joint": ["so-c", "so-d"],
            "focal_point": "so-c",
            "complete_when": "focal_point",
            "evidence": "optional",
            "confirm": "none",
        },
    ]
    two = _head("hai")
    two["tasks"] = [
        {"id": "1", "title": "Tiếp theo", "lead": "so-e", "after": ["mot/1.1"], "due": "2024-06-28"},
        {
            "id": "2",
            "title": "Phần",
            "tasks": [
                {"id": "2.1", "title": "Chuẩn bị", "each": ["cac-huyen"], "due": "2024-04-15"},
                {
                    "id": "2.2",
                    "title": "Thực hiện",
                    "each": ["cac-huyen"],
                    "after": [{"task": "2.1", "match": "agency"}],
                    "due": "2024-07-31",
                },
            ],
        },
        {"id": "3", "title": "Của văn phòng", "lead": "vp", "support": ["so-a"], "due": "2024-05-31"},
    ]
    return {"mot": one, "hai": two}


def write_plan(folder: Path, plan: Plan) -> str:
    """Writes the plan's file; its name. JSON is YAML, but for dates, which stand without quotes."""
    name = f"{plan['plan']['id']}.yaml"
    (folder / name).write_text(_yaml(plan), encoding="utf-8")
    return name


def write_shared(folder: Path) -> None:
    """Directory and calendar of both plans."""
    (folder / "agencies.yaml").write_text(_yaml({"agencies": AGENCIES, "groups": GROUPS}), encoding="utf-8")
    (folder / "calendar.yaml").write_text(
        "calendar: thu\nweekend: [sat, sun]\ncovers: {from: 2023-01-01, until: 2026-12-31}\ndays_off: []\n",
        encoding="utf-8",
    )


def _yaml(value: Any) -> str:
    lines = [f"{key}: {_flow(one)}" for key, one in value.items() if one and key != "gone"]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _is_day(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


# ---- reading a plan


def nodes(plan: Plan) -> Iterator[tuple[list[Node], Node]]:
    """Every node with the list that it stands in, outer ones first."""
    open_lists = [plan["tasks"]]
    while open_lists:
        listed = open_lists.pop()
        for one in listed:
            yield listed, one
            if "tasks" in one:
                open_lists.append(one["tasks"])


def tasks(plan: Plan) -> list[tuple[list[Node], Node]]:
    """Those that are no sections, by id."""
    found = [pair for pair in nodes(plan) if "tasks" not in pair[1]]
    return sorted(found, key=lambda pair: str(pair[1]["id"]))


# ---- what people do to a plan file


def _retitle(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    task["title"] = f"{task['title'].split(' (')[0]} ({chance.randrange(100)})"
    return [task["id"]]


def _move_due(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice([one for one in tasks(plan) if one[1].get("kind") is None])
    if chance.random() < 0.2:
        task.pop("due", None)
    else:
        task["due"] = (date(2024, 3, 1) + timedelta(days=chance.randrange(270))).isoformat()
    return [task["id"]]


def _count_from_another(plan: Plan, chance: Random) -> list[str]:
    (_, task), (_, other) = chance.sample([one for one in tasks(plan) if one[1].get("kind") is None], 2)
    task["due"] = {"within": f"{chance.randint(1, 30)}d", "of": other["id"]}
    return [task["id"]]


def _change_bodies(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    if "lead" in task:
        task["lead"] = chance.choice(HOLDERS)
        return [task["id"]]
    key = "joint" if "joint" in task else "each"
    named = task[key]
    other = chance.choice((*HOLDERS, "cac-huyen"))
    if other in named and len(named) > 1:
        named.remove(other)
    elif other not in named:
        named.append(other)
    return [task["id"]]


def _change_support(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice([one for one in tasks(plan) if "lead" in one[1]])
    named, other = task.setdefault("support", []), chance.choice((*HOLDERS, "cac-huyen"))
    if other in named:
        named.remove(other)
    elif other != task["lead"]:
        named.append(other)
    if not named:
        del task["support"]
        task.pop("support_required", None)
    elif chance.random() < 0.3:
        task["support_required"] = not task.get("support_required", False)
    return [task["id"]]


def _change_form(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    for key in ("lead", "joint", "each", "support", "support_required", "focal_point", "complete_when"):
        task.pop(key, None)
    key = chance.choice(("lead", "joint", "each"))
    task[key] = chance.choice(HOLDERS) if key == "lead" else chance.sample(HOLDERS, 2)
    return [task["id"]]


def _change_completion(plan: Plan, chance: Random) -> list[str]:
    found = [
        one for one in tasks(plan) if ("each" in one[1] or "joint" in one[1]) and "focal_point" not in one[1]
    ]
    _, task = chance.choice(found or tasks(plan))
    if found:
        task["complete_when"] = chance.choice(("any", "all", {"at_least": 2}, {"percent": 50}))
    else:
        task["confirm"] = "none"
    for flag in ("reopen", "grandfather"):
        task.pop(flag, None)
        if chance.random() < 0.3:
            task[flag] = True
            break
    return [task["id"]]


def _change_acceptance(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    if chance.random() < 0.5:
        task["confirm"] = chance.choice(("none", "secretariat"))
    else:
        task["evidence"] = chance.choice(("required", "optional"))
    return [task["id"]]


def _change_waits(plan: Plan, chance: Random) -> list[str]:
    (_, task), (_, other) = chance.sample(tasks(plan), 2)
    waits = task.setdefault("after", [])
    same = [one for one in waits if other["id"] in (one, one.get("task") if isinstance(one, dict) else None)]
    if same:
        waits.remove(same[0])
    else:
        waits.append(
            chance.choice(
                (other["id"], {"task": other["id"], "soft": True}, {"task": other["id"], "lag": "3d"})
            )
        )
    if not waits:
        del task["after"]
    return [task["id"]]


def _change_kind(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    for key in ("kind", "every", "update", "due"):
        task.pop(key, None)
    kind = chance.choice((None, "standing", "recurring", "on_demand", "milestone"))
    if kind is not None:
        task["kind"] = kind
    if kind == "recurring":
        task |= {"every": chance.choice(("quarter", "half", "year")), "due": "horizon"}
    if kind == "milestone":
        task["due"] = "2024-09-30"
    return [task["id"]]


def _add(plan: Plan, chance: Random) -> list[str]:
    new = f"N{chance.randrange(10**6)}"
    listed, _ = chance.choice(list(nodes(plan)))
    task: Node = {"id": new, "title": "Việc mới", "due": "2024-10-31"}
    task |= chance.choice(
        ({"lead": "so-c"}, {"each": ["cac-huyen"]}, {"joint": ["so-c", "so-e"], "complete_when": "any"})
    )
    listed.append(task)
    return [new]


def _drop(plan: Plan, chance: Random) -> list[str]:
    """A task leaves the file, and what waited for it waits no more; said with a reason or not."""
    listed, task = chance.choice(tasks(plan))
    if len(listed) == 1:
        return []
    listed.remove(task)
    plan.setdefault("gone", []).append(json.dumps(task, ensure_ascii=False))
    _forget(plan, task["id"])
    if chance.random() < 0.6:
        plan.setdefault("removed", []).append(
            {"id": task["id"], "reason": "Không còn phù hợp", "ref": "9/CV"}
        )
    return [task["id"]]


def _forget(plan: Plan, gone: str) -> None:
    for _, one in tasks(plan):
        if "after" in one:
            one["after"] = [each for each in one["after"] if gone not in (each, _task_of(each))]
            if not one["after"]:
                del one["after"]
        if isinstance(one.get("due"), dict) and one["due"].get("of") == gone:
            del one["due"]


def _task_of(wait: Any) -> Any:
    return wait.get("task") if isinstance(wait, dict) else None


def _bring_back(plan: Plan, chance: Random) -> list[str]:
    """What left the file before is in it again, as it was."""
    if not plan.get("gone"):
        return _retitle(plan, chance)
    task = json.loads(plan["gone"].pop(chance.randrange(len(plan["gone"]))))
    task.pop("after", None)
    if isinstance(task.get("due"), dict) and "of" in task["due"]:
        del task["due"]
    plan["tasks"].append(task)
    plan["removed"] = [one for one in plan.get("removed", []) if one["id"] != task["id"]]
    return [task["id"]]


def _rename(plan: Plan, chance: Random) -> list[str]:
    """Another id, with an entry in `moved` or (by mistake) without one."""
    _, task = chance.choice(tasks(plan))
    old, new = task["id"], f"R{chance.randrange(10**6)}"
    task["id"] = new
    for _, one in tasks(plan):
        one_after = one.get("after", [])
        for at, wait in enumerate(one_after):
            if wait == old:
                one_after[at] = new
            elif _task_of(wait) == old:
                wait["task"] = new
        if isinstance(one.get("due"), dict) and one["due"].get("of") == old:
            one["due"]["of"] = new
    if chance.random() < 0.8:
        plan.setdefault("moved", []).append({"from": old, "to": new})
    return [old, new]


def _shift(plan: Plan, chance: Random) -> list[str]:
    """A task to another section; its id stays."""
    listed, task = chance.choice(tasks(plan))
    lists = [one for one, _ in nodes(plan) if one is not listed]
    if len(listed) == 1 or not lists:
        return []
    listed.remove(task)
    chance.choice(lists).append(task)
    return [task["id"]]


def _decide_extension(plan: Plan, chance: Random) -> list[str]:
    _, task = chance.choice(tasks(plan))
    task["supersedes_extension"] = not task.get("supersedes_extension", False)
    return [task["id"], *_move_due(plan, chance)]


EDITS: tuple[Callable[[Plan, Random], list[str]], ...] = (
    _retitle,
    _move_due,
    _move_due,
    _count_from_another,
    _change_bodies,
    _change_bodies,
    _change_support,
    _change_form,
    _change_completion,
    _change_acceptance,
    _change_waits,
    _change_kind,
    _add,
    _drop,
    _drop,
    _bring_back,
    _rename,
    _shift,
    _decide_extension,
)
