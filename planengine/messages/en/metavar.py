"""What stands for a value in help."""

TEXTS = {
    "metavar.text": "TEXT",
    "metavar.date": "DATE",
    "metavar.agency": "AGENCY",
    "metavar.reason": "REASON",
    "metavar.name": "NAME",
    "metavar.document": "DOCUMENT",
    "metavar.task": "TASK",
    "metavar.file": "FILE",
    "metavar.folder": "FOLDER",
    "metavar.id": "SECTION",
    "metavar.state": "STATE",
    "metavar.n": "NUMBER",
    "metavar.seconds": "SECONDS",
    "metavar.plan": "PLAN",
    "metavar.name=value": "NAME=VALUE",
    "metavar.command": "COMMAND",
    "metavar.old": "OLD",
    "metavar.new": "NEW",
    "metavar.code": "CODE",
    "metavar.lang": "vi|en",
}
