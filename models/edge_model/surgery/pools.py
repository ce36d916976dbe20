"""Spatial pyramid pooling with chained pools.

The maximum over 9×9 is the maximum over 5×5 of maxima over 5×5, and 13×13 one step further: three small pools take a
third of the comparisons of 5, 9 and 13 side by side. Maxima are exact, padding counts as minus infinity in both.
"""

from __future__ import annotations

import itertools

import torch
from torch import fx

from . import graph

_POOL = torch.ops.aten.max_pool2d.default


def chain(module: fx.GraphModule) -> int:
    """Feeds every stride-1 pool from the next smaller one on the same input; returns how many were changed."""
    changed = 0
    by_input: dict[fx.Node, list[tuple[int, fx.Node]]] = {}
    for node in module.graph.nodes:
        size = _same_size_kernel(node)
        if size:
            by_input.setdefault(node.args[0], []).append((size, node))
    for pools in by_input.values():
        pools.sort(key=lambda pool: pool[0])
        for (small, smaller), (large, larger) in itertools.pairwise(pools):
            rest = large - small + 1
            if rest >= large or rest < 2 or rest % 2 == 0:
                continue
            _move_behind(larger, smaller)
            larger.args = (smaller, [rest, rest], [1, 1], [rest // 2, rest // 2])
            changed += 1
    module.graph.lint()
    graph.tidy(module)
    return changed


def _same_size_kernel(node: fx.Node) -> int:
    """k of a k×k pool with stride 1 that keeps the size; 0 for anything else."""
    if not graph.is_call(node, _POOL):
        return 0
    kernel, stride = list(node.args[1]), list(graph.argument(node, 2, []))  # type: ignore[arg-type]
    padding, dilation = list(graph.argument(node, 3, [0, 0])), list(graph.argument(node, 4, [1, 1]))
    k = kernel[0]
    same = set(kernel) == {k} and set(stride) == {1} and set(padding) == {k // 2} and set(dilation) == {1}
    return int(k) if same and k % 2 == 1 and not graph.argument(node, 5, False) else 0


def _move_behind(node: fx.Node, other: fx.Node) -> None:
    """In the order of the graph a node comes after what it reads."""
    order = {each: place for place, each in enumerate(node.graph.nodes)}
    if order[node] < order[other]:
        later = [user for user in node.users if order[user] < order[other]]
        if not later:
            other.append(node)
