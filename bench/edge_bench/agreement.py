"""Whether two contestants see the same: without that a comparison of their speed means nothing."""

from __future__ import annotations

from collections.abc import Sequence

from edge_model.measuring.boxes import iou

from .protocol import Found

# Two builds of OpenCV round a resized pixel differently, two runtimes sum in another order.
MIN_IOU, MAX_SCORE_CHANGE = 0.97, 0.01


def differences(one: Sequence[Found], other: Sequence[Found], min_score: float) -> list[str]:
    """What only one of them found, or found otherwise, in words; a box at the very threshold may be missing."""
    left = list(other)
    told = []
    for box in one:
        partner = max((each for each in left if each.label == box.label), key=lambda each: iou(box, each), default=None)
        if partner is None or iou(box, partner) < MIN_IOU or abs(box.score - partner.score) > MAX_SCORE_CHANGE:
            if box.score - min_score > MAX_SCORE_CHANGE:
                nearest = f", nearest {describe(partner)}" if partner else ""
                told.append(f"{describe(box)} is not there{nearest}")
        else:
            left.remove(partner)
    return told + [f"{describe(box)} is there besides" for box in left if box.score - min_score > MAX_SCORE_CHANGE]


def describe(box: Found) -> str:
    return f"class {box.label} {box.score:.3f} at {box.left:.0f},{box.top:.0f} of {box.width:.0f}×{box.height:.0f}"
