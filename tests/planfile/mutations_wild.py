"""Changes that leave valid YAML, and hardly ever a plan."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from planengine.planfile.fields import AGENCY, CALENDAR, DEFAULTS, FILE, GROUP, PLAN, SECTION, TARGET, TASK
from tests.planfile.mutations_scene import Change, Scene, day_of, spots
from tests.planfile.mutations_words import KEYS, NASTY
from tests.planfile.mutations_written import Decorated

TABLES = (TASK, SECTION, TARGET, PLAN, FILE, DEFAULTS, AGENCY, GROUP, CALENDAR)
KNOWN = tuple(dict.fromkeys(key for table in TABLES for key in table))


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
    found = [one for one in spots(scene.root) if isinstance(one[2], str) and day_of(one[2])]
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
            if not isinstance(node[key], Decorated):
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
