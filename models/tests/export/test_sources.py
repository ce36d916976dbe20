"""Every kind of source gives a network that equals what it was made from; mistakes say what to change."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper, version_converter
from onnx.reference import ReferenceEvaluator
from torch import nn

from edge_model import sources
from edge_model.cli import main
from edge_model.errors import EdgeModelError
from edge_model.sources import Request


def small() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.SiLU(), nn.Flatten(), nn.Linear(256, 5)).eval()


def same(network: nn.Module, other: nn.Module, example: torch.Tensor) -> None:
    with torch.no_grad():
        torch.testing.assert_close(network(example), other(example), atol=1e-5, rtol=1e-5)


def test_a_torch_export_program(tmp_path: Path) -> None:
    example = torch.rand(1, 3, 16, 16)
    torch.export.save(torch.export.export(small(), (example,)), tmp_path / "net.pt2")
    model = sources.load(str(tmp_path / "net.pt2"), Request())
    assert model.example.shape == example.shape
    same(model.network, small(), example)


def test_a_torchscript_file(tmp_path: Path) -> None:
    example = torch.rand(1, 3, 16, 16)
    torch.jit.trace(small(), example).save(str(tmp_path / "net.pt"))  # type: ignore[no-untyped-call]
    model = sources.load(str(tmp_path / "net.pt"), Request(size=(16, 16)))
    assert model.kind == "torchscript"
    same(model.network, small(), example)
    torch.export.export(model.network, (example,), strict=False)
    with pytest.raises(EdgeModelError, match="--input-size"):
        sources.load(str(tmp_path / "net.pt"), Request())


def test_a_callable_with_weights(tmp_path: Path) -> None:
    code = "from torch import nn\ndef make():\n    return nn.Conv2d(3, 2, 1)\n"
    (tmp_path / "net.py").write_text(code)
    torch.save({"weight": torch.ones(2, 3, 1, 1), "bias": torch.zeros(2)}, tmp_path / "weights.pt")
    model = sources.load(f"{tmp_path}/net.py:make", Request(size=(8, 8), weights=tmp_path / "weights.pt"))
    with torch.no_grad():
        assert float(model.network(torch.ones(1, 3, 8, 8)).max()) == 3
    with pytest.raises(EdgeModelError, match='did you mean "make"'):
        sources.load(f"{tmp_path}/net.py:mak", Request(size=(8, 8)))
    torch.save({"weight": torch.ones(2, 3, 1, 1)}, tmp_path / "weights.pt")
    with pytest.raises(EdgeModelError, match='lacks "bias"'):
        sources.load(f"{tmp_path}/net.py:make", Request(size=(8, 8), weights=tmp_path / "weights.pt"))


def test_a_torchvision_classifier_gives_probabilities() -> None:
    model = sources.load("torchvision:mobilenet_v3_small", Request(size=(64, 64)))
    with torch.no_grad():
        assert float(model.network(model.example).sum()) == pytest.approx(1, abs=1e-4)
    assert model.facts.labels is not None
    assert len(model.facts.labels) == 1000
    with pytest.raises(EdgeModelError, match='did you mean "torchvision:resnet18"'):
        sources.load("torchvision:resnet19", Request())


def test_an_ssd_gives_boxes_and_scores_in_one_tensor() -> None:
    model = sources.load("torchvision:ssdlite320_mobilenet_v3_large", Request())
    with torch.no_grad():
        output = model.network(model.example)
    assert model.facts.labels is not None
    assert output.shape == (1, 4 + len(model.facts.labels), 3234)


def resize_onnx(path: Path, opset: int) -> Path:
    """A shape computed from the input feeds a reshape; a resize and a split are said as each opset says them."""
    rng = np.random.default_rng(3)
    weights = [
        numpy_helper.from_array(rng.standard_normal((4, 3, 3, 3)).astype(np.float32), "kernel"),
        numpy_helper.from_array(np.asarray([1, 1, 2, 2], np.float32), "scales"),
        numpy_helper.from_array(np.asarray([], np.float32), "roi"),
        numpy_helper.from_array(np.asarray([0], np.int64), "zero"),
        numpy_helper.from_array(np.asarray([4, -1], np.int64), "rest"),
    ]
    nodes = [
        helper.make_node("Conv", ["image", "kernel"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node(
            "Resize", ["c", "roi", "scales"], ["r"], mode="nearest", nearest_mode="floor",
            coordinate_transformation_mode="asymmetric",
        ),
        helper.make_node("Shape", ["r"], ["s"]),
        helper.make_node("Gather", ["s", "zero"], ["batch"], axis=0),
        helper.make_node("Concat", ["batch", "rest"], ["shape"], axis=0),
        helper.make_node("Reshape", ["r", "shape"], ["flat"]),
        helper.make_node("Sigmoid", ["flat"], ["out"]),
    ]  # fmt: skip
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 8, 8])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 4, 256])
    made = helper.make_model(
        helper.make_graph(nodes, "resize", [image], [out], weights),
        opset_imports=[helper.make_opsetid("", 11)],
        ir_version=8,
    )
    onnx.save(version_converter.convert_version(made, opset), path)
    return path


@pytest.mark.parametrize("opset", range(11, 21))
def test_onnx_of_every_opset(tmp_path: Path, opset: int) -> None:
    path = resize_onnx(tmp_path / "net.onnx", opset)
    model = sources.load(str(path), Request())
    wanted = ReferenceEvaluator(str(path)).run(None, {"image": model.example.numpy()})[0]
    with torch.no_grad():
        np.testing.assert_allclose(model.network(model.example).numpy(), wanted, atol=1e-5)


def test_export_asks_for_all_that_a_bundle_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = resize_onnx(tmp_path / "net.onnx", 13)
    assert main(["export", str(path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert all(option in said for option in ("--decoder", "--labels-file", "--licence", "--colour"))


@pytest.mark.parametrize("backend", ["xnnpack", "vulkan", "coreml", "openvino"])
def test_export_writes_a_bundle_and_twice_the_same(tmp_path: Path, backend: str) -> None:
    torch.export.save(torch.export.export(small(), (torch.rand(1, 3, 16, 16),)), tmp_path / "net.pt2")
    (tmp_path / "names.txt").write_text("a\nb\nc\nd\ne\n")
    options = f"--decoder classify --labels-file {tmp_path}/names.txt --licence MIT --colour rgb --letterbox stretch"
    words = [str(tmp_path / "net.pt2"), *options.split(), "--mean", "0", "0", "0", "--std", "255", "255", "255"]
    made = []
    for name in ("one", "two"):
        assert main(["export", *words, "--backend", backend, "--out", str(tmp_path / name)]) == 0
        assert main(["check", str(tmp_path / name)]) == 0
        made.append([(tmp_path / name / file).read_bytes() for file in ("model.pte", "model.yaml")])
    # Core ML's package format carries random identifiers, and OpenVINO numbers its operators through a whole process.
    assert backend in ("coreml", "openvino") or made[0] == made[1]


def test_a_backend_refuses_a_precision_it_does_not_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["yolox-nano", "--backend", "vulkan", "--precision", "int8", "--out", str(tmp_path)]
    assert main(["export", *words]) == 1
    assert "--precision" in capsys.readouterr().err


def test_a_backend_that_cannot_be_imported_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino.frontend.pytorch.torchdynamo", None)  # as if it were not there
    assert main(["export", "yolox-nano", "--backend", "openvino", "--out", str(tmp_path)]) == 1
    assert "pip install" in capsys.readouterr().err
