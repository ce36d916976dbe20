"""What was measured: one record a contestant and number of threads."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .protocol import Turn


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of the rounds."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        return Spread(statistics.median(values), min(values), max(values))


@dataclass
class Result:
    """One contestant of one stage. `problem` is None when all went well; then every round has its rate.

    `fps`, one a round; `periods_ms` of all rounds together; `processor_s` for `frames` of them, warm-up included.
    `boxes` is the mean of a frame, None where the contestant makes none. `disagreements` are with those that should
    find the same.
    """

    contestant: str
    threads: int
    versions: dict[str, str] = field(default_factory=dict)
    fps: list[float] = field(default_factory=list)
    periods_ms: list[float] = field(default_factory=list)
    processor_s: float = 0.0
    frames: int = 0
    peak_bytes: int = 0
    boxes: float | None = None
    disagreements: list[str] = field(default_factory=list)
    problem: str | None = None
    skipped: bool = False

    def add(self, turn: Turn, processor_s: float, frames: int) -> None:
        self.fps.append(turn.fps)
        self.periods_ms.extend(turn.periods_ms)
        self.processor_s += processor_s
        self.frames += frames
        if turn.detections:
            self.boxes = statistics.fmean(turn.detections)

    @property
    def ran(self) -> bool:
        return self.problem is None and bool(self.fps)

    @property
    def rate(self) -> Spread:
        """Frames a second."""
        return Spread.of(self.fps)

    def percentile_ms(self, percent: int) -> float:
        ordered = sorted(self.periods_ms)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    @property
    def processor_ms(self) -> float:
        """Of a frame, all threads."""
        return 1e3 * self.processor_s / self.frames

    def document(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @staticmethod
    def read(document: dict[str, Any]) -> Result:
        return Result(**document)
