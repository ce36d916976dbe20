"""How good a changed network is: beside the float network on images without labels, and on labelled ones.

The two are kept apart, so that a search may look at the first as often as it likes without having seen the second.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol as Interface

from torch import nn
from tqdm import tqdm

from . import bundle
from .bundle import Description
from .errors import EdgeModelError
from .evaluate import Protocol, detect, evaluate, image_paths, size_of
from .measuring import classification, truth
from .measuring.average_precision import average_precision
from .measuring.boxes import Detection
from .measuring.truth import Example, TrueBox, Truth
from .runtime import Eager, Runner

_PROTOCOL = Protocol()
_LOOKED_AT = 16  # images without labels: enough to rank mixtures, and a simulation takes its time


@dataclass(frozen=True)
class Data:
    """`unlabelled` is a folder of images; `images` and `labels` are those of `evaluate`, None where there are none."""

    unlabelled: Path
    images: Path | None
    labels: Path | None


class Judge(Interface):
    """Compares variants of one network with the network in float."""

    def agreement(self, network: nn.Module) -> float:
        """How much of what the float network sees in the unlabelled images this one sees too, 0..1."""

    def accuracy(self, program: bytes) -> float | None:
        """AP or top-1 of a program on the labelled images; None without them."""


def judge(description: Description, reference: nn.Module, data: Data) -> Judge:
    """`reference` is the float network that `description` describes."""
    if description.task == "classify":
        return _Classifiers(description, reference, data)
    if data.images is not None and data.labels is None:
        raise EdgeModelError("a detector is measured on labelled images: add --labels DIR to --images")
    return _Detectors(description, reference, data)


class _Detectors:
    """Agreement is AP with the boxes as the truth that the float network shows in live use."""

    def __init__(self, description: Description, reference: nn.Module, data: Data) -> None:
        self._description, self._data = description, data
        self._manifest = bundle.manifest_of(description, b"")
        self._paths = _some(image_paths(data.unlabelled))
        least = description.thresholds.min_score
        shown = [found for found in self._detections(reference, "what float sees") if found.score >= least]
        if not shown:
            raise EdgeModelError(
                f'the float network sees nothing in "{data.unlabelled}" with a score of at least {least}: calibrate on '
                "images of what it is for"
            )
        boxes = (
            TrueBox(each.image, each.label, each.left, each.top, each.width, each.height, each.width * each.height)
            for each in shown
        )
        self._truth = Truth({path.name: size_of(path) for path in self._paths}, tuple(boxes))

    def agreement(self, network: nn.Module) -> float:
        return average_precision(self._truth, self._detections(network, "agreement")).ap

    def accuracy(self, program: bytes) -> float | None:
        images, labels = self._data.images, self._data.labels
        if images is None or labels is None:
            return None
        with _runner(self._description, program) as runner:
            return evaluate(runner, images, labels, _PROTOCOL, "labelled images").ap

    def _detections(self, network: nn.Module, title: str) -> list[Detection]:
        eager = Eager(network, self._manifest)
        paths = tqdm(self._paths, desc=title, unit="image", leave=False)
        return [found for path in paths for found in detect(eager, path, _PROTOCOL)]


class _Classifiers:
    """Agreement is the share of images that get the same class."""

    def __init__(self, description: Description, reference: nn.Module, data: Data) -> None:
        self._description, self._data = description, data
        self._manifest = bundle.manifest_of(description, b"")
        self._examples = [Example(path, 0) for path in _some(image_paths(data.unlabelled))]
        self._reference = self._labels(reference)

    def agreement(self, network: nn.Module) -> float:
        same = [one == other for one, other in zip(self._reference, self._labels(network), strict=True)]
        return sum(same) / len(same)

    def accuracy(self, program: bytes) -> float | None:
        if self._data.images is None:
            return None
        examples = truth.read_class_folders(self._data.images, self._description.labels)
        with _runner(self._description, program) as runner:
            return classification.top1(classification.classify(runner, examples, "labelled images")).top1

    def _labels(self, network: nn.Module) -> list[int]:
        eager = Eager(network, self._manifest)
        return [each.label for each in classification.classify(eager, self._examples, "agreement")]


def _some(paths: list[Path]) -> list[Path]:
    """Evenly from all of them."""
    return paths[:: max(1, len(paths) // _LOOKED_AT)][:_LOOKED_AT]


@contextmanager
def _runner(description: Description, program: bytes) -> Iterator[Runner]:
    """The program as a bundle that lives as long as the block."""
    with tempfile.TemporaryDirectory() as scratch:
        yield Runner(Path(scratch), bundle.write(Path(scratch), description, program))
