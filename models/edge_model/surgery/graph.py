"""The graph that the passes work on: ATen operators of `torch.export`, whatever the model came from."""

from __future__ import annotations

import operator
from typing import Any, cast

import torch
from torch import Tensor, fx, nn

from ..errors import EdgeModelError


def of(network: nn.Module, example: Tensor) -> fx.GraphModule:
    """The network as a flat graph of ATen operators; the weights are its `get_attr` nodes."""
    try:
        program = torch.export.export(network, (example,), strict=False)
    except Exception as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EdgeModelError(
            f"torch.export cannot trace the network: {first}; its control flow and shapes must not depend on the "
            "values of the input"
        ) from error
    return program.module(check_guards=False)


def is_call(node: Any, target: Any) -> bool:
    return isinstance(node, fx.Node) and node.op == "call_function" and node.target == target


def constant(module: fx.GraphModule, node: Any) -> Tensor | None:
    """The tensor behind a `get_attr` node."""
    if not isinstance(node, fx.Node) or node.op != "get_attr":
        return None
    return cast(Tensor, operator.attrgetter(str(node.target))(module)).detach()


def argument(node: fx.Node, position: int, default: Any) -> Any:
    return node.args[position] if position < len(node.args) else default


def add_constant(module: fx.GraphModule, name: str, value: Tensor) -> fx.Node:
    """A new weight, as a node at the present insertion point."""
    module.register_buffer(name, value)
    return module.graph.get_attr(name)


def tidy(module: fx.GraphModule) -> None:
    """Drops what nothing reads, weights included, and compiles the graph; modules that it calls keep theirs."""
    module.graph.eliminate_dead_code()
    used = {str(node.target) for node in module.graph.nodes if node.op == "get_attr"}
    called = tuple(f"{node.target}." for node in module.graph.nodes if node.op == "call_module")
    for holder_name, holder in list(module.named_modules()):
        for name in [*holder._buffers, *holder._parameters]:
            place = f"{holder_name}.{name}".lstrip(".")
            if place not in used and not place.startswith(called):
                delattr(holder, name)
    module.recompile()
