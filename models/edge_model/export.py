"""The road from a source to a bundle: load, rewrite, change precision, lower, check, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from . import (
    backends,
    bundle,
    describe,
    judging,
    layout,
    lowering,
    mixed,
    observed,
    precision,
    racing,
    sources,
    surgery,
)
from .backends import ahead
from .bundle import Description
from .describe import Overrides
from .errors import EdgeModelError
from .layout import Net
from .lowering import Lowered
from .manifest import Manifest
from .mixed import Mixture, Segments
from .precision import Precision
from .sources import Facts, Request
from .surgery import choose
from .surgery.choose import Verdict

_EQUAL = 1e-3  # of the largest output: a float program against the network it was made from

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What a person asked for. `images` and `labels` measure accuracy, which only "mixed" looks at.

    `normalise` is "outside" (the manifest says how) or "inside" the network. `boxes` are decoded "inside" or "outside"
    of it, or "as-is".
    """

    source: str
    precision: Precision
    out: Path
    request: Request = field(default_factory=Request)
    overrides: Overrides = field(default_factory=Overrides)
    backend: str = "xnnpack"
    passes: tuple[str, ...] = surgery.NAMES
    calibration: Path | None = None
    images: Path | None = None
    labels: Path | None = None
    max_drop: float = 0.01
    train: str | None = None
    normalise: str = "outside"
    boxes: str = "as-is"


@dataclass(frozen=True)
class Exported:
    """`mixture` is None unless the precision is "mixed"."""

    manifest: Manifest
    lowered: Lowered
    verdicts: tuple[Verdict, ...]
    mixture: Mixture | None = None


def run(plan: Plan, tell: Tell) -> Exported:
    """Makes the bundle; everything that can be refused is refused before the long work begins."""
    backend = backends.named(plan.backend)
    backends.require(backend, plan.precision)
    train = None if plan.train is None else precision.trainer(plan.train)
    precision.require(plan.precision, plan.calibration is not None, train is not None)
    racing.one_thread()
    model = sources.load(plan.source, plan.request)
    facts = describe.complete(model.facts, plan.overrides, tuple(model.example.shape))
    description = describe.description(facts, precision.manifest_name(plan.precision))
    example = _like_an_image(model.example, description)
    if backend.name != "xnnpack":
        _require_as_it_is(plan)
        lowered = ahead.lower(backend, model.network, example, _samples(plan, facts, description))
        return Exported(bundle.write(plan.out, description, lowered.program), lowered, ())
    chosen = choose.choose(model.network, example, plan.passes)
    net, changes = _laid_out(plan, Net(chosen.module, example, description))
    verdicts = (*chosen.verdicts, *changes)
    for verdict in verdicts:
        tell(str(verdict))
    samples = _samples(plan, facts, net.description)
    mixture = None
    if plan.precision == "mixed":
        mixture = _mixed(plan, net, samples, tell)
        program = mixture.lowered
    else:
        network = precision.convert(net.module, net.example, plan.precision, samples, train)
        program = lowering.lower(net.behind(network), net.example)
    if plan.precision == "fp32" and not changes:
        _require_equal(model.network, program, example)
    written = bundle.write(plan.out, net.description, program.program)
    return Exported(written, program, verdicts, mixture)


def _mixed(plan: Plan, net: Net, samples: list[Tensor], tell: Tell) -> Mixture:
    """Everything that `mixed.search` asks of the network."""
    assert plan.calibration is not None
    example = net.example
    graph = lowering.exported(net.module, example).module(check_guards=False)
    places = mixed.segments(graph)
    judge = judging.judge(net.description, net.behind(graph), judging.Data(plan.calibration, plan.images, plan.labels))
    ranges = observed.observe(graph, samples)
    reference = lowering.lower(net.behind(net.module), example).program
    accuracy = judge.accuracy(reference)
    if accuracy is not None:
        tell(f"float: accuracy {accuracy:.4f} on the labelled images")

    def in_float(segments: Segments) -> Callable[[torch.fx.Node], bool]:
        return lambda node: places.get(node.name, -1) in segments

    def agreement(segments: Segments) -> float:
        return judge.agreement(net.behind(ranges.simulate(in_float(segments))))

    def build(segments: Segments) -> mixed.Built:
        lowered = lowering.lower(net.behind(ranges.convert(in_float(segments))), example)
        times = racing.race_programs({"float": reference, "mixed": lowered.program}, example)
        return mixed.Built(lowered, times["float"] / times["mixed"])

    def drop(lowered: Lowered) -> float | None:
        reached = judge.accuracy(lowered.program)
        return None if accuracy is None or reached is None else accuracy - reached

    mixture = mixed.search(mixed.Network(mixed.work(graph), agreement, build, drop), plan.max_drop, tell)
    if not mixture.reached:
        raise EdgeModelError(
            f"no mixture drops by at most {plan.max_drop}: the best is {mixture.chosen}; allow more with --max-drop or "
            "calibrate on more images"
        )
    return mixture


def _laid_out(plan: Plan, net: Net) -> tuple[Net, list[Verdict]]:
    """The network with the layout that was asked for."""
    verdicts = []
    if plan.normalise == "inside":
        net, verdict = layout.normalisation_inside(net)
        verdicts.append(verdict)
    if plan.boxes != "as-is":
        net, verdict = layout.boxes_inside(net) if plan.boxes == "inside" else layout.boxes_outside(net)
        verdicts.append(verdict)
    return net, verdicts


def _require_as_it_is(plan: Plan) -> None:
    if plan.normalise != "outside" or plan.boxes != "as-is":
        raise EdgeModelError(
            f"--normalise and --boxes are proven with XNNPACK programs: leave them out for --backend {plan.backend}"
        )


def _samples(plan: Plan, facts: Facts, description: Description) -> list[Tensor]:
    return precision.samples(plan.precision, plan.calibration, facts.calibration_input(description.input))


def _like_an_image(example: Tensor, description: Description) -> Tensor:
    """Random pixels, normalised as the manifest says: differences are judged at the scale of live use."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, example.shape, generator=generator).to(example.dtype)
    mean, std = (torch.tensor(values).view(1, -1, 1, 1) for values in (description.input.mean, description.input.std))
    return (pixels - mean) / std


def _require_equal(network: nn.Module, lowered: Lowered, example: Tensor) -> None:
    with torch.no_grad():
        wanted = choose.tensors(network(example))
    got = racing.Program(lowered.program)(example)
    for index, (a, b) in enumerate(zip(wanted, got, strict=True)):
        difference = choose.difference([a], [b])
        if difference > _EQUAL:
            raise EdgeModelError(
                f"output {index} of the program differs from the network by {difference:.1e} of its largest value "
                f"(at most {_EQUAL} is accepted): try --passes none, and report the model"
            )
