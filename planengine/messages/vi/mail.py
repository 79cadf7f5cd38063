"""Thư nhắc việc."""

TEXTS = {
    "mail.subject": "[{plan}] {what}",
    "mail.subject.more": "{first} và {count} việc khác",
    "mail.subject.before5": "{task}: còn {days} ngày",
    "mail.subject.before1": "{task}: còn {days} ngày",
    "mail.subject.today": "{task}: hạn hôm nay",
    "mail.subject.overdue": "{task}: quá hạn {days} ngày",
    "mail.subject.level1": "{task}: quá hạn, chưa tiếp nhận",
    "mail.subject.level2": "{task}: cơ quan quá hạn {days} ngày",
    "mail.subject.update": "{task}: đến kỳ cập nhật {by}",
    "mail.subject.update_late": "{task}: chậm cập nhật {days} ngày",
    "mail.subject.waiting": "{task}: chờ xác nhận",
    "mail.dear": "Kính gửi: {name}",
    "mail.opening": "Thực hiện “{title}”, đến ngày {day}, xin nhắc các việc sau:",
    "mail.request": "Về “{title}”, đến ngày {day}, kính đề nghị quý cơ quan quan tâm các việc sau:",
    "mail.section.overdue": "QUÁ HẠN ({count})",
    "mail.section.today": "HẠN HÔM NAY ({count})",
    "mail.section.before1": "ĐẾN HẠN NGÀY LÀM VIỆC TỚI ({count})",
    "mail.section.before5": "SẮP ĐẾN HẠN ({count})",
    "mail.section.level2": "CƠ QUAN QUÁ HẠN TỪ 5 NGÀY LÀM VIỆC ({count})",
    "mail.section.level1": "QUÁ HẠN MÀ CHƯA TIẾP NHẬN ({count})",
    "mail.section.waiting": "BÁO CÁO CHỜ XÁC NHẬN ({count})",
    "mail.section.update": "NHIỆM VỤ ĐẾN KỲ CẬP NHẬT ({count})",
    "mail.section.update_late": "NHIỆM VỤ CHẬM CẬP NHẬT ({count})",
    "mail.line": "- {task}: {title}",
    "mail.line.agency": "  Cơ quan: {agency}",
    "mail.line.support": "  Vai trò: phối hợp",
    "mail.line.by": "  Ngày: {by}",
    "mail.line.left": "  Hạn: {by} (còn {days} ngày)",
    "mail.line.today": "  Hạn: {by} (hôm nay)",
    "mail.line.late": "  Hạn: {by} (đã quá {days} ngày)",
    "mail.line.no_date": "  Văn bản không ghi thời hạn",
    "mail.head.task": "Mã",
    "mail.head.title": "Nội dung",
    "mail.head.agency": "Cơ quan",
    "mail.head.date": "Thời hạn",
    "mail.how.done": (
        'Khi hoàn thành, báo bằng lệnh: planengine done {task} --evidence "số, ngày văn bản kết quả"; '
        "hoặc gửi số, ngày văn bản cho cơ quan theo dõi để nhập thay."
    ),
    "mail.how.update": (
        'Cập nhật tình hình bằng lệnh: planengine progress {task} --note "kết quả trong kỳ".'
    ),
    "mail.how.waiting": "Xem và quyết định: planengine inbox; rồi confirm hoặc return.",
    "mail.closing": "Trân trọng.",
    "mail.automatic": "Thư do hệ thống theo dõi nhiệm vụ lập; việc đã báo hoàn thành sẽ không được nhắc nữa.",
}
