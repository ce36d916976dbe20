"""Normalisation inside the network: the first convolution takes plain pixels, mean and deviation are in its weights.

(pixel − mean) / std before a convolution is the convolution with weights / std and another bias. Only the border
differs: the convolution pads normalised pixels with zero, which is the mean in plain pixels. So where it pads and the
mean is not zero, the image gets a border of the mean before it, which costs a copy of the image.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, fx

from ..errors import EdgeModelError
from . import graph

_ATEN = torch.ops.aten


def fold(module: fx.GraphModule, mean: Sequence[float], std: Sequence[float]) -> None:
    """Changes `module` so that it takes pixels where it took (pixel − mean) / std, channel by channel."""
    image = next(node for node in module.graph.nodes if node.op == "placeholder")
    shape = image.meta["val"].shape
    convolutions = list(image.users)
    for node in convolutions:
        _require_foldable(module, node, image, len(mean))
    padded: dict[tuple[int, int], fx.Node] = {}
    for number, node in enumerate(convolutions):
        kernel = graph.constant(module, node.args[1])
        assert kernel is not None
        given = graph.argument(node, 2, None)
        bias = kernel.new_zeros(kernel.shape[0]) if given is None else graph.constant(module, given)
        assert bias is not None
        scaled = kernel / kernel.new_tensor(std).view(1, -1, 1, 1)
        shift = (scaled * kernel.new_tensor(mean).view(1, -1, 1, 1)).sum((1, 2, 3))
        rows, columns = _padding(node)
        source = image
        if any(mean) and (rows or columns):
            if (rows, columns) not in padded:
                padded[rows, columns] = _bordered(module, image, shape, kernel.new_tensor(mean), rows, columns)
            source, rows, columns = padded[rows, columns], 0, 0
        with module.graph.inserting_before(node):
            weight = graph.add_constant(module, f"normalising_weight_{number}", scaled)
            offset = graph.add_constant(module, f"normalising_bias_{number}", bias - shift)
            folded = module.graph.call_function(
                _ATEN.conv2d.default,
                (
                    source,
                    weight,
                    offset,
                    graph.argument(node, 3, [1, 1]),
                    [rows, columns],
                    graph.argument(node, 5, [1, 1]),
                ),
            )
        node.replace_all_uses_with(folded)
        module.graph.erase_node(node)
    graph.tidy(module)


def _require_foldable(module: fx.GraphModule, node: fx.Node, image: fx.Node, channels: int) -> None:
    plain = graph.is_call(node, _ATEN.conv2d.default) and node.args[0] is image
    kernel = graph.constant(module, node.args[1]) if plain else None
    if kernel is None or graph.argument(node, 6, 1) != 1 or kernel.shape[1] != channels:
        name = str(node.target).removeprefix("aten.")
        raise EdgeModelError(
            f'the normalisation cannot be folded: "{name}" reads the image, only a convolution without groups can take '
            "it in; leave --normalise outside"
        )


def _padding(node: fx.Node) -> tuple[int, int]:
    given = list(graph.argument(node, 4, [0, 0]))
    return int(given[0]), int(given[-1])


def _bordered(
    module: fx.GraphModule, image: fx.Node, shape: torch.Size, mean: Tensor, rows: int, columns: int
) -> fx.Node:
    """The image with a border of the mean colour."""
    colour = mean.view(1, -1, 1, 1)
    result = image
    first = next(node for node in module.graph.nodes if node.op == "call_function")
    with module.graph.inserting_before(first):
        if rows:
            edge = graph.add_constant(module, f"border_rows_{rows}", colour.expand(1, -1, rows, shape[3]).contiguous())
            result = module.graph.call_function(_ATEN.cat.default, ([edge, result, edge], 2))
        if columns:
            edge = graph.add_constant(
                module,
                f"border_columns_{rows}_{columns}",
                colour.expand(1, -1, shape[2] + 2 * rows, columns).contiguous(),
            )
            result = module.graph.call_function(_ATEN.cat.default, ([edge, result, edge], 3))
    return result
