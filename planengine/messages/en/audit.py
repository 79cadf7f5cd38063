"""audit: checkpoints of the log, its export, the deep check."""

TEXTS = {
    "audit.checkpoint.quote": (
        "Quote the line in a letter or mail. To compare later: planengine audit checkpoint --verify 'THAT LINE'"
    ),
    "audit.checkpoint.contained": "✓ {plan}: the log still has all {events} entries that this line vouches for.",
    "audit.checkpoint.cut": "✗ {plan}: the log was cut; it has {at} entries, this line vouches for {events}.",
    "audit.checkpoint.differs": (
        "✗ {plan}: entry {at} is not the one this line vouches for. If the line is copied right, the log was rewritten."
    ),
    "audit.checkpoint.unknown": "✗ {plan}: this plan is not tracked here.",
    "audit.checkpoint.broken": (
        "✗ {plan}: the log is wrong from entry {at} on ({verdict:verdict}); this line vouches for {events} entries."
    ),
    "audit.export.written": "{events} entries exported. Checkpoint: {line}",
    "audit.export.breach": "✗ {plan}: exported as it is stored, but the log is wrong from entry {seq} on ({verdict:verdict}).",
    "audit.deep.well": "✓ {plan}: {events} entries replayed; every step was legal, every row is what the log says.",
    "audit.deep.illegal": "✗ {plan}: entry {seq} ({type}) cannot be: {why}.",
    "audit.deep.column": (
        "✗ {plan}: table {table}, {label}, column {column} is not what the log says: {expected} by the log, "
        "{found} in the table; entry that last moved it: {seq}."
    ),
    "audit.deep.lost": "✗ {plan}: table {table} lacks {label}; last entry about it: {seq}.",
    "audit.deep.extra": "✗ {plan}: table {table} has {label}, of which the log knows nothing.",
    "audit.why.payload": "what it says is incomplete or malformed",
    "audit.why.version": "it does not follow the entry before it about the same part",
    "audit.why.revision": "it names another revision than the one in force",
    "audit.why.text": "the revision as kept is not the one whose hash is in the log",
    "audit.why.undo": "takes back what was not the last action, or not to what stood before",
    "audit.why.undo_by": "takes back what somebody else did",
    "audit.why.undo_late": "takes back after more than 24 hours",
    "audit.why.plan": "the revision in force does not ask for this",
    "audit.why.future": "it happened after it was recorded",
    "audit.why.stream": "it is about nothing that was ever given out",
    "audit.why.label": "the id of the task does not fit",
    "audit.why.begun": "work that somebody had begun was planned anew",
    "audit.why.state": "the state of that time does not allow it",
    "audit.why.agency": "this agency may not do it",
    "audit.why.need": "something that this step needs is missing",
    "audit.why.day": "the day does not fit",
    "audit.why.follow": "the completion or reopening that must follow is missing",
    "audit.why.completion": "the task did not become complete or open again",
    "audit.why.closed": "the parts that were closed or restored are others",
    "audit.why.ended": "the plan had ended",
    "audit.why.outcome": "an outcome that such a task cannot have",
}
