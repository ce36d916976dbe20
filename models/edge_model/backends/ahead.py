"""Lowering for the backends other than XNNPACK; each checked by loading what the program says about itself."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from executorch.exir._serialize._program import deserialize_pte_binary
from torch import Tensor, nn
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from tqdm import tqdm

from .. import lowering, racing
from ..errors import EdgeModelError
from ..lowering import Lowered
from ..surgery import choose
from . import Backend, openvino_partitioner

_DEVICE = "CPU"
_EQUAL = 1e-3
# bf16 has 8 bits of mantissa: a rounding is 4e-3 of a value, and layers add theirs.
_EQUAL_IN_HALF = 5e-2
_ETHOS_TARGET = "ethos-u55-128"


def lower(backend: Backend, network: nn.Module, example: Tensor, samples: Sequence[Tensor]) -> Lowered:
    """The program for `backend`; `samples` are needed by those that quantize (Ethos-U)."""
    match backend.name:
        case "openvino":
            lowered = lowering.lower_to(network, example, [openvino_partitioner.make(_DEVICE)])
        case "vulkan":
            from executorch.backends.vulkan.partitioner.vulkan_partitioner import VulkanPartitioner

            lowered = lowering.lower_to(network, example, [VulkanPartitioner()])
        case "coreml":
            from executorch.backends.apple.coreml.partition import CoreMLPartitioner

            lowered = lowering.lower_to(network, example, [CoreMLPartitioner()])
        case "ethos-u":
            lowered = _ethos_u(network, example, samples)
        case other:
            raise EdgeModelError(f'"{other}" is not lowered for here')
    check(backend, lowered.program)
    if backend.name == "openvino":
        _require_equal(network, example, lowered.program)
    return lowered


def check(backend: Backend, program: bytes) -> None:
    """The program must load as such and hold at least one delegate of the backend, and none of another."""
    found = {delegate.id for delegate in deserialize_pte_binary(program).program.execution_plan[0].delegates}
    if found != {backend.identifier}:
        raise EdgeModelError(
            f"{backend.name} took no part of the network (the program holds {', '.join(sorted(found)) or 'none'}): "
            "its operators do not fit this backend"
        )


def _require_equal(network: nn.Module, example: Tensor, program: bytes) -> None:
    """Runs the program here, on the OpenVINO that lowered it."""
    openvino_partitioner.find_runtime()
    with torch.no_grad():
        difference = choose.difference(choose.tensors(network(example)), racing.Program(program)(example))
    most = _EQUAL_IN_HALF if openvino_partitioner.computes_in_half(_DEVICE) else _EQUAL
    if difference > most:
        raise EdgeModelError(
            f"the program differs from the network by {difference:.1e} of its largest value (at most {most} is "
            "accepted): report the model"
        )


def _ethos_u(network: nn.Module, example: Tensor, samples: Sequence[Tensor]) -> Lowered:
    from executorch.backends.arm.ethosu import EthosUCompileSpec, EthosUPartitioner
    from executorch.backends.arm.quantizer import EthosUQuantizer, get_symmetric_quantization_config

    if not samples:
        raise EdgeModelError("ethos-u computes in int8 and needs images to observe the ranges: add --calibration DIR")
    specification = EthosUCompileSpec(_ETHOS_TARGET)
    quantizer = EthosUQuantizer(specification).set_global(get_symmetric_quantization_config(is_per_channel=True))
    prepared = prepare_pt2e(lowering.exported(network, example).module(), quantizer)
    with torch.no_grad():
        for sample in tqdm(samples, desc="calibrating", unit="image", leave=False):
            prepared(sample)
    return lowering.lower_to(convert_pt2e(prepared), example, [EthosUPartitioner(specification)])
