"""For every code one plan that has this fault and no other: code → text of the plan (and of files beside it)."""

from __future__ import annotations

from tests.planfile.plans_in_text import CALENDAR, HEAD, TASKS, plan_text, second, task

Example = str | bytes | tuple[str | bytes, dict[str, str | bytes]]

_NESTED = "tasks:\n" + "".join(
    f"{'  ' * (2 * depth)}  - id: s{depth}\n{'  ' * (2 * depth)}    title: Mục\n{'  ' * (2 * depth)}    tasks:\n"
    for depth in range(8)
)
_TOO_NESTED = _NESTED + "  " * 16 + "  - {id: x, title: Việc, lead: so-tc}\n"
_MANY = "tasks:\n" + "".join(f"  - {{id: t{n}, title: Việc, lead: so-tc, nguoi: A}}\n" for n in range(1001))


def _calendar(*lines: str) -> str:
    return "calendar:\n  covers: {from: 2024-01-01, until: 2026-12-31}\n" + "".join(
        f"  {line}\n" for line in lines
    )


FAULTY: dict[str, Example] = {
    # The file
    "PE001": plan_text(end="directory: khong_co.yaml\n"),
    "PE002": (plan_text(end="directory: thu_muc\n"), {"thu_muc/x": "planengine: 1\n"}),
    "PE003": b"# " + b"x" * 20_000_000,
    "PE004": plan_text().encode("utf-16"),
    "PE005": plan_text().encode().replace("Kế".encode(), b"K\xea"),
    "PE006": plan_text(tasks=task("notes: a\x07b")),
    "PE007": plan_text(tasks=task("notes: 'a' b")),
    "PE008": plan_text(tasks=task("notes: Bước 1: họp")),
    "PE009": plan_text(tasks=task("notes: %50")),
    "PE010": plan_text(tasks=task("tags: [a, b")),
    "PE011": plan_text(tasks=task("notes:", "\tx: 1")),
    "PE012": plan_text(tasks=task("notes: a", "notes: b")),
    "PE013": plan_text(tasks=task("notes: !!str a")),
    "PE014": plan_text(tasks=task("notes: &a b")),
    "PE015": plan_text(tasks=task("notes: *a")),
    "PE016": plan_text(tasks=task("<<: {notes: a}")),
    "PE017": plan_text(tasks=task("[notes]: a")),
    "PE018": plan_text(end="---\nplanengine: 1\n"),
    "PE019": plan_text(tasks=task("notes: " + "[" * 40 + "]" * 40)),
    "PE020": b"[" + b"1," * 2_100_000 + b"1]",
    "PE021": plan_text(end="directory: ../ngoai.yaml\n"),
    "PE022": plan_text(end="directory: /ngoai.yaml\n"),
    "PE023": "# chưa có gì\n",
    "PE025": plan_text().replace("planengine: 1", "planengine: 2"),
    # Keys and values
    "PE030": plan_text(tasks=task("deadine: 2024-12-31")),
    "PE031": plan_text(whole_head=HEAD.replace("  starts: 2024-01-01\n", "")),
    "PE032": plan_text(tasks=task("notes: [a]")),
    "PE033": plan_text(tasks=task("tags: a")),
    "PE034": plan_text(end="defaults: none\n"),
    "PE035": plan_text(tasks=task("tags: [a, ~]")),
    "PE036": plan_text(tasks=task("starts: 5/3/2025")),
    "PE037": plan_text(tasks=task("starts: 2025-02-30")),
    "PE038": plan_text(tasks=task("each: [so-tc, so-xd]", "complete_when: {percent: 101}")),
    "PE039": plan_text(tasks=task("restricted: yes")),
    "PE040": plan_text(tasks=task("duration: 10")),
    "PE041": plan_text(tasks=task("kind: recurring", "every: year", "due: 02-29")),
    "PE042": plan_text(tasks=task("kind: continuous")),
    "PE043": plan_text(tasks=task("targets: ['G 1']")),
    "PE044": plan_text(tasks=task("lead: Sở Tài chính")),
    "PE045": plan_text(tasks=task("lines: dòng 5")),
    "PE046": plan_text(agencies="  so-ct: {name: Sở CT, contacts: [{role: focal, email: 'a@b'}]}\n"),
    "PE047": plan_text(tasks=task("classification: Tối mật")),
    "PE048": plan_text(tasks=task("due: cuối năm")),
    "PE049": plan_text(tasks=task("due: {within: 10d}")),
    "PE050": plan_text(tasks=task("each: [so-tc, so-xd]", "complete_when: {at_least: 1, percent: 50}")),
    "PE051": plan_text(tasks=task("each: [{group: ubnd-huyen, agency: so-tc}]")),
    "PE052": plan_text(targets="  - {id: G2, title: Chỉ tiêu hai, goal: nhiều}\n"),
    "PE053": plan_text(tasks=task("after: [{task: '2', match: [all, period]}]") + second()),
    "PE054": plan_text(tasks=task("readings: {thời_hạn: đoán}")),
    "PE055": plan_text(tasks=task("allow: [{code: PE101, reason: thử}]")),
    "PE056": plan_text(
        tasks="tasks:\n  - id: I\n    title: Mục\n    lead: so-tc\n    tasks:\n      - {id: x, title: V, lead: so-tc}\n"
    ),
    "PE057": plan_text(tasks=_TOO_NESTED),
    "PE058": plan_text(tasks=TASKS + "  - {id: I, title: Mục, tasks: []}\n"),
    "PE059": plan_text(tasks=TASKS + TASKS.removeprefix("tasks:\n")),
    "PE060": plan_text(head="  timezone: Asia/Quang_Nam\n"),
    "PE061": plan_text(groups="  so-tc: {name: Nhóm, open: true}\n"),
    "PE062": HEAD + CALENDAR + TASKS,
    "PE063": plan_text(calendar=_calendar("working_days: [{date: 2024-05-04, for: 2024-04-29}]")),
    "PE064": plan_text(calendar=_calendar("days_off: [{date: 2024-04-30}, {date: 30/04/2024}]")),
    "PE065": plan_text(
        calendar=_calendar(
            "days_off: [{date: 2024-04-29}]", "working_days: [{date: 2024-05-06, for: 2024-04-29}]"
        )
    ),
    "PE066": plan_text(calendar=_calendar("days_off: [{date: 2023-04-29}]")),
    "PE067": plan_text(calendar="calendar:\n  covers: {from: 2024-12-31, until: 2024-01-01}\n"),
    # Checks
    "PE101": plan_text(tasks=task("support: [so-xdd]")),
    "PE102": plan_text(tasks=task("lead: ubnd-huyen")),
    "PE103": plan_text(tasks=task("after: ['2']")),
    "PE104": plan_text(tasks=task("related: ['2']")),
    "PE105": plan_text(tasks=task("targets: [G2]")),
    "PE106": plan_text(tasks="tasks:\n  - {id: '1', title: Việc}\n"),
    "PE107": plan_text(tasks=task("lead: so-tc", "joint: [so-xd]")),
    "PE108": plan_text(whole_head=HEAD.replace("approver: ubnd-tinh", "approver: vp-ubnd")),
    "PE109": plan_text(tasks=task("after: ['1']")),
    "PE110": plan_text(
        tasks="tasks:\n  - id: I\n    title: Mục\n    tasks:\n      - {id: x, title: V, lead: so-tc, after: [I]}\n"
    ),
    "PE111": plan_text(tasks=task("after: ['2', {task: '2', type: SS}]") + second()),
    "PE112": plan_text(tasks=task("after: ['2']") + second("kind: standing")),
    "PE113": plan_text(tasks=task("after: ['2']") + second("after: ['1']")),
    "PE114": plan_text(tasks=task("kind: recurring")),
    "PE115": plan_text(tasks=task("every: year")),
    "PE116": plan_text(tasks=task("due: 12-15")),
    "PE117": plan_text(tasks=task("starts: 2025-02-04", "due: {before: 2025-02-04}")),
    "PE118": plan_text(whole_head=HEAD.replace("ends: 2025", "ends: 2023")),
    "PE119": plan_text(tasks=task("kind: recurring", "every: year", "from: 2025-01-01", "until: 2024-01-01")),
    "PE120": plan_text(tasks=task("each: [ubnd-huyen, tam-ky]", "complete_when: {at_least: 2}")),
    "PE121": plan_text(tasks=task("complete_when: any")),
    "PE122": (
        plan_text(tasks=task("joint: [so-tc]", "complete_when: focal_point")),
        {},
    ),
    "PE123": plan_text(
        tasks=task("duration: 5wd"), calendar="calendar:\n  covers: {from: 2024-01-01, until: 2024-12-31}\n"
    ),
    "PE124": plan_text(
        agencies="  so-cu: {name: Sở cũ, until: 2023-12-31}\n", tasks=task("support: [so-cu]")
    ),
    "PE125": plan_text(groups="  nhom: {name: Nhóm, members: [so-tc, ubnd-huyen]}\n"),
    "PE126": plan_text(agencies="  so-cu: {name: Sở cũ, until: 2025-02-28, succeeded_by: so-moi}\n"),
    "PE127": plan_text(tasks=task("support_required: true")),
    "PE128": plan_text(
        tasks=task("due: {before: 2024-12-17}", "internal_due: 2024-12-17", "basis: Công văn 1/VP")
    ),
    "PE129": plan_text(tasks=task("due: {within: 10d, of: '2'}")),
    "PE130": plan_text(tasks=task("unassigned: true", "focal_point: so-tc", "support: [so-xd]")),
    "PE131": plan_text(tasks=task("focal_point: so-tc")),
    "PE132": plan_text(tasks=task("due: {within: 10d, of: issued}")),
    "PE133": plan_text(tasks=task("internal_due: 2024-12-17")),
    "PE134": plan_text(tasks=task("update: quarter")),
    "PE135": plan_text(
        tasks=task("starts: 2024-03-01", "duration: 3wd")
        + second("after: ['1']", "starts: 2024-03-05", "duration: 1d")
    ),
    "PE136": plan_text(tasks=task("each: [{group: ubnd-huyen, members: [so-tc]}]")),
    "PE137": plan_text(tasks=task("each: [{agency: so-tc, track: group}]")),
    "PE138": plan_text(groups="  nhom: {name: Nhóm}\n"),
    "PE139": plan_text(groups="  nhom: {name: Nhóm, open: true, members: [so-tc]}\n"),
    "PE140": plan_text(tasks=task("basis: Công văn 1/VP")),
    "PE141": plan_text(tasks=task("due: 15")),
    "PE142": plan_text(tasks=task("kind: recurring", "every: year", "due: 2024-12-16")),
    "PE143": plan_text(tasks=task("due: 2027-01-04", "day_off: next_working_day")),
    # Warnings
    "PE201": plan_text(tasks=task("notes: Xem Mục #3 nhé")),
    "PE202": plan_text(tasks=task("joint: [so-tc, so-xd]")),
    "PE203": plan_text(tasks=task("unassigned: true")),
    "PE204": plan_text(tasks=task("kind: standing", "due: 2024-12-16")),
    "PE205": plan_text(tasks=task("due: {before: 2024-05-01}")),
    "PE206": plan_text(tasks=task("due: 2024-12-16", "cutoff: 2024-12-16")),
    "PE207": plan_text(tasks=task("support: [so-tc]")),
    "PE208": plan_text(tasks=task("support: [so-xd, so-xd]")),
    "PE209": plan_text(tasks=task("each: [nganh]")),
    "PE210": plan_text(tasks=task("after: [kh-2/3.1]")),
    "PE211": plan_text(calendar=None),
    "PE024": plan_text(tasks=_MANY),
}
