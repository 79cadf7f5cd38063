"""proof: taking back one's own action."""

TEXTS = {
    "proof.undone": "✓ Taken back: {action:trigger} of {task} · {agency}; it is again: {state:state}.",
}
