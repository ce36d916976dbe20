"""The quick arithmetic of the peers against the one of `edge_model` that is written to be read."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

pytest.importorskip("cv2")

from edge_bench.peers import network
from edge_model import decoding, letterbox, manifest
from edge_model.decoding import Candidates, Floats
from edge_model.manifest import Input, Letterbox, Manifest, Output, Thresholds

_NANODET = manifest.read(Path(__file__).parents[2] / "models/nanodet-g")


def _described(decoder: Literal["nanodet", "yolox", "yolov8"], output: Output | None) -> Manifest:
    return Manifest(
        name="x",
        version="1",
        task="detect",
        decoder=decoder,
        input=Input(64, 64, "nchw", "float32", "rgb", (0, 0, 0), (255, 255, 255), Letterbox("centre", 114)),
        output=output,
        thresholds=Thresholds(0.5, 0.5, "class-wise", 10),
        precision="fp32",
        labels="labels.txt",
        sha256="0" * 64,
        size_bytes=1,
        licence="MIT",
    )


def _random(*shapes: tuple[int, ...]) -> list[Floats]:
    generator = np.random.default_rng(1)
    return [generator.random(shape, np.float32) for shape in shapes]


def _equal(one: Candidates, other: Candidates) -> None:
    assert one.scores.size > 0
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-6)
    np.testing.assert_allclose(one.boxes, other.boxes, rtol=1e-4, atol=1e-3)


def test_nanodet() -> None:
    sides = (8, 4, 2)
    outputs = _random(*((1, 5, side, side) for side in sides), *((1, 12, side, side) for side in sides))
    described = _described("nanodet", Output((8, 16, 32), 3))
    _equal(network.decode(described, outputs, 0.9), decoding.decode(described, outputs, 0.9, multi_label=False))


def test_yolox() -> None:
    described = _described("yolox", Output((8, 16, 32)))
    outputs = _random((1, 84, 9))
    _equal(network.decode(described, outputs, 0.6), decoding.decode(described, outputs, 0.6, multi_label=False))


def test_yolov8() -> None:
    described = _described("yolov8", None)
    outputs = _random((1, 9, 84))
    _equal(network.decode(described, outputs, 0.9), decoding.decode(described, outputs, 0.9, multi_label=False))


def test_nothing_above_the_threshold_is_nothing() -> None:
    assert network.decode(_described("yolov8", None), [np.zeros((1, 9, 84), np.float32)], 0.5).scores.size == 0


@pytest.mark.parametrize("spec", [_NANODET.input, _described("yolov8", None).input], ids=["top-left", "centre"])
def test_the_input_is_that_of_the_reference_also_when_the_frame_changes_its_size(spec: Input) -> None:
    prepare = network.Preparation(spec)
    for height, width in ((48, 64), (30, 90), (48, 64)):
        frame = np.random.default_rng(2).integers(0, 256, (height, width, 3), np.uint8)
        tensor, placement = prepare(frame)
        wanted, wanted_placement = letterbox.prepare(spec, frame)
        assert placement == wanted_placement
        np.testing.assert_allclose(np.asarray(tensor, np.float32), np.asarray(wanted, np.float32), atol=1e-5)
