"""Faults in a plan as data: code, severity, subject, params. The sentences live in `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]

Subject = tuple[str | int, ...]
"""What a problem is about, by its logical path and without file positions.

`("plan", "starts")`, `("task", "1.2")`, `("task", "1.2", "after", 0)`, `("target", "G1", "goal")`,
`("agency", "so-tc", "until")`, `("group", "ubnd-huyen", "members", 3)`, `("calendar", "days_off", 4)`. A number is
the place in the list, from 0. A longer path that has no place of its own is shown at its longest known beginning.
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault or a warning, found by a check. `params` fill the sentence; `related` are other places worth a look.

    `labels` says of each of these, in order, why it is shown ("first", "due" …, "" where the code says it already), and
    `steps` has the params of that label beyond those of the problem. Both may be shorter than `related`.
    """

    code: str
    subject: Subject
    params: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Subject, ...] = ()
    severity: Severity = "error"
    labels: tuple[str, ...] = ()
    steps: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file as an editor counts it: line and column from 1, columns in code points of the file as it is.

    `width` is the number of code points that the caret underlines, at least 1.
    """

    file: str
    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its place: what a reader of the file is shown. `labels` and `steps` as in `Problem`."""

    code: str
    severity: Severity
    place: Place
    params: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Place, ...] = ()
    labels: tuple[str, ...] = ()
    steps: tuple[Mapping[str, object], ...] = ()
