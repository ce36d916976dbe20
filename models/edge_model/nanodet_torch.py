"""NanoDet-g as a PyTorch module in NCHW, filled with the weights of its TensorFlow.js conversion.

The network is the `g` variant of NanoDet (github.com/RangiLyu/nanodet, Apache-2.0): the CustomCspNet backbone, a PAN
without convolutions, and a head that shares its last feature between classes and boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .errors import EdgeModelError
from .tfjs import Convolution, TfjsGraph

CLASSES = 80
BINS = 11
STRIDES = (8, 16, 32)
_SLOPE = 0.1


class ConvAct(nn.Sequential):
    """A convolution that keeps the size (divided by `stride`), then LeakyReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(nn.Conv2d(inputs, outputs, 3, stride, padding=1), nn.LeakyReLU(_SLOPE))


class CspUnit(nn.Module):
    """Two halves of `channels`, the second computed from the first, side by side again."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvAct(channels, channels // 2)
        self.second = ConvAct(channels // 2, channels // 2)

    def forward(self, x: Tensor) -> Tensor:
        first = self.first(x)
        return torch.cat([self.second(first), first], 1)


class CspStage(nn.Module):
    """[1, inputs, h, w] to [1, 2 × channels, h / stride, w / stride]."""

    def __init__(self, inputs: int, channels: int, stride: int, units: int) -> None:
        super().__init__()
        self.entry = ConvAct(inputs, channels, stride)
        self.units = nn.Sequential(*(CspUnit(channels) for _ in range(units)))
        self.exit = ConvAct(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        entry = self.entry(x)
        return torch.cat([self.exit(self.units(entry)), entry], 1)


class Head(nn.Module):
    """One pyramid level to (scores [1, 80, h, w] after the sigmoid, distribution logits [1, 44, h, w]).

    The original computes 124 channels at once and splits them. Two convolutions with the same weights give the same
    numbers and leave no slice in the graph; a `split` would even cut the XNNPACK delegate in two.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.feature = ConvAct(channels, channels)
        self.classes = nn.Conv2d(channels, CLASSES, 1)
        self.boxes = nn.Conv2d(channels, 4 * BINS, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        feature = self.feature(x)
        return torch.sigmoid(self.classes(feature)), self.boxes(feature)


class NanoDetG(nn.Module):
    """Input [1, 3, h, w] BGR, normalised; h and w multiples of 32.

    Returns six tensors: the scores of strides 8, 16, 32, then the logits of strides 8, 16, 32. Logit channel
    `side × 11 + bin`, sides in the order left, top, right, bottom.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvAct(3, 32, 2)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.stages = nn.ModuleList(
            [CspStage(32, 32, 1, 1), CspStage(64, 64, 2, 2), CspStage(128, 128, 2, 2), CspStage(256, 256, 2, 3)]
        )
        self.laterals = nn.ModuleList([nn.Conv2d(channels, 128, 1) for channels in (128, 256, 512)])
        self.heads = nn.ModuleList([Head(128) for _ in STRIDES])

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.stages[0](self.pool(self.stem(x)))
        levels = []
        for stage, lateral in zip(self.stages[1:], self.laterals, strict=True):
            x = stage(x)
            levels.append(lateral(x))
        fine, middle, coarse = levels
        middle = middle + _resize(coarse, 2.0)
        fine = fine + _resize(middle, 2.0)
        middle = middle + _resize(fine, 0.5)
        coarse = coarse + _resize(middle, 0.5)
        results = [head(level) for head, level in zip(self.heads, (fine, middle, coarse), strict=True)]
        return (*(scores for scores, _ in results), *(logits for _, logits in results))


def _resize(x: Tensor, factor: float) -> Tensor:
    """Bilinear with half-pixel centres; at one half that is the mean of each 2×2 block, which quantizes better."""
    if factor == 0.5:
        return functional.avg_pool2d(x, 2)
    return functional.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)


def from_tfjs(graph: TfjsGraph) -> NanoDetG:
    """The network with the weights of `graph`; every shape and stride is checked against the declaration."""
    network = NanoDetG().eval()
    stored = iter(graph.convolutions())
    for target in _backbone_and_laterals(network):
        _fill(graph, target, next(stored, None))
    for head in cast(Iterable[Head], network.heads):
        _fill(graph, cast(nn.Conv2d, head.feature[0]), next(stored, None))
        joined = next(stored, None)
        if joined is None or joined.kernel.shape != (CLASSES + 4 * BINS, 128, 1, 1):
            raise EdgeModelError(f'"{graph.path}" is not NanoDet-g: a head of 124 channels is missing')
        _fill(graph, head.classes, _rows(joined, 0, CLASSES))
        _fill(graph, head.boxes, _rows(joined, CLASSES, CLASSES + 4 * BINS))
    if (left := next(stored, None)) is not None:
        raise EdgeModelError(f'"{graph.path}" is not NanoDet-g: convolution "{left.name}" has no place in it')
    return network


def _backbone_and_laterals(network: NanoDetG) -> Iterator[nn.Conv2d]:
    for part in (network.stem, network.stages, network.laterals):
        yield from (module for module in part.modules() if isinstance(module, nn.Conv2d))


def _rows(joined: Convolution, begin: int, end: int) -> Convolution:
    return Convolution(joined.name, joined.kernel[begin:end], joined.bias[begin:end], joined.stride)


def _fill(graph: TfjsGraph, target: nn.Conv2d, source: Convolution | None) -> None:
    wanted = tuple(target.weight.shape)
    if source is None:
        raise EdgeModelError(f'"{graph.path}" is not NanoDet-g: a convolution of shape {wanted} is missing')
    if source.kernel.shape != wanted or source.stride != target.stride[0]:
        raise EdgeModelError(
            f'"{graph.path}" is not NanoDet-g: "{source.name}" is {source.kernel.shape} with stride {source.stride}, '
            f"expected {wanted} with stride {target.stride[0]}"
        )
    with torch.no_grad():
        target.weight.copy_(torch.from_numpy(source.kernel))
        assert target.bias is not None
        target.bias.copy_(torch.from_numpy(source.bias))
