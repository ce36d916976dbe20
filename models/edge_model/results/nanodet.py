"""NanoDet-g in int8 and in fp16, each against itself in fp32, and in int8 with smaller inputs."""

from __future__ import annotations

from .. import known_models, racing
from . import detectors
from .bench import Bench
from .exporting import export_plainly
from .outcome import Measured

SIZES = {"int8": 416, "int8 at 320": 320, "int8 at 256": 256}


def measure(row: str, bench: Bench) -> Measured:
    racing.one_thread()
    if row == "nanodet-g-sizes":
        bundles = {name: bench.directory / str(side) for name, side in SIZES.items()}
        for name, side in SIZES.items():
            known_models.nanodet_g(bundles[name], "int8", bench.calibration, None, (side, side))
        return Measured(detectors.measure(bench, detectors.of_bundles(bundles)))
    bundles = {"fp32": bench.directory / "fp32"}
    known_models.nanodet_g(bundles["fp32"], "fp32", None, None)
    if row == "nanodet-g-int8":
        bundles["int8"] = bench.directory / "int8"
        known_models.nanodet_g(bundles["int8"], "int8", bench.calibration, None)
    else:
        bundles["fp16"] = bench.directory / "fp16"
        export_plainly("nanodet-g", bundles["fp16"], "fp16")
    return Measured(detectors.measure(bench, detectors.of_bundles(bundles)))
