"""The models that `bundle` makes by name; what is known of them stands in `catalog.yaml`."""

from __future__ import annotations

from pathlib import Path

import torch

from . import bundle, catalog, describe, export, lowering, precision
from .describe import Overrides
from .errors import EdgeModelError
from .evaluate import image_paths, read_image
from .export import Exported, Plan, Tell
from .letterbox import prepare
from .lowering import Lowered
from .manifest import Manifest
from .sources import catalog_name
from .sources.model import Request
from .surgery import choose


def nanodet_g(out: Path, kind: str, calibration: Path | None, tarball: Path | None) -> tuple[Manifest, Lowered]:
    """NanoDet-g in fp32, fp16 or int8 from its TensorFlow.js conversion; int8 needs `calibration`, images."""
    model = catalog_name.from_package(catalog.entry("nanodet-g"), tarball)
    network = precision.Half(model.network) if kind == "fp16" else model.network
    if kind == "int8":
        if calibration is None:
            raise EdgeModelError("int8 needs images to observe the activation ranges: add --calibration DIR")
        assert model.facts.calibration_input is not None
        samples = [
            torch.from_numpy(prepare(model.facts.calibration_input, read_image(path))[0])
            for path in image_paths(calibration)
        ]
        network = lowering.quantize_static(network, model.example, samples)
    lowered = lowering.lower(network, model.example)
    return bundle.write(out, describe.description(model.facts, kind), lowered.program), lowered


def yolox_nano(out: Path, onnx_file: Path) -> tuple[Manifest, Lowered]:
    """YOLOX-nano, fp32, from the ONNX export of its authors (undecoded grid)."""
    model = catalog_name.from_file(catalog.entry("yolox-nano"), onnx_file, Request())
    chosen = choose.choose(model.network, model.example * 255, measure=False)
    lowered = lowering.lower(chosen.module, model.example)
    return bundle.write(out, describe.description(model.facts, "fp32"), lowered.program), lowered


def yolox_nano_mixed(
    out: Path, directory: Path, calibration: Path, images: Path, labels: Path, tell: Tell = print
) -> Exported:
    """YOLOX-nano in int8 but for the layers that cost accuracy, which a search finds; `directory` has its ONNX file.

    It may lose one point of AP on `images` with `labels`, which decide when the search ends; see `mixed`.
    """
    plan = Plan(
        source="yolox-nano",
        request=Request(local=directory),
        overrides=Overrides(),
        precision="mixed",
        backend="xnnpack",
        passes=choose.NAMES,
        calibration=calibration,
        images=images,
        labels=labels,
        max_drop=0.01,
        train=None,
        out=out,
    )
    return export.run(plan, tell)
