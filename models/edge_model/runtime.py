"""Runs a bundle on this machine through the pinned ExecuTorch wheel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from executorch.extension.pybindings.portable_lib import _load_for_executorch, _unsafe_reset_threadpool
from torch import nn

from . import decoding, letterbox
from .decoding import Candidates, Floats
from .manifest import PROGRAM_FILE, Input, Manifest


def set_threads(count: int) -> None:
    """Threads of the runtime; call it before the first program is loaded, a later reset frees a pool in use."""
    _unsafe_reset_threadpool(count)


class Detector(ABC):
    """A network behind the letterbox, decoder and suppression that its manifest describes, whatever runs it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    @abstractmethod
    def outputs(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        """The raw output tensors for one input tensor, which must be contiguous."""

    def detect(
        self, frame: npt.NDArray[np.uint8], min_score: float, iou: float, nms: str, limit: int, multi_label: bool
    ) -> Candidates:
        """The detections in a BGR frame, in pixels of the frame."""
        tensor, placement = letterbox.prepare(self.manifest.input, frame)
        candidates = decoding.decode(self.manifest, self.outputs(tensor), min_score, multi_label)
        kept = decoding.suppress(candidates, iou, nms, limit)
        height, width = frame.shape[:2]
        return decoding.to_frame(
            kept, (placement.scale_x, placement.scale_y), (placement.left, placement.top), (width, height)
        )


class Eager(Detector):
    """A network of PyTorch in place of a program."""

    def __init__(self, network: nn.Module, manifest: Manifest) -> None:
        super().__init__(manifest)
        self._network = network

    def outputs(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        with torch.no_grad():
            result = self._network(torch.from_numpy(tensor))
        return [output.numpy() for output in (result if isinstance(result, tuple | list) else [result])]


class BundleDetector(Detector):
    """A detector with the labels of the bundle in `directory`."""

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        super().__init__(manifest)
        self.directory = directory


class Runner(BundleDetector):
    """A loaded program with its manifest."""

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        super().__init__(directory, manifest)
        self._module = _load_for_executorch(str(directory / PROGRAM_FILE))

    def outputs(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        return [output.numpy().copy() for output in self._module.forward([torch.from_numpy(tensor)])]

    def example(self) -> list[Any]:
        """The arguments of `run`: an input of the right shape and type, all zero."""
        return [torch.from_numpy(example_inputs(self.manifest.input))]

    def run(self, inputs: list[Any]) -> None:
        """One run of the program and nothing else, for timing."""
        self._module.forward(inputs)


def example_inputs(spec: Input) -> npt.NDArray[np.generic]:
    """Zeros in the shape and type of the network input, batch of one."""
    shape = (1, 3, spec.height, spec.width) if spec.layout == "nchw" else (1, spec.height, spec.width, 3)
    return np.zeros(shape, spec.dtype)
