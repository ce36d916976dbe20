"""Classifiers trained here on Fashion-MNIST: plain int8 against fp32, and the ways to do better."""

from __future__ import annotations

import os

from ..measuring.bundles import Effort
from ..measuring.measurement import ClassificationAccuracy, Measurement
from ..training import fashion_mnist, recipes
from ..training.classifiers import Classifiers
from . import detectors
from .bench import Bench
from .outcome import Measured, Variant

_RECIPES = {
    "mobilenet-v3-small-int8": ("mobilenet",),
    "resnet18-int8": ("resnet18",),
    "mobilenet-v3-small-smaller": ("qat", "pruned", "distilled"),
}
_SHORT = 20  # times as many rounds: one run takes less than a millisecond


def measure(row: str, bench: Bench) -> Measured:
    """Variants have the names of their bundles. What is trained is kept in the cache directory."""
    classifiers = Classifiers(fashion_mnist.read())
    effort = Effort(threads=1, runs=50)
    rows = recipes.run(_RECIPES[row], classifiers, bench.directory, effort, workers=os.cpu_count() or 1)
    runners = detectors.of_bundles({each.bundle.name: each.bundle for each in rows})
    times = bench.race({name: detectors.once(runner) for name, runner in runners.items()}, bench.rounds * _SHORT)
    return Measured(tuple(_variant(each, times[each.bundle.name]) for each in rows))


def _variant(measured: Measurement, ms: float) -> Variant:
    assert isinstance(measured.accuracy, ClassificationAccuracy)
    return Variant(measured.bundle.name, top1=measured.accuracy.top1, size_bytes=measured.size_bytes, ms=ms)
