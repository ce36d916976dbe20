"""`plot`: accuracy against latency of several bundles."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import manifest
from ..errors import EdgeModelError
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "plot",
        "a picture (PNG) of accuracy against latency for several bundles",
        """
plot nanodet-g nanodet-g-fp32 yolox-nano --images val/images --labels val/labels --out models.png
plot classifiers/* --images test --title "Fashion-MNIST" --out classifiers.png
""",
    )
    parser.add_argument("bundles", type=Path, nargs="+", metavar="bundle", help="directories with model.pte")
    formats.add_data(parser)
    formats.add_effort(parser)
    parser.add_argument("--title", default="Accuracy against latency", help="title of the picture")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .png to write")
    formats.add(parser)
    parser.set_defaults(command=_plot)


def _plot(options: argparse.Namespace) -> int:
    from ..evaluate import Protocol
    from ..measuring import bundles, plotting, report

    formats.require_data(options)
    if options.out.suffix.lower() != ".png":
        raise EdgeModelError(f'"{options.out}" must end in .png: that is the format that is written')
    tasks = {manifest.read(bundle).task for bundle in options.bundles}
    if len(tasks) > 1:
        raise EdgeModelError("detectors and classifiers have no common scale: plot them apart")
    data = bundles.Data(options.images, options.labels)
    effort = bundles.Effort(options.threads, options.runs)
    rows = [outcome.measurement for outcome in bundles.measure(options.bundles, data, effort, Protocol())]
    plotting.scatter(rows, options.title, options.out)
    formats.show({"measured": report.measurements(rows)}, options)
    return 0
