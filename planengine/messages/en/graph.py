"""The words on a drawing of what waits for what."""

TEXTS = {
    "graph.title": "{plan} · {title}",
    "graph.counts": "Tasks: {points}, of which {loose} are in no order; links: {links}.",
    "graph.counts.periods": "Tasks by period: {points}, of which {loose} are in no order; links: {links}.",
    "graph.implied": "Not drawn because others imply them: {count} (all of them: --full).",
    "graph.cut": "Not drawn because they lead out of what was chosen: {count}.",
    "graph.loose": "In no order (tasks: {count})",
    "graph.nothing": "There is no task to draw.",
    "graph.others": "… and {count} more",
    "graph.elsewhere": "task of another plan",
    "graph.restricted": "restricted",
    "graph.periods": "periods: {count}",
    "graph.due": "due {due}",
    "graph.due.inherited": "due {due} (end of the plan)",
    "graph.due.counted": "due {within} after {of}",
    "graph.soft": "not binding",
    "graph.by_agency": "each agency its own part",
    "graph.reason": "reason: {reason}",
    "graph.waits": "{after} waits for {before}",
    "graph.legend.hard": "the later waits for the earlier",
    "graph.legend.soft": "should come later, not binding",
    "graph.legend.by_agency": "each agency waits for its own part",
    "graph.legend.FS": "FS: starts when the earlier is finished",
    "graph.legend.SS": "SS: starts when the earlier has started",
    "graph.legend.FF": "FF: finishes when the earlier is finished",
    "graph.legend.d": "d: calendar days, days off included",
    "graph.legend.wd": "wd: working days",
    "graph.written": "✓ Written: {path}.",
    "graph.mermaid.large": (
        "The drawing has {links} links and {letters} characters: by default mermaid draws up to 500 links and 50000 "
        "characters. Choose a part with --section, --from, --to, or use --format svg."
    ),
}
