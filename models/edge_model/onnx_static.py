"""ONNX to a PyTorch module that `torch.export` accepts: every shape a constant, no weight that nobody reads.

`onnx2torch` translates the operators, but its Slice, Reshape and Resize read their parameters from tensors while they
run. Each is replaced by the PyTorch operator with the parameters written in.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import onnx
import onnx2torch
import torch
from onnx2torch.node_converters.reshape import OnnxReshape
from onnx2torch.node_converters.resize import OnnxResize
from onnx2torch.node_converters.slice import OnnxSlice
from torch import Tensor, fx, nn
from torch.nn import functional

from .errors import EdgeModelError


def convert(path: Path) -> nn.Module:
    """The network of an ONNX file with one image input of a fixed size."""
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give an ONNX file')
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model)
    except Exception as error:
        raise EdgeModelError(f'"{path}" is not a valid ONNX file: {error}') from error
    module = cast(fx.GraphModule, onnx2torch.convert(model).eval())
    make_static(module)
    merge_focus(module)
    _drop_unused(module)
    return module


def make_static(module: fx.GraphModule) -> None:
    """Replaces the modules that compute shapes at run time by operators with constant shapes."""
    rewrites: dict[type[nn.Module], Callable[[fx.GraphModule, fx.Node], fx.Node]] = {
        OnnxSlice: _slice,
        OnnxReshape: _reshape,
        OnnxResize: _resize,
    }
    for node in list(module.graph.nodes):
        rewrite = rewrites.get(type(module.get_submodule(node.target))) if node.op == "call_module" else None
        if rewrite is None:
            continue
        with module.graph.inserting_before(node):
            node.replace_all_uses_with(rewrite(module, node))
        module.graph.erase_node(node)
    module.recompile()


def merge_focus(module: fx.GraphModule) -> None:
    """Turns YOLO's Focus stem into one convolution.

    Focus lays the four pixels of every 2×2 block side by side in channels (strided slices and a concat, which XNNPACK
    does not take) and convolves the half-sized result with a k×k kernel. That is a 2k×2k convolution with stride 2 on
    the image itself, each weight moved to the pixel it was for.
    """
    for node in list(module.graph.nodes):
        if node.op != "call_module" or not isinstance(module.get_submodule(node.target), nn.Conv2d):
            continue
        found = _focus_offsets(node.args[0])
        convolution = module.get_submodule(node.target)
        assert isinstance(convolution, nn.Conv2d)
        if found is None or convolution.stride != (1, 1) or convolution.groups != 1 or convolution.dilation != (1, 1):
            continue
        image, offsets = found
        merged = _merge(convolution, offsets)
        module.set_submodule(str(node.target), merged)
        node.replace_input_with(node.args[0], image)
    module.graph.eliminate_dead_code()
    module.recompile()


def _merge(convolution: nn.Conv2d, offsets: Sequence[tuple[int, int]]) -> nn.Conv2d:
    outputs, joined, height, width = convolution.weight.shape
    channels = joined // len(offsets)
    pad_y, pad_x = cast(tuple[int, int], convolution.padding)
    merged = nn.Conv2d(channels, outputs, (2 * height, 2 * width), 2, (2 * pad_y, 2 * pad_x))
    with torch.no_grad():
        for group, (y, x) in enumerate(offsets):
            part = convolution.weight[:, group * channels : (group + 1) * channels]
            merged.weight[:, :, y::2, x::2] = part
        assert merged.bias is not None
        merged.bias.copy_(torch.zeros(outputs) if convolution.bias is None else convolution.bias)
    return merged.eval()


def _focus_offsets(node: Any) -> tuple[fx.Node, list[tuple[int, int]]] | None:
    """The image and the (row, column) offset of each quarter, if `node` joins the four quarters of one image."""
    if not isinstance(node, fx.Node):
        return None
    quarters = [_quarter(source) for source in node.all_input_nodes]
    images = {quarter[0] for quarter in quarters if quarter is not None}
    offsets = [quarter[1] for quarter in quarters if quarter is not None]
    if len(images) != 1 or len(offsets) != len(quarters) or sorted(offsets) != [(0, 0), (0, 1), (1, 0), (1, 1)]:
        return None
    return images.pop(), offsets


def _quarter(node: fx.Node) -> tuple[fx.Node, tuple[int, int]] | None:
    """Follows slices with step 2 over rows and columns back to what they slice."""
    offsets = {2: -1, 3: -1}
    while node.target is operator.getitem:
        index = cast(tuple[Any, ...], node.args[1])
        for axis, part in enumerate(index):
            if part == slice(None, None, None):
                continue
            if axis not in offsets or part.step != 2 or part.start not in (0, 1):
                return None
            offsets[axis] = part.start
        node = cast(fx.Node, node.args[0])
    return None if -1 in offsets.values() else (node, (offsets[2], offsets[3]))


def _slice(module: fx.GraphModule, node: fx.Node) -> fx.Node:
    starts, ends, axes, steps = (_constant(module, node, position) for position in (1, 2, 3, 4))
    if starts is None or ends is None:
        raise EdgeModelError(f'Slice "{node.target}" has no constant bounds')
    axes = axes if axes is not None else list(range(len(starts)))
    steps = steps if steps is not None else [1] * len(starts)
    if min(axes) < 0 or min(steps) < 1:
        raise EdgeModelError(
            f'Slice "{node.target}" counts axes from the end or runs backwards, which is not supported'
        )
    index = [slice(None)] * (max(axes) + 1)
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        index[axis] = slice(start, end, step)
    return module.graph.call_function(operator.getitem, (node.args[0], tuple(index)))


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


def _constant(module: fx.GraphModule, node: fx.Node, position: int) -> list[Any] | None:
    """Input `position` as plain numbers; None where it is left out or empty. ONNX allows both by position and name."""
    names = {OnnxResize: (None, "roi", "scales", "sizes"), OnnxSlice: (None, "starts", "ends", "axes", "steps")}
    keyword = names.get(type(module.get_submodule(str(node.target))), (None, "shape"))[position]
    value = node.args[position] if position < len(node.args) else node.kwargs.get(keyword or "")
    if value is None:
        return None
    if not isinstance(value, fx.Node) or value.op != "get_attr":
        raise EdgeModelError(f'"{node.target}" computes its shape from the input; export the model with a fixed size')
    tensor: Any = module
    for part in str(value.target).split("."):
        tensor = getattr(tensor, part)
    numbers = cast(Tensor, tensor).tolist()
    return numbers or None


def _drop_unused(module: fx.GraphModule) -> None:
    """Shape constants and replaced modules would be exported as weights that nothing reads."""
    module.graph.eliminate_dead_code()
    module.delete_all_unused_submodules()
    used = {str(node.target) for node in module.graph.nodes if node.op == "get_attr"}
    for holder_name, holder in module.named_modules():
        if isinstance(holder, nn.Conv2d | nn.Linear | nn.BatchNorm2d):
            continue
        for name in [*holder._buffers, *holder._parameters]:
            if f"{holder_name}.{name}".lstrip(".") not in used:
                delattr(holder, name)
    module.recompile()
