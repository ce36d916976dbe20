"""ONNX Runtime as a peer of a bundle: the same detections behind the same decoder."""

from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from edge_model import decoder_fixtures, manifest
from edge_model.results import detectors
from edge_model.results.bench import Bench
from edge_model.results.onnx_runtime import OnnxRunner

SIDE = decoder_fixtures.SIZE


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("tiny")
    decoder_fixtures.write_all(directory)
    return directory / "yolov8"


def same_as_onnx(file: Path) -> Path:
    """What the fixture "yolov8" computes: a table, whatever the image is."""
    [table] = decoder_fixtures.yolov8()
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "table"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "fixture",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, list(table.shape))],
        [numpy_helper.from_array(table.numpy(), "table"), numpy_helper.from_array(np.float32(0).reshape(()), "zero")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), file)
    return file


def labelled(directory: Path) -> Path:
    """One image with the person that the fixture sees, as rows find their data."""
    validation = directory / "coco/validation"
    for name in ("images", "labels"):
        (validation / name).mkdir(parents=True)
    cv2.imwrite(str(validation / "images/one.png"), np.zeros((SIDE, SIDE, 3), np.uint8))
    seen = decoder_fixtures.PERSON
    x, y = (seen.left + seen.right) / 2 / SIDE, (seen.top + seen.bottom) / 2 / SIDE
    width, height = (seen.right - seen.left) / SIDE, (seen.bottom - seen.top) / SIDE
    (validation / "labels/one.txt").write_text(f"{seen.label} {x} {y} {width} {height}\n")
    return directory


def test_a_peer_is_measured_as_the_bundle_is(bundle: Path, tmp_path: Path) -> None:
    peer = OnnxRunner(bundle, manifest.read(bundle), same_as_onnx(tmp_path / "same.onnx"))
    bench = Bench(labelled(tmp_path), tmp_path, rounds=3)
    ours, theirs = detectors.measure(bench, {**detectors.of_bundles({"fp32": bundle}), "peer": peer})
    assert (ours.name, theirs.name) == ("fp32", "peer")
    assert ours.ap == pytest.approx(1)
    assert (theirs.ap, theirs.ap50) == (ours.ap, ours.ap50)
    assert ours.ms is not None
    assert theirs.ms is not None
    assert min(ours.ms, theirs.ms) > 0
    assert (ours.size_bytes, theirs.size_bytes) == (manifest.read(bundle).size_bytes, None)
