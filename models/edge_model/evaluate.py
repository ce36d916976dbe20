"""COCO average precision of a bundle on a folder of labelled images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
from tqdm import tqdm

from . import manifest
from .errors import EdgeModelError
from .measuring import truth
from .measuring.average_precision import average_precision
from .measuring.boxes import Detection
from .measuring.truth import IMAGE_SUFFIXES, Size
from .runtime import BundleDetector, Detector


@dataclass(frozen=True)
class Protocol:
    """How the candidates are chosen; the defaults are those of the published COCO numbers."""

    min_score: float = 0.01
    iou: float = 0.65
    nms: str = "class-wise"
    max_detections: int = 300
    multi_label: bool = True


@dataclass(frozen=True)
class Result:
    """`ap` over IoU 0.50:0.95, `ap50` at IoU 0.5; `images` is their number."""

    ap: float
    ap50: float
    detections: tuple[Detection, ...]
    images: int


def evaluate(
    runner: BundleDetector, images: Path, labels: Path, protocol: Protocol, title: str = "evaluating"
) -> Result:
    """Runs every image of `images` and compares with `labels`: a folder of YOLO files or a COCO annotation file."""
    paths = image_paths(images)
    names = manifest.read_labels(runner.directory, runner.manifest)
    expected = truth.read(paths, labels, names, size_of)
    detections = tuple(
        found for path in tqdm(paths, desc=title, unit="image") for found in detect(runner, path, protocol)
    )
    accuracy = average_precision(expected, detections)
    return Result(accuracy.ap, accuracy.ap50, detections, len(paths))


def image_paths(directory: Path) -> list[Path]:
    """The images of a folder in the order of their names; none is an error."""
    paths = sorted(path for path in directory.glob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
    if not paths:
        raise EdgeModelError(f'"{directory}" has no .jpg or .png image: name a folder of images')
    return paths


def read_image(path: Path) -> Any:
    """A BGR image [h, w, 3] of bytes."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise EdgeModelError(f'"{path}" cannot be read as an image')
    return image


def detect(network: Detector, path: Path, protocol: Protocol) -> Iterator[Detection]:
    """The detections in one image, best first."""
    chosen = (protocol.min_score, protocol.iou, protocol.nms, protocol.max_detections, protocol.multi_label)
    found = network.detect(read_image(path), *chosen)
    for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True):
        left, top, right, bottom = (float(value) for value in box)
        yield Detection(path.name, int(label), float(score), left, top, right - left, bottom - top)


def size_of(path: Path) -> Size:
    """Pixels of an image file."""
    height, width = read_image(path).shape[:2]
    return Size(width, height)
