"""Executes a TensorFlow.js graph node by node, to compare a rebuilt network with what the file itself says.

Independent of `edge_model.nanodet_torch`: it knows operators, not the network. Padding in the file is explicit, so
every convolution and pooling is of the kind VALID.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from edge_model.tfjs import TfjsGraph


def run(graph: TfjsGraph, image: Tensor) -> dict[str, Tensor]:
    """The outputs (`Identity` nodes) by name."""
    values: dict[str, Any] = {name: torch.from_numpy(weight.copy()) for name, weight in graph.weights.items()}
    values = {name: value.float() if value.dtype == torch.float16 else value for name, value in values.items()}
    outputs = {}
    for node in graph.nodes:
        name, operator = node["name"], node["op"]
        inputs = [values[source.removesuffix(":0")] for source in node.get("input", []) if not source.startswith("^")]
        if operator == "Placeholder":
            values[name] = image
        elif operator == "SplitV":
            for index, part in enumerate(torch.split(inputs[0], inputs[1].tolist(), int(inputs[2]))):
                values[name if index == 0 else f"{name}:{index}"] = part
        elif operator != "Const":
            values[name] = _OPERATORS[operator](node.get("attr", {}), *inputs)
        if operator == "Identity":
            outputs[name] = values[name]
    return outputs


def _convolve(attributes: dict[str, Any], x: Tensor, kernel: Tensor) -> Tensor:
    result = functional.conv2d(x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), stride=_pair(attributes, "strides"))
    return result.permute(0, 2, 3, 1)


def _pool(attributes: dict[str, Any], x: Tensor) -> Tensor:
    size, stride = _pair(attributes, "ksize"), _pair(attributes, "strides")
    return functional.max_pool2d(x.permute(0, 3, 1, 2), size, stride).permute(0, 2, 3, 1)


def _resize(attributes: dict[str, Any], x: Tensor, size: Tensor) -> Tensor:
    assert attributes["half_pixel_centers"]["b"]
    result = functional.interpolate(x.permute(0, 3, 1, 2), size.tolist(), mode="bilinear", align_corners=False)
    return result.permute(0, 2, 3, 1)


def _pad(_: dict[str, Any], x: Tensor, paddings: Tensor, value: Tensor | None = None) -> Tensor:
    ends = [end for pair in reversed(paddings.tolist()) for end in pair]
    return functional.pad(x, ends, value=0.0 if value is None else float(value))


def _pair(attributes: dict[str, Any], key: str) -> list[int]:
    return [int(value) for value in attributes[key]["list"]["i"][1:3]]


_OPERATORS: dict[str, Callable[..., Any]] = {
    "Add": lambda _, x, y: x + y,
    "AddV2": lambda _, x, y: x + y,
    "ConcatV2": lambda _, *parts: torch.cat(parts[:-1], int(parts[-1])),
    "Conv2D": _convolve,
    "Identity": lambda _, x: x,
    "LeakyRelu": lambda attributes, x: functional.leaky_relu(x, attributes["alpha"]["f"]),
    "MaxPool": _pool,
    "Pad": _pad,
    "PadV2": _pad,
    "Reshape": lambda _, x, shape: x.reshape(shape.tolist()),
    "ResizeBilinear": _resize,
    "Sigmoid": lambda _, x: torch.sigmoid(x),
    # The converter computes reshape targets as "-1 everywhere plus nothing": the sparse part is empty.
    "SparseToDense": lambda _, indices, shape, values, default: torch.zeros(shape.tolist(), dtype=torch.int32),
    "Transpose": lambda _, x, order: x.permute(order.tolist()),
}
