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
}
