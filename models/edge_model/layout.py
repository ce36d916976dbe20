"""What a network eats and what it gives, where a person wants that changed: normalisation and box decoding.

Each change is proven equal on a random image before it is kept, and measured beside the network without it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, fx, nn

from . import bundle, decoding, lowering, racing
from .bundle import Description
from .errors import EdgeModelError
from .manifest import Output
from .surgery import boxes, choose, graph, normalise
from .surgery.choose import Verdict

_STRIDES = (8, 16, 32)  # of every head that is taken apart
_EQUAL = 1e-3  # of a score, and of the sides of the input for a box


@dataclass(frozen=True)
class Net:
    """A network with its description.

    `behind` puts what must stay in float behind the network once that has its precision.
    """

    module: fx.GraphModule
    example: Tensor
    description: Description
    behind: Callable[[nn.Module], nn.Module] = lambda network: network


def normalisation_inside(net: Net) -> tuple[Net, Verdict]:
    """The network of plain pixels; the times are those of normalising and running against running alone."""
    mean, std = net.description.input.mean, net.description.input.std
    module = copy.deepcopy(net.module)
    normalise.fold(module, mean, std)
    shift, scale = (torch.tensor(values).view(1, -1, 1, 1) for values in (mean, std))
    pixels = (net.example * scale + shift).round()
    module = graph.of(module, pixels)
    with torch.no_grad():
        difference = choose.difference(
            choose.tensors(net.module((pixels - shift) / scale)), choose.tensors(module(pixels))
        )
    before, after = (racing.Program(lowering.lower(each, pixels).program) for each in (net.module, module))
    ready = torch.empty_like(pixels)

    def normalise_and_run() -> None:
        torch.sub(pixels, shift, out=ready)
        before.run(ready.div_(scale))

    verdict = _verdict("normalise inside", difference, choose.TOLERANCE, normalise_and_run, lambda: after.run(pixels))
    plain = replace(net.description.input, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    described = replace(net.description, input=plain)
    return replace(net, module=module, example=pixels, description=described), verdict


def boxes_inside(net: Net) -> tuple[Net, Verdict]:
    """The network with the decoding of its grid behind it, in float: 256 steps would put a box pixels off."""
    output, image = net.description.output, net.description.input
    if net.description.decoder != "yolox" or output is None:
        raise EdgeModelError(
            f'--boxes inside decodes an undecoded YOLOX grid; the decoder here is "{net.description.decoder}"'
        )

    def decoded(network: nn.Module) -> nn.Module:
        return boxes.Decoded(network, (image.height, image.width), output.strides)

    described = replace(net.description, decoder="yolov5", output=None)
    changed = replace(net, description=described, behind=decoded)
    return changed, _proven("boxes inside", net, changed)


def boxes_outside(net: Net) -> tuple[Net, Verdict]:
    """The network without the decoding of its head."""
    if net.description.decoder != "yolov8":
        raise EdgeModelError(
            f'--boxes outside takes the decoding out of a "yolov8" head; the decoder here is '
            f'"{net.description.decoder}"'
            + (", whose head ends in final boxes" if net.description.decoder == "end2end" else "")
        )
    module, bins = boxes.outside(copy.deepcopy(net.module), _STRIDES, len(net.description.labels))
    described = replace(net.description, decoder="nanodet", output=Output(_STRIDES, bins))
    changed = replace(net, module=graph.of(module, net.example), description=described)
    return changed, _proven("boxes outside", net, changed)


def _proven(name: str, before: Net, after: Net) -> Verdict:
    lowered = (lowering.lower(net.behind(net.module), net.example) for net in (before, after))
    one, other = (racing.Program(each.program) for each in lowered)
    first, second = _candidates(before, one), _candidates(after, other)
    side = max(before.description.input.height, before.description.input.width)
    difference = max(
        float(np.abs(first.boxes - second.boxes).max()) / side, float(np.abs(first.scores - second.scores).max())
    )
    return _verdict(name, difference, _EQUAL, lambda: one.run(before.example), lambda: other.run(after.example))


def _candidates(net: Net, program: racing.Program) -> decoding.Candidates:
    """Every class of every cell, in the order of the cells."""
    outputs = [output.numpy() for output in program(net.example)]
    return decoding.decode(bundle.manifest_of(net.description, b""), outputs, min_score=-1, multi_label=True)


def _verdict(
    name: str, difference: float, allowed: float, before: Callable[[], None], after: Callable[[], None]
) -> Verdict:
    if difference > allowed:
        raise EdgeModelError(
            f"{name}: the results differ by {difference:.1e} (at most {allowed} is accepted): leave the option out, "
            "and report the model"
        )
    times = racing.race({"before": before, "after": after})
    return Verdict(name, 1, difference, times["before"], times["after"], kept=True)
