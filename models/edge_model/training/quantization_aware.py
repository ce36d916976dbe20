"""Quantization-aware training: the network is trained on with int8 rounding in its forward pass (PT2E)."""

from __future__ import annotations

import torch
from torch import nn
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_qat_pt2e

from ..backends import xnnpack_nearest
from ..surgery import graph


def prepare(network: nn.Module, side: int, batch: int) -> nn.Module:
    """The graph of `network` with fake quantization, for `batch` pictures of `side` × `side` at a time.

    Batch norms must already be folded (`networks.deployable`): what is trained is then, weight for weight, what runs.
    """
    operators = graph.of(network.eval(), torch.zeros(batch, 3, side, side))
    prepared: nn.Module = prepare_qat_pt2e(operators, xnnpack_nearest.quantizer(is_qat=True))
    return prepared


def convert(network: nn.Module, trained: nn.Module, side: int) -> nn.Module:
    """The int8 network for one picture: the weights and ranges of `trained` in a graph of batch 1."""
    single = prepare(network, side, 1)
    single.load_state_dict(trained.state_dict())
    converted: nn.Module = convert_pt2e(single)
    return converted
