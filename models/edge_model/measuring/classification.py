"""Top-1 accuracy of a classifier on one folder of images for each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from .. import letterbox
from ..evaluate import read_image
from ..runtime import Detector
from .measurement import ClassificationAccuracy
from .truth import Example


@dataclass(frozen=True)
class Prediction:
    """`image` is `CLASS/FILE`; `label` the most probable class, `truth` the right one."""

    image: str
    label: int
    probability: float
    truth: int


def classify(runner: Detector, examples: Sequence[Example], title: str) -> list[Prediction]:
    """One prediction for each example, in their order."""
    return [_predict(runner, example) for example in tqdm(examples, desc=title, unit="image")]


def top1(predictions: Sequence[Prediction]) -> ClassificationAccuracy:
    right = sum(prediction.label == prediction.truth for prediction in predictions)
    return ClassificationAccuracy(right / len(predictions))


def _predict(runner: Detector, example: Example) -> Prediction:
    tensor, _ = letterbox.prepare(runner.manifest.input, read_image(example.path))
    probabilities = runner.outputs(tensor)[0][0]
    label = int(probabilities.argmax())
    path: Path = example.path
    return Prediction(f"{path.parent.name}/{path.name}", label, float(probabilities[label]), example.label)
