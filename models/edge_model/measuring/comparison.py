"""What two measured bundles have in common and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import boxes, report
from .bundles import Outcome
from .classification import Prediction
from .measurement import Measurement
from .table import Cell, Column, Table


@dataclass(frozen=True)
class Verdict:
    """The second bundle against the first: `drop` of AP or top-1 (0..1), `speedup` and `size_ratio`."""

    drop: float
    max_drop: float
    speedup: float
    size_ratio: float

    @property
    def kept(self) -> bool:
        return self.drop <= self.max_drop


def verdict(first: Measurement, second: Measurement, max_drop: float) -> Verdict:
    return Verdict(
        drop=first.accuracy.headline - second.accuracy.headline,
        max_drop=max_drop,
        speedup=first.latency.p50_ms / second.latency.p50_ms,
        size_ratio=second.size_bytes / first.size_bytes,
    )


def table(result: Verdict) -> Table:
    columns = (
        Column("drop", "drop", ".4f"),
        Column("maxDrop", "allowed", ".4f"),
        Column("kept", "kept"),
        Column("speedup", "times faster", ".2f"),
        Column("sizeRatio", "size ratio", ".3f"),
    )
    return Table(columns, ((result.drop, result.max_drop, result.kept, result.speedup, result.size_ratio),))


def differences(first: Outcome, second: Outcome, min_score: float, labels: Sequence[str]) -> Table:
    """The images or boxes that the two see differently, the worst first.

    Boxes count from `min_score` on (that of live use): the many faint candidates that AP needs would hide what matters.
    """
    if first.predictions:
        return _predictions(first.predictions, second.predictions, labels)
    pairs = boxes.pair(first.detections, second.detections)
    visible = [pair for pair in pairs if max(pair.first_score or 0, pair.second_score or 0) >= min_score]
    return report.differences(boxes.differing(visible), labels)


def first_rows(whole: Table, count: int) -> Table:
    return Table(whole.columns, whole.rows[:count])


def _predictions(first: Sequence[Prediction], second: Sequence[Prediction], labels: Sequence[str]) -> Table:
    columns = (
        Column("image", "image"),
        Column("truth", "truth"),
        Column("firstLabel", "A says"),
        Column("firstProbability", "probability A", ".2f"),
        Column("secondLabel", "B says"),
        Column("secondProbability", "probability B", ".2f"),
    )
    changed = [(one, other) for one, other in zip(first, second, strict=True) if one.label != other.label]
    changed.sort(key=lambda both: -min(both[0].probability, both[1].probability))
    rows: list[tuple[Cell, ...]] = [
        (one.image, labels[one.truth], labels[one.label], one.probability, labels[other.label], other.probability)
        for one, other in changed
    ]
    return Table(columns, tuple(rows))
