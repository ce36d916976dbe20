"""Mixed precision: the layers that cost accuracy stay in float, found by search.

A network is cut into segments, each a convolution (or linear layer) with what follows it. Quantization errors of a
detector rarely sit in one layer: leaving any single layer of YOLOX-nano in float gains nothing, leaving the first
three gains 11 points of AP. So the search tries growing prefixes first, then whole groups added one by one, and stops
at the first mixture whose accuracy drop is small enough: the fewer layers in float, the faster the program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, fx, nn

from . import lowering
from .lowering import Lowered

_LAYERS = (torch.ops.aten.conv2d.default, torch.ops.aten.linear.default, torch.ops.aten.conv_transpose2d.input)
_PREFIXES = (1, 2, 3, 4, 6, 8)
_GROUPS = 8

Measure = Callable[[Lowered], float]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """One mixture: the segments in float, and the accuracy that its program reached."""

    segments: frozenset[int]
    accuracy: float
    drop: float

    def __str__(self) -> str:
        return f"{_ranges(self.segments):<24} accuracy {self.accuracy:.4f}, drop {self.drop:+.4f}"


@dataclass(frozen=True)
class Mixture:
    """`module` is the converted network of the last trial in `trials`, the one that was chosen."""

    lowered: Lowered
    module: nn.Module
    chosen: Trial
    trials: tuple[Trial, ...]
    reached: bool


def segments(module: fx.GraphModule) -> dict[str, int]:
    """The segment of every operator by its name, 0 for the first layer; operators before it belong to it too.

    Weights and inputs have none: they come before all operators and follow whoever reads them.
    """
    number = -1
    found = {}
    for node in module.graph.nodes:
        if node.op != "call_function":
            continue
        if node.target in _LAYERS:
            number += 1
        found[node.name] = max(number, 0)
    return found


def search(
    module: fx.GraphModule,
    example: Tensor,
    samples: Sequence[Tensor],
    reference: float,
    max_drop: float,
    measure: Measure,
    tell: Tell,
) -> Mixture:
    """The first mixture with an accuracy of at least `reference` − `max_drop`, else the best that was seen."""
    places = segments(lowering.exported(module, example).module(check_guards=False))
    count = max(places.values(), default=0) + 1
    trials: list[Trial] = []
    programs: dict[frozenset[int], tuple[nn.Module, Lowered]] = {}

    def attempt(chosen: frozenset[int]) -> Trial:
        known = next((trial for trial in trials if trial.segments == chosen), None)
        if known is not None:
            return known
        converted = lowering.quantize_static(
            module, example, samples, keep_float=lambda node: places.get(node.name, -1) in chosen
        )
        lowered = lowering.lower(converted, example)
        accuracy = measure(lowered)
        trial = Trial(chosen, accuracy, reference - accuracy)
        tell(str(trial))
        trials.append(trial)
        programs[chosen] = (converted, lowered)
        for worse in [key for key in programs if key not in (chosen, max(trials, key=_accuracy).segments)]:
            del programs[worse]
        return trial

    def result() -> Mixture:
        fitting = [trial for trial in trials if trial.drop <= max_drop]
        best = fitting[-1] if fitting else max(trials, key=_accuracy)
        converted, lowered = programs[best.segments]
        return Mixture(lowered, converted, best, tuple(trials), bool(fitting))

    for length in (0, *(prefix for prefix in _PREFIXES if prefix < count)):
        if attempt(frozenset(range(length))).drop <= max_drop:
            return result()
    base = max(trials, key=_accuracy).segments
    groups = [frozenset(range(count * part // _GROUPS, count * (part + 1) // _GROUPS)) for part in range(_GROUPS)]
    alone = sorted(groups, key=lambda group: attempt(base | group).accuracy, reverse=True)
    for group in alone:
        base = base | group
        if attempt(base).drop <= max_drop:
            break
    return result()


def _accuracy(trial: Trial) -> float:
    return trial.accuracy


def _ranges(chosen: frozenset[int]) -> str:
    """`layers 0–2, 7 in float`."""
    if not chosen:
        return "all int8"
    ordered = sorted(chosen)
    runs: list[list[int]] = []
    for number in ordered:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"layers {spans} in float"


def average_precision(directory: Path, images: Path, labels: Path) -> float:
    """AP of the bundle in `directory`, by the protocol of the published numbers."""
    from . import manifest
    from .evaluate import Protocol, evaluate
    from .runtime import Runner

    return evaluate(Runner(directory, manifest.read(directory)), images, labels, Protocol()).ap
