"""What every source gives: a network that runs, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..manifest import Input, Letterbox, Output, Source, Thresholds

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass(frozen=True)
class Facts:
    """What a manifest needs and the source knows; None where only a person can say.

    `calibration_letterbox` is set where activation ranges are better observed on another than that of live use.
    """

    name: str
    task: str | None = None
    decoder: str | None = None
    labels: tuple[str, ...] | None = None
    input: Input | None = None
    output: Output | None = None
    thresholds: Thresholds | None = None
    licence: str | None = None
    source: Source | None = None
    calibration_letterbox: Letterbox | Literal["stretch"] | None = None
    licence_files: dict[str, str] = field(default_factory=dict)

    def calibration_input(self, live: Input) -> Input:
        """The input `live` as activation ranges are observed on it."""
        return live if self.calibration_letterbox is None else replace(live, letterbox=self.calibration_letterbox)


@dataclass(frozen=True)
class SourceModel:
    """`network` is in evaluation mode on the CPU; `example` is one input that it accepts, float32 NCHW, batch 1."""

    kind: str
    network: nn.Module
    example: Tensor
    facts: Facts


@dataclass(frozen=True)
class Request:
    """What a person adds to the name of a source.

    `size` is (height, width) of the input where the source leaves it open. `weights` is a file with a state dict.
    `local` is a directory that stands in for the network. `trust` takes a download whose sha256 nobody has written
    into the catalog.
    """

    size: tuple[int, int] | None = None
    weights: Path | None = None
    local: Path | None = None
    trust: bool = False


DETECT = Thresholds(min_score=0.4, iou=0.6, nms="class-wise", max_detections=100)
NO_SUPPRESSION = Thresholds(min_score=0.4, iou=0.6, nms="none", max_detections=100)
CLASSIFY = Thresholds(min_score=0.1, iou=0.6, nms="none", max_detections=5)
