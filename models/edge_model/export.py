"""The road from a source to a bundle: load, rewrite, change precision, lower, check, write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from . import backends, bundle, describe, letterbox, lowering, mixed, precision, racing, sources
from .backends import ahead
from .bundle import Description
from .describe import Overrides
from .errors import EdgeModelError
from .evaluate import image_paths, read_image
from .lowering import Lowered
from .manifest import Manifest
from .precision import Precision
from .sources import Request
from .surgery import choose
from .surgery.choose import Verdict

_EQUAL = 1e-3  # of the largest output: a float program against the network it was made from

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What a person asked for. `images` and `labels` measure accuracy, which only "mixed" needs."""

    source: str
    request: Request
    overrides: Overrides
    precision: Precision
    backend: str
    passes: tuple[str, ...]
    calibration: Path | None
    images: Path | None
    labels: Path | None
    max_drop: float
    train: str | None
    out: Path


@dataclass(frozen=True)
class Exported:
    manifest: Manifest
    lowered: Lowered
    verdicts: tuple[Verdict, ...]


def run(plan: Plan, tell: Tell) -> Exported:
    """Makes the bundle; everything that can be refused is refused before the long work begins."""
    backend = backends.named(plan.backend)
    backends.require(backend, plan.precision)
    train = None if plan.train is None else precision.trainer(plan.train)
    _require_images(plan)
    racing.one_thread()
    model = sources.load(plan.source, plan.request)
    facts = describe.complete(model.facts, plan.overrides, tuple(model.example.shape))
    description = describe.description(facts, precision.manifest_name(plan.precision))
    example = _like_an_image(model.example, description)
    samples = _samples(plan, replace(description, input=facts.calibration_input or description.input))
    chosen = choose.choose(model.network, example, plan.passes) if backend.name == "xnnpack" else None
    for verdict in chosen.verdicts if chosen else ():
        tell(str(verdict))
    network: nn.Module = chosen.module if chosen else model.network
    if backend.name != "xnnpack":
        lowered = ahead.lower(backend, network, example, samples)
    elif plan.precision == "mixed":
        assert chosen is not None
        lowered = _mixed(plan, description, chosen.module, example, samples, tell)
    else:
        lowered = lowering.lower(precision.convert(network, example, plan.precision, samples, train), example)
        if plan.precision == "fp32":
            _require_equal(model.network, lowered, example)
    return Exported(bundle.write(plan.out, description, lowered.program), lowered, chosen.verdicts if chosen else ())


def _require_images(plan: Plan) -> None:
    if plan.precision == "mixed" and (plan.images is None or plan.labels is None or plan.calibration is None):
        raise EdgeModelError(
            "mixed is found by measuring accuracy: add --calibration DIR, --images DIR and --labels DIR"
        )
    if plan.precision == "int8" and plan.calibration is None:
        raise EdgeModelError("int8 needs images to observe the activation ranges: add --calibration DIR")
    if plan.precision == "int8-qat" and plan.train is None:
        raise EdgeModelError("int8-qat needs something that trains: add --train MODULE:CALLABLE")


def _samples(plan: Plan, description: Description) -> list[Tensor]:
    if plan.calibration is None or plan.precision not in ("int8", "mixed"):
        return []
    return [
        torch.from_numpy(letterbox.prepare(description.input, read_image(path))[0])
        for path in image_paths(plan.calibration)
    ]


def _like_an_image(example: Tensor, description: Description) -> Tensor:
    """Random pixels, normalised as the manifest says: differences are judged at the scale of live use."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, example.shape, generator=generator).to(example.dtype)
    mean, std = (torch.tensor(values).view(1, -1, 1, 1) for values in (description.input.mean, description.input.std))
    return (pixels - mean) / std


def _mixed(
    plan: Plan,
    description: Description,
    module: torch.fx.GraphModule,
    example: Tensor,
    samples: Sequence[Tensor],
    tell: Tell,
) -> Lowered:
    images, labels = plan.images, plan.labels
    assert images is not None
    assert labels is not None

    def measure(lowered: Lowered) -> float:
        with tempfile.TemporaryDirectory() as scratch:
            bundle.write(Path(scratch), description, lowered.program)
            return mixed.average_precision(Path(scratch), images, labels)

    reference = measure(lowering.lower(module, example))
    tell(f"fp32: accuracy {reference:.4f}")
    mixture = mixed.search(module, example, samples, reference, plan.max_drop, measure, tell)
    if not mixture.reached:
        raise EdgeModelError(
            f"no mixture drops by at most {plan.max_drop}: the best is {mixture.chosen}; allow more with --max-drop or "
            "calibrate on more images"
        )
    return mixture.lowered


def _require_equal(network: nn.Module, lowered: Lowered, example: Tensor) -> None:
    with torch.no_grad():
        wanted = choose.tensors(network(example))
    got = racing.Program(lowered.program)(example)
    for index, (a, b) in enumerate(zip(wanted, got, strict=True)):
        difference = float((a - b).abs().max() / a.abs().max().clamp_min(1e-12))
        if difference > _EQUAL:
            raise EdgeModelError(
                f"output {index} of the program differs from the network by {difference:.1e} of its largest value "
                f"(at most {_EQUAL} is accepted): try --passes none, and report the model"
            )
