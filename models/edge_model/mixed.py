"""Mixed precision: the layers that cost accuracy stay in float, found by search.

A network is cut into segments, each a convolution (or linear layer) with what follows it. Quantization errors of a
detector rarely sit in one layer: leaving any single layer of YOLOX-nano in float gains little, leaving the first ones
gains ten points of AP. So growing prefixes and whole groups are tried.

How it chooses, and what the result therefore means:

1. Ranges are observed once. Every mixture of the sweep is simulated and compared with the float network on the
   calibration images, without labels: how much of what float sees there it sees too.
2. The mixtures stand in a ladder: the one with the least arithmetic left in float first, each next one with more of it
   and better agreement. Those that win back less than half of the agreement that can be won are passed over.
3. The rest are made into programs and measured on the labelled images, from the first on; the first that loses no more
   than `max_drop` is taken. So the labels rank nothing. They are looked at once for each step, `Mixture.looks` says how
   often: at the first look the accuracy is as good as any measured afterwards, with each further one it is a little
   flattered. Without labels the first step is taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import fx

from .lowering import Lowered

_LAYERS = (torch.ops.aten.conv2d.default, torch.ops.aten.linear.default, torch.ops.aten.conv_transpose2d.input)
_PREFIXES = (1, 2, 3, 4, 6, 8)
_GROUPS = 8
_UNITED = 2
_WRITE = 16  # multiplications that writing an element costs as much as, roughly

Segments = frozenset[int]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A mixture as a program, and how many times faster than float it runs on one thread."""

    lowered: Lowered
    speedup: float


@dataclass(frozen=True)
class Trial:
    """`segments` stay in float, `float_share` of the arithmetic (0..1). `agreement` with float is 0..1.

    `speedup`, `size_bytes` and `drop`, the accuracy lost on labelled images, are None where no program was made.
    """

    segments: Segments
    float_share: float
    agreement: float
    speedup: float | None = None
    size_bytes: int | None = None
    drop: float | None = None

    def __str__(self) -> str:
        text = f"{spans(self.segments):<26} agreement {self.agreement:.3f}, {self.float_share:.0%} of the work in float"
        if self.speedup is not None:
            text += f", {self.speedup:.2f} times float"
        return text if self.drop is None else f"{text}, drop {self.drop:+.4f}"


@dataclass(frozen=True)
class Mixture:
    """`chosen` is one of `trials`; `looks` counts how often the labels were asked; `reached` if the rule was met."""

    lowered: Lowered
    chosen: Trial
    trials: tuple[Trial, ...]
    looks: int
    reached: bool


@dataclass(frozen=True)
class Network:
    """What the search asks: `work` of each segment, the `agreement` of a mixture, its program, what the program loses.

    `drop` gives None where there are no labels.
    """

    work: Sequence[float]
    agreement: Callable[[Segments], float]
    build: Callable[[Segments], Built]
    drop: Callable[[Lowered], float | None]


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


def work(module: fx.GraphModule) -> list[float]:
    """The arithmetic of each segment: multiplications, and writes counted as some of them."""
    places = segments(module)
    totals = [0.0] * (max(places.values(), default=0) + 1)
    for node in module.graph.nodes:
        value = node.meta.get("val")
        if node.name not in places or not isinstance(value, torch.Tensor):
            continue
        totals[places[node.name]] += _WRITE * value.numel()
        if node.target in _LAYERS:
            totals[places[node.name]] += value.numel() * math.prod(node.args[1].meta["val"].shape[1:])
    return totals


def sweep(count: int) -> list[Segments]:
    """What is tried in a network of `count` segments: all in int8, growing prefixes, every eighth alone."""
    prefixes = [frozenset(range(length)) for length in (0, *_PREFIXES) if length < count]
    groups = [frozenset(range(count * part // _GROUPS, count * (part + 1) // _GROUPS)) for part in range(_GROUPS)]
    return list(dict.fromkeys([*prefixes, *(group for group in groups if group)]))


def search(network: Network, max_drop: float, tell: Tell) -> Mixture:
    """The mixture with the least arithmetic in float that loses at most `max_drop`, else the best seen; see above."""
    trials: dict[Segments, Trial] = {}

    def attempt(chosen: Segments) -> None:
        if chosen not in trials:
            share = sum(network.work[number] for number in chosen) / sum(network.work)
            trials[chosen] = Trial(chosen, share, network.agreement(chosen))
            tell(str(trials[chosen]))

    for mixture in sweep(len(network.work)):
        attempt(mixture)
    for mixture in unions(list(trials.values())):
        attempt(mixture)
    looked: list[tuple[Trial, Lowered]] = []
    for step in ladder(list(trials.values())):
        built = network.build(step.segments)
        lost = network.drop(built.lowered)
        trial = replace(step, speedup=built.speedup, size_bytes=len(built.lowered.program), drop=lost)
        trials[step.segments] = trial
        looked.append((trial, built.lowered))
        tell(f"as a program: {trial}")
        if lost is None or lost <= max_drop:
            return Mixture(built.lowered, trial, tuple(trials.values()), 0 if lost is None else len(looked), True)
    best, lowered = min(looked, key=lambda each: each[0].drop or 0.0)
    return Mixture(lowered, best, tuple(trials.values()), len(looked), reached=False)


def unions(swept: Sequence[Trial]) -> list[Segments]:
    """The prefix that agrees best, with the groups beside it that help most on their own, added one by one."""
    plain = next(trial.agreement for trial in swept if not trial.segments)
    prefixes = [trial for trial in swept if trial.segments == frozenset(range(len(trial.segments)))]
    base = max(prefixes, key=lambda trial: trial.agreement).segments
    helpful = [trial for trial in swept if trial.agreement > plain and not trial.segments & base]
    found = []
    for trial in sorted(helpful, key=lambda each: -each.agreement)[:_UNITED]:
        base = base | trial.segments
        found.append(base)
    return found


def ladder(trials: Sequence[Trial]) -> list[Trial]:
    """The trials worth a program, the one with the least float first; see above."""
    order: list[Trial] = []
    for trial in sorted(trials, key=lambda each: (each.float_share, -each.agreement)):
        if not order or trial.agreement > order[-1].agreement:
            order.append(trial)
    half = (order[0].agreement + order[-1].agreement) / 2
    return [trial for trial in order if trial.agreement >= half]


def spans(chosen: Segments) -> str:
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
    written = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"layers {written} in float"
