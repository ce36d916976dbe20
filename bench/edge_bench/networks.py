"""The networks that are raced, and how their boxes are chosen: for all contestants alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """`min_score` None: the artifact `scores` says it. `note` is what a reader must know of the weights."""

    name: str
    title: str
    nms: str
    iou: float
    min_score: float | None
    note: str
    scores: str | None = None


NETWORKS = (
    Network(
        "nanodet-g",
        "NanoDet-g, 416×416",
        "class-agnostic",
        0.6,
        0.4,
        "trained weights; int8 of the peers is observed on frames of the clip, its accuracy is not measured here",
    ),
    Network(
        "yolox-nano",
        "YOLOX-nano, 416×416",
        "class-wise",
        0.6,
        0.4,
        "trained weights; edge-infer's mixed program is within one point of AP of fp32 (models/RESULTS.md); plain "
        "int8, as the peers have it, is not. fp32 runs the file of its authors; ncnn, which lacks strided slices, and "
        "whatever is faster in fewer bits run the same network with the slices at its beginning as one convolution",
    ),
    Network(
        "yolo11n",
        "YOLO11n, 320×320",
        "class-wise",
        0.7,
        None,
        "the architecture of Ultralytics with random, seeded weights, as the trained ones come from a server that is "
        "not asked: times are those of the network, the boxes mean nothing and the accuracy of int8 cannot be told",
        scores="yolo11n/scores.json",
    ),
)
MAX_DETECTIONS = 100


def named(name: str) -> Network:
    return next(network for network in NETWORKS if network.name == name)
