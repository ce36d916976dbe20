"""`evaluate`: accuracy and latency of a bundle on a folder of images."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from .. import manifest
from ..manifest import Accuracy
from . import parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "evaluate",
        "COCO average precision and latency of a bundle",
        """
evaluate nanodet-g --images val/images --labels val/labels
evaluate nanodet-g --images val/images --labels val/labels --min-ap 0.32 --json detections.json
""",
    )
    parser.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="images to evaluate on")
    parser.add_argument(
        "--labels", type=Path, required=True, metavar="DIR", help="one .txt an image: `class cx cy w h`, relative"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="threads of the runtime (default: 1)")
    parser.add_argument("--min-ap", type=float, default=0.0, metavar="AP", help="exit 1 below this AP")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the detections")
    parser.add_argument(
        "--write", metavar="DATA", help="write the accuracy into the manifest, measured on what DATA describes"
    )
    parser.set_defaults(command=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from ..evaluate import Protocol, evaluate
    from ..runtime import Runner, set_threads

    described = manifest.read(options.bundle)
    manifest.verify_program(options.bundle, described)
    set_threads(options.threads)
    runner = Runner(options.bundle, described)
    protocol = Protocol()
    result = evaluate(runner, options.images, options.labels, protocol)
    p50, p90 = runner.latency_ms()
    print(f"AP {result.ap:.4f} AP50 {result.ap50:.4f}")
    print(f"latency on {options.threads} thread(s): p50 {p50:.1f} ms, p90 {p90:.1f} ms")
    if options.json:
        options.json.write_text(json.dumps(result.detections), encoding="utf-8")
    if options.write:
        accuracy = Accuracy(
            ap=round(result.ap, 4),
            ap50=round(result.ap50, 4),
            data=options.write,
            min_score=protocol.min_score,
            iou=protocol.iou,
            multi_label=protocol.multi_label,
        )
        manifest.write(dataclasses.replace(described, accuracy=accuracy), options.bundle)
    return 0 if result.ap >= options.min_ap else 1
