"""The frame of the command line: headings of help, general faults."""

TEXTS = {
    "cli.what": "planengine tracks the execution of a plan: who does what, what is late.",
    "cli.usage_line": "Usage: {usage}",
    "cli.commands": "Commands",
    "cli.options": "Options",
    "cli.example": "Example",
    "cli.group.agency": "Agencies",
    "cli.group.file": "Secretariat: the plan file",
    "cli.group.secretariat": "Secretariat: the work",
    "cli.group.everybody": "Everybody",
    "cli.group.reminders": "Reminders",
    "cli.group.operator": "Operation",
    "cli.error": "Error: {what}",
    "cli.hint": "  → {what}",
    "cli.moved": "  {at}, {person}: {what}. {task} is now “{state:state}”.",
    "cli.moved_since": "  {at}, {person}: {what}.",
    "cli.fault": "The program has a fault ({kind}). The details are in {log}; please send that file to whoever looks after it.",
    "cli.file_error": "Error: {path} cannot be used: {reason}",
    "cli.interrupted": "Stopped as asked.",
    "cli.yes_words": "y yes",
}
