"""Nearest ×2 upsampling inside an XNNPACK delegate.

ExecuTorch's XNNPACK backend leaves `upsample_nearest2d` outside, which cuts the delegate in two and turns every tensor
that crosses the cut from NHWC to NCHW and back. In NHWC the operator is two concatenations of a tensor with itself and
views that cost nothing: a row of pixels `[W, C]` beside itself is `[W, 2C]`, which read as `[2W, C]` has every pixel
twice; the same again with whole rows doubles the height. Values are only copied, so it holds for every dtype.

Importing this module registers the operator with the backend; `partitioner` gives the one that takes it.
"""

from __future__ import annotations

import torch
from executorch.backends.xnnpack.operators.node_visitor import NodeVisitor, register_node_visitor
from executorch.backends.xnnpack.operators.quant_params import QuantParams
from executorch.backends.xnnpack.partition.config import ALL_PARTITIONER_CONFIGS
from executorch.backends.xnnpack.partition.config.generic_node_configs import GenericNodePartitionerConfig
from executorch.backends.xnnpack.partition.config.xnnpack_config import ConfigPrecisionType
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.backends.xnnpack.quantizer.xnnpack_quantizer import XNNPACKQuantizer, get_symmetric_quantization_config
from executorch.backends.xnnpack.serialization.xnnpack_graph_schema import XNNGraph
from torchao.quantization.pt2e.quantizer import QuantizationAnnotation, SharedQuantizationSpec
from torchao.quantization.pt2e.quantizer.quantizer import Q_ANNOTATION_KEY

from .xnnpack_emitter import Emitter

_NHWC_TAG = "XNN_NHWC_NODE"  # set by the backend's layout pass on nodes it computes in NHWC
_WIDTH, _ROW = 3, 2


class NearestConfig(GenericNodePartitionerConfig):  # type: ignore[misc]
    """Takes `upsample_nearest2d` when it doubles both sides of a convolution's neighbour (NHWC in the delegate)."""

    target_name = "upsample_nearest2d.vec"

    def check_constraints(self, node: torch.fx.Node, ep: torch.export.ExportedProgram) -> bool:
        if not self.check_common_constraints(node, ep):
            return False
        before, after = node.all_input_nodes[0].meta["val"].shape, node.meta["val"].shape
        return len(after) == 4 and tuple(after[2:]) == (2 * before[2], 2 * before[3])

    def supported_precision_types(self) -> list[ConfigPrecisionType]:
        return [ConfigPrecisionType.FP32, ConfigPrecisionType.STATIC_QUANT]


def partitioner() -> XnnpackPartitioner:
    """XNNPACK's with nearest ×2 upsampling among what it takes."""
    return XnnpackPartitioner(configs=[*ALL_PARTITIONER_CONFIGS, NearestConfig])


class NearestQuantizer(XNNPACKQuantizer):  # type: ignore[misc] # the package has no types
    """Static int8 where the upsample of a quantized tensor stays quantized, with the same scale."""

    def annotate(self, model: torch.fx.GraphModule) -> torch.fx.GraphModule:
        annotated: torch.fx.GraphModule = super().annotate(model)
        for node in annotated.graph.nodes:
            if node.op != "call_function" or node.target != torch.ops.aten.upsample_nearest2d.vec:
                continue
            source = node.args[0]
            given = source.meta.get(Q_ANNOTATION_KEY)
            if given is None or given.output_qspec is None or Q_ANNOTATION_KEY in node.meta:
                continue
            shared = SharedQuantizationSpec(source)
            node.meta[Q_ANNOTATION_KEY] = QuantizationAnnotation(
                input_qspec_map={source: shared}, output_qspec=shared, _annotated=True
            )
        return annotated


def quantizer(is_dynamic: bool = False, is_qat: bool = False) -> NearestQuantizer:
    """int8 as XNNPACK computes it: weights symmetric per channel, activations per tensor."""
    config = get_symmetric_quantization_config(is_per_channel=True, is_dynamic=is_dynamic, is_qat=is_qat)
    return NearestQuantizer().set_global(config)  # type: ignore[no-any-return] # the package has no types


class NearestVisitor(NodeVisitor):  # type: ignore[misc]
    """Writes the operator as reshape, concat, reshape, concat, reshape."""

    target = "aten.upsample_nearest2d.vec"

    def define_node(
        self, node: torch.fx.Node, xnn_graph: XNNGraph, vals_to_ids: dict[torch.fx.Node, int], debug_handle: int
    ) -> None:
        source = node.all_input_nodes[0]
        self.define_tensor(
            source, xnn_graph, vals_to_ids, quant_params=QuantParams.from_inputs(source, self._exported_program)
        )
        self.define_tensor(node, xnn_graph, vals_to_ids, quant_params=QuantParams.from_outputs(node))
        batch, channels, height, width = source.meta["val"].shape
        emit = Emitter(xnn_graph, vals_to_ids[source], debug_handle)
        if node.meta.get(_NHWC_TAG, False):
            wide = emit.twice(vals_to_ids[source], _WIDTH, [batch, height, width, 2 * channels])
            rows = emit.view(wide, [batch, height, 1, 2 * width * channels])
            emit.view(emit.twice(rows, _ROW, [batch, height, 2, 2 * width * channels]), None, vals_to_ids[node])
        else:
            single = emit.view(vals_to_ids[source], [batch * channels, height, width, 1])
            wide = emit.twice(single, _WIDTH, [batch * channels, height, width, 2])
            rows = emit.view(wide, [batch * channels, height, 1, 2 * width])
            emit.view(emit.twice(rows, _ROW, [batch * channels, height, 2, 2 * width]), None, vals_to_ids[node])


register_node_visitor(NearestVisitor)
