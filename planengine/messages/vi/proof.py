"""proof: lấy lại thao tác của chính mình."""

TEXTS = {
    "proof.undone": "✓ Đã lấy lại thao tác “{action:trigger}” ở {task} · {agency}; trạng thái lại là: {state:state}.",
}
