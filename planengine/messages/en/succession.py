"""Reorganisation: who takes over whose work."""

TEXTS = {
    "succession.plan": "{plan}: reorganisation as of {on}",
    "succession.nothing": "{plan}: by {on} no work has to move.",
    "succession.head.secretariat": "  Secretariat of the plan: {agency} → {to}",
    "succession.head.approver": "  Approver: {agency} → {to}",
    "succession.unled.secretariat": "  ✗ The secretariat {agency} ({id}) has ended, and it is not said who takes over:",
    "succession.unled.approver": "  ✗ The approver {agency} ({id}) has ended, and it is not said who takes over:",
    "succession.moved": "  {agency} → {to}: parts moved: {count}",
    "succession.split": "  {agency} → {heirs} bodies, each with a part of its own ({to}): parts split: {count}",
    "succession.tasks": "      {tasks}",
    "succession.basis": "      Basis: {basis}",
    "succession.unverified": "      Note: the directory marks this as not held against a document.",
    "succession.merged": "  {agency} ({role:role}) goes into the part that {to} has: parts merged: {count}",
    "succession.raised": "  {task}: {agency} takes on the role {role:role} ({state:state})",
    "succession.resized": "  {task}: {agency} now has {size} members",
    "succession.kept": (
        "  {task}: the report of {agency} waits for confirmation and stays; confirm or return it, then run this again if need be."
    ),
    "succession.undecided": "To be decided (parts: {count}):",
    "succession.open": "  {agency} ({id}), parts: {count}: {tasks}",
    "succession.why.none": "      The directory names no successor.",
    "succession.why.several": "      There are several successors and the directory has no policy: {candidates}",
    "succession.why.unnamed": "      The directory says that one body takes over and does not name it; it may be: {candidates}",
    "succession.why.not_yet": "      The successor does not exist yet on that day: {candidates}",
    "succession.why.unknown": "      The successor is not in the directory: {candidates}",
    "succession.why.group": "      The group that is followed as one has no members left.",
    "succession.why.over": (
        "      {candidates} had a part of its own, which is over. Exempt this one, reopen that one, or name another body."
    ),
    "succession.why.asking": "      A request for a later date is open; decide it first, since the part would go into that of {candidates}.",
    "succession.why.unverified": "      Not held against a document: {candidates}. To accept it, add --unverified.",
    "succession.why.same": "      Secretariat and approver would be one body; name another for one of them.",
    "succession.how": (
        "  → Name who takes over: --give OLD=NEW; for one task: --except TASK=NEW;\n"
        "    where there are several successors: --policy all or --policy parent; to leave it for later: --leave"
    ),
    "succession.dry_run": "Only shown; nothing was written.",
    "succession.ask": "Move it as shown? [y/n]",
    "succession.done": "✓ {plan}: parts changed: {count}; history keeps the old names.",
}
