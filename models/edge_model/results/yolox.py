"""YOLOX-nano against ONNX Runtime on the same ONNX file."""

from __future__ import annotations

from .. import known_models, manifest, racing
from . import detectors
from .bench import Bench
from .onnx_runtime import OnnxRunner
from .outcome import Measured
from .rows import ONNX_RUNTIME


def measure(row: str, bench: Bench) -> Measured:
    racing.one_thread()
    file, bundle = bench.models / "yolox_nano.onnx", bench.directory / "fp32"
    known_models.yolox_nano(bundle, file)
    peer = OnnxRunner(bundle, manifest.read(bundle), file)
    return Measured(detectors.measure(bench, {**detectors.of_bundles({"fp32": bundle}), ONNX_RUNTIME: peer}))
