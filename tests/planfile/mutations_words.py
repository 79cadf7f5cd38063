"""Words that have broken readers before: odd texts that are right wherever text stands, and values that are nasty for
one kind of value or another."""

from __future__ import annotations

from typing import Any

ODD_TEXTS = (
    "Việc", "Rà soát các hợp tác xã", "x", "null", "~", "true", "no", "1.0", "2.10", "12:30", "0o17", "0x1F",
    "1e3", "=", "-", "---", "...",
    "a: b", "a #3", "#3", "a:", ": a", "- a", "? a", "[a]", "{a: b}", "a, b", "'", '"', "''", "\\", "\\n",
    "%", "@a", "`a`", "&a", "*a", "!a",
    "| a", "> a", "<<", "Mục I", "a\nb", "a\n\nb", "một\n  hai\nba", "dòng cuối\n", "kết\n\n", " trước",
    "sau ", "a  b", "\ta", "a\tb",
    "“Ngoặc kép”", "Đ" * 300, "từ " * 60 + "hết", "日本語", "👩‍👩‍👧", "🇻🇳", "ｆｕｌｌ", "e\u0323\u0302", "ﬁ", "Å",
    "가",
    "https://x.vn/?a=b#c", "{0}", "{title}", "%s", "${HOME}", "<script>", "=1+1", "C:\\x", "a/b", "a\u00a0b",
    "a\u200bb", "\u200fab",
)  # fmt: skip

NASTY: tuple[Any, ...] = (
    None, "", "0", "1", "x", "so-tc", "2024-02-30", "2024-12-16", "12-15", "15", "10d", "-5wd", "true",
    "none", "horizon", "1.1", "I", "2",
    "kh-2/1", "all", "focal_point", "recurring", "standing", "on_demand", "milestone", "nganh", "ubnd-huyen",
    "99999999999", "9999-12-31",
    "0001-01-01", "mật", "tối mật", "~", "G1", "a\nb", "Đ" * 300, [], {}, ["so-tc"], [["x"]], {"x": "y"},
    {"before": "12-01"},
    {"at_least": "9"}, {"percent": "101"}, {"task": "2"}, {"within": "3wd", "of": "1"},
    {"group": "nganh", "track": "group"},
    {"group": "nganh", "members": ["so-tc"]}, {"agency": "so-tc"}, [None], [None, None], ["", ""], {"": ""},
    [{}], [[]], {"a": {"b": {"c": []}}},
    "\x00", "a\x07b", "\x1b[31m", "a\u2028b", "\u202eabc", "\ufeffa", "a\u0085b", "\ud7ff", "\ue000",
    "\U0010fffd", "\ufffd", "\u0301", "x" * 5000,
    "so-tc ", " so-tc", "SO-TC", "sở-tc", "so_tc", "-", "--", "a--b", "-a", ".", "..", "1.", ".1", "1..1",
    "I.1.a.đ", "x" * 65, "1/1", "//", "PE202",
    "yes", "no", "on", "True", "TRUE", "có", "không", "1d", "0d", "0wd", "-0d", "1.5d", "1D", "10 d",
    "9" * 30 + "d", "9" * 5000, "-" + "9" * 30 + "wd",
    "٣", "³", "①", "½", "1_000", "1,5", "1e5", "0x10", "NaN", "inf", "0b1", "2024-12-31 ", "31/12/2024",
    "31-12-2024", "2024/12/31", "1/1/24",
    "02-29", "00-00", "13-01", "12-32", "29", "31", "32", "period", ["period", "agency"],
    ["period", "period"], ["all", "agency"], "FS", "SF", "week",
    ">= 50 %", "~ x", ">", "5", ">= -1 %", "secretariat", "next_working_day", "Asia/Ho_Chi_Minh",
    "Mars/Olympus", "sat", ["sat"], ["mon"] * 8,
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], {"from": "2024-01-01", "until": "2023-01-01"},
    {"from": "1900-01-01", "until": "2199-12-31"},
    [{"date": "2024-05-01"}, {"date": "2024-05-01"}], [{"id": "9", "title": "T", "lead": "so-tc"}],
    [{"code": "PE103", "reason": "r"}],
)  # fmt: skip
"""Values, each nasty in some place."""

KEYS = (
    "x", "", " ", "Title", "titel", "chủ trì", "thời hạn", "deadline", "depends_on", "classification",
    "độ mật", "<<", "=", "~", "null", "1", "a b",
    "a: b", "#", "-", "?", "e\u0323\u0302", "\u00e9", "e\u0301", "k" * 200, "k" * 1500, "a\nb", "\x00", "[a]",
    "*a", "tasks ", "__class__", "constructor",
)  # fmt: skip
"""Keys, most of which stand nowhere."""
