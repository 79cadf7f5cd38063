"""Messages for the tests of the channels."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from planengine.notification.api import Message, Recipient

SUBJECT = (
    "[2.1.1] Còn 03 ngày làm việc: Báo cáo tình hình thực hiện dự toán ngân sách quý IV"
    " – Sở Tài chính chủ trì"
)
TEXT = (
    "Kính gửi Quý cơ quan,\n\nNhiệm vụ 2.1.1 còn 03 ngày làm việc.\n.dòng mở đầu bằng dấu chấm\n\nTrân trọng."
)
HTML = "<p>Kính gửi Quý cơ quan,</p>\n<p>Nhiệm vụ <b>2.1.1</b> còn 03 ngày làm việc.</p>"


def a_key(name: str) -> str:
    """A key as the engine makes them: 64 hexadecimal digits."""
    return hashlib.sha256(name.encode()).hexdigest()


def a_message(name: str = "một thư", *, to: str = "so-nnptnt@quangnam.example", **changes: Any) -> Message:
    """A complete reminder; `name` makes its key."""
    message = Message(
        key=a_key(name),
        recipient=Recipient("Sở Nông nghiệp và Phát triển nông thôn", to),
        subject=SUBJECT,
        text=TEXT,
        html=HTML,
        thread="kh-106.2.1.1.so-nnptnt",
        created=datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    )
    return replace(message, **changes)
