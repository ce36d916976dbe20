"""What edge-infer runs, made by `edge_model` as a person would."""

from __future__ import annotations

import shutil

from edge_model import export, known_models
from edge_model.export import Plan
from edge_model.sources import Request

from .work import Work

_SIDE = 320


def nanodet_fp32(work: Work) -> None:
    known_models.nanodet_g(work.out, "fp32", None, None)


def yolox_fp32(work: Work) -> None:
    known_models.yolox_nano(work.out, work.store / "yolox-nano.onnx")


def yolox_mixed(work: Work) -> None:
    """The best that is within a point of AP; refused by the exporter where there is none."""
    assert work.data is not None
    coco = work.data / "coco"
    named = work.out.with_name("part-yolox-nano-source")
    named.mkdir(exist_ok=True)
    shutil.copy(work.store / "yolox-nano.onnx", named / "yolox_nano.onnx")
    images, labels = coco / "validation/images", coco / "validation/labels"
    known_models.yolox_nano_mixed(work.out, named, coco / "calibration", images, labels)


def yolo11n_int8(work: Work) -> None:
    """Boxes are decoded outside of the network, where float costs less than eight bits would lose."""
    plan = Plan(
        source=str(work.store / "yolo11n/yolo11n.pt"),
        precision="int8",
        out=work.out,
        request=Request(size=(_SIDE, _SIDE)),
        calibration=work.store / "frames",
        boxes="outside",
    )
    export.run(plan, print)
