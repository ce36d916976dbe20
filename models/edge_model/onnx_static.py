"""ONNX to a PyTorch module that `torch.export` accepts: every shape a constant, no weight that nobody reads.

`onnx2torch` translates the operators, but some of its modules read their parameters from tensors while they run. Each
is replaced by the PyTorch operator with the parameters written in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import onnx
import onnx2torch
import torch
from onnx2torch.node_converters.expand import OnnxExpand
from onnx2torch.node_converters.gather import OnnxGather
from onnx2torch.node_converters.pad import OnnxPadDynamic
from onnx2torch.node_converters.reduce import OnnxReduceSumDynamicAxes
from onnx2torch.node_converters.reshape import OnnxReshape
from onnx2torch.node_converters.resize import OnnxResize
from onnx2torch.node_converters.slice import OnnxSlice
from onnx2torch.node_converters.split import OnnxSplit13
from onnx2torch.node_converters.squeeze import OnnxSqueezeDynamicAxes
from onnx2torch.node_converters.tile import OnnxTile
from onnx2torch.node_converters.topk import OnnxTopK
from onnx2torch.node_converters.unsqueeze import OnnxUnsqueezeDynamicAxes
from torch import fx, nn
from torch.nn import functional

from .errors import EdgeModelError
from .surgery import graph

_Rewrite = Callable[[fx.GraphModule, fx.Node], fx.Node]


def translate(model: onnx.ModelProto, path: Path) -> nn.Module:
    """The network of a model that `onnx_prepare.load` made static; `path` names it in errors."""
    try:
        module = cast(fx.GraphModule, onnx2torch.convert(model).eval())
    except NotImplementedError as error:
        raise EdgeModelError(
            f'"{path}" uses an operator that cannot be translated: {error}; export the model without it '
            "(for detectors: without non-maximum suppression, which the daemon does itself)"
        ) from error
    make_static(module)
    graph.tidy(module)  # shape constants would be exported as weights that nothing reads
    return module


def make_static(module: fx.GraphModule) -> None:
    """Replaces the modules that compute shapes at run time by operators with constant shapes."""
    for node in list(module.graph.nodes):
        rewrite = _REWRITES.get(type(module.get_submodule(node.target))) if node.op == "call_module" else None
        if rewrite is None:
            continue
        with module.graph.inserting_before(node):
            node.replace_all_uses_with(rewrite(module, node))
        module.graph.erase_node(node)
    module.recompile()


def _slice(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    starts, ends, axes, steps = (_constant(module, node, position) for position in (1, 2, 3, 4))
    if starts is None or ends is None:
        raise EdgeModelError(f'Slice "{node.target}" has no constant bounds')
    axes = axes if axes is not None else list(range(len(starts)))
    steps = steps if steps is not None else [1] * len(starts)
    if min(steps) < 1:
        raise EdgeModelError(f'Slice "{node.target}" runs backwards, which is not supported')
    result = cast(fx.Node, node.args[0])
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        result = module.graph.call_function(torch.ops.aten.slice.Tensor, (result, axis, start, end, step))
    return result


def _reshape(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    shape = _constant(module, node, 1)
    if shape is None or 0 in shape:
        raise EdgeModelError(f'Reshape "{node.target}" has no constant shape')
    return module.graph.call_function(torch.reshape, (node.args[0], tuple(shape)))


def _resize(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    """`interpolate` with the factors or the size of the last two axes."""
    resize = cast(OnnxResize, module.get_submodule(str(node.target)))
    factors, sizes = _constant(module, node, 2), _constant(module, node, 3)
    mode = {"nearest": "nearest", "linear": "bilinear"}.get(resize.onnx_mode)
    if mode is None or (factors is None) == (sizes is None):
        raise EdgeModelError(f'Resize "{node.target}" has no constant factors or size, or is {resize.onnx_mode}')
    return module.graph.call_function(
        functional.interpolate,
        (node.args[0],),
        {
            "scale_factor": None if factors is None else tuple(map(float, factors[2:])),
            "size": None if sizes is None else tuple(sizes[2:]),
            "mode": mode,
            "align_corners": resize.align_corners,
        },
    )


def _split(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    split = cast(OnnxSplit13, module.get_submodule(str(node.target)))
    sizes = _constant(module, node, 1)
    parts: Any = sizes if sizes is not None else split.num_splits
    function: Any = torch.split if sizes is not None else torch.chunk
    return module.graph.call_function(function, (node.args[0], parts, split.axis))


def _squeeze(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    axes = _constant(module, node, 1)
    return module.graph.call_function(torch.squeeze, (node.args[0], *([tuple(axes)] if axes else [])))


def _unsqueeze(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    result = cast(fx.Node, node.args[0])
    for axis in sorted(_constant(module, node, 1) or []):
        result = module.graph.call_function(torch.unsqueeze, (result, axis))
    return result


def _expand(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    """ONNX broadcasts both ways: a 1 in the wanted shape keeps the length that is there."""
    shape = [-1 if length == 1 else length for length in _constant(module, node, 1) or []]
    return module.graph.call_method("expand", (node.args[0], shape))


def _tile(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    return module.graph.call_function(torch.tile, (node.args[0], tuple(_constant(module, node, 1) or [])))


def _reduce_sum(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    reduce = module.get_submodule(str(node.target))
    axes = _constant(module, node, 1)
    return module.graph.call_function(torch.sum, (node.args[0], axes), {"keepdim": bool(reduce._keepdims)})


def _pad(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    """ONNX names the begins of all axes, then the ends; PyTorch (begin, end) from the last axis back."""
    pad = cast(OnnxPadDynamic, module.get_submodule(str(node.target)))
    widths = _constant(module, node, 1) or []
    half = len(widths) // 2
    pairs = [width for axis in reversed(range(half)) for width in (widths[axis], widths[axis + half])]
    if pad.mode != "constant":
        pairs = pairs[:4]
    return module.graph.call_function(functional.pad, (node.args[0], pairs), {"mode": pad.mode})


def _top_k(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    top = cast(OnnxTopK, module.get_submodule(str(node.target)))
    (count,) = _constant(module, node, 1) or [1]
    return module.graph.call_function(torch.topk, (node.args[0], count, top.dim, top.largest, top.sorted))


def _gather(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    """A constant index is written in; an index that the network computes keeps the module."""
    gather = cast(Any, module.get_submodule(str(node.target)))
    index = node.args[1]
    positions = graph.constant(module, index)
    if positions is None:
        return module.graph.call_module(str(node.target), node.args, node.kwargs)
    if positions.dim() == 0:
        return module.graph.call_function(torch.select, (node.args[0], gather._axis, int(positions)))
    return module.graph.call_function(torch.index_select, (node.args[0], gather._axis, index))


_REWRITES: dict[type[nn.Module], _Rewrite] = {
    OnnxSlice: _slice,
    OnnxReshape: _reshape,
    OnnxResize: _resize,
    OnnxSplit13: _split,
    OnnxSqueezeDynamicAxes: _squeeze,
    OnnxUnsqueezeDynamicAxes: _unsqueeze,
    OnnxExpand: _expand,
    OnnxTile: _tile,
    OnnxReduceSumDynamicAxes: _reduce_sum,
    OnnxPadDynamic: _pad,
    OnnxTopK: _top_k,
    OnnxGather: _gather,
}
_KEYWORDS = {OnnxResize: (None, "roi", "scales", "sizes"), OnnxSlice: (None, "starts", "ends", "axes", "steps")}


def _constant(module: fx.GraphModule, node: fx.Node, position: int) -> list[Any] | None:
    """Input `position` as plain numbers; None where it is left out or empty. ONNX allows both by position and name."""
    names = _KEYWORDS.get(type(module.get_submodule(str(node.target))), (None, "shape"))
    keyword = names[position] if position < len(names) else None
    value = node.args[position] if position < len(node.args) else node.kwargs.get(keyword or "")
    if value is None:
        return None
    numbers = graph.constant(module, value)
    if numbers is None:
        raise EdgeModelError(f'"{node.target}" computes its shape from the input; export the model with a fixed size')
    return numbers.reshape(-1).tolist() or None
