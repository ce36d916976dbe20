"""YOLO11n as Ultralytics exports it. Its weights come from a server that is not asked: they are random, seeded.

So the network costs what it costs with trained weights, and what it finds means nothing. AGPL-3.0, bench only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

from .work import Work

os.environ |= {"YOLO_AUTOINSTALL": "false", "YOLO_OFFLINE": "true"}

import torch
from ultralytics import YOLO

from edge_model.evaluate import image_paths, read_image

_SIDE = 320
_BOXES = 10  # candidates in the frame that is looked at; a trained network has about as many


def weights(work: Work) -> None:
    """`yolo11n.pt`, and the least score that lets a few boxes of the clip through."""
    torch.manual_seed(0)
    model = YOLO("yolo11n.yaml", verbose=False)
    work.out.mkdir()
    model.save(work.out / "yolo11n.pt")
    paths = image_paths(work.store / "frames")
    frame = read_image(paths[len(paths) // 12])
    result = model.predict(frame, imgsz=_SIDE, conf=0.0, max_det=300, verbose=False)
    scores = result[0].boxes.conf.sort(descending=True).values
    (work.out / "scores.json").write_text(json.dumps({"minScore": float(scores[_BOXES])}), encoding="utf-8")


def executorch(work: Work) -> None:
    _export(work, "executorch")


def openvino(work: Work) -> None:
    _export(work, "openvino")


def _export(work: Work, form: str) -> None:
    directory = work.out.with_name(f"part-{form}-export")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    shutil.copy(work.store / "yolo11n/yolo11n.pt", directory)
    with contextlib.chdir(directory):
        written = Path(YOLO("yolo11n.pt", verbose=False).export(format=form, imgsz=_SIDE))
        shutil.move(written.resolve(), work.out)
    shutil.rmtree(directory)
