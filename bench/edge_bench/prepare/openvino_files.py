"""OpenVINO's own int8, by NNCF with its defaults."""

from __future__ import annotations

import nncf
import openvino

from .frames import inputs
from .work import Work

# OpenVINO's file in the artifact.
MODEL = "model.xml"


def nanodet_int8(work: Work) -> None:
    _quantize(work, "nanodet-g.onnx", "nanodet-g-fp32")


def yolox_int8(work: Work) -> None:
    _quantize(work, "yolox-nano-rewritten.onnx", "yolox-nano-fp32")


def _quantize(work: Work, source: str, bundle: str) -> None:
    model = openvino.Core().read_model(work.store / source)
    pictures = inputs(work, bundle)
    quantized = nncf.quantize(model, nncf.Dataset(pictures), subset_size=len(pictures))
    work.out.mkdir()
    openvino.save_model(quantized, work.out / MODEL)
