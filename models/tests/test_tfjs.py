"""The reader of TensorFlow.js models on a synthetic graph of two convolutions."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_model import tfjs
from edge_model.errors import EdgeModelError

KERNEL_0 = np.arange(2 * 2 * 3 * 4, dtype=np.float16).reshape(2, 2, 3, 4)
KERNEL_1 = np.arange(4 * 5, dtype=np.float32).reshape(1, 1, 4, 5)
BIAS_0, BIAS_1 = np.arange(4, dtype=np.float16), np.arange(5, dtype=np.float32)


def convolution(number: int, stride: int) -> list[dict[str, Any]]:
    name = "convolution" if number == 0 else f"convolution_{number}"
    strides = {"strides": {"list": {"i": ["1", str(stride), str(stride), "1"]}}}
    return [
        {"op": "Conv2D", "name": name, "input": ["image", f"kernel{number}"], "attr": strides},
        {"op": "AddV2", "name": f"add{number}", "input": [name, f"bias{number}"]},
    ]


def document() -> dict[str, Any]:
    half = {"quantization": {"dtype": "float16"}}
    return {
        "format": "graph-model",
        "modelTopology": {"node": [*convolution(1, 1), *convolution(0, 2)]},
        "weightsManifest": [
            {
                "paths": ["a.bin", "b.bin"],
                "weights": [
                    {"name": "kernel0", "shape": [2, 2, 3, 4], "dtype": "float32", **half},
                    {"name": "bias0", "shape": [4], "dtype": "float32", **half},
                    {"name": "kernel1", "shape": [1, 1, 4, 5], "dtype": "float32"},
                    {"name": "bias1", "shape": [5], "dtype": "float32"},
                ],
            }
        ],
    }


def write(directory: Path, content: dict[str, Any], data: bytes | None = None) -> Path:
    whole = data if data is not None else b"".join(part.tobytes() for part in (KERNEL_0, BIAS_0, KERNEL_1, BIAS_1))
    (directory / "a.bin").write_bytes(whole[:50])
    (directory / "b.bin").write_bytes(whole[50:])
    path = directory / "model.json"
    path.write_text(json.dumps(content))
    return path


def test_convolutions_come_in_the_exporters_order_and_pytorchs_layout(tmp_path: Path) -> None:
    first, second = tfjs.read_graph(write(tmp_path, document())).convolutions()
    assert (first.name, first.stride, second.name, second.stride) == ("convolution", 2, "convolution_1", 1)
    assert first.kernel.shape == (4, 3, 2, 2)
    assert first.kernel[3, 2, 1, 0] == KERNEL_0[1, 0, 2, 3]
    assert first.kernel.dtype == np.float32
    np.testing.assert_array_equal(second.bias, BIAS_1)


def test_a_truncated_weight_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="hold 60 bytes"):
        tfjs.read_graph(write(tmp_path, document(), b"\0" * 60))


def test_left_over_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="the manifest describes"):
        tfjs.read_graph(write(tmp_path, document(), b"\0" * 1000))


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, document())
    (tmp_path / "b.bin").unlink()
    with pytest.raises(EdgeModelError, match=r"b\.bin"):
        tfjs.read_graph(path)


def test_a_convolution_without_bias_is_refused(tmp_path: Path) -> None:
    content = document()
    del content["modelTopology"]["node"][1]
    graph = tfjs.read_graph(write(tmp_path, content))
    with pytest.raises(EdgeModelError, match='"convolution_1"'):
        graph.convolutions()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "layers-model"}'])
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(EdgeModelError, match=r"model\.json"):
        tfjs.read_graph(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="does not exist"):
        tfjs.read_graph(tmp_path / "none.json")
