"""fmt, plan rename: what was done to a file."""

TEXTS = {
    "fmt.written": "Formatted {file}.",
    "fmt.clean": "{count} file(s) formatted already.",
    "fmt.would_change": "{count} file(s) would be formatted; nothing was written.",
    "fmt.left_alone": "{count} file(s) left alone because of the faults above.",
}
