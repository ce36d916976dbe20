"""`torchvision:NAME`: architectures of torchvision.

Pretrained weights are a download that this tool does not make: without `--weights FILE` they are random (seed 0), which
is right for measuring size and speed and says nothing about accuracy.
"""

from __future__ import annotations

import difflib
import sys
from typing import Any

import torch
import torchvision
from torch import Tensor, nn

from ..errors import EdgeModelError
from ..manifest import Input, Source
from . import weights
from .model import CLASSIFY, DETECT, Facts, Request, SourceModel

NAMES = ("mobilenet_v3_small", "resnet18", "ssdlite320_mobilenet_v3_large")
_SSD_SIDE = 320
_LAST_BIASES = ("fc.bias", "classifier.3.bias")  # of ResNet, of MobileNetV3
_BACKGROUND = 1  # class 0 of torchvision's detectors


class Probabilities(nn.Module):
    """A classifier with the softmax that the decoder `classify` expects."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.network(x), 1)


class SsdBoxes(nn.Module):
    """An SSD without its transform and its suppression: boxes and scores in the layout of the decoder `yolov8`.

    [1, 4 + classes, n]: centre x, centre y, width, height in pixels of the input, then the scores without background.
    The default boxes depend on the size alone and are constants here.
    """

    centre: Tensor
    size: Tensor

    def __init__(self, detector: Any, side: int) -> None:
        super().__init__()
        self.backbone = detector.backbone
        self.head = detector.head
        self.scales = detector.box_coder.weights
        with torch.no_grad():
            image = torch.zeros(1, 3, side, side)
            features = list(self.backbone(image).values())
            images = torchvision.models.detection.image_list.ImageList(image, [(side, side)])
            (anchors,) = detector.anchor_generator(images, features)
        size = anchors[:, 2:] - anchors[:, :2]
        self.register_buffer("centre", ((anchors[:, :2] + anchors[:, 2:]) / 2).T.unsqueeze(0).contiguous())
        self.register_buffer("size", size.T.unsqueeze(0).contiguous())

    def forward(self, x: Tensor) -> Tensor:
        outputs = self.head(list(self.backbone(x).values()))
        offsets = outputs["bbox_regression"].transpose(1, 2)
        scores = torch.softmax(outputs["cls_logits"], -1).transpose(1, 2)
        centre = offsets[:, :2] * (self.size / self.scales[0]) + self.centre
        size = torch.exp(offsets[:, 2:] / self.scales[2]) * self.size
        return torch.cat([centre, size, scores[:, _BACKGROUND:]], 1)


def load(text: str, request: Request) -> SourceModel:
    name = text.removeprefix("torchvision:")
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, 1)
        hint = f'did you mean "torchvision:{near[0]}"? ' if near else ""
        raise EdgeModelError(
            f'"{text}" is not among the networks of torchvision that are tested here: {hint}there are '
            f"{', '.join(NAMES)}; any other one as torchvision.models:NAME, with --input-size and --decoder"
        )
    detector = name.startswith("ssd")
    if detector and request.size not in (None, (_SSD_SIDE, _SSD_SIDE)):
        raise EdgeModelError(f'"{text}" has an input of {_SSD_SIDE}x{_SSD_SIDE}: leave --input-size out')
    height, width = request.size or ((_SSD_SIDE, _SSD_SIDE) if detector else (224, 224))
    if request.weights is None:
        print(f"{text}: no --weights, so they are random (seed 0)", file=sys.stderr)
        classes = None
        network = _build(name, classes)
    else:
        state = weights.read(request.weights)
        classes = _classes(state)
        network = _build(name, classes)
        weights.fill(network, state, request.weights)
    wrapped = SsdBoxes(network.eval(), _SSD_SIDE) if detector else Probabilities(network)
    example = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0))
    return SourceModel("torchvision", wrapped.eval(), example, _facts(name, detector, classes, height, width))


def _build(name: str, classes: int | None) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        counted = {} if classes is None else {"num_classes": classes}
        bare = {"weights_backbone": None} if name.startswith("ssd") else {}
        network: nn.Module = torchvision.models.get_model(name, weights=None, **counted, **bare)
    return network.eval()


def _classes(state: dict[str, Tensor]) -> int | None:
    """How many classes a state dict was trained for, by its last layer; None for the original number."""
    return next((len(state[name]) for name in _LAST_BIASES if name in state), None)


def _facts(name: str, detector: bool, classes: int | None, height: int, width: int) -> Facts:
    known = torchvision.models.get_model_weights(name).DEFAULT.meta["categories"]
    labels: tuple[str, ...] | None = tuple(known[_BACKGROUND:] if detector else known)
    if classes is not None and labels is not None and classes != len(labels):
        labels = None
    if labels is not None:  # COCO's gaps are all called N/A; labels of a bundle are distinct
        labels = tuple(f"unused {index}" if label == "N/A" else label for index, label in enumerate(labels))
    mean, std = ((127.5,) * 3, (127.5,) * 3) if detector else ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
    return Facts(
        name=name.replace("_", "-"),
        task="detect" if detector else "classify",
        decoder="yolov8" if detector else "classify",
        labels=labels,
        input=Input(width, height, "nchw", "float32", "rgb", mean, std, "stretch"),
        thresholds=DETECT if detector else CLASSIFY,
        licence="BSD-3-Clause",
        source=Source(
            package=f"torchvision {torchvision.__version__}",
            upstream="github.com/pytorch/vision (BSD-3-Clause)",
            project="the architecture; the weights are those given with --weights, else random",
        ),
    )
