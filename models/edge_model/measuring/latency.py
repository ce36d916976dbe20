"""How long one run takes, in this process, through the pinned ExecuTorch wheel."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from ..runtime import Runner
from .measurement import Latency

_WARM_UP = 5


def race(runners: Sequence[Runner], threads: int, runs: int) -> list[Latency]:
    """The latency of each, measured in turns (A B A B …), so that a busy machine is equally busy for all.

    `threads` is what `runtime.set_threads` was called with.
    """
    examples = [runner.example() for runner in runners]
    times: list[list[float]] = [[] for _ in runners]
    for index in range(_WARM_UP + runs):
        for runner, example, taken in zip(runners, examples, times, strict=True):
            begin = time.perf_counter()
            runner.run(example)
            if index >= _WARM_UP:
                taken.append((time.perf_counter() - begin) * 1e3)
    return [_summary(taken, threads) for taken in times]


def _summary(times: Sequence[float], threads: int) -> Latency:
    p50, p90 = np.percentile(times, [50, 90])
    return Latency(float(p50), float(p90), threads)
