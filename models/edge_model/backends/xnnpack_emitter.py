"""Operators written into an XNNPACK delegate beside those that ExecuTorch's backend writes."""

from __future__ import annotations

import copy
from typing import Any

from executorch.backends.xnnpack.operators.node_visitor import get_tensor_value
from executorch.backends.xnnpack.serialization.xnnpack_graph_schema import (
    XNNConcatenate2,
    XNNGraph,
    XNNStaticReshape,
    XNode,
    XValue,
)
from executorch.backends.xnnpack.utils.xnnpack_constants import XNN_INVALID_VALUE_ID


class Emitter:
    """Adds operators whose results have the type and the scale of `like`."""

    def __init__(self, graph: XNNGraph, like: int, debug_handle: int) -> None:
        self._graph = graph
        self._like = graph.xvalues[like]
        self._debug_handle = debug_handle

    def view(self, source: int, shape: list[int] | None, target: int | None = None) -> int:
        """`source` read with another shape; into the value `target`, with its shape, when that is given."""
        if target is None:
            assert shape is not None
            target = self._value(shape)
        else:
            shape = list(get_tensor_value(self._graph.xvalues[target]).dims)
        self._add(XNNStaticReshape(num_dims=len(shape), new_shape=shape, input_id=source, output_id=target, flags=0))
        return target

    def twice(self, source: int, axis: int, shape: list[int]) -> int:
        """`source` beside itself along `axis`."""
        target = self._value(shape)
        self._add(
            XNNConcatenate2(
                axis=axis,
                input1_id=source,
                input2_id=source,
                input3_id=XNN_INVALID_VALUE_ID,
                input4_id=XNN_INVALID_VALUE_ID,
                input5_id=XNN_INVALID_VALUE_ID,
                output_id=target,
                flags=0,
            )
        )
        return target

    def _value(self, shape: list[int]) -> int:
        value: XValue = copy.deepcopy(self._like)
        tensor = get_tensor_value(value)
        tensor.num_dims, tensor.dims = len(shape), shape
        tensor.external_id, tensor.flags, tensor.constant_buffer_idx = XNN_INVALID_VALUE_ID, 0, 0
        tensor.id_out = len(self._graph.xvalues)
        self._graph.xvalues.append(value)
        return int(tensor.id_out)

    def _add(self, operator: Any) -> None:
        self._graph.xnodes.append(XNode(xnode_union=operator, debug_handle=self._debug_handle))
