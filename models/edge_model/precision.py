"""The precisions a model can be exported in, and how each is made.

int8 is PT2E with the XNNPACK quantizer: symmetric weights per channel, activations per tensor.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torchao.quantization.pt2e import move_exported_model_to_eval
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e, prepare_qat_pt2e

from . import letterbox, lowering
from .backends import Precision as Precision
from .backends import xnnpack_nearest
from .errors import EdgeModelError
from .evaluate import image_paths, read_image
from .manifest import Input

Train = Callable[[nn.Module], None]

_OBSERVING: tuple[Precision, ...] = ("int8", "mixed")


class Half(nn.Module):
    """Computes in float16 between float32 inputs and outputs, so that a manifest and a daemon see no difference."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = copy.deepcopy(network).half()
        self.training = False  # a graph of torch.export is in evaluation mode and refuses to be told so

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        result = self.network(x.half())
        if isinstance(result, Tensor):
            return result.float()
        return tuple(each.float() for each in result)


def manifest_name(precision: Precision) -> str:
    """What the manifest calls it: the three ways to int8 give the same kind of program."""
    return "int8" if precision.startswith("int8") else precision


def require(precision: Precision, images: bool, trainer: bool) -> None:
    """Fails unless there is what `precision` needs: `images` to observe, a `trainer`."""
    if precision == "mixed" and not images:
        raise EdgeModelError("mixed compares programs on images: add --calibration DIR, and --images and --labels")
    if precision == "int8" and not images:
        raise EdgeModelError("int8 needs images to observe the activation ranges: add --calibration DIR")
    if precision == "int8-qat" and not trainer:
        raise EdgeModelError(
            "int8-qat needs something that trains: add --train MODULE:CALLABLE, a function that takes the prepared "
            "torch.nn.Module and trains it in place"
        )


def samples(precision: Precision, calibration: Path | None, image: Input) -> list[Tensor]:
    """The images of the folder `calibration` as network inputs; none where `precision` observes no ranges."""
    if calibration is None or precision not in _OBSERVING:
        return []
    return [torch.from_numpy(letterbox.prepare(image, read_image(path))[0]) for path in image_paths(calibration)]


def convert(
    network: nn.Module, example: Tensor, precision: Precision, samples: Sequence[Tensor], train: Train | None
) -> nn.Module:
    """The network in `precision`; "mixed" is made by `mixed.search`."""
    require(precision, bool(samples), train is not None)
    match precision:
        case "fp32":
            return network
        case "fp16":
            return Half(network)
        case "int8-dynamic":
            return _dynamic(network, example)
        case "int8":
            return lowering.quantize_static(network, example, samples)
        case "int8-qat":
            assert train is not None
            return _trained(network, example, train)
        case "mixed":
            raise EdgeModelError('"mixed" is found by a search, not by one conversion')


def trainer(text: str) -> Train:
    """`MODULE:CALLABLE` as a function."""
    place, _, name = text.rpartition(":")
    try:
        found = getattr(importlib.import_module(place), name, None)
    except (ImportError, ValueError) as error:
        raise EdgeModelError(f'--train "{text}": {error or "write MODULE:CALLABLE"}') from error
    if not callable(found):
        raise EdgeModelError(f'--train "{text}": "{place}" has no callable "{name}"')
    train: Train = found
    return train


def _dynamic(network: nn.Module, example: Tensor) -> nn.Module:
    """Weights in int8, activations quantized while it runs."""
    prepared = prepare_pt2e(lowering.exported(network, example).module(), xnnpack_nearest.quantizer(is_dynamic=True))
    with torch.no_grad():
        prepared(example)
    converted: nn.Module = convert_pt2e(prepared)
    return converted


def _trained(network: nn.Module, example: Tensor, train: Train) -> nn.Module:
    """Quantization-aware: `train` sees the rounding, its gradients pass straight through."""
    for parameter in network.parameters():
        parameter.requires_grad_(True)
    prepared = prepare_qat_pt2e(lowering.exported(network, example).module(), xnnpack_nearest.quantizer(is_qat=True))
    train(prepared)
    move_exported_model_to_eval(prepared)
    converted: nn.Module = convert_pt2e(prepared)
    return converted
