"""A tick every so often until the process is told to stop; the tick in hand is finished first.

APScheduler with a memory store holds no truth: what is due is a row in the database, and the same tick runs from
`remind run --once`. A tick that was missed is made up by the next one.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler


def run(tick: Callable[[], None], seconds: int) -> None:
    """Calls `tick` at once and then every `seconds` until SIGTERM or SIGINT; returns when the last tick has ended.

    Must be called in the main thread. Ticks never overlap.
    """
    stop = threading.Event()
    held = threading.Lock()

    def guarded() -> None:
        with held:
            if not stop.is_set():
                tick()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        guarded, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
    )
    try:
        guarded()
        scheduler.start()
        stop.wait()
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        for number, handler in previous.items():
            signal.signal(number, handler)
