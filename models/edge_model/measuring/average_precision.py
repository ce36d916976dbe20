"""COCO average precision, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from .boxes import Detection
from .measurement import DetectionAccuracy
from .truth import Truth


def average_precision(truth: Truth, detections: Sequence[Detection]) -> DetectionAccuracy:
    """Over all classes that occur in the truth; without any detection it is 0."""
    if not detections:
        return DetectionAccuracy(0.0, 0.0)
    numbers = {name: number for number, name in enumerate(truth.sizes, start=1)}
    results = [
        {
            "image_id": numbers[found.image],
            "category_id": found.label,
            "score": found.score,
            "bbox": [found.left, found.top, found.width, found.height],
        }
        for found in detections
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = _document(truth, numbers)
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return DetectionAccuracy(float(evaluation.stats[0]), float(evaluation.stats[1]))


def _document(truth: Truth, numbers: dict[str, int]) -> dict[str, list[dict[str, object]]]:
    labels = sorted({box.label for box in truth.boxes})
    return {
        "images": [
            {"id": numbers[name], "file_name": name, "width": size.width, "height": size.height}
            for name, size in truth.sizes.items()
        ],
        "annotations": [
            {
                "id": number,
                "image_id": numbers[box.image],
                "category_id": box.label,
                "bbox": [box.left, box.top, box.width, box.height],
                "area": box.area,
                "iscrowd": int(box.crowd),
            }
            for number, box in enumerate(truth.boxes, start=1)
        ],
        "categories": [{"id": label, "name": str(label)} for label in labels],
    }
