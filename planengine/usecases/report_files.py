"""The files that come with a report, as facts beside it."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from planengine.core import evidence

if TYPE_CHECKING:
    from planengine.core.events import Fact
    from planengine.core.workflow import Assigned, Occurred
    from planengine.usecases.ports import Writer
    from planengine.usecases.requests import Request

FAMILY = "evidence"


def facts_of_files(
    writer: Writer, whole: Occurred, assigned: Assigned, request: Request, speaker: str, on: date
) -> tuple[Fact, ...]:
    """What a report with files says besides: one fact for each file, with the document that the report names."""
    read = evidence.read_document(request.evidence) if request.evidence else None
    first = next_position(writer, assigned.uid)
    return tuple(
        evidence.add(
            whole,
            assigned,
            uid=os.urandom(8).hex(),
            position=first + place,
            speaker=speaker,
            on=on,
            document=read if read is not None and read.number is not None else None,
            file=file,
        )
        for place, file in enumerate(request.files)
    )


def next_position(writer: Writer, assignment_uid: str) -> int:
    """The how-manieth piece of evidence of an assignment the next one is, in the open transaction."""
    return 1 + len(writer.records(FAMILY, "assignment_uid", assignment_uid))
