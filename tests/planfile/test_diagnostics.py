"""No fault hides another, and none brings a second one along: examples two by two, a good plan mistyped once."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from planengine.planfile.examples import FOLDER
from planengine.planfile.read import read_plan
from tests.planfile.faulty_plans import SHARED
from tests.planfile.plans_in_text import codes, plan_text, read, task, write

SEED = 20240718
PAIRS = 2000

_FILES = {path.name[:5]: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.wrong.yaml"))}
_GOOD = (FOLDER / "PE012.right.yaml").read_text("utf-8")
_TOP = _GOOD.partition("tasks:\n")[0]

SYNTAX = frozenset(
    {
        "PE007",
        "PE008",
        "PE009",
        "PE010",
        "PE011",
        "PE018",
        "PE019",
        "PE026",
        "PE027",
        "PE028",
        "PE029",
        "PE069",
    }
)
"""Where the parser stops: what comes after cannot be told."""

ALONE = {
    "PE023": "an empty file has no place for another fault",
    "PE025": "a file of an unknown form is not judged at all",
    "PE160": "takes two files",
    "PE057": "what is nested too deep is not read, so names may be in there",
}

IN_TASKS = sorted(
    code for code, text in _FILES.items() if text.startswith(_TOP + "tasks:\n") and code not in ALONE
)
"""Codes whose example is faulty in its tasks only, so that these can stand in any other plan."""

NO_DIRECTORY = frozenset({"PE001", "PE002", "PE021", "PE022", "PE062"})
NO_CALENDAR = frozenset({"PE063", "PE064", "PE065", "PE066", "PE067", "PE123", "PE211"})
NO_TIME = frozenset({"PE031", "PE118"})

HIDES: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (
        NO_DIRECTORY,
        frozenset({"PE101", "PE102", "PE120", "PE124", "PE136", "PE137", "PE209", "PE213"}),
        "nobody knows who exists",
    ),
    (NO_CALENDAR, frozenset({"PE143", "PE205", "PE206"}), "nobody knows which days are worked"),
    (
        NO_TIME,
        frozenset({"PE124", "PE143", "PE212", "PE213", "PE218"}),
        "nobody knows from when to when the plan goes",
    ),
    (frozenset({"PE103"}), frozenset({"PE104"}), "one id that is nowhere is one fault with two places"),
    (frozenset({"PE104"}), frozenset({"PE103"}), "one id that is nowhere is one fault with two places"),
)
"""What cannot be judged once the first is there, with the reason."""

VALUES = frozenset(code for code in IN_TASKS if "PE030" <= code <= "PE056" and code != "PE035")
"""Faults of a single value, which are told even where parsing stops later."""


def tasks_of(code: str) -> str:
    """The tasks of an example under ids of their own."""
    text = _FILES[code].removeprefix(_TOP + "tasks:\n")
    return re.sub(r"(?<=[ [])(II?)(?=[],}\n])", r"b\1", re.sub(r'"([123])"', r'"b\1"', text))


def pairs() -> list[tuple[str, str]]:
    """(any code, a code of tasks) in a fixed random order; what has agencies of its own suits no other tasks."""
    firsts = [
        code
        for code, text in _FILES.items()
        if code not in ALONE and "\nagencies:" not in text and code != "PE217"
    ]
    both = [
        (first, second)
        for first in firsts
        for second in IN_TASKS
        if first != second and second not in SYNTAX and (first not in SYNTAX or second in VALUES)
    ]
    random.Random(SEED).shuffle(both)
    return both


def together(first: str, second: str) -> str:
    """One plan with both faults; what the parser stops at stands last."""
    if first not in SYNTAX:
        return _FILES[first] + tasks_of(second)
    head, mark, rest = _FILES[first].partition("tasks:\n")
    return head + mark + tasks_of(second) + rest


def hidden(first: str, second: str) -> bool:
    return any(first in ones and second in others for ones, others, _ in HIDES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs")
    for name, text in SHARED.items():
        write(path, text, name)
    return path


def test_two_faults_of_one_plan_are_both_told_and_nothing_else(folder):
    wrong = []
    chosen = [pair for pair in pairs() if not hidden(*pair)][:PAIRS]
    for first, second in chosen:
        found = set(codes(read_plan(write(folder, together(first, second)))))
        if found != {first, second}:
            wrong.append((first, second, sorted(found)))
    assert len(chosen) == PAIRS
    assert wrong == []


def test_what_hides_another_fault_does_so_indeed(folder):
    """An exception that is none would excuse a real loss."""
    needless = []
    for ones, others, why in HIDES:
        lost = {
            (first, second)
            for first, second in pairs()
            if first in ones
            and second in others
            and second not in codes(read_plan(write(folder, together(first, second))))
        }
        if {second for _, second in lost} != {other for other in others if other in IN_TASKS}:
            needless.append((why, sorted(others - {second for _, second in lost})))
    assert needless == []


def test_a_fault_in_one_file_hides_none_in_another(tmp_path):
    write(tmp_path, "agencies:\n  so-tc: {nam: Sở Tài chính}\n  so-tc-2: [a\n", "danh_ba/tinh.yaml")
    write(tmp_path, "calendar: vn\ncovers: {from: 2024-01-01}\n", "lich/vn.yaml")
    found = read_plan(write(tmp_path, _FILES["PE008"])).findings
    assert [(one.code, Path(one.place.file).name) for one in found] == [
        ("PE008", "plan.yaml"),
        ("PE030", "tinh.yaml"),
        ("PE010", "tinh.yaml"),
        ("PE031", "vn.yaml"),
    ]


# One slip in a good plan

GOOD = """\
planengine: 1
plan:
  id: kh-1
  title: Kế hoạch phát triển hợp tác xã
  number: 106/KH-UBND
  issued: 2024-01-08
  issuer: ubnd-tinh
  signer: {form: KT. CHỦ TỊCH, title: PHÓ CHỦ TỊCH, name: Nguyễn Văn A}
  starts: 2024-01-01
  ends: 2025-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
  timezone: Asia/Ho_Chi_Minh
  basis:
    - Nghị quyết số 106/NQ-CP
  recipients: [Các Sở]
agencies:
  ubnd-tinh:
    name: UBND tỉnh
    short: UBND
  vp-ubnd:
    name: Văn phòng UBND tỉnh
  so-tc:
    name: Sở Tài chính
    kind: department
    contacts:
      - {role: focal, email: so-tc@tinh.example}
  so-xd:
    name: Sở Xây dựng
    until: 2025-12-31
    succeeded_by: so-tc
  tam-ky:
    name: UBND thành phố Tam Kỳ
  hoi-an:
    name: UBND thành phố Hội An
groups:
  ubnd-huyen:
    name: UBND cấp huyện
    members: [tam-ky, hoi-an]
  cac-nganh:
    name: Các ngành liên quan
    open: true
calendar:
  weekend: [sat, sun]
  covers: {from: 2024-01-01, until: 2026-12-31}
  days_off:
    - date: 2024-04-29
      name: Nghỉ hoán đổi
  working_days:
    - {date: 2024-05-04, for: 2024-04-29}
defaults:
  confirm: secretariat
  evidence: required
  day_off: keep
targets:
  - id: G1
    title: Hợp tác xã hoạt động tốt
    goal: ">= 50 %"
    due: 2025-12-31
    reported_by: so-tc
tasks:
  - id: "01"
    title: Rà soát
    tasks:
      - id: "11"
        title: Lập danh sách
        lead: so-tc
        support: [so-xd, ubnd-huyen]
        support_required: true
        starts: 2024-02-01
        duration: 20wd
        due: 2024-06-28
        internal_due: 2024-06-14
        basis: Công văn số 12/VP
        cutoff: 2024-06-26
        targets: [G1]
        output: Danh sách
        priority: urgent
        leader: Phó Chủ tịch
        addressee: ubnd-tinh
        via: vp-ubnd
        tags: [htx]
        notes: Theo biên bản
        readings: {kind: Văn bản không nói}
      - id: "12"
        title: Thẩm định
        joint: [so-tc, so-xd]
        focal_point: so-tc
        complete_when: focal_point
        due: {within: 30d, of: "11"}
        after: ["11"]
  - id: "02"
    title: Báo cáo
    tasks:
      - id: "21"
        title: Báo cáo hằng năm
        kind: recurring
        every: year
        from: 2024-01-01
        until: 2025-12-31
        due: {before: 12-17}
        each:
          - ubnd-huyen
          - {group: cac-nganh, members: [so-xd]}
        complete_when: {percent: 80}
        related: ["11"]
      - id: "22"
        title: Tổng hợp
        lead: so-xd
        kind: recurring
        every: year
        due: 12-30
        after:
          - task: "21"
            match: period
            lag: 1wd
            type: FS
            reason: Dòng 390
      - id: "23"
        title: Tuyên truyền
        kind: standing
        update: quarter
        unassigned: true
        focal_point: {agency: so-tc, reading: Theo kết luận họp}
      - id: "24"
        title: Tổng kết
        kind: milestone
        starts: 2025-12-31
        lead: so-tc
        after: ["02x", {task: "01", soft: true}]
  - id: "02x"
    title: Sơ kết
    lead: so-tc
""".replace("        due: 12-30\n", "        due: 12-30\n        day_off: next_working_day\n").replace(
    "        due: {before: 12-17}\n", "        due: {before: 12-17}\n        day_off: previous_working_day\n"
)

_KEY = re.compile(r"^( *(?:- )?)([a-z_]+):( |$)")
_NAMES = "ubnd-tinh|vp-ubnd|so-tc|so-xd|tam-ky|hoi-an|ubnd-huyen|cac-nganh|11|21|02x|G1"
_NAME = re.compile(rf'(?<=[ \["])({_NAMES})(?=[],}}\n"])')


def block(lines: list[str], at: int) -> int:
    """Where the entry that begins in that line ends: the next line that is not indented deeper than its key."""
    found = _KEY.match(lines[at])
    assert found
    depth = len(found[1])
    end = at + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" -")) > depth:
        end += 1
    return end


def misspelt(word: str) -> str:
    """The word with its second and third letter changed about, or its last letter doubled."""
    turned = word[0] + word[2] + word[1] + word[3:] if len(word) > 3 else word
    return turned if turned != word else word + word[-1]


def slips() -> dict[str, str]:
    """Every way to delete, double or misspell one key of the good plan, or to misspell one name in it."""
    lines = GOOD.splitlines(keepends=True)
    made = {}
    for at, line in enumerate(lines):
        found = _KEY.match(line)
        if found:
            end, key = block(lines, at), found[2]
            first_of_item = found[1].endswith("- ")
            entry = lines[at:end]
            if not first_of_item:
                made[f"delete {key} in line {at + 1}"] = "".join(lines[:at] + lines[end:])
            again = [" " * len(found[1]) + line[len(found[1]) :], *entry[1:]]
            made[f"double {key} in line {at + 1}"] = "".join(lines[:end] + again + lines[end:])
            made[f"misspell {key} in line {at + 1}"] = "".join(
                [*lines[:at], line.replace(f"{key}:", f"{misspelt(key)}:", 1), *lines[at + 1 :]]
            )
        defined = re.match(rf"  ({_NAMES}):$", line)
        if defined:
            made[f"misname {defined[1]} where it is defined"] = "".join(
                [*lines[:at], line.replace(defined[1], misspelt(defined[1])), *lines[at + 1 :]]
            )
        for name in _NAME.finditer(line):
            if found and found[2] in ("title", "name"):
                continue
            made[f"misname {name[0]} in line {at + 1}:{name.start() + 1}"] = "".join(
                [*lines[:at], line[: name.start()] + misspelt(name[0]) + line[name.end() :], *lines[at + 1 :]]
            )
    return made


EXPECTED: dict[str, tuple[tuple[str, ...], str]] = {
    "delete groups in line 36": (("PE101", "PE101"), "two groups are gone that are named"),
    "delete tasks in line 64": (
        ("PE106", "PE104"),
        "four tasks are gone, and what held them has become a task",
    ),
    "misname so-tc in line 31:19": (
        (),
        "it follows on somebody who is there to the end of the plan, and may stand in a directory not needed here",
    ),
}
"""Slips that rightly bring more than one finding, or none, with what they bring and why."""


def test_the_plan_that_slips_are_made_in_is_good(tmp_path):
    assert codes(read_plan(write(tmp_path, GOOD))) == []


def test_one_slip_brings_one_finding(tmp_path):
    wrong = {}
    for slip, text in slips().items():
        found = codes(read_plan(write(tmp_path, text)))
        allowed = EXPECTED.get(slip)
        if allowed is not None:
            assert found == list(allowed[0]), slip
        elif len(found) > 1 or (not found and not slip.startswith("delete")):
            wrong[slip] = found
    assert wrong == {}


def test_values_before_the_place_where_parsing_stops_are_told(tmp_path):
    """And nothing that a later line might have mended: the last task has neither its lead nor its title yet."""
    text = _TOP + (
        'tasks:\n  - id: "1"\n    titel: Rà soát\n    lead: so-tc\n    starts: 5/3/2024\n'
        '  - id: "2"\n    kind: recuring\n    notes: Bước 1: họp\n    title: Họp\n    due: cuối năm\n'
    )
    found = read_plan(write(tmp_path, text)).findings
    assert [one.code for one in found if one.place.file.endswith("plan.yaml")] == [
        "PE001", "PE001", "PE030", "PE036", "PE042", "PE008",
    ]  # fmt: skip


def test_a_name_that_is_nowhere_is_told_once_with_all_its_places(tmp_path):
    text = GOOD.replace("  so-xd:\n", "  so-xdd:\n")
    [finding] = read_plan(write(tmp_path, text)).findings
    assert (finding.code, finding.params["guess"]) == ("PE101", "so-xdd")
    lines = text.splitlines()
    told = [finding.place.line, *(place.line for place in finding.related)]
    assert told == [at for at, line in enumerate(lines, 1) if "so-xd" in line and "so-xdd" not in line]
    assert finding.labels == ("named",) * len(finding.related)


def test_two_faulty_values_of_one_task_are_both_told(tmp_path):
    """Values of one task, whose keys do not meet."""
    lines = {
        code: tasks_of(code).splitlines()
        for code in VALUES
        if tasks_of(code).count("  - id:") == 1 and "    lead: so-nn" in tasks_of(code)
    }
    own = {
        code: [line for line in one[1:] if not line.startswith(("    title:", "    lead:"))]
        for code, one in lines.items()
    }
    wrong = []
    pairs_of_values = [(first, second) for first in own for second in own if first < second]
    for first, second in pairs_of_values:
        keys = [line.split(":")[0] for line in (*own[first], *own[second])]
        if len(set(keys)) < len(keys):
            continue
        text = _TOP + "tasks:\n" + "\n".join([*lines[first][:3], *own[first], *own[second]]) + "\n"
        found = set(codes(read_plan(write(tmp_path, text))))
        if not {first, second} <= found:
            wrong.append((first, second, sorted(found)))
    assert len(pairs_of_values) > 50
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "code", "guess"),
    [
        ("due: trước ngày 15/12/2024", "PE048", "{before: 2024-12-15}"),
        ("due: Quý II/2025", "PE048", "2025-06-30"),
        ("due: đến hết ngày 31/12/2025", "PE048", "2025-12-31"),
        ("due: khi có điều kiện", "PE048", None),
        ("due: 30/2/2025", "PE037", None),
        ("due: 02/28/2025", "PE037", "2025-02-28"),
        ("due: 2/28/2025", "PE037", "2025-02-28"),
        ("due: 2025–02–28", "PE036", "2025-02-28"),
        ("due: 2025-02-28\u00a0", "PE029", "2025-02-28"),
        ('due: "\u00a028/02/2025"', "PE048", "2025-02-28"),
        ("starts: 2024-02-28\u00a0", "PE029", "2024-02-28"),
        ("due: 12–15", "PE041", "12-15"),
        ("due: {before: 15/12\u00a0}", "PE029", "12-15"),
        ("duration: 10\u00a0ngày", "PE040", "10d"),
        ("after: [Mục II.2]", "PE043", "II.2"),
        ("after: [II.2.]", "PE043", "II.2"),
        ("after: [xem dòng trên]", "PE043", None),
        ("duration: 10 ngày làm việc", "PE040", "10wd"),
        ("duration: 2 tuần", "PE040", "14d"),
        ("duration: 3 tháng", "PE040", None),
        ("support: so-xd", "PE033", "[so-xd]"),
        ("via: so-tc, so-xd", "PE044", None),
        ("lead: [so-tc, so-xd]", "PE070", "joint: [so-tc, so-xd]"),
        ("lead: so-tc, so-xd", "PE070", "joint: [so-tc, so-xd]"),
        ("lead: Sở Tài chính; so-xd", "PE070", "joint: [so-tc, so-xd]"),
        ("lead: [so-tc]", "PE070", "lead: so-tc"),
        ("lead: [{agency: so-tc}, so-xd]", "PE070", None),
        ("output:\u00a0Danh sách", "PE029", None),
        ("\u00a0output: Danh sách", "PE029", None),
    ],
)
def test_words_of_documents_lead_to_what_is_meant(line, code, guess, tmp_path):
    reading = read(tmp_path, plan_text(tasks=task(line)))
    (finding,) = reading.findings
    assert (finding.code, finding.params.get("guess")) == (code, guess)


# One slip of the hand in the layout

LAID_OUT = """\
tasks:
  - id: I
    title: Mục một
    tasks:
      - id: I.1
        title: Việc một
        lead: so-tc
      - id: I.2
        title: Việc hai
        lead: so-xd
        after: [I.1]
      - id: I.3
        title: Việc ba
        lead: so-tc
        after: [I.2]
"""
ENTRY = "      - id: I.2\n"
TITLE = "        title: Việc hai\n"


@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "quoted"])
@pytest.mark.parametrize(
    ("written", "mistyped", "code", "shown", "guess"),
    [
        (ENTRY, "        id: I.2\n", "PE068", "id", "- id: I.2"),
        (ENTRY, "      id: I.2\n", "PE068", "id", "- id: I.2"),
        ("      - id: I.1\n", "        id: I.1\n", "PE068", "id", "- id: I.1"),
        ("      - id: I.1\n", "      id: I.1\n", "PE068", "id", "- id: I.1"),
        (ENTRY, "      -id: I.2\n", "PE069", "-", "- id: I.2"),
        (ENTRY, "      – id: I.2\n", "PE069", "–", "- id: I.2"),
        (ENTRY, "      * id: I.2\n", "PE069", "*", "- id: I.2"),
        (ENTRY, "      • id: I.2\n", "PE069", "•", "- id: I.2"),
        ("      - id: I.1\n", "      -id: I.1\n", "PE069", "-", "- id: I.1"),
        ("      - id: I.1\n", "      – id: I.1\n", "PE069", "–", "- id: I.1"),
        (ENTRY, "    - id: I.2\n", "PE027", "-", None),
        (ENTRY, "  - id: I.2\n", "PE027", "-", None),
        (ENTRY, "     - id: I.2\n", "PE027", "-", None),
        (ENTRY, "       - id: I.2\n", "PE027", "-", None),
        (ENTRY, "        - id: I.2\n", "PE027", "-", None),
        ("      - id: I.1\n", "    - id: I.1\n", "PE027", "-", None),
        (TITLE, "      title: Việc hai\n", "PE027", "t", None),
        (TITLE, "       title: Việc hai\n", "PE027", "t", None),
        (TITLE, "         title: Việc hai\n", "PE027", "title", None),
        (TITLE, "\u00a0       title: Việc hai\n", "PE029", "\u00a0", None),
        (TITLE, "\u00a0       title:\n          Việc hai\n        # chú\n", "PE029", "\u00a0", None),
        (TITLE, TITLE + "\u00a0       tags:\n          - htx\n", "PE029", "\u00a0", None),
    ],
)
def test_a_slip_in_the_layout_is_one_fault_at_its_line(
    written, mistyped, code, shown, guess, quoted, tmp_path
):
    text = plan_text(tasks=LAID_OUT.replace(written, mistyped, 1))
    if quoted:
        text = re.sub(r"(I\.\d)(?=[\n\]])", r'"\1"', text)
        guess = guess and re.sub(r"(I\.\d)", r'"\1"', guess)
    (finding,) = read(tmp_path, text).findings
    place = finding.place
    line = text.split("\n")[place.line - 1]
    assert finding.code == code
    assert line.strip() in re.sub(r"(I\.\d)\n", r'"\1"\n', mistyped) + mistyped
    assert line[place.column - 1 : place.column - 1 + place.width] == shown
    assert finding.params.get("guess") == guess


def test_the_task_whose_dash_is_missing_is_read_and_checked(tmp_path):
    """It is there, so that what waits for it is not told; what is wrong in it is."""
    text = LAID_OUT.replace(ENTRY, "        id: I.2\n").replace("lead: so-xd", "lead: so-xx")
    assert codes(read(tmp_path, plan_text(tasks=text))) == ["PE068", "PE101"]


def test_a_key_that_comes_again_at_once_is_no_new_entry(tmp_path):
    text = LAID_OUT.replace(ENTRY, ENTRY + "        id: I.2\n")
    assert codes(read(tmp_path, plan_text(tasks=text))) == ["PE012"]


def test_a_lead_written_twice_leads_to_joint(tmp_path):
    (finding,) = read(tmp_path, plan_text(tasks=task("lead: so-tc", "lead: so-xd"))).findings
    assert (finding.code, finding.params["guess"]) == ("PE070", "joint: [so-tc, so-xd]")


def test_the_same_lead_written_twice_is_a_key_written_twice(tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task("lead: so-tc", "lead: so-tc")))) == ["PE012"]


def test_a_plan_file_that_is_not_there_leads_to_the_one_beside_it(tmp_path, monkeypatch):
    write(tmp_path, plan_text(), "base.yaml")
    monkeypatch.chdir(tmp_path)
    for name, meant in (("base.yml", "base.yaml"), ("nothing-like-it.txt", None)):
        (finding,) = read_plan(Path(name)).findings
        assert (finding.code, finding.params.get("guess")) == ("PE001", meant)
    (finding,) = read_plan(tmp_path / "base.yml").findings
    assert finding.params["guess"] == str(tmp_path / "base.yaml")


def test_a_task_called_by_its_title_leads_to_its_id(tmp_path):
    for title in ("Việc một", "việc  một", "Viêc một"):
        text = LAID_OUT.replace("after: [I.1]", f"after: [{title}]")
        (finding,) = read(tmp_path, plan_text(tasks=text)).findings
        assert (finding.code, finding.params.get("guess")) == ("PE043", "I.1"), title


def test_an_id_with_the_word_for_it_leads_to_the_id(tmp_path):
    (finding,) = read(tmp_path, plan_text(tasks=LAID_OUT.replace("id: I.3", "id: Mục II.2"))).findings
    assert (finding.code, finding.params["guess"]) == ("PE043", "II.2")


def test_a_list_of_one_task_without_its_dash_leads_to_the_dash(tmp_path):
    text = "tasks:\n    id: I.1\n    title: Việc một\n    lead: so-tc\n"
    (finding,) = read(tmp_path, plan_text(tasks=text)).findings
    assert (finding.code, finding.params["guess"]) == ("PE068", "- id: I.1")
