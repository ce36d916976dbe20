"""Splits as slices: `split` and `chunk` cut an XNNPACK delegate in two, slices of the same ranges do not."""

from __future__ import annotations

import operator

import torch
from torch import fx

from . import graph

_ATEN = torch.ops.aten


def to_slices(module: fx.GraphModule) -> int:
    """Replaces every split whose parts are read one by one; returns how many there were."""
    changed = 0
    for node in list(module.graph.nodes):
        sizes, axis = _sizes(node)
        if not sizes or any(user.target is not operator.getitem for user in node.users):
            continue
        begins = [sum(sizes[:part]) for part in range(len(sizes))]
        for user in list(node.users):
            part = int(graph.argument(user, 1, 0))
            with module.graph.inserting_before(user):
                piece = module.graph.call_function(
                    _ATEN.slice.Tensor, (node.args[0], axis, begins[part], begins[part] + sizes[part])
                )
            user.replace_all_uses_with(piece)
            module.graph.erase_node(user)
        changed += 1
    graph.tidy(module)
    return changed


def _sizes(node: fx.Node) -> tuple[list[int], int]:
    """The lengths of the parts and the axis; no lengths when `node` is no split."""
    axis = graph.argument(node, 2, 0)
    source, given = graph.argument(node, 0, None), graph.argument(node, 1, None)
    if graph.is_call(node, _ATEN.split_with_sizes.default):
        return [int(size) for size in given], axis
    if graph.is_call(node, _ATEN.split.Tensor) or graph.is_call(node, _ATEN.chunk.default):
        length = int(source.meta["val"].shape[axis])
        asked = int(given)
        step = asked if node.target == _ATEN.split.Tensor else -(-length // asked)
        return [min(step, length - begin) for begin in range(0, length, step)], axis
    return [], 0
