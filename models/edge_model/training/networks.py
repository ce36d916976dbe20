"""The networks that the recipes train: torchvision's architectures with ten classes, fitted to small pictures."""

from __future__ import annotations

import copy
from typing import Any

import torch
import torchvision
from torch import Tensor, nn
from torchvision.ops import SqueezeExcitation

from . import fashion_mnist

CLASSES = len(fashion_mnist.LABELS)
SIDE = 32


def mobilenet_v3_small(width: float = 1.0) -> nn.Module:
    """`width` scales the channels of every layer."""
    network: nn.Module = torchvision.models.mobilenet_v3_small(num_classes=CLASSES, width_mult=width)
    # torchvision's 0.01 is meant for hundreds of thousands of steps; a training of minutes has about a thousand.
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.1
    trim(network, SIDE)
    return network


def resnet18() -> nn.Module:
    """As torchvision has it, idle taps included: its size is that of any ResNet-18."""
    network: nn.Module = torchvision.models.resnet18(num_classes=CLASSES)
    return network


def teacher() -> nn.Module:
    """A plain convolutional network: less than a million weights, but 20 times the arithmetic of MobileNetV3-small.

    It looks at the picture in four times the detail, which is worth two points of top-1.
    """
    layers: list[nn.Module] = []
    inputs = 3
    for outputs, stride, pool in ((32, 2, False), (64, 1, True), (128, 1, True), (256, 1, False), (256, 1, False)):
        convolution = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        layers += [convolution, nn.BatchNorm2d(outputs), nn.ReLU(), *([nn.MaxPool2d(2)] if pool else [])]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(inputs, CLASSES))


def trim(network: nn.Module, side: int) -> None:
    """Drops from `network` what pictures of `side` × `side` leave idle; the outputs stay the same.

    That is taps of kernels that only ever read padding, and means over a single pixel: of MobileNetV3's 5×5 kernels on
    1×1 maps one tap in 25 does anything.
    """
    sizes: dict[nn.Module, tuple[int, int]] = {}

    def note(module: nn.Module, arguments: tuple[Tensor, ...]) -> None:
        sizes[module] = (arguments[0].shape[2], arguments[0].shape[3])

    kinds = (nn.Conv2d, nn.AdaptiveAvgPool2d)
    hooks = [module.register_forward_pre_hook(note) for module in network.modules() if isinstance(module, kinds)]
    mode = network.training
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, side, side))
    network.train(mode)
    for hook in hooks:
        hook.remove()
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.AdaptiveAvgPool2d) and sizes[child] == (1, 1):
                setattr(parent, name, nn.Identity())
            elif isinstance(child, nn.Conv2d):
                _trim_kernel(child, sizes[child])


def _trim_kernel(convolution: Any, size: tuple[int, int]) -> None:
    """Tap k of output o reads pixel o × stride − padding + k."""
    if convolution.dilation != (1, 1) or convolution.padding_mode != "zeros":
        return
    first, last = [], []
    for axis, length in enumerate(size):
        kernel, stride, padding = (
            values[axis] for values in (convolution.kernel_size, convolution.stride, convolution.padding)
        )
        outputs = (length + 2 * padding - kernel) // stride + 1
        first.append(max(0, padding - stride * (outputs - 1)))
        last.append(min(kernel - 1, padding + length - 1))
        kept = last[axis] - first[axis] + 1
        if (length + 2 * (padding - first[axis]) - kept) // stride + 1 != outputs:
            return  # padding would have to differ between the two sides
    kernel = convolution.weight.detach()[:, :, first[0] : last[0] + 1, first[1] : last[1] + 1]
    convolution.weight = nn.Parameter(kernel.clone())
    convolution.kernel_size = tuple(kernel.shape[2:])
    convolution.padding = tuple(padding - begin for padding, begin in zip(convolution.padding, first, strict=True))


def deployable(network: nn.Module) -> nn.Module:
    """A copy that computes the same in fewer operators, in evaluation mode.

    Batch norms and the scale of hard sigmoids are folded into the convolutions before them; dropout is gone.
    """
    folded = copy.deepcopy(network).eval()
    _fold(folded)
    return folded


def _fold(module: nn.Module) -> None:
    previous: tuple[str, nn.Conv2d] | None = None
    for name, child in list(module.named_children()):
        if isinstance(child, nn.BatchNorm2d) and previous is not None:
            setattr(module, previous[0], nn.utils.fuse_conv_bn_eval(previous[1], child))
            setattr(module, name, nn.Identity())
        elif isinstance(child, SqueezeExcitation):
            _fold_gate(child)
        elif isinstance(child, nn.Dropout):
            setattr(module, name, nn.Identity())
        else:
            _fold(child)
        previous = (name, child) if isinstance(child, nn.Conv2d) else None


def _fold_gate(squeeze: Any) -> None:
    """Hard sigmoid is clamp(x / 6 + 1/2, 0, 1): with the line in the convolution, a clamp is left that fuses with it.

    Lowered as it is, it becomes an addition, a clamp and a division in float between two conversions.
    """
    if isinstance(squeeze.scale_activation, nn.Hardsigmoid):
        squeeze.fc2.weight = nn.Parameter(squeeze.fc2.weight.detach() / 6)
        squeeze.fc2.bias = nn.Parameter(squeeze.fc2.bias.detach() / 6 + 0.5)
        squeeze.scale_activation = nn.Hardtanh(0.0, 1.0)
