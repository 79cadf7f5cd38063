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
}
