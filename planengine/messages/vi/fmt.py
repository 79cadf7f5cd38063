"""fmt, plan rename: what was done to a file."""

TEXTS = {
    "fmt.written": "Đã sắp xếp lại {file}.",
    "fmt.clean": "{count} tệp đã đúng cách trình bày.",
    "fmt.would_change": "{count} tệp chưa đúng cách trình bày; chưa ghi gì.",
    "fmt.left_alone": "{count} tệp để nguyên vì có lỗi nêu trên.",
    "fmt.renamed": "Đã đổi mã {old} thành {new} trong {file}: {count} chỗ.",
    "fmt.would_rename": "Sẽ đổi mã {old} thành {new} trong {file}: {count} chỗ.",
    "fmt.apply_next": "Nhiệm vụ đang theo dõi giữ nguyên kết quả dưới mã mới sau khi chạy: planengine apply {file}",
}
