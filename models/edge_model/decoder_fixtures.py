"""Tiny real programs with known detections, one for each output layout, for the tests of the daemon's decoders.

Each takes a 64×64 image of any content and returns constant tensors that say: a person, a cat that the person's box
does not touch, a second and worse box of the same person, and a motorcycle that lies on the person. What a decoder
must make of them is in `expected.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor, nn

from . import bundle, lowering
from .bundle import Description
from .manifest import PROGRAM_FILE, Input, Letterbox, Output, Source, Thresholds

SIZE = 64
STRIDES = (8, 16, 32)
LABELS = ("person", "cat", "motorcycle")
BINS = 11
MIN_SCORE, IOU = 0.25, 0.6
_CELLS = sum((SIZE // stride) ** 2 for stride in STRIDES)
_BACKGROUND = 0.01


@dataclass(frozen=True)
class Known:
    """One box that the program "sees", in pixels of the network input; `cell` is its row in a grid of 84 cells."""

    label: int
    score: float
    left: float
    top: float
    right: float
    bottom: float
    cell: int

    def json(self) -> dict[str, Any]:
        box = {"x": self.left, "y": self.top, "width": self.right - self.left, "height": self.bottom - self.top}
        return {"label": LABELS[self.label], "labelId": self.label, "score": self.score, "box": box}


# Rows 0..63 are the 8×8 cells of stride 8, 64..79 the 4×4 of stride 16, 80..83 the 2×2 of stride 32.
PERSON = Known(0, 0.9, 8, 8, 40, 56, 69)
CAT = Known(1, 0.7, 44, 36, 62, 62, 54)
WORSE_PERSON = Known(0, 0.6, 10, 10, 40, 56, 73)
MOTORCYCLE = Known(2, 0.5, 8, 12, 42, 56, 68)
KNOWN = (PERSON, CAT, WORSE_PERSON, MOTORCYCLE)


class Constant(nn.Module):
    """Returns its tensors whatever it sees; the image is read so that the program has an input."""

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        super().__init__()
        self.count = len(tensors)
        for index, tensor in enumerate(tensors):
            self.register_buffer(f"table{index}", tensor)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        nothing = image.mean() * 0.0
        return tuple(self.get_buffer(f"table{index}") + nothing for index in range(self.count))


def yolox() -> list[Tensor]:
    """[1, 84, 8]: offset from the cell and log of the size, both in strides; objectness; classes."""
    rows = torch.zeros(1, _CELLS, 5 + len(LABELS))
    rows[..., 4:] = _BACKGROUND
    for known in KNOWN:
        stride, column, row = _place(known.cell)
        x, y, width, height = _centred(known)
        rows[0, known.cell, 0] = x / stride - column
        rows[0, known.cell, 1] = y / stride - row
        rows[0, known.cell, 2] = math.log(width / stride)
        rows[0, known.cell, 3] = math.log(height / stride)
        rows[0, known.cell, 4] = 1.0
        rows[0, known.cell, 5 + known.label] = known.score
    return [rows]


def yolov5() -> list[Tensor]:
    """[1, 84, 8]: centre, size, objectness, classes; the score is their product."""
    rows = torch.zeros(1, _CELLS, 5 + len(LABELS))
    rows[..., :4] = 4.0
    rows[..., 4:] = _BACKGROUND
    for known in KNOWN:
        rows[0, known.cell, :4] = torch.tensor(_centred(known))
        rows[0, known.cell, 4] = 0.95
        rows[0, known.cell, 5 + known.label] = known.score / 0.95
    return [rows]


def yolov8() -> list[Tensor]:
    """[1, 7, 84]: centre, size and classes of each cell in a column."""
    columns = torch.full((1, 4 + len(LABELS), _CELLS), 4.0)
    columns[:, 4:] = _BACKGROUND
    for known in KNOWN:
        columns[0, :4, known.cell] = torch.tensor(_centred(known))
        columns[0, 4 + known.label, known.cell] = known.score
    return [columns]


def end2end() -> list[Tensor]:
    """[1, 20, 6]: corners, score, class; duplicates are already gone, rows in falling order of the score."""
    rows = torch.zeros(1, 20, 6)
    for index, known in enumerate((PERSON, CAT, MOTORCYCLE)):
        rows[0, index] = torch.tensor(
            [known.left, known.top, known.right, known.bottom, known.score, float(known.label)]
        )
    return [rows]


def nanodet() -> list[Tensor]:
    """Scores [1, 3, h, w] of strides 8, 16, 32, then logits [1, 44, h, w] of strides 8, 16, 32."""
    scores = [torch.full((1, len(LABELS), SIZE // stride, SIZE // stride), _BACKGROUND) for stride in STRIDES]
    logits = [torch.zeros(1, 4 * BINS, SIZE // stride, SIZE // stride) for stride in STRIDES]
    for known in KNOWN:
        stride, column, row = _place(known.cell)
        level = STRIDES.index(stride)
        x, y = (column + 0.5) * stride, (row + 0.5) * stride
        scores[level][0, known.label, row, column] = known.score
        for side, distance in enumerate((x - known.left, y - known.top, known.right - x, known.bottom - y)):
            logits[level][0, side * BINS : (side + 1) * BINS, row, column] = _distribution(distance / stride)
    return [*scores, *logits]


def classify() -> list[Tensor]:
    """[1, 3]: probabilities."""
    return [torch.tensor([[0.1, 0.7, 0.2]])]


LAYOUTS: dict[str, Callable[[], list[Tensor]]] = {
    "yolox": yolox,
    "yolov5": yolov5,
    "yolov8": yolov8,
    "end2end": end2end,
    "nanodet": nanodet,
    "classify": classify,
}


def write_all(directory: Path) -> list[Path]:
    """Writes every fixture below `directory`; returns their folders."""
    return [*(_write(directory / name, name) for name in LAYOUTS), _write_ultralytics(directory / "ultralytics")]


def _write(directory: Path, decoder: str) -> Path:
    strided = decoder in ("yolox", "nanodet")
    classifier = decoder == "classify"
    description = Description(
        name=f"fixture-{decoder}",
        version="1.0.0",
        task="classify" if classifier else "detect",
        decoder=decoder,
        precision="fp32",
        input=Input(
            width=SIZE,
            height=SIZE,
            layout="nchw",
            dtype="float32",
            colour="rgb",
            mean=(0.0, 0.0, 0.0),
            std=(255.0, 255.0, 255.0),
            letterbox="stretch" if classifier else Letterbox("top-left", 114),
        ),
        output=Output(STRIDES, BINS if decoder == "nanodet" else None) if strided else None,
        thresholds=Thresholds(MIN_SCORE, IOU, "none" if decoder in ("end2end", "classify") else "class-wise", 100),
        labels=LABELS,
        licence="Apache-2.0",
        licence_files={},
        source=Source("models/edge_model/decoder_fixtures.py", "none: constants", "tests of edge-infer"),
    )
    lowered = lowering.lower(Constant(LAYOUTS[decoder]()), torch.zeros(1, 3, SIZE, SIZE), delegate=False)
    bundle.write(directory, description, lowered.program)
    _write_expected(directory, decoder)
    return directory


def _write_ultralytics(directory: Path) -> Path:
    """What `yolo export format=executorch` leaves: `model.pte` with planned inputs and `metadata.yaml`, no manifest."""
    directory.mkdir(parents=True, exist_ok=True)
    lowered = lowering.lower(Constant(yolov8()), torch.zeros(1, 3, SIZE, SIZE), delegate=False, lend_buffers=False)
    (directory / PROGRAM_FILE).write_bytes(lowered.program)
    metadata = {
        "description": "edge-infer test fixture in the layout of an Ultralytics export",
        "author": "edge-infer",
        "date": "2026-01-01T00:00:00.000000",
        "version": "8.4.0",
        "license": "Apache-2.0",
        "docs": "models/README.md",
        "stride": 32,
        "task": "detect",
        "batch": 1,
        "imgsz": [SIZE, SIZE],
        "names": dict(enumerate(LABELS)),
        "args": {"batch": 1, "half": False, "int8": False, "nms": False},
        "channels": 3,
        "end2end": False,
    }
    (directory / "metadata.yaml").write_text(yaml.safe_dump(metadata, sort_keys=False), encoding="utf-8")
    _write_expected(directory, "yolov8")
    return directory


def _write_expected(directory: Path, decoder: str) -> None:
    if decoder == "classify":
        classes = sorted(enumerate([0.1, 0.7, 0.2]), key=lambda pair: -pair[1])
        expected: dict[str, Any] = {
            "classes": [{"label": LABELS[index], "labelId": index, "score": score} for index, score in classes]
        }
    else:
        shown = (PERSON, CAT, MOTORCYCLE) if decoder == "end2end" else KNOWN
        expected = {
            "minScore": MIN_SCORE,
            "iou": IOU,
            "boxes": "pixels of the network input, best score first",
            "nms": {
                "none": [known.json() for known in shown],
                "class-wise": [known.json() for known in (PERSON, CAT, MOTORCYCLE)],
                "class-agnostic": [known.json() for known in (PERSON, CAT)],
            },
        }
    (directory / "expected.json").write_text(json.dumps(expected, indent=2) + "\n", encoding="utf-8")


def _place(cell: int) -> tuple[int, int, int]:
    """Stride, column and row of a cell; strides one after the other, each row by row."""
    for stride in STRIDES:
        side = SIZE // stride
        if cell < side * side:
            return stride, cell % side, cell // side
        cell -= side * side
    raise ValueError(f"cell {cell} lies beyond the grid")


def _centred(known: Known) -> list[float]:
    width, height = known.right - known.left, known.bottom - known.top
    return [known.left + width / 2, known.top + height / 2, width, height]


def _distribution(distance: float) -> Tensor:
    """Logits over the bins whose softmax expectation is `distance`: two neighbouring bins share the mass."""
    below = int(distance)
    part = distance - below
    logits = torch.full((BINS,), -60.0)
    logits[below] = math.log(1 - part)
    if part > 0:
        logits[below + 1] = math.log(part)
    return logits
