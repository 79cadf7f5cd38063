"""Decimal text as people write it: marks of decimals and thousands in the manner of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planengine.messages import Words


def figure(say: Words, text: str, unit: str = "") -> str:
    """Decimal text ("-1234.5") with the marks of the language and its unit, "-1.234,5 tỷ đồng"."""
    sign = "-" if text.startswith("-") else ""
    whole, _, part = text.removeprefix("-").partition(".")
    shown = sign + f"{int(whole):,}".replace(",", say("page.thousands"))
    if part:
        shown += say("page.decimal") + part
    return f"{shown} {unit}" if unit else shown
