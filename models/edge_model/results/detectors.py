"""Measures detectors beside each other, whatever runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from .. import manifest
from ..runtime import BundleDetector, Runner, example_inputs
from .bench import Bench
from .outcome import Variant


def of_bundles(bundles: Mapping[str, Path]) -> dict[str, BundleDetector]:
    """The loaded program of each."""
    return {name: Runner(bundle, manifest.read(bundle)) for name, bundle in bundles.items()}


def measure(bench: Bench, runners: Mapping[str, BundleDetector]) -> tuple[Variant, ...]:
    """Accuracy of each, then the times of all in turns. Only a bundle has a size."""
    results = {name: bench.accuracy(runner, name) for name, runner in runners.items()}
    times = bench.race({name: once(runner) for name, runner in runners.items()})
    return tuple(
        Variant(
            name,
            ap=results[name].ap,
            ap50=results[name].ap50,
            size_bytes=runner.manifest.size_bytes if isinstance(runner, Runner) else None,
            ms=times[name],
        )
        for name, runner in runners.items()
    )


def once(runner: BundleDetector) -> Callable[[], object]:
    """One run without what surrounds it."""
    if isinstance(runner, Runner):
        return partial(runner.run, runner.example())
    return partial(runner.outputs, example_inputs(runner.manifest.input))
