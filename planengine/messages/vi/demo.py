"""Lời dẫn của bản trình diễn."""

TEXTS = {
    "demo.intro": (
        "Tỉnh Quảng Nam ban hành kế hoạch thực hiện Nghị quyết 106/NQ-CP về hợp tác xã nông nghiệp: 53 nhiệm vụ, 16 chỉ tiêu, "
        "hàng chục cơ quan. Sở Nông nghiệp và PTNT theo dõi. Dưới đây là hai tháng theo dõi thu gọn: sau dấu $ là lệnh thật, "
        "trong ngoặc vuông là ngày của câu chuyện, lùi vào là câu trả lời. Tất cả diễn ra trong một thư mục tạm."
    ),
    "demo.chapter.plan": "1. Đọc, kiểm tra và đưa vào theo dõi Kế hoạch thực hiện Nghị quyết 106/NQ-CP của Quảng Nam",
    "demo.internal": (
        "Văn bản chỉ ghi một thời hạn (IV.1.5, trước ngày 15/12 hằng năm). Riêng bản trình diễn, các nhiệm vụ {tasks} "
        "được đặt thêm ngày hoàn thành nội bộ, ghi rõ là minh họa; kế hoạch thật không có những ngày này."
    ),
    "demo.chapter.last_year": "2. Báo cáo năm 2023 đã gửi bằng văn bản giấy: thư ký nhập thay",
    "demo.likewise": "… và tương tự cho {count} cơ quan còn lại; mỗi báo cáo được xác nhận ngay.",
    "demo.chapter.november": "3. Tháng 11/2024: các cơ quan tiếp nhận, cập nhật, báo cáo; thư ký xác nhận",
    "demo.note.fund": "Quỹ đã giải ngân cho 3 HTX; họp ban điều hành quý IV",
    "demo.chapter.december": "4. Tháng 12/2024: một báo cáo bị yêu cầu làm lại, một báo cáo gửi bằng giấy",
    "demo.reason.return": "Chưa đánh giá tín dụng nội bộ của HTX khu vực miền núi",
    "demo.chapter.stand": "5. Sáng thứ Hai 16/12/2024: tình hình thực hiện (hạn báo cáo năm là thứ Bảy 14/12)",
    "demo.chapter.letters": "6. Thư nhắc việc gửi trong ngày",
    "demo.letters": (
        "{count} thư đã được ghi thành tệp .eml: địa chỉ trong danh bạ mẫu kết thúc bằng .example nên không thư nào "
        "rời máy. Một thư trong số đó:"
    ),
    "demo.letter.to": "Đến: {to}",
    "demo.letter.subject": "Tiêu đề: {subject}",
    "demo.document": "{number} ngày {day}",
    "demo.basis": "minh họa",
    "demo.cut": "… (lược {count} dòng)",
    "demo.kept": "Thư mục làm việc được giữ lại: {folder}",
    "demo.end": (
        "Hết phần trình diễn. Mọi bước ở trên là lệnh thật; thêm `--keep THƯ_MỤC` để giữ lại thư mục làm việc và "
        "tự thử tiếp."
    ),
}
