"""`evaluate`: accuracy, latency, size, memory and energy of a bundle on a folder of images."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from .. import manifest
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "evaluate",
        "accuracy, latency, size, memory and energy of a bundle",
        """
evaluate nanodet-g --images val/images --labels val/labels
evaluate nanodet-g --images val2017 --labels instances_val2017.json --threads 4 --markdown
evaluate nanodet-g --images val/images --labels val/labels --min-ap 0.32 --detections detections.json
evaluate mobilenet-v3-small-int8 --images test --min-top1 0.9
""",
    )
    parser.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    formats.add_data(parser)
    formats.add_effort(parser)
    parser.add_argument("--min-ap", type=float, default=0.0, metavar="AP", help="exit 1 below this AP (detector)")
    parser.add_argument("--min-top1", type=float, default=0.0, metavar="SHARE", help="exit 1 below it (classifier)")
    parser.add_argument("--detections", type=Path, metavar="FILE", help="write the detections as JSON")
    parser.add_argument(
        "--write", metavar="DATA", help="write the accuracy into the manifest, measured on what DATA describes"
    )
    formats.add(parser)
    parser.set_defaults(command=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from ..evaluate import Protocol
    from ..measuring import bundles, report
    from ..measuring.measurement import ClassificationAccuracy

    formats.require_data(options)
    protocol = Protocol()
    data = bundles.Data(options.images, options.labels)
    [outcome] = bundles.measure([options.bundle], data, bundles.Effort(options.threads, options.runs), protocol)
    formats.show({"measured": report.measurements([outcome.measurement])}, options)
    if options.detections:
        documents = [detection.document() for detection in outcome.detections]
        options.detections.write_text(json.dumps(documents), encoding="utf-8")
    score = outcome.measurement.accuracy
    if options.write:
        accuracy = bundles.to_manifest(score, options.write, protocol)
        described = manifest.read(options.bundle)
        manifest.write(dataclasses.replace(described, accuracy=accuracy), options.bundle)
    wanted = options.min_top1 if isinstance(score, ClassificationAccuracy) else options.min_ap
    return 0 if score.headline >= wanted else 1
