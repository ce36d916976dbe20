"""COCO average precision of a bundle on a folder of images with YOLO-format labels."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from tqdm import tqdm

from .errors import EdgeModelError
from .runtime import Runner


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
    """`ap` over IoU 0.50:0.95, `ap50` at IoU 0.5; `detections` in the form of `edge-infer detect --json`."""

    ap: float
    ap50: float
    detections: list[dict[str, Any]]


def evaluate(runner: Runner, images: Path, labels: Path, protocol: Protocol) -> Result:
    """Runs every image of `images` and compares with `labels` (one `class cx cy w h` line an object, relative)."""
    paths = image_paths(images)
    detections = [
        found for path in tqdm(paths, desc="evaluating", unit="image") for found in _detect(runner, path, protocol)
    ]
    truth = _ground_truth(paths, labels)
    ids = {entry["file_name"]: entry["id"] for entry in truth["images"]}
    rows = [
        {
            "image_id": ids[found["image"]],
            "category_id": found["labelId"],
            "score": found["score"],
            "bbox": [found["box"][key] for key in ("x", "y", "width", "height")],
        }
        for found in detections
    ]
    if not rows:
        return Result(0.0, 0.0, [])
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(rows), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return Result(float(evaluation.stats[0]), float(evaluation.stats[1]), detections)


def image_paths(directory: Path) -> list[Path]:
    """The images of a folder in the order of their names; none is an error."""
    paths = sorted(path for path in directory.glob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not paths:
        raise EdgeModelError(f'"{directory}" has no .jpg or .png image: name a folder of images')
    return paths


def read_image(path: Path) -> Any:
    """A BGR image [h, w, 3] of bytes."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise EdgeModelError(f'"{path}" cannot be read as an image')
    return image


def _detect(runner: Runner, path: Path, protocol: Protocol) -> Iterator[dict[str, Any]]:
    found = runner.detect(
        read_image(path), protocol.min_score, protocol.iou, protocol.nms, protocol.max_detections, protocol.multi_label
    )
    for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True):
        left, top, right, bottom = (float(value) for value in box)
        yield {
            "image": path.name,
            "labelId": int(label),
            "score": float(score),
            "box": {"x": left, "y": top, "width": right - left, "height": bottom - top},
        }


def _ground_truth(paths: list[Path], labels: Path) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    objects: list[dict[str, Any]] = []
    for number, path in enumerate(paths, start=1):
        height, width = read_image(path).shape[:2]
        entries.append({"id": number, "file_name": path.name, "width": width, "height": height})
        file = labels / f"{path.stem}.txt"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            category, cx, cy, w, h = (float(value) for value in line.split()[:5])
            box = [(cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height]
            objects.append(
                {
                    "id": len(objects) + 1,
                    "image_id": number,
                    "category_id": int(category),
                    "bbox": box,
                    "area": box[2] * box[3],
                    "iscrowd": 0,
                }
            )
    categories = [{"id": index, "name": str(index)} for index in sorted({item["category_id"] for item in objects})]
    return {"images": entries, "annotations": objects, "categories": categories}
