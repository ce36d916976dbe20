"""One line a turn, with what is left of the time."""

from __future__ import annotations

import sys
import time


class Progress:
    """`turns` is how many there will be in all; each is reported when it is over."""

    def __init__(self, turns: int) -> None:
        self._turns, self._done = turns, 0
        self._begin = time.monotonic()

    def tell(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def turn(self, text: str) -> None:
        self._done += 1
        gone = time.monotonic() - self._begin
        left = gone / self._done * (self._turns - self._done)
        self.tell(f"[{self._done}/{self._turns}, {_minutes(gone)} gone, about {_minutes(left)} left] {text}")

    def skip(self, turns: int) -> None:
        """Turns that will not take place."""
        self._turns -= turns


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
