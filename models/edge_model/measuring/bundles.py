"""Measures a whole bundle: accuracy on labelled images, latency, size, memory and energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import manifest
from ..errors import EdgeModelError
from ..evaluate import Protocol, evaluate
from ..manifest import Accuracy
from ..runtime import Runner, set_threads
from . import classification, energy, latency, memory, truth
from .boxes import Detection
from .classification import Prediction
from .measurement import ClassificationAccuracy, DetectionAccuracy, Energy, Latency, Measurement, Score


@dataclass(frozen=True)
class Data:
    """`labels` is None for a classifier, whose images lie in one folder for each class."""

    images: Path
    labels: Path | None


@dataclass(frozen=True)
class Effort:
    """`threads` of the runtime, `runs` that are timed."""

    threads: int = 1
    runs: int = 50


@dataclass(frozen=True)
class Outcome:
    """A measurement and what it rests on: `detections` of a detector, `predictions` of a classifier."""

    measurement: Measurement
    detections: tuple[Detection, ...]
    predictions: tuple[Prediction, ...]


def measure(bundles: Sequence[Path], data: Data, effort: Effort, protocol: Protocol) -> list[Outcome]:
    """Measures all bundles on the same data; their latencies in turns, so that their ratio holds on a busy machine."""
    described = [manifest.read(bundle) for bundle in bundles]
    for bundle, read in zip(bundles, described, strict=True):
        manifest.verify_program(bundle, read)
    # In children, before this process has loaded anything that they would share.
    memories = [memory.measure(bundle, effort.threads) for bundle in bundles]
    set_threads(effort.threads)
    runners = [Runner(bundle, read) for bundle, read in zip(bundles, described, strict=True)]
    scores = [_score(runner, data, protocol) for runner in runners]
    latencies = latency.race(runners, effort.threads, effort.runs)
    return [
        Outcome(
            Measurement(
                bundle=runner.directory,
                precision=runner.manifest.precision,
                images=images,
                accuracy=score,
                latency=taken,
                size_bytes=runner.manifest.size_bytes,
                peak_memory_bytes=peak,
                energy=_energy(runner, effort.runs),
            ),
            detections,
            predictions,
        )
        for runner, (score, images, detections, predictions), taken, peak in zip(
            runners, scores, latencies, memories, strict=True
        )
    ]


def time(bundles: Sequence[Path], effort: Effort) -> list[Latency]:
    """Latencies alone, in turns."""
    described = [manifest.read(bundle) for bundle in bundles]
    set_threads(effort.threads)
    runners = [Runner(bundle, read) for bundle, read in zip(bundles, described, strict=True)]
    return latency.race(runners, effort.threads, effort.runs)


def to_manifest(score: Score, data: str, protocol: Protocol) -> Accuracy:
    """The accuracy as a bundle's manifest keeps it; `data` says what it was measured on."""
    if isinstance(score, ClassificationAccuracy):
        return Accuracy(top1=round(score.top1, 4), data=data)
    return Accuracy(
        ap=round(score.ap, 4),
        ap50=round(score.ap50, 4),
        data=data,
        min_score=protocol.min_score,
        iou=protocol.iou,
        multi_label=protocol.multi_label,
    )


def _score(
    runner: Runner, data: Data, protocol: Protocol
) -> tuple[Score, int, tuple[Detection, ...], tuple[Prediction, ...]]:
    title = f"{runner.manifest.name} {runner.manifest.precision}"
    if runner.manifest.task == "classify":
        names = manifest.read_labels(runner.directory, runner.manifest)
        examples = truth.read_class_folders(data.images, names)
        predictions = classification.classify(runner, examples, title)
        return classification.top1(predictions), len(predictions), (), tuple(predictions)
    if data.labels is None:
        raise EdgeModelError(
            f'"{runner.directory}" is a detector: add --labels with a folder of YOLO .txt files or a COCO .json'
        )
    result = evaluate(runner, data.images, data.labels, protocol, title)
    return DetectionAccuracy(result.ap, result.ap50), result.images, result.detections, ()


def _energy(runner: Runner, runs: int) -> Energy | None:
    counter = energy.find()
    if counter is None:
        return None
    example = runner.example()

    def work() -> None:
        for _ in range(runs):
            runner.run(example)

    return Energy(counter.joules(work) / runs, counter.name)
