"""Output tensors to boxes: the reference that the daemon's decoders are compared with. NumPy alone.

A decoder returns every candidate above the score floor in pixels of the network input; `suppress` thins them out and
`to_frame` maps them to the captured frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .errors import EdgeModelError
from .manifest import Manifest

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Candidates:
    """`boxes` [n, 4] left, top, right, bottom in pixels; `scores` [n] 0..1; `labels` [n] class ids."""

    boxes: Floats
    scores: Floats
    labels: npt.NDArray[np.int64]

    def take(self, index: npt.NDArray[np.generic]) -> Candidates:
        return Candidates(self.boxes[index], self.scores[index], self.labels[index])


def decode(manifest: Manifest, outputs: Sequence[Floats], min_score: float, multi_label: bool) -> Candidates:
    """The candidates with a score of at least `min_score`; one class a cell unless `multi_label`."""
    match manifest.decoder:
        case "nanodet":
            boxes, scores = _nanodet(manifest, outputs)
        case "yolox":
            boxes, scores = _yolox(manifest, outputs[0])
        case "yolov5":
            rows = outputs[0][0]
            boxes, scores = _corners(rows[:, :4]), rows[:, 4:5] * rows[:, 5:]
        case "yolov8":
            rows = outputs[0][0].T
            boxes, scores = _corners(rows[:, :4]), rows[:, 4:]
        case "end2end":
            rows = outputs[0][0]
            rows = rows[rows[:, 4] >= min_score]
            return Candidates(rows[:, :4], rows[:, 4], rows[:, 5].astype(np.int64))
        case "classify":
            raise EdgeModelError(f'"{manifest.name}" is a classifier: it has scores, no boxes')
    if multi_label:
        cells, labels = np.nonzero(scores >= min_score)
    else:
        best = scores.argmax(1)
        cells = np.nonzero(scores[np.arange(len(scores)), best] >= min_score)[0]
        labels = best[cells]
    return Candidates(boxes[cells].astype(np.float32), scores[cells, labels].astype(np.float32), labels)


def suppress(candidates: Candidates, iou: float, nms: str, limit: int) -> Candidates:
    """Greedy non-maximum suppression, best score first; equal scores keep the order of the cells."""
    ordered = candidates.take(np.argsort(-candidates.scores, kind="stable"))
    if nms == "none":
        return ordered.take(np.arange(min(limit, len(ordered.scores))))
    groups = ordered.labels if nms == "class-wise" else np.zeros_like(ordered.labels)
    kept = [
        index for group in np.unique(groups) for index in _greedy(ordered.boxes, np.nonzero(groups == group)[0], iou)
    ]
    return ordered.take(np.sort(np.asarray(kept, np.int64))[:limit])


def to_frame(
    candidates: Candidates, scale: tuple[float, float], origin: tuple[int, int], size: tuple[int, int]
) -> Candidates:
    """From pixels of the network input to pixels of the frame, cut at its edges."""
    boxes = (candidates.boxes - np.asarray(origin * 2, np.float32)) / np.asarray(scale * 2, np.float32)
    return Candidates(np.clip(boxes, 0, np.asarray(size * 2, np.float32)), candidates.scores, candidates.labels)


def _nanodet(manifest: Manifest, outputs: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Scores [1, c, h, w] of every stride, then logits [1, 4 × bins, h, w] of every stride.

    The distance of a side is the expectation of its softmax over the bins, times the stride.
    """
    assert manifest.output is not None
    assert manifest.output.bins is not None
    strides, bins = manifest.output.strides, manifest.output.bins
    boxes, scores = [], []
    for stride, level_scores, logits in zip(strides, outputs[: len(strides)], outputs[len(strides) :], strict=True):
        _, classes, height, width = level_scores.shape
        x, y = np.meshgrid((np.arange(width) + 0.5) * stride, (np.arange(height) + 0.5) * stride)
        sides = logits[0].reshape(4, bins, -1)
        weights = np.exp(sides - sides.max(1, keepdims=True))
        left, top, right, bottom = np.einsum("sbn,b->sn", weights, np.arange(bins)) / weights.sum(1) * stride
        x, y = x.ravel(), y.ravel()
        boxes.append(np.stack([x - left, y - top, x + right, y + bottom], 1))
        scores.append(level_scores[0].reshape(classes, -1).T)
    return np.concatenate(boxes), np.concatenate(scores)


def _yolox(manifest: Manifest, output: Floats) -> tuple[Floats, Floats]:
    """[1, n, 5 + c]: offsets from the cell in strides, logarithm of the size in strides, objectness, classes."""
    assert manifest.output is not None
    cells = []
    for stride in manifest.output.strides:
        x, y = np.meshgrid(np.arange(manifest.input.width // stride), np.arange(manifest.input.height // stride))
        cells.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], 1))
    x, y, stride = np.concatenate(cells).T
    rows = output[0]
    centred = np.stack(
        [
            (rows[:, 0] + x) * stride,
            (rows[:, 1] + y) * stride,
            np.exp(rows[:, 2]) * stride,
            np.exp(rows[:, 3]) * stride,
        ],
        1,
    )
    return _corners(centred), rows[:, 4:5] * rows[:, 5:]


def _corners(centred: Floats) -> Floats:
    """[n, 4] centre x, centre y, width, height to left, top, right, bottom."""
    half = centred[:, 2:4] / 2
    return np.concatenate([centred[:, :2] - half, centred[:, :2] + half], 1)


def _greedy(boxes: Floats, order: npt.NDArray[np.intp], limit: float) -> list[int]:
    """The indices of `order` that survive; a box falls when its IoU with a kept one exceeds `limit`."""
    area = np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0), axis=1)
    kept = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(int(best))
        begin = np.maximum(boxes[best, :2], boxes[rest, :2])
        end = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        shared = np.prod(np.maximum(end - begin, 0), axis=1)
        union = np.maximum(area[best] + area[rest] - shared, np.finfo(np.float32).tiny)
        order = rest[shared / union <= limit]
    return kept
