"""Detections of two models side by side: which boxes both found, and which only one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Box(Protocol):
    """What stands somewhere in an image, in pixels."""

    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


@dataclass(frozen=True)
class Detection:
    """A box in pixels of the image as stored."""

    image: str
    label: int
    score: float
    left: float
    top: float
    width: float
    height: float

    def document(self) -> dict[str, object]:
        """The form of `edge-infer detect --json`."""
        box = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        return {"image": self.image, "labelId": self.label, "score": self.score, "box": box}


@dataclass(frozen=True)
class Difference:
    """`seen` is a box of the first model, or of the second where the first missed it; a score is None where missed."""

    seen: Detection
    first_score: float | None
    second_score: float | None

    @property
    def score_change(self) -> float:
        """Second minus first; a missing box has the score 0."""
        return (self.second_score or 0.0) - (self.first_score or 0.0)

    @property
    def missed(self) -> bool:
        return self.first_score is None or self.second_score is None


def iou(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


def pair(first: Iterable[Detection], second: Iterable[Detection], min_iou: float = 0.5) -> list[Difference]:
    """Every detection of both models once, in the order of the images.

    Boxes of one class in one image are paired best overlap first, down to `min_iou`.
    """
    firsts, seconds = _grouped(first), _grouped(second)
    return [
        difference
        for key in sorted(firsts.keys() | seconds.keys())
        for difference in _pair_group(firsts[key], seconds[key], min_iou)
    ]


def differing(pairs: Sequence[Difference], min_score_change: float = 0.2) -> list[Difference]:
    """Those that one model missed, or whose scores lie at least `min_score_change` apart; the largest change first."""
    changed = [pair for pair in pairs if pair.missed or abs(pair.score_change) >= min_score_change]
    return sorted(changed, key=lambda pair: -abs(pair.score_change))


def _grouped(detections: Iterable[Detection]) -> defaultdict[tuple[str, int], list[Detection]]:
    groups: defaultdict[tuple[str, int], list[Detection]] = defaultdict(list)
    for detection in detections:
        groups[detection.image, detection.label].append(detection)
    return groups


def _pair_group(first: list[Detection], second: list[Detection], min_iou: float) -> list[Difference]:
    overlaps = sorted(
        ((iou(one, other), i, j) for i, one in enumerate(first) for j, other in enumerate(second)),
        key=lambda overlap: (-overlap[0], overlap[1], overlap[2]),
    )
    partner: dict[int, int] = {}
    for overlap, i, j in overlaps:
        if overlap >= min_iou and i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [
        Difference(one, one.score, second[partner[i]].score if i in partner else None) for i, one in enumerate(first)
    ]
    taken = set(partner.values())
    return pairs + [Difference(other, None, other.score) for j, other in enumerate(second) if j not in taken]
