"""YOLOX-nano in float and in mixed precision, against ONNX Runtime on the same ONNX file."""

from __future__ import annotations

from .. import known_models, manifest, racing
from ..sources import Request
from . import detectors
from .bench import Bench
from .exporting import export_plainly
from .onnx_runtime import OnnxRunner
from .outcome import Measured
from .rows import ONNX_RUNTIME


def measure(row: str, bench: Bench) -> Measured:
    racing.one_thread()
    file, bundles = bench.models / "yolox_nano.onnx", {"fp32": bench.directory / "fp32"}
    known_models.yolox_nano(bundles["fp32"], file)
    if row == "yolox-nano-int8":
        bundles["mixed"] = bench.directory / "mixed"
        export_plainly("yolox-nano", bundles["mixed"], "mixed", Request(local=bench.models), bench)
    peer = OnnxRunner(bundles["fp32"], manifest.read(bundles["fp32"]), file)
    return Measured(detectors.measure(bench, {**detectors.of_bundles(bundles), ONNX_RUNTIME: peer}))
