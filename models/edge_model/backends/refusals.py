"""Why XNNPACK left an operator to a plain kernel, asked of its own partitioner.

The question is put for each operator of a finished program by itself, with the shapes, types and arguments that the
program calls it with: so it can be asked of any program, also of one that another tool made.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from executorch.exir import schema
from executorch.exir._serialize._program import deserialize_pte_binary
from executorch.exir.backend.utils import WhyNoPartition
from executorch.exir.dialects._ops import ops
from executorch.exir.scalar_type import ScalarType
from torch import Tensor, fx

from . import xnnpack_nearest

NO_OPERATOR = "XNNPACK has no such operator"
TAKEN_ALONE = "XNNPACK takes it when it stands alone: here its neighbours keep it outside"
_NO_REASON = "the partitioner refuses it and gives no reason"
# What the partitioner refuses without a word.
_UNSAID = {"slice_copy.Tensor": "slices with a step other than 1 are not supported"}
_LOGGER = "executorch.backends.xnnpack.partition"


@dataclass(frozen=True)
class Outside:
    """An operator that runs as a plain kernel. `instruction` is its place in the program, as an event trace names it.

    `operands` are the types and shapes of the tensors it reads.
    """

    instruction: int
    operator: str
    operands: str
    reason: str


def outside(program: bytes) -> tuple[Outside, ...]:
    """The operators outside all delegates, in the order of the program."""
    plan = deserialize_pte_binary(program).program.execution_plan[0]
    configs = xnnpack_nearest.partitioner().target_partitioner_configs
    found = []
    for chain in plan.chains:
        for place, instruction in enumerate(chain.instructions):
            call = instruction.instr_args
            if isinstance(call, schema.KernelCall):
                found.append(_describe(plan, call, place, configs))
    return tuple(found)


def _describe(plan: schema.ExecutionPlan, call: schema.KernelCall, place: int, configs: dict[str, Any]) -> Outside:
    written = plan.operators[call.op_index]
    functional = _functional(written.name, written.overload)
    values = [plan.values[index].val for index in call.args]
    read = values[: len(functional._schema.arguments)] if functional is not None else values[:1]
    operands = ", ".join(_shown(value) for value in _tensors(plan, read))
    if functional is None:
        return Outside(place, f"{written.name}.{written.overload}", operands, NO_OPERATOR)
    name = f"{functional._schema.name.split('::')[1]}.{functional._overloadname}"
    config = configs.get(name)
    reason = NO_OPERATOR if config is None else _ask(plan, config, functional, read, name)
    return Outside(place, name, operands, reason)


def _functional(name: str, overload: str) -> Any:
    """The operator that returns its result, of one that writes it into an argument: they differ in that argument."""
    space, _, bare = name.partition("::")
    packet = getattr(getattr(torch.ops, space), bare, None)
    if packet is None or overload not in packet.overloads():
        return None
    wanted = [(each.name, str(each.type)) for each in getattr(packet, overload)._schema.arguments if not each.is_out]
    for other in packet.overloads():
        arguments = getattr(packet, other)._schema.arguments
        if other != overload and [(each.name, str(each.type)) for each in arguments] == wanted:
            return getattr(packet, other)
    return None


@dataclass
class _Signature:
    """The part of an exported program's signature that the partitioner looks at: which tensors are constants."""

    inputs_to_buffers: dict[str, str] = field(default_factory=dict)
    inputs_to_parameters: dict[str, str] = field(default_factory=dict)
    inputs_to_lifted_tensor_constants: dict[str, str] = field(default_factory=dict)


@dataclass
class _Stage:
    """What stands in for an exported program around one operator."""

    graph_signature: _Signature = field(default_factory=_Signature)


def _ask(plan: schema.ExecutionPlan, config: Any, functional: Any, values: list[Any], name: str) -> str:
    """What the partitioner says about the operator when it stands alone."""
    graph, stage = fx.Graph(), _Stage()
    try:
        given = [
            (each, _argument(plan, graph, stage, value))
            for each, value in zip(functional._schema.arguments, values, strict=True)
        ]
        arguments = tuple(value for each, value in given if not each.kwarg_only)
        named = {each.name: value for each, value in given if each.kwarg_only}
        edge = getattr(getattr(ops.edge, functional.namespace), functional._schema.name.split("::")[1])
        node = graph.call_function(getattr(edge, functional._overloadname), arguments, named)
        node.meta["val"] = functional(
            *fx.map_arg(arguments, _value_of), **{name: fx.map_arg(value, _value_of) for name, value in named.items()}
        )
        graph.output(node)
        with _heard() as reasons:
            taken = config.check_constraints(node, stage)
    except Exception as error:  # whatever a foreign operator may raise, the table has a line for it
        return f"{_NO_REASON} ({type(error).__name__} when asked about it alone)"
    if taken:
        return TAKEN_ALONE
    return "; ".join(dict.fromkeys(reasons)) or _UNSAID.get(name, _NO_REASON)


def _value_of(node: fx.Node) -> Any:
    return node.meta["val"]


def _argument(plan: schema.ExecutionPlan, graph: fx.Graph, stage: _Stage, value: Any) -> Any:
    match value:
        case schema.Tensor():
            node = graph.placeholder(f"tensor_{len(graph.nodes)}")
            node.meta["val"] = _meta(value)
            if value.allocation_info is None and value.data_buffer_idx > 0:
                stage.graph_signature.inputs_to_buffers[node.name] = node.name
            return node
        case schema.TensorList() | schema.OptionalTensorList():
            return [_argument(plan, graph, stage, plan.values[index].val) for index in value.items]
        case schema.Int():
            return value.int_val
        case schema.Double():
            return float(value.double_val)
        case schema.Bool():
            return value.bool_val
        case schema.String():
            return value.string_val
        case schema.IntList():
            return [plan.values[index].val.int_val for index in value.items]
        case schema.DoubleList() | schema.BoolList():
            return list(value.items)
        case _:
            return None


def _meta(value: schema.Tensor) -> Tensor:
    return torch.empty(value.sizes, dtype=_dtype(value), device="meta")


def _dtype(value: schema.Tensor) -> torch.dtype:
    names = {ScalarType.HALF: "float16", ScalarType.FLOAT: "float32", ScalarType.DOUBLE: "float64"}
    names |= {ScalarType.BYTE: "uint8", ScalarType.CHAR: "int8", ScalarType.SHORT: "int16", ScalarType.INT: "int32"}
    names |= {ScalarType.LONG: "int64", ScalarType.BOOL: "bool", ScalarType.BFLOAT16: "bfloat16"}
    found: torch.dtype = getattr(torch, names[value.scalar_type])
    return found


def _tensors(plan: schema.ExecutionPlan, values: list[Any]) -> Iterator[schema.Tensor]:
    for value in values:
        if isinstance(value, schema.Tensor):
            yield value
        elif isinstance(value, schema.TensorList | schema.OptionalTensorList):
            yield from _tensors(plan, [plan.values[index].val for index in value.items if index >= 0])


def _shown(value: schema.Tensor) -> str:
    return f"{str(_dtype(value)).removeprefix('torch.')} {value.sizes}"


@contextmanager
def _heard() -> Iterator[list[str]]:
    """The reasons that the partitioner gives meanwhile; it says them to its log, below the level that is shown."""
    reasons: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.msg, WhyNoPartition):
                reasons.append(record.msg.reason)

    logger, listener = logging.getLogger(_LOGGER), Listener()
    children = [logging.getLogger(f"{_LOGGER}.config.{name}") for name in ("generic_node_configs", "gemm_configs")]
    children += [logging.getLogger(f"{_LOGGER}.config.{name}") for name in ("node_configs", "xnnpack_config")]
    levels = [each.level for each in children]
    logger.addHandler(listener)
    propagated, logger.propagate = logger.propagate, False
    for each in children:
        each.setLevel(logging.DEBUG)
    try:
        yield reasons
    finally:
        for each, level in zip(children, levels, strict=True):
            each.setLevel(level)
        logger.propagate = propagated
        logger.removeHandler(listener)
