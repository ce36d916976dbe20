"""How far the detections of one program on two machines lie apart. NumPy alone."""

from __future__ import annotations

import math

import numpy as np

from ..decoding import Candidates


def furthest(one: Candidates, other: Candidates, sure: float) -> float:
    """Pixels between the corners of a detection and of the nearest with its label, the worst of all in both.

    Detections below the score `sure` only serve as partners: one beside the threshold may fall on either side of it on
    another machine. A detection without a partner is infinitely far away; without any there is no answer (NaN).
    """
    distances = [*_distances(one, other, sure), *_distances(other, one, sure)]
    return max(distances) if distances else math.nan


def _distances(some: Candidates, others: Candidates, sure: float) -> list[float]:
    found = []
    for box, score, label in zip(some.boxes, some.scores, some.labels, strict=True):
        if score >= sure:
            near = np.abs(others.boxes[others.labels == label] - box).max(axis=1)
            found.append(float(near.min()) if near.size else math.inf)
    return found
