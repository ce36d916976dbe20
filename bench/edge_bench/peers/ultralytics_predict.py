"""Ultralytics' `predict` on what `yolo export` wrote: the loop that its documentation shows. AGPL-3.0, bench only."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any

from ..protocol import Found
from .service import Frame, claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    # Before it is imported: it would install packages and ask servers.
    os.environ |= {"YOLO_AUTOINSTALL": "false", "YOLO_OFFLINE": "true"}
    import cv2
    import torch
    import ultralytics
    from executorch.extension.pybindings.portable_lib import _unsafe_reset_threadpool

    cv2.setNumThreads(given.threads)  # it sets OpenCV's threads when it is imported
    torch.set_num_threads(given.threads)
    _unsafe_reset_threadpool(given.threads)
    model = ultralytics.YOLO(given.model, task="detect")
    options = {
        "imgsz": 320,
        "conf": given.min_score,
        "iou": given.iou,
        "agnostic_nms": given.nms == "class-agnostic",
        "max_det": given.max_detections,
        "verbose": False,
    }

    def detect(frame: Frame) -> Sequence[Found]:
        return _found(model.predict(frame, **options)[0])

    def results(clip: str) -> Iterator[Sequence[Found]]:
        while True:
            with contextlib.closing(model.predict(clip, stream=True, **options)) as stream:
                for result in stream:
                    yield _found(result)

    versions = {"ultralytics": ultralytics.__version__, "torch": torch.__version__.split("+")[0]}
    serve(detect, versions, results)


def _found(result: Any) -> Sequence[Found]:
    rows: list[list[float]] = result.boxes.data.tolist()
    return [
        Found(int(label), score, left, top, right - left, bottom - top)
        for left, top, right, bottom, score, label in rows
    ]


if __name__ == "__main__":
    main()
