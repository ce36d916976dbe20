"""1×1 convolutions before a nearest upsample instead of behind it.

A 1×1 convolution of `cat(up(a), b)` is `up(Wa · a) + Wb · b`: pointwise work on `a` costs a quarter before its pixels
are doubled, and nothing is concatenated. Only the order of summation changes.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx

from . import graph

_ATEN = torch.ops.aten


def behind_convolutions(module: fx.GraphModule) -> int:
    """Rewrites every concat of one upsample and one other tensor that only 1×1 convolutions read."""
    changed = 0
    for node in list(module.graph.nodes):
        if not graph.is_call(node, _ATEN.cat.default) or graph.argument(node, 1, 0) not in (1, -3):
            continue
        parts = list(node.args[0])
        doubled = [graph.is_call(part, _ATEN.upsample_nearest2d.vec) for part in parts]
        found = [(user, _pointwise(module, user)) for user in node.users]
        readers = [(user, kernel) for user, kernel in found if kernel is not None]
        if sorted(doubled) != [False, True] or not readers or len(readers) < len(found):
            continue
        which = doubled.index(True)
        channels = parts[which].args[0].meta["val"].shape[1]
        if any(kernel.shape[0] > channels for _, kernel in readers):
            continue  # wider after than before: the upsample would copy more
        for user, kernel in readers:
            _rewrite(module, user, kernel, parts, which, changed)
            changed += 1
    graph.tidy(module)
    return changed


def _pointwise(module: fx.GraphModule, node: Any) -> Tensor | None:
    """The kernel of a 1×1 convolution with stride 1 and without groups."""
    if not graph.is_call(node, _ATEN.conv2d.default):
        return None
    kernel = graph.constant(module, node.args[1])
    plain = set(graph.argument(node, 3, [1, 1])) == {1} and set(graph.argument(node, 4, [0, 0])) == {0}
    if kernel is None or tuple(kernel.shape[2:]) != (1, 1) or not plain or graph.argument(node, 6, 1) != 1:
        return None
    return kernel


def _rewrite(
    module: fx.GraphModule, node: fx.Node, kernel: Tensor, parts: list[fx.Node], which: int, number: int
) -> None:
    split = parts[0].meta["val"].shape[1]
    halves = (kernel[:, :split].contiguous(), kernel[:, split:].contiguous())
    up, other = parts[which], parts[1 - which]
    with module.graph.inserting_before(node):
        small_weight = graph.add_constant(module, f"before_upsample_{number}", halves[which])
        large_weight = graph.add_constant(module, f"beside_upsample_{number}", halves[1 - which])
        small = module.graph.call_function(_ATEN.conv2d.default, (up.args[0], small_weight))
        doubled = module.graph.call_function(_ATEN.upsample_nearest2d.vec, (small, *up.args[1:]))
        large = module.graph.call_function(_ATEN.conv2d.default, (other, large_weight, graph.argument(node, 2, None)))
        joined = module.graph.call_function(_ATEN.add.Tensor, (doubled, large))
    node.replace_all_uses_with(joined)
    module.graph.erase_node(node)
