"""Sao lưu, khôi phục, kiểm tra cơ sở dữ liệu."""

TEXTS = {
    "keeping.backed_up": "✓ Đã sao lưu và kiểm tra lại: {path} ({size}).",
    "keeping.plan": "  {plan}: {events} mục nhật ký; mã cuối:\n  {hash}",
    "keeping.network": "Lưu ý: {path} nằm trên ổ mạng. Chép xong thì được, nhưng đừng mở hay chạy planengine trên tệp ở đó.",
    "keeping.sound_backup": "✓ Bản sao lưu {path} nguyên vẹn, đúng từng byte như khi sao lưu.",
    "keeping.whole_backup": "✓ Bản sao lưu {path}: tệp đọc được, nhật ký liền mạch.",
    "keeping.no_sum": (
        "Lưu ý: cạnh {path} không có tệp .sha256. Đã so từng dòng với nhật ký; riêng địa chỉ thư và thư đã gửi thì nhật "
        "ký không ghi, nên chưa chắc không byte nào bị đổi."
    ),
    "keeping.present.missing": "Ở {path} chưa có cơ sở dữ liệu; không có gì bị mất.",
    "keeping.present.damaged": (
        "Cơ sở dữ liệu {path} đã hỏng, không đọc được; không thể biết sau bản sao lưu đã ghi thêm những gì."
    ),
    "keeping.strange": "✗ Chú ý: bản sao lưu là của nơi làm việc khác, không có mục nhật ký nào chung với dữ liệu hiện tại.",
    "keeping.same": "Bản sao lưu có đúng các mục nhật ký như hiện tại; không mục nào bị mất.",
    "keeping.lost": "{plan}: {lost} mục ghi sau mục {common} không có trong bản sao lưu, sẽ bị mất.",
    "keeping.lost_all": "{plan}: bản sao lưu không có mục nào của kế hoạch này; cả {lost} mục sẽ bị mất.",
    "keeping.gained": "{plan}: {gained} mục chỉ có trong bản sao lưu, sẽ có lại.",
    "keeping.restored": "✓ Đã khôi phục {path} từ {file} và kiểm tra lại.",
    "keeping.kept": "Dữ liệu trước đó được giữ tại {path}",
    "keeping.older": "Bản sao lưu thuộc phiên bản cũ hơn. Chạy tiếp: planengine db migrate",
    "keeping.letters": (
        "Thư đã gửi sau khi sao lưu có thể bị gửi lại. Xem trước khi nhắc việc: planengine remind preview"
    ),
    "keeping.sound": "✓ {path} nguyên vẹn (phiên bản {schema}, SQLite {sqlite}).",
    "keeping.warning.reset": (
        "Lưu ý: SQLite {version} nằm trong những phiên bản có lỗi hiếm gặp, có thể làm hỏng tệp khi nhiều chương trình "
        "cùng ghi. Hệ điều hành có thể đã vá mà không đổi số phiên bản. Nên sao lưu đều và nâng SQLite lên 3.51.3 khi có thể."
    ),
    "keeping.warning.evidence": "Lưu ý: thiếu {count} tệp minh chứng trong {folder}. Xem tệp nào: planengine evidence verify",
    "keeping.warning.network": "Lưu ý: {path} nằm trên ổ mạng; ở đó việc khóa tệp không đáng tin. Hãy chuyển về ổ trong máy.",
    "keeping.found.integrity": "✗ Tệp bị hỏng: {what}",
    "keeping.remedy.integrity": "→ Giữ nguyên tệp, chép ra chỗ khác, rồi khôi phục: planengine db restore TỆP",
    "keeping.found.reference": "✗ Bảng {table}: {count} dòng trỏ tới dòng không có trong bảng {parent}.",
    "keeping.remedy.reference": "→ Có chương trình khác đã sửa dữ liệu. Khôi phục bản sao lưu gần nhất: planengine db restore TỆP",
    "keeping.found.chain": "✗ {plan}: nhật ký sai từ mục {seq} ({verdict:verdict}); {count} mục trước đó đúng.",
    "keeping.remedy.chain": "→ Giữ nguyên tệp làm chứng, so với bản sao lưu gần nhất: planengine db restore TỆP (sẽ hỏi trước khi thay)",
    "keeping.found.row": "✗ {plan}: {label} trong bảng {table} không đúng như nhật ký.",
    "keeping.found.step": "✗ {plan}: mục nhật ký {seq} không thể có.",
    "keeping.found.absent": "✗ Thiếu {kind} {name}.",
    "keeping.remedy.absent": "→ Có người đã gỡ phần bảo vệ dữ liệu. Khôi phục bản sao lưu gần nhất: planengine db restore TỆP",
    "keeping.found.strange": "✗ Có {kind} {name} không phải của planengine.",
    "keeping.remedy.strange": "→ Hỏi người quản lý tệp; xóa phần thêm vào hoặc khôi phục bản sao lưu: planengine db restore TỆP",
    "keeping.found.differs": "✗ {kind} {name} khác với quy định của phiên bản này.",
    "keeping.remedy.differs": "→ Có người đã đổi cấu trúc. Khôi phục bản sao lưu gần nhất: planengine db restore TỆP",
    "keeping.found.journal_mode": "✗ Tệp đang ở chế độ {mode}, không phải WAL: người đọc và người ghi sẽ chờ nhau.",
    "keeping.remedy.journal_mode": "→ Dừng mọi lệnh khác, sao lưu, rồi khôi phục chính bản đó: planengine db restore TỆP",
    "keeping.found.older": "✗ Dữ liệu thuộc phiên bản cũ hơn ({schema}); chương trình cần {known}.",
    "keeping.remedy.older": "→ Sao lưu rồi chạy: planengine db migrate",
}
