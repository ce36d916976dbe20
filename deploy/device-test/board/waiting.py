"""Waiting for something to become true on a machine that is slow but not stuck."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Deadlines are for two quiet cores; a busier machine multiplies them.
SCALE = float(os.environ.get("EDGE_INFER_DEVICE_TEST_PATIENCE", "1"))


def eventually(what: str, look: Callable[[], T | None], seconds: float) -> T:
    """What `look` returns as soon as that is neither None nor False; asked again and again until the deadline.

    Args:
        what: what is waited for, as the end of the sentence "... did not happen: ..."
        look: asks once; an `AssertionError` of it counts as "not yet" and is shown when time is up
        seconds: how long, on two quiet cores
    """
    deadline = time.monotonic() + seconds * SCALE
    last = ""
    while True:
        try:
            seen = look()
            if seen is not None and seen is not False:
                return seen
            last = f"last seen: {seen}"
        except AssertionError as error:
            last = str(error)
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds * SCALE:.0f} s; {last}")
        time.sleep(1)
