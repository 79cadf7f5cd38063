"""What a sheet that came back does, or would do: as a table for people, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planengine.cli import render
from planengine.cli.figures import figure

if TYPE_CHECKING:
    from planengine.cli.session import Session
    from planengine.usecases.sheet_rows import Sheet
    from planengine.usecases.sheet_runs import Act, Imported, Reported


def tell(session: Session, sheet: Sheet, imported: Imported) -> None:
    """What a sheet would do, as a table; its faults are told apart."""
    name = session.journal.agency_name(imported.agency) or imported.agency
    session.tell("sheet.out.file", file=sheet.name, agency=name, plan=imported.plan)
    if sheet.converted:
        session.note("sheet.out.converted", count=len(sheet.converted), cells=sheet.converted)
    if imported.how_many and not imported.faults:
        heads = [session.say(f"sheet.out.head.{one}") for one in ("row", "task", "act", "detail")]
        rows = [_act(session, one) for one in imported.acts]
        rows += [_figure(session, one) for one in imported.figures]
        print(render.table(heads, rows, right=(0,), widest=3))
        for one in imported.figures:
            if one.told.over:
                session.note("target.over", target=one.told.target)
    for code in ("repeated", "unchanged"):
        count = getattr(imported, code)
        if count:
            session.note(f"sheet.out.{code}", count=count)
    if imported.left_out:
        session.note(f"sheet.out.left_out.{imported.kind}", count=imported.left_out)
    if not imported.how_many and not imported.faults:
        session.tell("sheet.out.nothing")


def _act(session: Session, act: Act) -> list[str]:
    return [
        str(act.said.line.number),
        act.label,
        session.say(f"sheet.act.{act.trigger}"),
        _detail(session, act),
    ]


def _detail(session: Session, act: Act) -> str:
    """What of a row goes into one act, in a line."""
    from planengine.usecases.import_sheet import evidence_of

    said = act.said
    parts: list[str | None] = []
    if act.trigger == "raise":
        parts.append(said.difficulty)
    if act.trigger == "extend":
        parts.append(session.say("sheet.act.extend.until", day=said.until, reason=said.reason))
    if act.trigger in ("progress", "submit"):
        if act.trigger == "submit" and said.number is not None:
            parts.append(evidence_of(said))
        if said.percent is not None:
            parts.append(f"{said.percent}%")
        parts.append(said.note)
    return _in_a_line(parts)


def _figure(session: Session, one: Reported) -> list[str]:
    """The row of a figure: what it was and what it is, its document and its note."""
    told, say = one.told, session.say
    value = None if told.value is None else figure(say, told.value, told.unit)
    what = (
        say("sheet.act.figure", value=value)
        if told.was is None
        else say("sheet.act.figure_was", value=value, was=figure(say, told.was))
    )
    return [
        str(one.said.line.number),
        _label(one),
        say(f"sheet.act.{told.event}"),
        _in_a_line([what, one.said.document, one.said.note]),
    ]


def _label(one: Reported) -> str:
    return f"{one.told.target}@{one.told.period}"


def _in_a_line(parts: list[str | None]) -> str:
    return " ".join("; ".join(one for one in parts if one is not None).split())


def as_object(session: Session, path: str, imported: Imported, *, kept: bool) -> dict[str, object]:
    """What a sheet did as JSON; figures are decimal text."""
    from planengine.sheets.marking import shown

    return {
        "file": path,
        "kind": imported.kind,
        "plan": imported.plan,
        "agency": imported.agency,
        "recorded": kept,
        "acts": [
            {"row": act.said.line.number, "task": act.label, "act": act.trigger, "state": act.state}
            for act in imported.acts
        ],
        "figures": [
            {
                "row": one.said.line.number,
                "target": one.told.target,
                "period": one.told.period,
                "value": one.told.value,
                "was": one.told.was,
                "unit": one.told.unit,
                "document": one.said.document,
                "note": one.said.note,
            }
            for one in imported.figures
        ],
        "faults": [
            {"cell": one.place, "code": one.code, "text": session.say(one.code, **shown(one.params))}
            for one in imported.faults
        ],
        "repeated": imported.repeated,
        "unchanged": imported.unchanged,
        "left_out": imported.left_out,
    }
