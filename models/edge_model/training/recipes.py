"""Recipes that take a classifier from training to measured bundles, so that before and after can be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from .. import bundle, licences, lowering, manifest
from ..bundle import Description
from ..evaluate import Protocol
from ..manifest import Input, Source
from ..measuring import bundles
from ..measuring.bundles import Data, Effort
from ..measuring.measurement import Measurement
from ..npm import cache_directory
from ..sources.model import CLASSIFY
from ..sources.torchvision_name import Probabilities
from ..surgery import graph
from . import fashion_mnist, fitting, networks
from . import workers as training
from .classifiers import AWARE, DISTILLED, MOBILENET, NARROW, PRUNED, RESNET, Classifiers
from .fashion_mnist import LABELS, MEAN, STD
from .networks import SIDE

_LICENCE = "Apache-2.0"
CALIBRATION_PICTURES = 100
_INPUT = Input(
    width=SIDE,
    height=SIDE,
    layout="nchw",
    dtype="float32",
    colour="rgb",
    mean=(MEAN, MEAN, MEAN),
    std=(STD, STD, STD),
    letterbox="stretch",
)


@dataclass(frozen=True)
class Variant:
    """One bundle of a recipe: the network `name` of `classifiers.PLANS` in `precision`."""

    name: str
    precision: str

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.precision}"


_BEFORE = (Variant(MOBILENET, "fp32"), Variant(MOBILENET, "int8"))
_SMALLER_BEFORE = (*_BEFORE, Variant(NARROW, "int8"))

# In the order of the tables: what was before comes first.
RECIPES: Mapping[str, tuple[Variant, ...]] = {
    "mobilenet": _BEFORE,
    "resnet18": (Variant(RESNET, "fp32"), Variant(RESNET, "int8")),
    "qat": (*_BEFORE, Variant(AWARE, "int8")),
    "pruned": (*_SMALLER_BEFORE, Variant(PRUNED, "int8")),
    "distilled": (*_SMALLER_BEFORE, Variant(DISTILLED, "int8")),
}

# Bundles of int8 without anything else; `verdict` holds the others against them.
PLAIN_INT8 = frozenset(Variant(name, "int8").folder for name in (MOBILENET, NARROW, RESNET))


def variants(names: Sequence[str]) -> tuple[Variant, ...]:
    """Those of the recipes `names`, each once."""
    return tuple(dict.fromkeys(variant for name in names for variant in RECIPES[name]))


def run(
    names: Sequence[str], classifiers: Classifiers, out: Path, effort: Effort, workers: int = 1
) -> list[Measurement]:
    """Makes the bundles of the recipes `names` in `out` and measures them on the test pictures, in turns in one run.

    Each bundle is `out / Variant.folder` and keeps its accuracy in its manifest. The rows are in the order of
    `variants(names)`. `workers` networks are trained at a time.
    """
    made = variants(names)
    training.train([variant.name for variant in made], classifiers, workers)
    classifiers = dataclasses.replace(classifiers, retrain=False)
    with fitting.threads(1):  # the same sums on every machine, and small operators do not wait for each other
        for variant in made:
            _write(variant, classifiers, out / variant.folder)
    pictures = cache_directory() / "fashion-mnist" / f"test-{classifiers.data.sha256[:16]}"
    data = Data(fashion_mnist.write_folder(classifiers.data.test, pictures), None)
    protocol = Protocol()
    outcomes = bundles.measure([out / variant.folder for variant in made], data, effort, protocol)
    for outcome in outcomes:
        measured = outcome.measurement
        text = f"Fashion-MNIST, {measured.images} test pictures"
        accuracy = bundles.to_manifest(measured.accuracy, text, protocol)
        described = dataclasses.replace(manifest.read(measured.bundle), accuracy=accuracy)
        manifest.write(described, measured.bundle)
    return [outcome.measurement for outcome in outcomes]


def _write(variant: Variant, classifiers: Classifiers, directory: Path) -> None:
    example = torch.zeros(1, 3, SIDE, SIDE)
    ready: nn.Module
    if variant.name == AWARE:  # in int8 already, with the ranges that it was trained with
        ready = Probabilities(classifiers.aware())
    else:
        trained = networks.deployable(classifiers.trained(variant.name))
        ready = graph.of(Probabilities(trained), example)  # lowers in two thirds of the time of a module
        if variant.precision == "int8":
            ready = lowering.quantize_static(ready, example, _calibration(classifiers))
    lowered = lowering.lower(ready, example)
    description = Description(
        name=variant.name,
        version="1.0.0",
        task="classify",
        decoder="classify",
        precision=variant.precision,
        input=_INPUT,
        output=None,
        thresholds=CLASSIFY,
        labels=LABELS,
        licence=_LICENCE,
        licence_files=licences.of(_LICENCE),
        source=Source(
            package="trained by `edge-model recipe`, no weights of others",
            upstream="torchvision's architecture (BSD-3-Clause)",
            project="trained on Fashion-MNIST (Zalando, MIT), Debian package dataset-fashion-mnist",
        ),
    )
    bundle.write(directory, description, lowered.program)


def _calibration(classifiers: Classifiers) -> list[torch.Tensor]:
    """Training pictures, as many of each class as fit, in their order."""
    split = classifiers.data.train
    share = CALIBRATION_PICTURES // len(LABELS)
    chosen = np.concatenate([np.flatnonzero(split.labels == label)[:share] for label in range(len(LABELS))])
    images = fashion_mnist.resized(split.images[np.sort(chosen)], SIDE)
    return [fitting.to_input(image[np.newaxis]).contiguous() for image in tqdm(images, desc="reading", unit="image")]
