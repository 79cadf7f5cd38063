"""Chữ thay cho giá trị trong phần trợ giúp."""

TEXTS = {
    "metavar.text": "NỘI_DUNG",
    "metavar.date": "NGÀY",
    "metavar.agency": "CƠ_QUAN",
    "metavar.reason": "LÝ_DO",
    "metavar.name": "HỌ_TÊN",
    "metavar.document": "VĂN_BẢN",
    "metavar.task": "NHIỆM_VỤ",
    "metavar.file": "TỆP",
    "metavar.folder": "THƯ_MỤC",
    "metavar.id": "MỤC",
    "metavar.state": "TRẠNG_THÁI",
    "metavar.n": "SỐ",
    "metavar.seconds": "GIÂY",
    "metavar.plan": "KẾ_HOẠCH",
    "metavar.name=value": "TÊN=GIÁ_TRỊ",
    "metavar.command": "LỆNH",
    "metavar.old": "MÃ_CŨ",
    "metavar.new": "MÃ_MỚI",
    "metavar.code": "MÃ",
    "metavar.lang": "vi|en",
}
