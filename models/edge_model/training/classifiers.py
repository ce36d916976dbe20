"""The trained networks of the recipes, each made from the ones before it and trained only once."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
import torchao
import torchvision
from torch import nn

from . import checkpoints, fitting, networks, pruning, quantization_aware
from .fashion_mnist import FashionMnist, Split, resized
from .fitting import Schedule, Teaching
from .networks import SIDE

MOBILENET = "mobilenet-v3-small"
NARROW, DISTILLED, PRUNED, AWARE = (f"{MOBILENET}-{how}" for how in ("narrow", "distilled", "pruned", "qat"))
RESNET = "resnet18"
TEACHER = "teacher"

_PRUNED_SHARE = 0.5
_NARROW_WIDTH = 0.62  # int8 a little smaller than the pruned network

# Seconds of one AVX2 core for an epoch: MobileNetV3-small 80, narrow or pruned 55, the teacher 130, ResNet-18 500.
_FROM_LABELS = Schedule(epochs=3, rate=3e-3)
# Soft targets of a network that learned smoothed labels say less about what resembles what.
_TEACHER = Schedule(epochs=2, rate=2e-3, smoothing=0.0)
_SHORT = Schedule(epochs=1, rate=2e-3)
_SHORT_PICTURES = 12_800
_TAUGHT = Schedule(epochs=3, rate=2e-3)
_AWARE_SCHEDULE = Schedule(epochs=1, rate=2e-4)


@dataclass(frozen=True)
class Plan:
    """How one network comes about: `make` gives it its first weights, then it is trained by `schedule`.

    `make` gets the trained network `start`, or None where none is named. `teacher` names the network whose outputs are
    learned besides the labels. `pictures` limits how many are learned from, the first ones. `setting` is what else
    `make` depends on besides `start`.
    """

    schedule: Schedule
    make: Callable[[Any], nn.Module]
    start: str | None = None
    teacher: str | None = None
    teaching: Teaching = field(default_factory=Teaching)
    pictures: int | None = None
    setting: str = ""

    @property
    def parents(self) -> tuple[str, ...]:
        return tuple(parent for parent in (self.start, self.teacher) if parent is not None)


def _pruned(start: nn.Module) -> nn.Module:
    return pruning.prune(start, _PRUNED_SHARE)


def _aware(start: nn.Module) -> nn.Module:
    return quantization_aware.prepare(networks.deployable(start), SIDE, _AWARE_SCHEDULE.batch)


PLANS: Mapping[str, Plan] = {
    MOBILENET: Plan(_FROM_LABELS, lambda _: networks.mobilenet_v3_small()),
    NARROW: Plan(_FROM_LABELS, lambda _: networks.mobilenet_v3_small(_NARROW_WIDTH)),
    DISTILLED: Plan(_TAUGHT, copy.deepcopy, start=NARROW, teacher=TEACHER),
    TEACHER: Plan(_TEACHER, lambda _: networks.teacher()),
    RESNET: Plan(_SHORT, lambda _: networks.resnet18(), pictures=_SHORT_PICTURES),
    PRUNED: Plan(_TAUGHT, _pruned, start=MOBILENET, teacher=TEACHER, setting=f"share {_PRUNED_SHARE}"),
    AWARE: Plan(_AWARE_SCHEDULE, _aware, start=MOBILENET),
}


@dataclass(frozen=True)
class Classifiers:
    """`epochs` replaces that of every schedule; `retrain` trains again what is kept from an earlier run.

    `threads` share the training; their number changes the order of sums, so the last digits of the weights. More than
    one pays only where nothing else runs: each of a step's thousand small operators waits for all threads.
    """

    data: FashionMnist
    seed: int = 0
    epochs: int | None = None
    retrain: bool = False
    threads: int = 1
    _made: dict[str, nn.Module] = field(default_factory=dict, repr=False)

    @functools.cached_property
    def pictures(self) -> Split:
        """Those of the training, in the size of the input."""
        return Split(resized(self.data.train.images, SIDE), self.data.train.labels)

    def trained(self, name: str) -> nn.Module:
        """In float, in evaluation mode; `AWARE` still has its fake quantization."""
        if name not in self._made:
            plan = PLANS[name]
            start = None if plan.start is None else self.trained(plan.start)
            torch.manual_seed(self.seed)
            network = plan.make(start)
            key = self.key(name)
            with fitting.threads(self.threads):
                fitted = checkpoints.trained(key, network, functools.partial(self._train, name), self.retrain)
            self._made[name] = fitted if isinstance(fitted, torch.fx.GraphModule) else fitted.eval()
        return self._made[name]

    def aware(self) -> nn.Module:
        """`AWARE`, converted to int8 for one picture."""
        folded = networks.deployable(self.trained(MOBILENET))
        return quantization_aware.convert(folded, self.trained(AWARE), SIDE)

    def _train(self, name: str, network: nn.Module) -> None:
        plan = PLANS[name]
        split = Split(self.pictures.images[: plan.pictures], self.pictures.labels[: plan.pictures])
        logits = None
        if plan.teacher is not None:
            logits = fitting.logits_of(self.trained(plan.teacher), split, f"{name}: asking {plan.teacher}")
        torch.manual_seed(self.seed)
        if not isinstance(network, torch.fx.GraphModule):  # an exported graph has no modes
            network.train()
        fitting.train(network, split, self._schedule(name), name, plan.teaching, logits)

    def _schedule(self, name: str) -> Schedule:
        schedule = PLANS[name].schedule
        return replace(schedule, seed=self.seed, epochs=self.epochs or schedule.epochs)

    def key(self, name: str) -> checkpoints.Key:
        """Other weights of a start or a teacher are other weights here, so their keys are facts of this one."""
        plan = PLANS[name]
        parents = [self.key(parent).digest for parent in plan.parents]
        first = {} if plan.start else plan.make(None).state_dict()
        shapes = [f"{weight}{tuple(value.shape)}" for weight, value in first.items()]
        versions = [f"torch {torch.__version__}", f"torchvision {torchvision.__version__}"]
        versions += [f"torchao {torchao.__version__}"] if name == AWARE else []
        taught = [repr(plan.teaching)] if plan.teacher else []
        facts = [repr(self._schedule(name)), self.data.sha256, f"side {SIDE}", f"first {plan.pictures}", plan.setting]
        return checkpoints.Key(name, (*facts, *taught, *parents, *shapes, *versions))

    def kept(self, name: str) -> bool:
        """Whether nothing has to be trained for `name`."""
        return self.key(name).path.is_file() and all(self.kept(parent) for parent in PLANS[name].parents)

    def bare(self) -> Classifiers:
        """The same without the networks made so far, to be sent to another process."""
        return replace(self, _made={})
