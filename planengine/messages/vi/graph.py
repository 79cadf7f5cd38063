"""Chữ trên sơ đồ thứ tự của kế hoạch."""

TEXTS = {
    "graph.title": "{plan} · {title}",
    "graph.counts": "{points} nhiệm vụ, trong đó {loose} không có trước sau; {links} quan hệ.",
    "graph.counts.periods": "{points} nhiệm vụ theo kỳ, trong đó {loose} không có trước sau; {links} quan hệ.",
    "graph.implied": "{count} quan hệ đã nằm trong quan hệ khác nên không vẽ (vẽ đủ: --full).",
    "graph.cut": "{count} quan hệ với nhiệm vụ ngoài phần đã chọn không vẽ.",
    "graph.loose": "Không có trước sau ({count} nhiệm vụ)",
    "graph.nothing": "Không có nhiệm vụ nào để vẽ.",
    "graph.others": "… và {count} nhiệm vụ khác",
    "graph.elsewhere": "nhiệm vụ của kế hoạch khác",
    "graph.restricted": "hạn chế phổ biến",
    "graph.periods": "{count} kỳ",
    "graph.due": "hạn {due}",
    "graph.due.inherited": "hạn {due} (hết kế hoạch)",
    "graph.due.counted": "hạn {within} sau {of}",
    "graph.soft": "không bắt buộc",
    "graph.by_agency": "phần của từng cơ quan",
    "graph.reason": "lý do: {reason}",
    "graph.waits": "{after} chờ {before}",
    "graph.legend.hard": "việc sau chờ việc trước",
    "graph.legend.soft": "nên sau, không bắt buộc",
    "graph.legend.by_agency": "mỗi cơ quan chờ phần của chính mình",
    "graph.legend.FS": "FS: xong việc trước rồi mới bắt đầu việc sau",
    "graph.legend.SS": "SS: việc trước bắt đầu rồi mới bắt đầu việc sau",
    "graph.legend.FF": "FF: xong việc trước rồi mới xong việc sau",
    "graph.legend.d": "d: ngày liền nhau, tính cả ngày nghỉ",
    "graph.legend.wd": "wd: ngày làm việc",
    "graph.written": "✓ Đã ghi {path}.",
    "graph.mermaid.large": (
        "Sơ đồ có {links} quan hệ, {letters} ký tự: mermaid mặc định chỉ vẽ đến 500 quan hệ và 50000 ký tự. "
        "Chọn một phần bằng --section, --from, --to, hoặc dùng --format svg."
    ),
}
