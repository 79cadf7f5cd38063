"""Evidence in words and as JSON, and the files that come with a report: what several commands share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from planengine import bootstrap

if TYPE_CHECKING:
    from planengine.cli.session import Session
    from planengine.core.evidence import Row
    from planengine.messages import Words
    from planengine.store.evidence_folder import Referred
    from planengine.usecases.evidence import Listed
    from planengine.usecases.requests import Request


def evidence_line(say: Words, row: Row, names: Mapping[str, str]) -> str:
    """One sentence: who added it when, the document, the file with its size and the first digits of its sum, the
    link."""
    parts = [row.text] if row.text else []
    if row.sha256 is not None:
        parts.append(
            say("evidence.file", name=row.name, size=size(say, row.size or 0), sha256=row.sha256[:12])
        )
    if row.link is not None:
        parts.append(row.link)
    return say(
        "evidence.line",
        agency=names.get(row.agency, row.agency),
        on=date.fromisoformat(row.added_on),
        what=" · ".join(parts),
    )


def size(say: Words, count: int) -> str:
    """A number of bytes as people say it."""
    for unit, each in (("mb", 1 << 20), ("kb", 1 << 10)):
        if count >= each:
            return say(f"evidence.size.{unit}", count=f"{count / each:.1f}".replace(".", say("page.decimal")))
    return say("evidence.size.b", count=count)


def as_object(one: Listed) -> dict[str, object]:
    """A piece of evidence as JSON; the documented keys of `evidence list`."""
    row = one.row._asdict()
    task, _, period = one.label.partition("@")
    return {
        "plan": one.plan,
        "task": task,
        "period": period or None,
        **{key: value for key, value in row.items() if key != "assignment_uid"},
        "assignment": one.row.assignment_uid,
    }


def referred(session: Session) -> Iterator[Referred]:
    """Every file that the log of any plan speaks of, for the folder to be held against."""
    from planengine.store.evidence_folder import Referred
    from planengine.usecases.evidence import files_of

    for one in files_of(session.journal, session.queries, session.journal.plans()):
        row = one.row
        yield Referred(str(row.sha256), str(row.type), row.size or 0, f"{one.plan}/{one.label}", row.agency)


def with_files(session: Session, request: Request, paths: tuple[str, ...]) -> Request:
    """The report with these files, which lie in their folder when it returns. Raises as `EvidenceFolder.keep`
    does."""
    if not paths:
        return request
    folder = bootstrap.open_evidence(session.settings)
    files = tuple(folder.keep(path) for path in dict.fromkeys(paths))
    evidence = request.evidence or ", ".join(one.name for one in files)
    return request._replace(files=files, evidence=evidence)
