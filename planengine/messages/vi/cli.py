"""Khung của dòng lệnh: tiêu đề trợ giúp, lỗi chung."""

TEXTS = {
    "cli.what": "planengine theo dõi thực hiện kế hoạch: ai làm, việc nào chậm, ai được nhắc.",
    "cli.usage_line": "Cách dùng: {usage}",
    "cli.commands": "Lệnh con",
    "cli.options": "Tùy chọn",
    "cli.example": "Ví dụ",
    "cli.group.agency": "Cơ quan thực hiện",
    "cli.group.file": "Thư ký: tệp kế hoạch",
    "cli.group.secretariat": "Thư ký: theo dõi công việc",
    "cli.group.everybody": "Mọi người",
    "cli.group.reminders": "Nhắc việc",
    "cli.group.operator": "Vận hành",
    "cli.error": "Lỗi: {what}",
    "cli.hint": "  → {what}",
    "cli.moved": "  {at}, {person}: {what}. Nay {task} ở trạng thái “{state:state}”.",
    "cli.moved_since": "  {at}, {person}: {what}.",
    "cli.fault": "Chương trình gặp lỗi ({kind}). Chi tiết đã ghi ở {log}; hãy gửi tệp này cho người phụ trách.",
    "cli.file_error": "Lỗi: không dùng được {path}: {reason}",
    "cli.interrupted": "Đã dừng theo yêu cầu.",
    "cli.yes_words": "c có y yes",
}
