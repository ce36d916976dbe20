"""NanoDet-g fp16 on aarch64: what it sees in photos, against the same program on this machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .. import manifest, racing
from ..decoding import Candidates, Floats
from ..errors import EdgeModelError
from ..evaluate import image_paths, read_image
from ..manifest import PROGRAM_FILE, Manifest
from ..runtime import BundleDetector, Runner, example_inputs
from . import agreement
from .bench import Bench
from .exporting import export_plainly
from .outcome import Measured, Variant
from .rows import PHOTOS, RUN_ON_AARCH64

_SURE = 0.45


class EmulatedRunner(BundleDetector):
    """Runs a bundle through `native/run-aarch64.sh`; `shapes` are those of its outputs, all float32."""

    def __init__(self, directory: Path, manifest: Manifest, shapes: list[tuple[int, ...]], scratch: Path) -> None:
        super().__init__(directory, manifest)
        self._shapes = shapes
        self._input, self._output = scratch / "input.bin", scratch / "output.bin"

    def outputs(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        tensor.tofile(self._input)
        command = [RUN_ON_AARCH64, self.directory / PROGRAM_FILE, self._input, self._output]
        done = subprocess.run(command, check=False)
        if done.returncode != 0:
            raise EdgeModelError(f'"{RUN_ON_AARCH64}" ended with exit code {done.returncode}: see above')
        values = np.fromfile(self._output, np.float32)
        sizes = [int(np.prod(shape)) for shape in self._shapes]
        if len(values) != sum(sizes):
            raise EdgeModelError(f'"{RUN_ON_AARCH64}" gave {len(values)} numbers, not {sum(sizes)}')
        parts = np.split(values, np.cumsum(sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self._shapes, strict=True)]


def measure(row: str, bench: Bench) -> Measured:
    racing.one_thread()
    bundle = bench.directory / "fp16"
    export_plainly("nanodet-g", bundle, "fp16")
    described = manifest.read(bundle)
    here = Runner(bundle, described)
    shapes = [output.shape for output in here.outputs(example_inputs(described.input))]
    there = EmulatedRunner(bundle, described, shapes, bench.directory)
    photos = image_paths(PHOTOS)
    worst = max(agreement.furthest(_seen(here, photo), _seen(there, photo), _SURE) for photo in photos)
    size = described.size_bytes
    return Measured(
        (Variant("fp16 on this machine", size_bytes=size), Variant("fp16 on aarch64", size_bytes=size, pixels=worst)),
        notes=(f"{len(photos)} photos of the daemon's tests, detections with a score of at least {_SURE}.",),
    )


def _seen(runner: BundleDetector, photo: Path) -> Candidates:
    live = runner.manifest.thresholds
    return runner.detect(read_image(photo), live.min_score, live.iou, live.nms, live.max_detections, multi_label=False)
