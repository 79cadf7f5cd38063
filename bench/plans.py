"""Plans shaped like KH 106, of any size: Vietnamese titles and quotes, leads, groups of 18, three waits a task."""

from __future__ import annotations

import random
from pathlib import Path

TITLES = (
    "Rà soát, lựa chọn hợp tác xã nông nghiệp để hỗ trợ, đầu tư xây dựng mô hình",
    "Xây dựng cơ chế, chính sách khuyến khích tích tụ đất đai theo chuỗi giá trị",
    "Đánh giá hiệu quả hoạt động tín dụng nội bộ của hợp tác xã nông nghiệp",
    "Tổ chức tập huấn, bồi dưỡng kỹ năng quản lý cho cán bộ hợp tác xã",
    "Báo cáo kết quả thực hiện và đề xuất giải pháp tháo gỡ khó khăn, vướng mắc",
)
QUOTE = (
    "Tạo điều kiện thuận lợi để hợp tác xã nông nghiệp tiếp cận tín dụng; tăng cường tư vấn, hỗ trợ vay vốn; có cơ chế "
    "ưu tiên đối với phương án sản xuất, kinh doanh theo chuỗi giá trị sản phẩm nông nghiệp chủ lực của tỉnh"
)
HEADER = """planengine: 1
plan:
  id: kh-thu
  title: Kế hoạch thử nghiệm (số liệu giả)
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2026-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
  timezone: Asia/Ho_Chi_Minh
calendar:
  calendar: thu
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2027-12-31}
  days_off: []
  working_days: []
agencies:
  ubnd-tinh: {name: UBND tỉnh, kind: issuer}
  vp-ubnd: {name: Văn phòng UBND tỉnh, kind: department}
"""


def text(tasks: int, seed: int = 106) -> str:
    """The YAML of a plan with that many tasks in sections of 20; the same for the same arguments."""
    chance = random.Random(seed)
    parts = [HEADER]
    parts += [f"  so-{number:02}: {{name: Sở số {number}, kind: department}}\n" for number in range(1, 20)]
    parts += [
        f"  huyen-{number:02}: {{name: UBND huyện số {number}, kind: district}}\n" for number in range(1, 19)
    ]
    members = ", ".join(f"huyen-{number:02}" for number in range(1, 19))
    parts.append(f"groups:\n  cac-huyen: {{name: UBND các huyện, members: [{members}]}}\n")
    parts.append("tasks:\n")
    for number in range(tasks):
        section, place = divmod(number, 20)
        if place == 0:
            parts.append(f'  - id: "{section + 1}"\n    title: Nhóm nhiệm vụ số {section + 1}\n    tasks:\n')
        parts.append(_task(number, section, place, chance))
    return "".join(parts)


def _task(number: int, section: int, place: int, chance: random.Random) -> str:
    lead = 1 + chance.randrange(19)
    lines = [
        f'      - id: "{section + 1}.{place + 1}"',
        f"        title: {chance.choice(TITLES)} {number}",
        f"        ref: III.{section + 1}.a",
        f"        lines: {number + 1}-{number + 3}",
        f'        quote: "{QUOTE}"',
        f"        lead: so-{lead:02}",
        f"        support: [so-{1 + lead % 19:02}, cac-huyen]",
        f"        duration: {1 + chance.randrange(4)}wd",
    ]
    before = sorted({chance.randrange(max(0, number - 900), number) for _ in range(3)} if place else ())
    if before:
        lines.append(f"        after: [{', '.join(_id(one) for one in before)}]")
    else:
        lines.append(f"        starts: 2024-{1 + chance.randrange(6):02}-{1 + chance.randrange(28):02}")
    return "\n".join(lines) + "\n"


def _id(number: int) -> str:
    section, place = divmod(number, 20)
    return f'"{section + 1}.{place + 1}"'


def write(folder: Path, tasks: int) -> Path:
    """The same in a file."""
    path = folder / f"plan_{tasks}.yaml"
    path.write_text(text(tasks), encoding="utf-8")
    return path
