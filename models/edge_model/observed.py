"""Activation ranges, observed once: any mixture of int8 and float is then converted without another image.

Which layers stay in float changes where values are quantized, not what values there are. So one network with every
observer in place sees the samples, and each mixture takes from it the scales of the tensors it quantizes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn
from torchao.quantization.pt2e import FixedQParamsObserver, HistogramObserver
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from tqdm import tqdm

from .backends import xnnpack_nearest

KeepFloat = Callable[[fx.Node], bool]


class Rounded(nn.Module):
    """Stands where a value is quantized, and rounds it as int8 does while `on`."""

    def __init__(self, observer: Any) -> None:
        super().__init__()
        self.on = True
        self._limits = int(observer.quant_min), int(observer.quant_max)
        self._axis = int(getattr(observer, "ch_axis", 0))
        self._scale, self._zero_point = observer.calculate_qparams()

    def forward(self, x: Tensor) -> Tensor:
        if not self.on:
            return x
        if self._scale.numel() == 1:
            return torch.fake_quantize_per_tensor_affine(x, float(self._scale), int(self._zero_point), *self._limits)
        zero_point = self._zero_point.to(torch.int32)
        return torch.fake_quantize_per_channel_affine(x, self._scale, zero_point, self._axis, *self._limits)


@dataclass(frozen=True)
class Observed:
    """`graph` is the network in float; `observers` by the name of the tensor that each observes.

    `simulation` is the network with a `Rounded` in every place where it may be quantized.
    """

    graph: fx.GraphModule
    observers: dict[str, nn.Module]
    simulation: fx.GraphModule

    def simulate(self, keep_float: KeepFloat | None = None) -> nn.Module:
        """The network as `convert` makes it, in float arithmetic: there at once, and good for some images.

        A value is rounded when an operator that writes or reads it is quantized. One simulation lives at a time.
        """
        nodes = {node.name: node for node in self.graph.graph.nodes}
        for name, tensor in _observed(self.simulation):
            node = nodes[tensor]
            beside = [each for each in (node, *node.users) if each.op == "call_function"]
            rounded = self.simulation.get_submodule(name)
            assert isinstance(rounded, Rounded)
            rounded.on = keep_float is None or any(not keep_float(each) for each in beside)
        return self.simulation

    def convert(self, keep_float: KeepFloat | None = None) -> nn.Module:
        """Static int8 except for the nodes that `keep_float` names."""
        prepared = _prepare(copy.deepcopy(self.graph), keep_float)
        for observer, tensor in _observed(prepared):
            setattr(prepared, observer, copy.deepcopy(self.observers[tensor]))
        converted: nn.Module = convert_pt2e(prepared)
        return converted


def observe(graph: fx.GraphModule, samples: Sequence[Tensor]) -> Observed:
    """Observes `graph` over `samples`, per channel for weights and per tensor for activations.

    The same samples in the same order give the same scales: it runs on one thread, because the sums of a convolution
    depend on how many threads share them.
    """
    prepared = _prepare(copy.deepcopy(graph), None)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            for sample in tqdm(samples, desc="calibrating", unit="image", leave=False):
                prepared(sample)
    finally:
        torch.set_num_threads(threads)
    fixed: dict[nn.Module, nn.Module] = {}  # several tensors may share one observer, whose search for a range is slow
    observers = {}
    for name, tensor in _observed(prepared):
        observer = prepared.get_submodule(name)
        if observer not in fixed:
            fixed[observer] = _fixed(observer)
        observers[tensor] = fixed[observer]
    for name, tensor in _observed(prepared):
        setattr(prepared, name, Rounded(observers[tensor]))
    return Observed(graph, observers, prepared)


def _prepare(graph: fx.GraphModule, keep_float: KeepFloat | None) -> fx.GraphModule:
    quantizer = xnnpack_nearest.quantizer()
    if keep_float is not None:
        quantizer.set_filter_function(lambda node: not keep_float(node))
    prepared: fx.GraphModule = prepare_pt2e(graph, quantizer)
    return prepared


def _observed(prepared: fx.GraphModule) -> list[tuple[str, str]]:
    """The observers of a prepared network with the tensors they observe, by name."""
    return [
        (str(node.target), node.args[0].name)
        for node in prepared.graph.nodes
        if node.op == "call_module" and isinstance(node.args[0], fx.Node)
    ]


def _fixed(observer: nn.Module) -> nn.Module:
    """The range that an activation observer found; observers of weights find theirs in an instant and stay."""
    if not isinstance(observer, HistogramObserver):
        return observer
    scale, zero_point = observer.calculate_qparams()
    fixed: nn.Module = FixedQParamsObserver(
        scale=float(scale),
        zero_point=int(zero_point),
        dtype=observer.dtype,
        qscheme=observer.qscheme,
        quant_min=observer.quant_min,
        quant_max=observer.quant_max,
    )
    return fixed
