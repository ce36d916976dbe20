"""The records of one measured bundle, from the measuring modules to tables, budgets and plots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Latency:
    """Wall time of one run in milliseconds on `threads` threads, warm-up left out."""

    p50_ms: float
    p90_ms: float
    threads: int


@dataclass(frozen=True)
class Energy:
    """Joules of one run by the counter `counter`, everything that it counts included (often the whole package)."""

    joules_per_run: float
    counter: str


@dataclass(frozen=True)
class DetectionAccuracy:
    """COCO average precision over IoU 0.50:0.95 and at IoU 0.5, both 0..1."""

    ap: float
    ap50: float

    @property
    def headline(self) -> float:
        return self.ap


@dataclass(frozen=True)
class ClassificationAccuracy:
    """Share of the images whose most probable class is theirs, 0..1."""

    top1: float

    @property
    def headline(self) -> float:
        return self.top1


Score = DetectionAccuracy | ClassificationAccuracy


@dataclass(frozen=True)
class Measurement:
    """`peak_memory_bytes` is what loading and running the program adds to a process; `energy` None without counter."""

    bundle: Path
    precision: str
    images: int
    accuracy: Score
    latency: Latency
    size_bytes: int
    peak_memory_bytes: int
    energy: Energy | None
