"""YOLOX-nano in float and in mixed precision, beside ONNX Runtime on the same ONNX file."""

from __future__ import annotations

import sys
from pathlib import Path

from .. import known_models, manifest, mixed, racing
from . import detectors
from .bench import Bench
from .onnx_runtime import OnnxRunner
from .outcome import Measured
from .rows import ONNX_RUNTIME


def measure(row: str, bench: Bench) -> Measured:
    racing.one_thread()
    file, bundle = bench.models / "yolox_nano.onnx", bench.directory / "fp32"
    known_models.yolox_nano(bundle, file)
    bundles, notes = {"fp32": bundle}, tuple[str, ...]()
    if row == "yolox-nano-int8":
        bundles["mixed"] = bench.directory / "mixed"
        notes = (_mixed(bundles["mixed"], bench),)
    peer = OnnxRunner(bundle, manifest.read(bundle), file)
    return Measured(detectors.measure(bench, {**detectors.of_bundles(bundles), ONNX_RUNTIME: peer}), notes=notes)


def _mixed(directory: Path, bench: Bench) -> str:
    """Makes the bundle and says what the labels, on which the row is reported, had to do with it."""
    data = (bench.models, bench.calibration, bench.images, bench.labels)
    made = known_models.yolox_nano_mixed(directory, *data, lambda line: print(line, file=sys.stderr, flush=True))
    assert made.mixture is not None
    return (
        f"{mixed.spans(made.mixture.chosen.segments)}, ranked by agreement with float on the calibration images; "
        f"accepted at look {made.mixture.looks} at the labels."
    )
