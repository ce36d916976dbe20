"""Frame to tensor and tensors to boxes for the Python peers, as quick as OpenCV and NumPy allow.

The arithmetic is that of `edge_model`, which is written to be read and decodes every cell. A script that somebody has
tuned looks at the scores first and decodes only what passes, so that is what these peers do; the tests hold both equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_model import decoding, letterbox, manifest
from edge_model.decoding import Candidates, Floats
from edge_model.letterbox import Placement
from edge_model.manifest import Input, Manifest

from ..protocol import Found, Settings
from .service import Detect, Frame

Infer = Callable[[Floats], Sequence[Floats]]


def detector(settings: Settings, infer: Infer) -> Detect:
    """`infer` takes the input tensor [1, 3, h, w] and returns the outputs in the order of the manifest's decoder."""
    described = manifest.read(Path(settings.bundle))
    prepare = Preparation(described.input)

    def detect(frame: Frame) -> Sequence[Found]:
        tensor, placement = prepare(frame)
        candidates = decode(described, infer(tensor), settings.min_score)
        if not candidates.scores.size:
            return ()
        kept = decoding.suppress(candidates, settings.iou, settings.nms, settings.max_detections)
        size = (frame.shape[1], frame.shape[0])
        scale, origin = (placement.scale_x, placement.scale_y), (placement.left, placement.top)
        return _found(decoding.to_frame(kept, scale, origin, size))

    return detect


class Preparation:
    """Letterbox and normalisation; the canvas is kept from frame to frame, its border stays."""

    def __init__(self, spec: Input) -> None:
        assert spec.letterbox != "stretch"
        self._spec = spec
        self._canvas = np.full((spec.height, spec.width, 3), spec.letterbox.pad, np.uint8)
        self._size: tuple[int, int] | None = None
        self._blob = cv2.dnn.Image2BlobParams()
        self._blob.scalefactor = tuple(1 / value for value in spec.std)
        # OpenCV takes the mean in the order of the result.
        self._blob.mean = spec.mean
        self._blob.swapRB = spec.colour == "rgb"

    def __call__(self, frame: Frame) -> tuple[Floats, Placement]:
        spec = self._spec
        height, width = frame.shape[:2]
        placed = letterbox.place(spec, width, height)
        inner = (max(1, int(width * placed.scale_x + 0.5)), max(1, int(height * placed.scale_y + 0.5)))
        if self._size not in (None, inner):
            assert spec.letterbox != "stretch"
            self._canvas[:] = spec.letterbox.pad
        self._size = inner
        area = self._canvas[placed.top : placed.top + inner[1], placed.left : placed.left + inner[0]]
        area[:] = cv2.resize(frame, inner, interpolation=cv2.INTER_LINEAR)
        return cv2.dnn.blobFromImageWithParams(self._canvas, self._blob), placed


def decode(described: Manifest, outputs: Sequence[Floats], min_score: float) -> Candidates:
    """The cells whose best class reaches `min_score`, in pixels of the network input."""
    match described.decoder:
        case "nanodet":
            return _nanodet(described, outputs, min_score)
        case "yolox":
            return _yolox(described, outputs[0][0], min_score)
        case "yolov8":
            rows = outputs[0][0]
            scores = rows[4:].max(0)
            cells = np.nonzero(scores >= min_score)[0]
            return Candidates(_corners(rows[:4, cells].T), scores[cells], rows[4:, cells].argmax(0))
        case other:
            raise ValueError(f"no peer reads the decoder {other}")


def _nanodet(described: Manifest, outputs: Sequence[Floats], min_score: float) -> Candidates:
    assert described.output is not None
    assert described.output.bins is not None
    bins, levels = np.arange(described.output.bins, dtype=np.float32), len(described.output.strides)
    parts = []
    for stride, planes, logits in zip(described.output.strides, outputs[:levels], outputs[levels:], strict=True):
        width = planes.shape[3]
        classes = planes[0].reshape(planes.shape[1], -1)
        best = classes.max(0)
        cells = np.nonzero(best >= min_score)[0]
        sides = logits[0].reshape(4, len(bins), -1)[:, :, cells]
        weights = np.exp(sides - sides.max(1, keepdims=True))
        distances = np.einsum("sbn,b->sn", weights, bins) / weights.sum(1) * stride
        x, y = (cells % width + 0.5) * stride, (cells // width + 0.5) * stride
        left, top, right, bottom = distances
        boxes = np.stack([x - left, y - top, x + right, y + bottom], 1).astype(np.float32)
        parts.append(Candidates(boxes, best[cells], classes[:, cells].argmax(0)))
    return Candidates(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _yolox(described: Manifest, rows: Floats, min_score: float) -> Candidates:
    assert described.output is not None
    # No class is more certain than the objectness that it is multiplied with.
    hopeful = np.nonzero(rows[:, 4] >= min_score)[0]
    scores = rows[hopeful, 4] * rows[hopeful, 5:].max(1)
    cells = hopeful[scores >= min_score]
    grid = _grid(described.input.width, described.input.height, described.output.strides)[cells]
    chosen = rows[cells]
    stride = grid[:, 2:]
    boxes = np.concatenate([(chosen[:, :2] + grid[:, :2]) * stride, np.exp(chosen[:, 2:4]) * stride], 1)
    return Candidates(_corners(boxes), scores[scores >= min_score], chosen[:, 5:].argmax(1))


_grids: dict[tuple[int, int, tuple[int, ...]], npt.NDArray[np.float32]] = {}


def _grid(width: int, height: int, strides: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """[cells, 3] column, row, stride of every cell; made once."""
    key = (width, height, strides)
    if key not in _grids:
        parts = []
        for stride in strides:
            x, y = np.meshgrid(np.arange(width // stride), np.arange(height // stride))
            parts.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], 1))
        _grids[key] = np.concatenate(parts).astype(np.float32)
    return _grids[key]


def _corners(centred: Floats) -> Floats:
    half = centred[:, 2:4] / 2
    return np.concatenate([centred[:, :2] - half, centred[:, :2] + half], 1)


def _found(candidates: Candidates) -> list[Found]:
    return [
        Found(int(label), float(score), float(box[0]), float(box[1]), float(box[2] - box[0]), float(box[3] - box[1]))
        for box, score, label in zip(candidates.boxes, candidates.scores, candidates.labels, strict=True)
    ]
