"""Ultralytics `FILE.pt` (a checkpoint) and `NAME.yaml` (an architecture, random weights).

Ultralytics is AGPL-3.0: it is no dependency of this tool, it is used when the person who runs it has installed it.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import EdgeModelError
from .model import Request, SourceModel
from .onnx_file import ultralytics_facts

_DEFAULT_SIDE = 640


class FirstOutput(nn.Module):
    """Heads return (predictions, features); only the predictions leave the network."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        result: Any = self.network(x)
        first: Tensor = result[0] if isinstance(result, tuple | list) else result
        return first


def load(text: str, request: Request) -> SourceModel:
    if importlib.util.find_spec("ultralytics") is None:
        raise EdgeModelError(
            f'"{text}" needs Ultralytics, which is not installed here: pip install ultralytics (AGPL-3.0: its terms '
            "then hold for what you make with it), or export the model to ONNX where it is and give the .onnx file"
        )
    path = Path(text)
    if path.suffix.lower() == ".pt" and not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give a checkpoint that is already here')
    from ultralytics import YOLO  # optional, see above

    with torch.random.fork_rng(devices=[]), redirect_stdout(io.StringIO()):
        torch.manual_seed(0)
        try:
            detector = YOLO(text, verbose=False)
        except Exception as error:
            raise EdgeModelError(f'"{text}" is no model of Ultralytics: {error}') from error
    network = detector.model.float().eval()
    if path.suffix.lower() != ".pt":
        print(f"{text}: an architecture without weights; they are random (seed 0)", file=sys.stderr)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    network = network.fuse(verbose=False)
    for part in network.modules():
        if hasattr(part, "export"):
            part.export = True
            part.format = "executorch"
    height, width = request.size or (_DEFAULT_SIDE, _DEFAULT_SIDE)
    example = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0))
    wrapped = FirstOutput(network).eval()
    with torch.no_grad():
        wrapped(example)  # heads compute their anchors in the first run and keep them
        output = list(wrapped(example).shape)
    names = tuple(str(detector.names[key]) for key in sorted(detector.names))
    facts = ultralytics_facts(path.stem, detector.task, names, list(example.shape), output)
    return SourceModel("ultralytics", wrapped, example, facts)
