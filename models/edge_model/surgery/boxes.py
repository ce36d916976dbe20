"""Box decoding inside or outside the network.

Inside: an undecoded YOLOX grid leaves the network as boxes in pixels (the layout "yolov5"). Outside: a decoding
Ultralytics head (v8, 11, v5u) leaves it as scores and distributions for each stride (the layout "nanodet"), so that
only the cells that matter are decoded. Both give the same boxes, which `export` proves before it keeps either.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, fx, nn

from ..errors import EdgeModelError
from . import graph

_ATEN = torch.ops.aten
_SIDES = 4


class Decoded(nn.Module):
    """An undecoded YOLOX grid `[1, n, 5 + classes]` with centre x, centre y, width and height in pixels instead."""

    def __init__(self, network: nn.Module, size: tuple[int, int], strides: Sequence[int]) -> None:
        super().__init__()
        self.network = network
        self.training = False  # a graph of torch.export is in evaluation mode and refuses to be told so
        cells, steps = [], []
        for stride in strides:
            rows, columns = torch.meshgrid(
                torch.arange(size[0] // stride), torch.arange(size[1] // stride), indexing="ij"
            )
            cells.append(torch.stack([columns.flatten(), rows.flatten()], 1) * stride)
            steps.append(torch.full((rows.numel(), 1), stride))
        self.corner: Tensor
        self.stride: Tensor
        self.register_buffer("corner", torch.cat(cells).unsqueeze(0).float())
        self.register_buffer("stride", torch.cat(steps).unsqueeze(0).float())

    def forward(self, x: Tensor) -> Tensor:
        raw = self.network(x)
        centre = raw[..., :2] * self.stride + self.corner
        size = torch.exp(raw[..., 2:4]) * self.stride
        return torch.cat([centre, size, raw[..., 4:]], -1)


def outside(module: fx.GraphModule, strides: Sequence[int], classes: int) -> tuple[fx.GraphModule, int]:
    """The network up to the last convolutions of its head, and how many bins a side of a box has.

    Outputs as the decoder "nanodet" reads them: scores `[1, classes, h, w]` of every stride, then logits
    `[1, 4 × bins, h, w]` of every stride.
    """
    height, width = next(node for node in module.graph.nodes if node.op == "placeholder").meta["val"].shape[2:]
    sizes = [(height // stride, width // stride) for stride in strides]
    heads: dict[tuple[int, int], list[fx.Node]] = {size: [] for size in sizes}
    for node in _last_convolutions(module, set(sizes)):
        heads[tuple(node.meta["val"].shape[2:])].append(node)
    scores, logits = [], []
    for size, stride in zip(sizes, strides, strict=True):
        found = sorted(heads[size], key=lambda node: node.meta["val"].shape[1] != classes)
        channels = [int(node.meta["val"].shape[1]) for node in found]
        if len(found) != 2 or channels[0] != classes or channels[1] % _SIDES or channels[1] // _SIDES < 2:
            raise EdgeModelError(
                f"the boxes cannot be decoded outside: at stride {stride} the head ends in convolutions with "
                f"{channels or 'no'} channels, expected {classes} (one a class) and 4 × bins of a distribution; leave "
                "out --boxes"
            )
        scores.append(found[0])
        logits.append(found[1])
    bins = {int(node.meta["val"].shape[1]) // _SIDES for node in logits}
    if len(bins) != 1:
        raise EdgeModelError("the boxes cannot be decoded outside: the strides have different numbers of bins")
    output = next(node for node in module.graph.nodes if node.op == "output")
    with module.graph.inserting_before(output):
        probabilities = [module.graph.call_function(_ATEN.sigmoid.default, (node,)) for node in scores]
    output.args = ((*probabilities, *logits),)
    module.graph._codegen = fx.graph.CodeGen()  # the exported one packs a single output
    graph.tidy(module)
    return module, bins.pop()


def _last_convolutions(module: fx.GraphModule, sizes: set[tuple[int, int]]) -> list[fx.Node]:
    """The convolutions on the grid of a stride that the output depends on through no other of them."""
    found: list[fx.Node] = []
    waiting, seen = list(module.graph.output_node().all_input_nodes), set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if graph.is_call(node, _ATEN.conv2d.default) and tuple(node.meta["val"].shape[2:]) in sizes:
            found.append(node)
        else:
            waiting.extend(node.all_input_nodes)
    return found
