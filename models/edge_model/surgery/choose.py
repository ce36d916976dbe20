"""Applies the passes one after the other: each proven equal on the example input, kept when it is measured faster."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn

from .. import lowering, racing
from ..errors import EdgeModelError
from ..lowering import Lowered
from . import NAMES as NAMES
from . import focus, graph, pools, splits, upsample

TOLERANCE = 1e-4  # of the largest output: what another order of summation may change
_WORTH = 0.995  # a pass must save half a per cent: less is within the noise of the measurement


# Each gives the number of places that it changed.
PASSES: dict[str, Callable[[fx.GraphModule], int]] = dict(
    zip(NAMES, (focus.merge, pools.chain, splits.to_slices, upsample.behind_convolutions), strict=True)
)


@dataclass(frozen=True)
class Verdict:
    """What became of one pass; times in milliseconds on one thread, one measured beside the other."""

    name: str
    places: int
    difference: float
    before_ms: float
    after_ms: float
    kept: bool

    def __str__(self) -> str:
        what = "kept" if self.kept else "left out" if self.difference <= TOLERANCE else "left out, not equal"
        return (
            f"{self.name}: {self.places} place(s), difference {self.difference:.1e}, "
            f"{self.before_ms:.2f} → {self.after_ms:.2f} ms: {what}"
        )


@dataclass(frozen=True)
class Chosen:
    module: fx.GraphModule
    verdicts: tuple[Verdict, ...]


def choose(network: nn.Module, example: Tensor, names: tuple[str, ...] = NAMES, measure: bool = True) -> Chosen:
    """The graph with the passes of `names` that pay; without `measure` every one that is equal."""
    current = graph.of(network, example)
    lowered: Lowered | None = None
    verdicts = []
    for name, rewrite in PASSES.items():
        if name not in names:
            continue
        candidate = copy.deepcopy(current)
        places = rewrite(candidate)
        if not places:
            continue
        candidate = graph.of(candidate, example)
        apart = relative_difference(current, candidate, example)
        before = after = 0.0
        equal = apart <= TOLERANCE
        kept = equal
        if equal and measure:
            lowered = lowered or lowering.lower(current, example)
            changed = lowering.lower(candidate, example)
            times = racing.race_programs({"before": lowered.program, "after": changed.program}, example)
            before, after = times["before"], times["after"]
            kept = after <= before * _WORTH
            lowered = changed if kept else lowered
        verdicts.append(Verdict(name, places, apart, before, after, kept))
        current = candidate if kept else current
    return Chosen(current, tuple(verdicts))


def relative_difference(first: nn.Module, second: nn.Module, example: Tensor) -> float:
    """The largest difference of any output, relative to the largest value of that output."""
    with torch.no_grad():
        return difference(tensors(first(example)), tensors(second(example)))


def difference(first: Sequence[Tensor], second: Sequence[Tensor]) -> float:
    """The same of outputs that are there already."""
    return max(
        float((a - b).abs().max() / a.abs().max().clamp_min(torch.finfo(a.dtype).tiny))
        if a.is_floating_point()
        else float((a != b).any())
        for a, b in zip(first, second, strict=True)
    )


def tensors(result: Any) -> list[Tensor]:
    """The outputs of a network in their order."""
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, list | tuple):
        return [tensor for part in result for tensor in tensors(part)]
    if isinstance(result, dict):
        return [tensor for part in result.values() for tensor in tensors(part)]
    raise EdgeModelError(f"the network returns {type(result).__name__}; it must return tensors")
