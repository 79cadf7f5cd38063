"""A difference that was decided on, kept in a file: exactly this is applied later, or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from planengine.core.expand import expand
from planengine.errors import UsageRefusal
from planengine.planfile.canonical import (
    calendar_from_canonical,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.planfile.tree import collector_paused
from planengine.usecases.apply_plan import Applied
from planengine.usecases.applying import Application, Shared, Specs, shared
from planengine.usecases.compare_plan import Decisions, Shown

FORMAT = "planengine-change 1"


def saved(application: Application, outcome: Applied, decisions: Decisions) -> str:
    """The text of the file: what is to be applied, and what it was compared with."""
    assert outcome.compared is not None
    return (
        json.dumps(
            {
                "format": FORMAT,
                "plan": outcome.plan,
                "digest": outcome.compared.digest,
                "seq": outcome.compared.seq,
                "base": outcome.compared.head.revision if outcome.compared.head else None,
                "reason": decisions.reason,
                "file_wins": sorted(decisions.file_wins),
                "keep": sorted(decisions.keep),
                "text": application.text,
                "order": list(application.order),
                "source": application.source[:2],
                "directory": application.directory_source[:2],
                "calendar": application.calendar_source[:2],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def is_saved(text: str) -> bool:
    """Whether a file begins as such a file does."""
    return text.lstrip().startswith("{") and FORMAT in text[:200]


def load(path: str, text: str) -> tuple[Application, Decisions, Shown]:
    """What is to be applied, what was decided, and what was shown then.

    Raises UsageRefusal("change.unreadable").
    """
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        application = rebuilt(
            told["text"],
            shared(*told["source"]),
            shared(*told["directory"]),
            shared(*told["calendar"]),
            told["order"],
        )
        decisions = Decisions(told["reason"], frozenset(told["file_wins"]), frozenset(told["keep"]))
        return application, decisions, Shown(str(told["digest"]), int(told["seq"]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UsageRefusal("change.unreadable", path=path) from error


def rebuilt(
    text: str, source: Shared, directory: Shared, calendar: Shared, order: Sequence[str]
) -> Application:
    """What is applied, from canonical forms. Raises ValueError where one is none."""
    plan = plan_from_canonical(source.canonical)
    bodies = directory_from_canonical(directory.canonical)
    days = calendar_from_canonical(calendar.canonical)
    tree = json.loads(source.canonical)
    with collector_paused():
        expansion = expand(plan, bodies, days)
    return Application(
        plan=plan,
        directory=bodies,
        calendar=days,
        expansion=expansion,
        text=text,
        tree=tree,
        source=source,
        directory_source=directory,
        calendar_source=calendar,
        specs=Specs([*tree["sections"], *tree["tasks"]]),
        target_specs=Specs(tree["targets"]),
        order=tuple(order),
    )
