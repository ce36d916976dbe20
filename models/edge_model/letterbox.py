"""Frame to network input, with the same arithmetic as the daemon: OpenCV's bilinear resize on bytes, then normalise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .manifest import Input


@dataclass(frozen=True)
class Placement:
    """Where the frame lies in the network input: input = frame × scale + (left, top), in pixels."""

    scale_x: float
    scale_y: float
    left: int
    top: int


def place(spec: Input, width: int, height: int) -> Placement:
    """The placement of a `width` × `height` frame."""
    if spec.letterbox == "stretch":
        return Placement(spec.width / width, spec.height / height, 0, 0)
    scale = min(spec.width / width, spec.height / height)
    inner_width, inner_height = _inner(scale, width, height)
    if spec.letterbox.position == "top-left":
        return Placement(scale, scale, 0, 0)
    return Placement(scale, scale, (spec.width - inner_width) // 2, (spec.height - inner_height) // 2)


def prepare(spec: Input, frame: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.generic], Placement]:
    """A BGR frame [h, w, 3] to the contiguous input tensor of `spec` with a leading batch of one."""
    import cv2  # only this function needs OpenCV; the placement alone is used where it is not installed

    height, width = frame.shape[:2]
    placement = place(spec, width, height)
    inner = (spec.width, spec.height) if spec.letterbox == "stretch" else _inner(placement.scale_x, width, height)
    resized = cv2.resize(frame, inner, interpolation=cv2.INTER_LINEAR)
    canvas = np.full((spec.height, spec.width, 3), 0 if spec.letterbox == "stretch" else spec.letterbox.pad, np.uint8)
    canvas[placement.top : placement.top + inner[1], placement.left : placement.left + inner[0]] = resized
    if spec.colour == "rgb":
        canvas = canvas[:, :, ::-1]
    values: npt.NDArray[np.generic] = canvas
    if spec.dtype != "uint8":
        mean, std = np.asarray(spec.mean, np.float32), np.asarray(spec.std, np.float32)
        values = ((canvas.astype(np.float32) - mean) / std).astype(spec.dtype)
    if spec.layout == "nchw":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[np.newaxis]), placement


def _inner(scale: float, width: int, height: int) -> tuple[int, int]:
    """The resized frame: rounded half up, at least one pixel."""
    return max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))
