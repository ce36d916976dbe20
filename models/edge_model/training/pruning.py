"""Structured pruning: whole channels leave a MobileNetV3, so that every runtime gains, not only a sparse one."""

from __future__ import annotations

import copy
import math
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models import MobileNetV3
from torchvision.models.mobilenetv3 import InvertedResidual
from torchvision.ops import SqueezeExcitation

# XNNPACK's kernels work on 8 channels at a time; a remainder costs as much as a full group.
_GROUP = 8


def prune(network: nn.Module, share: float) -> nn.Module:
    """A copy without the least important `share` of the hidden channels; it needs fine-tuning.

    Hidden are the expanded channels of each inverted residual, the outputs of the last convolution and the inner layer
    of the classifier: those that no addition ties to other layers. A channel's importance is the norm of the weights
    that read it, times the scale that batch norm gives it.
    """
    pruned: Any = copy.deepcopy(network)  # torchvision's classes have no types
    if not isinstance(pruned, MobileNetV3):
        raise TypeError(f"only a MobileNetV3 of torchvision can be pruned, not a {type(network).__name__}")
    for block in pruned.features:
        if isinstance(block, InvertedResidual):
            _prune_block(block, share)
    last = pruned.features[-1]
    inner, outer = pruned.classifier[0], pruned.classifier[3]
    keep = _keep(_reading(inner.weight) * last[1].weight.abs(), share)
    _take_outputs(last[0], keep)
    _take_norm(last[1], keep)
    _take_inputs(inner, keep)
    keep = _keep(_reading(outer.weight) * torch.linalg.vector_norm(inner.weight, dim=1), share)
    _take_outputs(inner, keep)
    _take_inputs(outer, keep)
    result: nn.Module = pruned
    return result


def _prune_block(block: Any, share: float) -> None:
    """Expansion 1×1, depthwise, squeeze-and-excitation where there is one, projection 1×1."""
    layers = list(block.block)
    project = layers[-1][0]
    squeeze = next((layer for layer in layers if isinstance(layer, SqueezeExcitation)), None)
    expand, depthwise = layers[0], layers[1]
    if isinstance(depthwise, SqueezeExcitation):
        return  # the first block has no expansion: its channels are those of the stem
    keep = _keep(_reading(project.weight) * depthwise[1].weight.abs(), share)
    for convolution, norm in ((expand[0], expand[1]), (depthwise[0], depthwise[1])):
        _take_outputs(convolution, keep)
        _take_norm(norm, keep)
    depthwise[0].groups = depthwise[0].in_channels = len(keep)
    if squeeze is not None:
        _take_inputs(squeeze.fc1, keep)
        _take_outputs(squeeze.fc2, keep)
    _take_inputs(project, keep)


def _reading(weight: Tensor) -> Tensor:
    """The norm of the weights [out, in, …] that read each input."""
    norms: Tensor = torch.linalg.vector_norm(weight.detach().transpose(0, 1).flatten(1), dim=1)
    return norms


def _keep(importance: Tensor, share: float) -> Tensor:
    """The indices that stay, in their old order; a multiple of the group, at least one group."""
    count = math.ceil(len(importance) * (1 - share) / _GROUP) * _GROUP
    chosen: Tensor = torch.topk(importance.detach(), min(count, len(importance))).indices
    kept: Tensor = chosen.sort().values
    return kept


def _take_outputs(layer: Any, keep: Tensor) -> None:
    layer.weight = nn.Parameter(layer.weight.detach()[keep].clone())
    if layer.bias is not None:
        layer.bias = nn.Parameter(layer.bias.detach()[keep].clone())
    _resize(layer, "out", len(keep))


def _take_inputs(layer: Any, keep: Tensor) -> None:
    layer.weight = nn.Parameter(layer.weight.detach()[:, keep].clone())
    _resize(layer, "in", len(keep))


def _resize(layer: Any, side: str, count: int) -> None:
    setattr(layer, f"{side}_features" if isinstance(layer, nn.Linear) else f"{side}_channels", count)


def _take_norm(norm: Any, keep: Tensor) -> None:
    norm.weight = nn.Parameter(norm.weight.detach()[keep].clone())
    norm.bias = nn.Parameter(norm.bias.detach()[keep].clone())
    norm.running_mean, norm.running_var = norm.running_mean[keep].clone(), norm.running_var[keep].clone()
    norm.num_features = len(keep)
