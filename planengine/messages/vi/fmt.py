"""fmt, plan rename: what was done to a file."""

TEXTS = {
    "fmt.written": "Đã sắp xếp lại {file}.",
    "fmt.clean": "{count} tệp đã đúng cách trình bày.",
    "fmt.would_change": "{count} tệp chưa đúng cách trình bày; chưa ghi gì.",
    "fmt.left_alone": "{count} tệp để nguyên vì có lỗi nêu trên.",
}
