"""The models that `bundle` makes by name; what is known of them stands in `catalog.yaml`."""

from __future__ import annotations

from pathlib import Path

from . import bundle, catalog, describe, export, lowering, precision
from .export import Exported, Plan, Tell
from .lowering import Lowered
from .manifest import Manifest
from .precision import Precision
from .sources import catalog_name
from .sources.model import Request
from .surgery import choose


def nanodet_g(
    out: Path,
    kind: Precision,
    calibration: Path | None,
    tarball: Path | None,
    size: tuple[int, int] | None = None,
) -> tuple[Manifest, Lowered]:
    """NanoDet-g in fp32, fp16 or int8 from its TensorFlow.js conversion; int8 needs `calibration`, images.

    `size` is (height, width) of the input, multiples of 32; without it 416 × 416, which it was trained with.
    """
    model = catalog_name.from_package(catalog.entry("nanodet-g"), tarball, size)
    assert model.facts.input is not None
    samples = precision.samples(kind, calibration, model.facts.calibration_input(model.facts.input))
    network = precision.convert(model.network, model.example, kind, samples, train=None)
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
        precision="mixed",
        out=out,
        request=Request(local=directory),
        calibration=calibration,
        images=images,
        labels=labels,
    )
    return export.run(plan, tell)
