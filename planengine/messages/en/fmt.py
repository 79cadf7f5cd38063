"""fmt, plan rename: what was done to a file."""

TEXTS = {
    "fmt.written": "Formatted {file}.",
    "fmt.clean": "{count} file(s) formatted already.",
    "fmt.would_change": "{count} file(s) would be formatted; nothing was written.",
    "fmt.left_alone": "{count} file(s) left alone because of the faults above.",
    "fmt.renamed": "Renamed {old} to {new} in {file}: {count} place(s).",
    "fmt.would_rename": "Would rename {old} to {new} in {file}: {count} place(s).",
    "fmt.apply_next": "Tracked work keeps its record under the new id once this has run: planengine apply {file}",
}
