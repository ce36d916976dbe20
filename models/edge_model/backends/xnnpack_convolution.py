"""Convolutions as XNNPACK computes them best, where ExecuTorch's backend writes them otherwise.

Pairs of columns as channels: a k×2m convolution with a stride of two columns over an image of few channels is a k×m
convolution with a stride of one over the image read as half as wide with twice the channels. In NHWC both readings,
of the image and of the weights, are the same bytes, so it costs nothing; and XNNPACK, which works through the channels
of one tap after another (in int8 always eight at a time), has half the taps with twice the channels.

Half-precision weights: the backend writes them as float32 and lets XNNPACK round them when it packs them, so that the
program is as large as the float one. XNNPACK takes them in half precision too.

Importing this module makes the backend write convolutions so.
"""

from __future__ import annotations

from typing import Any

import torch
from executorch.backends.xnnpack.operators import node_visitor
from executorch.backends.xnnpack.operators.node_visitor import NodeVisitor, get_tensor_value, register_node_visitor
from executorch.backends.xnnpack.serialization.xnnpack_graph_schema import XNNConv2d, XNNGraph
from torch import fx

from .xnnpack_emitter import Emitter

_FEW = 4  # channels; with eight or more nothing is gained

# The backend's own class, which it keeps under the name of the operator alone.
_Conv2d: type[NodeVisitor] = node_visitor._node_visitor_dict["aten.convolution.default"]


class BetterConv2d(_Conv2d):  # type: ignore[misc] # the package has no types
    """Conv2d with both."""

    def define_tensor(self, tensor: fx.Node, *args: Any, force_fp32: bool = False, **named: Any) -> None:
        half = named.get("quant_params") is None and tensor.meta["val"].dtype == torch.float16
        super().define_tensor(tensor, *args, force_fp32=force_fp32 and not half, **named)

    def define_node(
        self, node: fx.Node, xnn_graph: XNNGraph, vals_to_ids: dict[fx.Node, int], debug_handle: int
    ) -> None:
        super().define_node(node, xnn_graph, vals_to_ids, debug_handle)
        written = xnn_graph.xnodes[-1]
        convolution = written.xnode_union
        if not isinstance(convolution, XNNConv2d):
            return
        image = get_tensor_value(xnn_graph.xvalues[convolution.input1_id])
        if not _pairs(convolution, list(image.dims)):
            return
        xnn_graph.xnodes.pop()
        _halve(xnn_graph, convolution, debug_handle)
        xnn_graph.xnodes.append(written)


def _pairs(convolution: XNNConv2d, dims: list[int]) -> bool:
    """Whether columns can be taken in pairs; `dims` are those of the image, NHWC."""
    return (
        convolution.groups == 1
        and convolution.group_input_channels <= _FEW
        and convolution.subsampling_width == 2
        and convolution.dilation_width == 1
        and convolution.kernel_width % 2 == 0
        and convolution.padding_left % 2 == 0
        and convolution.padding_right % 2 == 0
        and dims[2] % 2 == 0
    )


def _halve(graph: XNNGraph, convolution: XNNConv2d, debug_handle: int) -> None:
    """Changes the convolution to one over pairs of columns, behind what reads its image so."""
    image = convolution.input1_id
    batch, height, width, channels = get_tensor_value(graph.xvalues[image]).dims
    emit = Emitter(graph, image, debug_handle)
    convolution.input1_id = emit.view(image, [batch, height, width // 2, 2 * channels])
    weights = get_tensor_value(graph.xvalues[convolution.filter_id])
    outputs, rows, columns, _ = weights.dims
    weights.dims = [outputs, rows, columns // 2, 2 * channels]
    convolution.group_input_channels = 2 * channels
    convolution.kernel_width //= 2
    convolution.subsampling_width = 1
    convolution.padding_left //= 2
    convolution.padding_right //= 2


register_node_visitor(BetterConv2d)
