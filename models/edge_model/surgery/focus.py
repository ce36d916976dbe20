"""YOLO's Focus stem as one convolution.

Focus lays the four pixels of every 2×2 block side by side in channels (strided slices and a concat, which XNNPACK does
not take) and convolves the half-sized result with a k×k kernel. That is a 2k×2k convolution with stride 2 on the image
itself, each weight moved to the pixel it was for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, fx

from . import graph

_ATEN = torch.ops.aten
_END = 2**31 - 1


def merge(module: fx.GraphModule) -> int:
    """Merges every Focus and the convolution behind it; returns how many there were."""
    merged = 0
    for node in list(module.graph.nodes):
        if not graph.is_call(node, _ATEN.conv2d.default):
            continue
        kernel = graph.constant(module, node.args[1])
        found = _offsets(node.args[0])
        if kernel is None or found is None or not _plain(node):
            continue
        image, offsets = found
        padding = graph.argument(node, 4, [0, 0])
        padding = padding * 2 if len(padding) == 1 else padding
        with module.graph.inserting_before(node):
            weight = graph.add_constant(module, f"focus_{merged}_weight", _spread(kernel, offsets))
            joined = module.graph.call_function(
                _ATEN.conv2d.default,
                (image, weight, graph.argument(node, 2, None), [2, 2], [2 * padding[0], 2 * padding[1]]),
            )
        node.replace_all_uses_with(joined)
        module.graph.erase_node(node)
        merged += 1
    graph.tidy(module)
    return merged


def _plain(node: fx.Node) -> bool:
    """Stride 1, no dilation, no groups."""
    stride, dilation = graph.argument(node, 3, [1, 1]), graph.argument(node, 5, [1, 1])
    return set(stride) == {1} and set(dilation) == {1} and graph.argument(node, 6, 1) == 1


def _spread(kernel: Tensor, offsets: Sequence[tuple[int, int]]) -> Tensor:
    outputs, joined, height, width = kernel.shape
    channels = joined // len(offsets)
    spread = kernel.new_zeros(outputs, channels, 2 * height, 2 * width)
    for group, (row, column) in enumerate(offsets):
        spread[:, :, row::2, column::2] = kernel[:, group * channels : (group + 1) * channels]
    return spread


def _offsets(node: Any) -> tuple[fx.Node, list[tuple[int, int]]] | None:
    """The image and the (row, column) offset of each quarter, if `node` joins the four quarters of one image."""
    if not graph.is_call(node, _ATEN.cat.default) or graph.argument(node, 1, 0) not in (1, -3):
        return None
    quarters = [_quarter(source) for source in node.args[0]]
    known = [quarter for quarter in quarters if quarter is not None]
    images = {image for image, _ in known}
    offsets = [offset for _, offset in known]
    if len(images) != 1 or len(known) != len(quarters) or sorted(offsets) != [(0, 0), (0, 1), (1, 0), (1, 1)]:
        return None
    return images.pop(), offsets


def _quarter(node: fx.Node) -> tuple[fx.Node, tuple[int, int]] | None:
    """Follows slices with step 2 over rows and columns back to what they slice."""
    offsets = {2: -1, 3: -1}
    while graph.is_call(node, _ATEN.slice.Tensor):
        axis = graph.argument(node, 1, 0) % 4
        start, end, step = (
            graph.argument(node, position, default) for position, default in ((2, 0), (3, _END), (4, 1))
        )
        length = node.args[0].meta["val"].shape[axis] if "val" in node.args[0].meta else _END  # type: ignore[union-attr]
        whole = end is None or end >= length
        if axis in offsets and step == 2 and start in (0, 1) and whole and offsets[axis] < 0:
            offsets[axis] = start
        elif not (whole and not start and step == 1):
            return None
        node = node.args[0]  # type: ignore[assignment]
    return None if -1 in offsets.values() else (node, (offsets[2], offsets[3]))
