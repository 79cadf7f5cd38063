"""One agency's list in a database of a million assignments against the same list in one of ten thousand.

The databases are made by SQL, shaped like a province: tasks given to twenty bodies each, three waits a task, one agency
with the same fifty assignments of its own in both. The plan document itself is not in them; a list never reads it.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measure import Pair, in_turns, report
from planengine import bootstrap

SMALL, LARGE = 10_000, 1_000_000
OWN = 50
EACH = 20
DAY = "2024-06-03"


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        few = make(Path(folder, "few"), SMALL, plans=1)
        one = make(Path(folder, "one"), LARGE, plans=1)
        many = make(Path(folder, "many"), LARGE, plans=20)
        rows = []
        for words in ("mine --as so-a", "mine --as so-a --json"):
            rows.append((f"{words}, one plan", compare(words, one, few), "<= 1.5"))
            rows.append((f"{words}, 20 plans", compare(words, many, few), "<= 1.5"))
        # reported again after the first time it is refused: the same has been read and decided
        done = "done p00/7 --as so-a --evidence 1/BC"
        rows.append(("done, one plan", compare(done, one, few), ""))
    report(f"The same own rows among {LARGE:,} assignments and among {SMALL:,}", rows)


def compare(words: str, large: Path, few: Path) -> Pair:
    """CPU of the command in this process, in the large database and in the small one."""
    return in_turns(_called(large, words.split()), _called(few, words.split()), 15)


def _called(folder: Path, words: list[str]) -> Callable[[], None]:
    from planengine.cli.main import call

    def action() -> None:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = call([*words, "--today", DAY])
        if code not in (0, 4):
            raise RuntimeError(err.getvalue())
        if "--json" in words and out.getvalue().count('"task":') != OWN:
            raise RuntimeError("the agency has another number of rows of its own")

    return action


def make(folder: Path, assignments: int, *, plans: int) -> Path:
    """A workspace with a database of so many assignments; `so-a` bears OWN of them, spread over all plans evenly."""
    folder.mkdir()
    (folder / "planengine.toml").write_text("", encoding="utf-8")
    path = str(folder / "planengine.db")
    bootstrap.create_database(path)
    opened = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
        opened.execute(f"PRAGMA {pragma}")
    opened.execute("BEGIN")
    occurrences = assignments // EACH
    _bodies(opened)
    _plans(opened, plans)
    opened.execute(
        "CREATE TEMP TABLE number AS WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n "
        "WHERE i + 1 < ?) SELECT i, printf('p%02d', i % ?) AS plan, i / ? AS place, i * 37 % 150 AS spread FROM n",
        (occurrences, plans, plans),
    )
    opened.execute(
        "INSERT INTO task (uid, plan_uid, id, position, is_section, title, kind, form, update_every, confirm, "
        "evidence, request, restricted, spec, introduced_in) SELECT printf('t%07d', i), plan, place + 1, place, 0, "
        "'Rà soát, lựa chọn hợp tác xã nông nghiệp để hỗ trợ ' || i, 'once', 'lead', NULL, 'secretariat', 'required', "
        "0, 0, '{}', 1 FROM number"
    )
    opened.execute(
        "INSERT INTO occurrence (uid, plan_uid, task_uid, label, kind, opens_on, closes_on, due, due_inherited, "
        "completion, support_required, version, last_seq) SELECT printf('o%07d', i), plan, printf('t%07d', i), "
        "place + 1, 'once', '2024-01-01', '2026-12-31', date('2024-04-01', '+' || spread || ' days'), 0, 'lead', "
        "0, 1, 1 FROM number"
    )
    own = max(1, occurrences // OWN)
    opened.execute(
        "INSERT INTO assignment (uid, plan_uid, occurrence_uid, agency_uid, role, state, due, backdated, version, "
        "last_seq) SELECT printf('a%07d-%02d', i, k.value), plan, printf('o%07d', i), CASE WHEN k.value = 0 AND "
        "i % :own = 6 % :own AND i / :own < :most THEN 'so-a' ELSE printf('g%03d', (i * 7 + k.value * 20) % 400) END, "
        "CASE k.value WHEN 0 THEN 'lead' ELSE 'support' END, "
        "CASE (i + k.value) % 4 WHEN 0 THEN 'accepted' WHEN 1 THEN 'in_progress' ELSE 'assigned' END, "
        "date('2024-04-01', '+' || spread || ' days'), 0, 0, 1 "
        "FROM number, json_each(:each) k",
        {"own": own, "most": OWN, "each": str(list(range(EACH)))},
    )
    opened.execute(
        "INSERT INTO edge (successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft) "
        "SELECT printf('o%07d', i), printf('o%07d', i - k.value * :plans), '', 'FS', plan, 0, 'd', 1 "
        "FROM number, json_each('[1, 2, 3]') k WHERE i >= k.value * :plans",
        {"plans": plans},
    )
    opened.execute("COMMIT")
    opened.close()
    return folder


def _bodies(opened: sqlite3.Connection) -> None:
    bodies = [("so-a", "Sở A"), ("vp", "Văn phòng"), ("ubnd", "UBND tỉnh")]
    bodies += [(f"g{number:03}", f"Cơ quan {number}") for number in range(400)]
    opened.executemany(
        "INSERT INTO agency (uid, id, name, short, is_group) VALUES (?1, ?1, ?2, ?2, 0)", bodies
    )
    opened.execute("INSERT INTO calendar VALUES ('lich', '5,6', '2023-01-01', '2027-12-31')")


def _plans(opened: sqlite3.Connection, plans: int) -> None:
    """The heads alone, with the event that every log begins with as far as the next one is linked to it."""
    from planengine.store import log

    for number in range(plans):
        uid = f"p{number:02}"
        opened.execute(
            "INSERT INTO plan (uid, id, title, revision, secretariat, approver, timezone, starts, ends, calendar) "
            "VALUES (?1, ?1, 'Kế hoạch', 1, 'vp', 'ubnd', 'Asia/Ho_Chi_Minh', '2024-01-01', '2026-12-31', 'lich')",
            (uid,),
        )
        opened.execute(
            "INSERT INTO revision (plan_uid, number, sha256, name, text, canonical, directory, calendar, author, "
            "applied_at, based_on_seq) VALUES (?, 1, '', 'p.yaml', '', '{}', '', '', 'x', "
            "'2024-01-01T00:00:00.000000Z', 0)",
            (uid,),
        )
        opened.execute(
            log.INSERT,
            log.seal(
                (uid, 1, uid, 1, "revision_applied", log.SCHEMA, "2024-01-01", "2024-01-01T00:00:00.000000Z", "x", "vp",
                 None, None, "cli", None, "system", 1, "x", None, "{}", ""),
            ),
        )  # fmt: skip
