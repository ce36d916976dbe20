"""Real exports through torch and ExecuTorch; run by `models/test.sh --export`."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from edge_model import decoder_fixtures, decoding, manifest
from edge_model.errors import EdgeModelError
from edge_model.runtime import Runner
from edge_model.sources import onnx_file
from edge_model.sources.model import Request
from edge_model.surgery import choose


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("fixtures")
    decoder_fixtures.write_all(directory)
    return directory


@pytest.mark.parametrize("decoder", [name for name in decoder_fixtures.LAYOUTS if name != "classify"])
@pytest.mark.parametrize("nms", ["none", "class-wise", "class-agnostic"])
def test_a_fixture_decodes_to_its_known_boxes(fixtures: Path, decoder: str, nms: str) -> None:
    directory = fixtures / decoder
    described = manifest.read(directory)
    expected = json.loads((directory / "expected.json").read_text())
    image = np.random.default_rng(1).random((1, 3, 64, 64), np.float32)
    outputs = Runner(directory, described).outputs(image)
    found = decoding.decode(described, outputs, expected["minScore"], multi_label=False)
    kept = decoding.suppress(found, expected["iou"], nms, 100)
    wanted = expected["nms"][nms]
    assert kept.labels.tolist() == [item["labelId"] for item in wanted]
    np.testing.assert_allclose(kept.scores, [item["score"] for item in wanted], atol=1e-5)
    corners = [(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in (item["box"] for item in wanted)]
    np.testing.assert_allclose(kept.boxes, corners, atol=1e-3)


def test_the_committed_fixtures_are_what_the_script_writes(fixtures: Path) -> None:
    committed = Path(__file__).parents[3] / "daemon/src/test/resources/models"
    for path in sorted(path for path in fixtures.rglob("*") if path.is_file()):
        assert (committed / path.relative_to(fixtures)).read_bytes() == path.read_bytes(), path.name


def focus_onnx(path: Path) -> Path:
    """Focus, a 3×3 convolution, a nearest upsample and a reshape, with the shapes as tensors, as YOLO exports have."""
    rng = np.random.default_rng(2)
    constants: dict[str, list[int] | list[float]] = {"two": [2], "axis2": [2], "axis3": [3], "far": [2**31 - 1]}
    constants |= {"zero": [0], "one": [1], "shape": [1, 6, 64], "scales": [1.0, 1.0, 2.0, 2.0]}
    weights = [
        numpy_helper.from_array(np.asarray(values, np.float32 if name == "scales" else np.int64), name)
        for name, values in constants.items()
    ]
    weights.append(numpy_helper.from_array(rng.standard_normal((6, 12, 3, 3)).astype(np.float32), "kernel"))
    weights.append(numpy_helper.from_array(rng.standard_normal(6).astype(np.float32), "bias"))
    nodes, quarters = [], []
    for row, column in (("zero", "zero"), ("one", "zero"), ("zero", "one"), ("one", "one")):
        rows, quarter = f"rows_{row}_{column}", f"quarter_{row}_{column}"
        nodes.append(helper.make_node("Slice", ["image", row, "far", "axis2", "two"], [rows]))
        nodes.append(helper.make_node("Slice", [rows, column, "far", "axis3", "two"], [quarter]))
        quarters.append(quarter)
    nodes += [
        helper.make_node("Concat", quarters, ["focus"], axis=1),
        helper.make_node("Conv", ["focus", "kernel", "bias"], ["stem"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("MaxPool", ["stem"], ["small"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node(
            "Resize",
            ["small", "", "scales"],
            ["big"],
            mode="nearest",
            nearest_mode="floor",
            coordinate_transformation_mode="asymmetric",
        ),
        helper.make_node("Reshape", ["big", "shape"], ["flat"]),
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 16, 16])
    flat = helper.make_tensor_value_info("flat", TensorProto.FLOAT, [1, 6, 64])
    graph = helper.make_graph(nodes, "focus", [image], [flat], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


def test_surgery_leaves_the_numbers_alone_and_no_slice_behind(tmp_path: Path) -> None:
    path = focus_onnx(tmp_path / "focus.onnx")
    image = torch.rand(1, 3, 16, 16)
    module = choose.choose(onnx_file.load(str(path), Request()).network, image, measure=False).module
    wanted = ReferenceEvaluator(str(path)).run(None, {"image": image.numpy()})[0]
    with torch.no_grad():
        np.testing.assert_allclose(module(image).numpy(), wanted, atol=1e-4)
    program = torch.export.export(module, (image,), strict=True)
    operators = {str(node.target) for node in program.graph.nodes if node.op == "call_function"}
    assert not {name for name in operators if "slice" in name}
    assert len(program.state_dict) == 2, "only the kernel and the bias may stay"


@pytest.mark.parametrize("content", [b"", b"not onnx at all"])
def test_a_file_that_is_not_onnx_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(content)
    with pytest.raises(EdgeModelError, match=r"bad\.onnx"):
        onnx_file.load(str(path), Request())


def test_a_missing_onnx_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="does not exist"):
        onnx_file.load(str(tmp_path / "none.onnx"), Request())
