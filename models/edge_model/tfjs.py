"""Reads TensorFlow.js graph models (`model.json` + weight shards) with NumPy alone.

Only what a converted vision network needs: float32, float16 and int32 weights, and the node list. Kernels of
convolutions come out in PyTorch's order (output, input, height, width) instead of TensorFlow's (height, width, input,
output).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import EdgeModelError

_STORED_TYPES = {"float32": "<f4", "float16": "<f2", "int32": "<i4", "bool": "|b1"}


@dataclass(frozen=True)
class Convolution:
    """A convolution with its bias: `kernel` is float32 [out, in, h, w], `bias` float32 [out]."""

    name: str
    kernel: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    stride: int


@dataclass(frozen=True)
class TfjsGraph:
    """The nodes of the graph in topological order and its weights by name, as stored."""

    path: Path
    nodes: tuple[dict[str, Any], ...]
    weights: dict[str, npt.NDArray[Any]]

    def convolutions(self) -> list[Convolution]:
        """Every Conv2D with the bias that is added to its result, in the order of the exporter's numbering.

        The converter numbers convolutions as the original network declares them (`convolution`, `convolution_1`, …),
        while the node list interleaves parallel branches.
        """
        adders = {
            operand: node
            for node in self.nodes
            if node["op"] in ("Add", "AddV2", "BiasAdd")
            for operand in node["input"]
            if operand not in self.weights
        }
        found = [self._convolution(node, adders) for node in self.nodes if node["op"] == "Conv2D"]
        return sorted(found, key=lambda convolution: _number(convolution.name))

    def _convolution(self, node: dict[str, Any], adders: dict[str, dict[str, Any]]) -> Convolution:
        name, kernel_name = node["name"], node["input"][1]
        adder = adders.get(name)
        if kernel_name not in self.weights or adder is None:
            raise EdgeModelError(
                f'"{self.path}": Conv2D "{name}" has no constant kernel with a bias added to its result'
            )
        bias_name = next((operand for operand in adder["input"] if operand in self.weights), None)
        if bias_name is None:
            raise EdgeModelError(f'"{self.path}": Conv2D "{name}" is added to something that is not a constant bias')
        kernel = self.weights[kernel_name].astype(np.float32).transpose(3, 2, 0, 1)
        strides = [int(value) for value in node["attr"]["strides"]["list"]["i"]]
        return Convolution(
            name=name,
            kernel=np.ascontiguousarray(kernel),
            bias=self.weights[bias_name].astype(np.float32).reshape(-1),
            stride=strides[1],
        )


def read_graph(path: Path) -> TfjsGraph:
    """Reads the graph of `path` (a model.json) and the weight shards beside it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EdgeModelError(f'"{path}" does not exist: give the model.json of a TensorFlow.js graph model') from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise EdgeModelError(f'"{path}" is not JSON ({error}): give the model.json of a graph model') from error
    if not isinstance(document, dict) or document.get("format") != "graph-model":
        raise EdgeModelError(f'"{path}" is not a TensorFlow.js graph model: its "format" must be "graph-model"')
    weights: dict[str, npt.NDArray[Any]] = {}
    for group in document["weightsManifest"]:
        weights |= _read_group(path, group)
    return TfjsGraph(path, tuple(document["modelTopology"]["node"]), weights)


def _read_group(path: Path, group: dict[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """The weights of one manifest group: they lie one after the other in the concatenated shards."""
    shards = [path.parent / shard for shard in group["paths"]]
    missing = [str(shard) for shard in shards if not shard.is_file()]
    if missing:
        raise EdgeModelError(f'"{path}" names weight files that are not there: {", ".join(missing)}')
    data = b"".join(shard.read_bytes() for shard in shards)
    weights: dict[str, npt.NDArray[Any]] = {}
    offset = 0
    for entry in group["weights"]:
        stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
        if stored not in _STORED_TYPES or "scale" in entry.get("quantization", {}):
            raise EdgeModelError(f'"{path}": weight "{entry["name"]}" is stored as {stored}, which is not supported')
        dtype = np.dtype(_STORED_TYPES[stored])
        count = int(np.prod(entry["shape"], dtype=np.int64))
        end = offset + count * dtype.itemsize
        if end > len(data):
            raise EdgeModelError(
                f'"{path}": its weight files hold {len(data)} bytes, "{entry["name"]}" needs {end}: fetch them again'
            )
        weights[entry["name"]] = np.frombuffer(data, dtype, count, offset).reshape(entry["shape"])
        offset = end
    if offset != len(data):
        raise EdgeModelError(f'"{path}": its weight files hold {len(data)} bytes, the manifest describes {offset}')
    return weights


def _number(name: str) -> int:
    """7 of `PartitionedCall/convolution_7`; 0 where there is no number."""
    tail = name.rsplit("_", 1)[-1]
    return int(tail) if tail.isdigit() else 0
