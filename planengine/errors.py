"""One base error: a code and the params of its sentence. Code raises codes; the sentences live in `messages`."""

from __future__ import annotations

WELL = 0
FINDINGS = 1
USAGE = 2
DIFFERENT = 3
REFUSED = 4
RACED = 5
ANSWER_NEEDED = 6
NOT_FOUND = 7
UNAVAILABLE = 8
BROKEN = 70
INTERRUPTED = 130


class PlanengineError(Exception):
    """Something was not done, for a reason that a person can act on.

    `code` names the sentence (catalogue key `refusal.<code>`), `params` fill it, `exit_code` is what the process
    ends with. Nothing was changed when it is raised, unless a subclass says otherwise.
    """

    exit_code = REFUSED

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        return f"{self.code} ({', '.join(f'{key}={value!r}' for key, value in self.params.items())})"


class Refusal(PlanengineError):
    """A rule says no."""


class UsageRefusal(PlanengineError):
    """The call itself is off: an option is missing, a reference is ambiguous, nobody said who speaks."""

    exit_code = USAGE


class NotFound(PlanengineError):
    """The task, agency, plan, workspace or file that was named is not there."""

    exit_code = NOT_FOUND


class Raced(PlanengineError):
    """Somebody else was faster: what this command was decided on has changed meanwhile."""

    exit_code = RACED


class AnswerNeeded(PlanengineError):
    """A person must decide and there is no terminal to ask on."""

    exit_code = ANSWER_NEEDED


class Unavailable(PlanengineError):
    """The database or the network cannot be used now, or is not ours to use."""

    exit_code = UNAVAILABLE


class Findings(PlanengineError):
    """A plan has faults; `findings` are those faults, and nothing was applied."""

    exit_code = FINDINGS

    def __init__(self, code: str, findings: tuple[object, ...], **params: object) -> None:
        super().__init__(code, **params)
        self.findings = findings
