"""One event as a sentence, wherever it is told: in the log, and to whoever lost a race."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.messages import Words


def _undone(payload: Mapping[str, Any]) -> str | None:
    """The trigger of the action that the event takes back."""
    if "undone" not in payload:
        return None
    from planengine.core.undoing import done

    return done(payload["undone"])


def _takers(payload: Mapping[str, Any], names: Mapping[str, str]) -> str | list[str] | None:
    """Who is given what the event is about: one body, or each of its heirs."""
    if "heirs" in payload:
        return [names.get(one["agency"], one["agency"]) for one in payload["heirs"]]
    to: str | None = payload.get("to")
    return None if to is None else names.get(to, to)


def sentence_of(say: Words, event: str, by: str, payload: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What happened, in one sentence; `by` is the id of the body that acted, `names` has short names by id."""
    agency = str(payload.get("agency") or by)
    return say(
        f"event.{event}",
        task=payload.get("task", ""),
        agency=names.get(agency, agency),
        by=names.get(by, by),
        to=_takers(payload, names),
        reason=payload.get("reason"),
        evidence=payload.get("evidence"),
        day=payload.get("day") and date.fromisoformat(payload["day"]),
        due=payload.get("due") and date.fromisoformat(payload["due"]),
        count=len(payload.get("closed", payload.get("restored", payload.get("assignments", ())))),
        revision=payload.get("revision"),
        start=payload.get("from"),
        number=payload.get("number"),
        name=payload.get("name"),
        action=_undone(payload),
        outcome=payload.get("outcome"),
        target=payload.get("target"),
        period=payload.get("period"),
        value=_figure(say, payload, "value"),
        was=_figure(say, payload, "was"),
    )


def _figure(say: Words, payload: Mapping[str, Any], key: str) -> str | None:
    """A figure of a target with its unit."""
    if "target" not in payload or payload.get(key) is None:
        return None
    from planengine.cli.figures import figure

    return figure(say, payload[key], payload["unit"])
