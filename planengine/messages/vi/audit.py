"""audit: điểm chốt của nhật ký, xuất nhật ký, kiểm tra sâu."""

TEXTS = {
    "audit.checkpoint.quote": (
        "Ghi dòng trên vào công văn hoặc thư. Đối chiếu sau này: planengine audit checkpoint --verify 'DÒNG ĐÓ'"
    ),
    "audit.checkpoint.contained": "✓ {plan}: nhật ký còn nguyên {events} mục mà dòng này xác nhận.",
    "audit.checkpoint.cut": "✗ {plan}: nhật ký bị cắt; nay chỉ còn {at} mục, dòng này xác nhận {events} mục.",
    "audit.checkpoint.differs": (
        "✗ {plan}: mục {at} không phải mục mà dòng này xác nhận. Nếu dòng chép đúng thì nhật ký đã bị viết lại."
    ),
    "audit.checkpoint.unknown": "✗ {plan}: ở đây không theo dõi kế hoạch này.",
    "audit.checkpoint.broken": (
        "✗ {plan}: nhật ký sai từ mục {at} ({verdict:verdict}); dòng này xác nhận {events} mục."
    ),
    "audit.export.written": "Đã xuất {events} mục nhật ký. Điểm chốt: {line}",
    "audit.export.breach": "✗ {plan}: đã xuất nguyên như đang lưu, nhưng nhật ký sai từ mục {seq} ({verdict:verdict}).",
    "audit.deep.well": "✓ {plan}: phát lại {events} mục; mọi bước hợp lệ, bảng tình hình đúng như nhật ký.",
    "audit.deep.illegal": "✗ {plan}: mục nhật ký {seq} ({type}) không thể có: {why}.",
    "audit.deep.column": (
        "✗ {plan}: bảng {table}, {label}, cột {column} khác nhật ký: nhật ký cho {expected}, đang lưu {found}; "
        "mục cuối làm thay đổi: {seq}."
    ),
    "audit.deep.lost": "✗ {plan}: bảng {table} thiếu {label}; mục cuối ghi về việc này: {seq}.",
    "audit.deep.extra": "✗ {plan}: bảng {table} có {label} mà nhật ký không hề ghi.",
    "audit.why.payload": "nội dung thiếu hoặc sai",
    "audit.why.version": "không nối với mục trước của cùng phần việc",
    "audit.why.revision": "không đúng bản kế hoạch đang có hiệu lực",
    "audit.why.text": "văn bản lưu lại của bản kế hoạch không khớp mã trong nhật ký",
    "audit.why.undo": "lấy lại điều không phải thao tác cuối, hoặc không trả về đúng như trước",
    "audit.why.undo_by": "lấy lại thao tác của người khác",
    "audit.why.undo_late": "lấy lại sau hơn 24 giờ",
    "audit.why.plan": "bản kế hoạch đang có hiệu lực không giao như vậy",
    "audit.why.future": "ngày xảy ra ở sau lúc ghi",
    "audit.why.stream": "không thuộc phần việc nào đã giao",
    "audit.why.label": "mã nhiệm vụ không khớp",
    "audit.why.begun": "giao lại việc đã có người bắt đầu",
    "audit.why.state": "trạng thái lúc đó không cho phép bước này",
    "audit.why.agency": "cơ quan này không có quyền làm bước này",
    "audit.why.need": "thiếu điều mà bước này đòi hỏi",
    "audit.why.day": "ngày không khớp",
    "audit.why.follow": "thiếu việc ghi hoàn thành hoặc mở lại phải đi liền",
    "audit.why.completion": "nhiệm vụ chưa đủ điều kiện để hoàn thành hoặc mở lại",
    "audit.why.closed": "các phần việc được đóng hoặc mở lại không khớp",
    "audit.why.ended": "kế hoạch đã kết thúc",
    "audit.why.outcome": "kết quả khi kết thúc không hợp với loại nhiệm vụ",
}
