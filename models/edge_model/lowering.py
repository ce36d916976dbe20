"""From a PyTorch module to an ExecuTorch program: static quantization, XNNPACK, what stayed outside the delegates."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from executorch.exir import EdgeCompileConfig, ExecutorchBackendConfig, to_edge_transform_and_lower
from executorch.exir.backend.partitioner import Partitioner
from executorch.exir.passes import MemoryPlanningPass
from torch import Tensor, nn

from . import observed
from .backends import (
    xnnpack_convolution,  # noqa: F401 # registers how convolutions are written
    xnnpack_nearest,
)

_DELEGATE = "executorch_call_delegate"
_RESULT = "getitem"  # takes one tensor out of what a delegate returns; free at run time


@dataclass(frozen=True)
class Lowered:
    """`program` is the .pte; `delegates` the calls into the backend; `outside` what runs as plain kernels."""

    program: bytes
    delegates: int
    outside: tuple[str, ...]


def quantize_static(network: nn.Module, example: Tensor, samples: Sequence[Tensor]) -> nn.Module:
    """Static int8 (PT2E, per channel), the activation ranges observed over `samples`."""
    return observed.observe(exported(network, example).module(check_guards=False), samples).convert()


def exported(network: nn.Module, example: Tensor) -> torch.export.ExportedProgram:
    """Strict where that works; a graph of operators, which has no Python to trace, is taken as it is."""
    return torch.export.export(network, (example,), strict=not isinstance(network, torch.fx.GraphModule))


def lower(network: nn.Module, example: Tensor, delegate: bool = True, lend_buffers: bool = True) -> Lowered:
    """Lowers to an ExecuTorch program, to XNNPACK unless `delegate` is false.

    With `lend_buffers` inputs and outputs are left out of the memory plan: the caller's own buffers are used as they
    are, where a planned input would be copied first.
    """
    return lower_to(network, example, [xnnpack_nearest.partitioner()] if delegate else [], lend_buffers)


def lower_to(
    network: nn.Module, example: Tensor, partitioners: Sequence[Partitioner], lend_buffers: bool = True
) -> Lowered:
    """Lowers to the backends of `partitioners`, the first that takes an operator gets it."""
    logging.getLogger("executorch").setLevel(logging.ERROR)
    edge = to_edge_transform_and_lower(
        exported(network, example),
        partitioner=list(partitioners) or None,
        compile_config=EdgeCompileConfig(_check_ir_validity=False),
    )
    calls = [node.target for node in edge.exported_program().graph.nodes if node.op == "call_function"]
    planned = not lend_buffers
    program = edge.to_executorch(
        ExecutorchBackendConfig(
            memory_planning_pass=MemoryPlanningPass(alloc_graph_input=planned, alloc_graph_output=planned)
        )
    )
    names = [_name(call) for call in calls]
    return Lowered(
        program=bytes(program.buffer),
        delegates=names.count(_DELEGATE),
        outside=tuple(name for name in names if name not in (_DELEGATE, _RESULT)),
    )


def _name(target: Any) -> str:
    """`aten.upsample_nearest2d.vec` of an edge operator, the plain name of anything else."""
    operator = getattr(target, "_op", target)
    return (
        str(operator) if isinstance(operator, torch._ops.OpOverload) else str(getattr(operator, "__name__", operator))
    )
