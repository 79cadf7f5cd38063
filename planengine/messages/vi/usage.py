"""Lệnh gõ chưa đúng."""

TEXTS = {
    "usage.no_such_option": "Không có tùy chọn {option}.",
    "usage.no_such_option_near": "Không có tùy chọn {option}. Ý bạn là: {near}?",
    "usage.no_such_command": "Không có lệnh “{command}”.",
    "usage.no_such_command_near": "Không có lệnh “{command}”. Ý bạn là: {near}?",
    "usage.missing": "Thiếu {name}.",
    "usage.bad_value": "Giá trị của {name} chưa đúng: {reason}",
    "usage.choice": "chọn một trong {choices}.",
    "usage.range": "cần số nguyên từ {least} đến {most}.",
    "usage.option_needs_value": "Tùy chọn {option} phải kèm giá trị.",
    "usage.extra": "Thừa {words}.",
    "usage.other": "Lệnh gõ chưa đúng: {reason}",
    "usage.help": "Xem cách dùng: {command} --help",
}
