"""YOLO11n as Ultralytics exports it. Its weights come from a server that is not asked: they are random, seeded.

So the network costs what it costs with trained weights, and what it finds means nothing. AGPL-3.0, bench only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from .work import Work

os.environ |= {"YOLO_AUTOINSTALL": "false", "YOLO_OFFLINE": "true"}

import cv2
import numpy as np
import numpy.typing as npt
import torch
from ultralytics import YOLO

from edge_model.evaluate import image_paths, read_image

_SIDE = 320
_SPREAD = 1.5  # of the logits, about that of a trained network
_CELLS = 2100
_BOXES = 3  # of a busy frame, about


def weights(work: Work) -> None:
    """`yolo11n.pt`, and the least score that lets a few boxes of the clip through."""
    torch.manual_seed(0)
    model = YOLO("yolo11n.yaml", verbose=False)
    # Half of the clip is a bare wall, which would pass for what the network usually sees.
    frames = sorted((read_image(path) for path in image_paths(work.store / "frames")), key=np.std, reverse=True)
    busy = frames[: len(frames) // 2]
    _enliven(model.model, torch.cat([_input(frame) for frame in busy]))
    work.out.mkdir()
    model.save(work.out / "yolo11n.pt")
    results = model.predict(busy, imgsz=_SIDE, conf=0.01, max_det=300, verbose=False)
    scores = torch.cat([result.boxes.conf for result in results]).sort(descending=True).values
    told = {"minScore": float(scores[min(_BOXES * len(busy), len(scores) - 1)])}
    (work.out / "scores.json").write_text(json.dumps(told), encoding="utf-8")


def _enliven(network: Any, pictures: torch.Tensor) -> None:
    """Lets a network of fresh weights answer to what it is shown; else all its cells score the same next to nothing.

    The means of the batch norms become those of `pictures`, and the scores are drawn apart around a half.
    """
    for norm in (part for part in network.modules() if isinstance(part, torch.nn.BatchNorm2d)):
        norm.momentum = None  # the mean of all that passes
        norm.reset_running_stats()
    logits: list[torch.Tensor] = []
    last = [branch[-1] for branch in network.model[-1].cv3]
    hooks = [part.register_forward_hook(lambda _part, _input, output: logits.append(output)) for part in last]
    with torch.no_grad():
        network.train()(pictures)
        network.eval()
        logits.clear()
        network(pictures)
        for part, output in zip(last, logits, strict=True):
            contrast = _SPREAD / output.std()
            best = output.amax(1).flatten(1).quantile(1 - _BOXES / _CELLS, 1).mean()
            part.weight *= contrast
            part.bias.copy_((part.bias - best) * contrast)
    for hook in hooks:
        hook.remove()


def _input(frame: npt.NDArray[np.uint8]) -> torch.Tensor:
    picture = cv2.resize(frame, (_SIDE, _SIDE))[:, :, ::-1].transpose(2, 0, 1)
    return torch.from_numpy(np.ascontiguousarray(picture, np.float32) / 255)[None]


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
