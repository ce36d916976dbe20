"""`export`: any source becomes a bundle."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .. import backends, surgery
from ..errors import EdgeModelError
from ..manifest import PROGRAM_FILE, Letterbox, Manifest
from . import formats, parsing

if TYPE_CHECKING:
    from ..measuring.table import Table

_PROFILED_RUNS = 20


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "export",
        "make a bundle of any model: ONNX, torch.export, TorchScript, Python, torchvision, Ultralytics, catalog",
        """
export yolox-nano --precision mixed --calibration photos/ --images val/images --labels val/labels --out yolox-nano
export yolox-nano --from downloads/ --out yolox-nano
export torchvision:resnet18 --weights resnet18.pt --precision int8 --calibration photos/ --out resnet18
export yolo11n.yaml --input-size 320x320 --out yolo11n
export nanodet-g --input-size 320x320 --precision fp16 --out nanodet-g-320-fp16
export my_net.py:make --input-size 224x224 --decoder classify --labels-file names.txt --out my-net
""",
    )
    parser.add_argument("source", help="a file, MODULE:CALLABLE, torchvision:NAME or a name of the catalog")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the bundle to write")
    parser.add_argument("--precision", choices=backends.PRECISIONS, default="fp32", help="default: fp32")
    parser.add_argument("--backend", choices=backends.NAMES, default="xnnpack", help="default: xnnpack")
    parser.add_argument("--calibration", type=Path, metavar="DIR", help="images like those it will see, for int8")
    parser.add_argument("--images", type=Path, metavar="DIR", help="images that mixed measures accuracy on")
    parser.add_argument("--labels", type=Path, metavar="PATH", help="their labels, as for evaluate")
    parser.add_argument("--max-drop", type=float, default=0.01, metavar="AP", help="mixed: the most AP may fall (0.01)")
    parser.add_argument("--train", metavar="MODULE:CALLABLE", help="int8-qat: trains the prepared module in place")
    passes = ",".join(surgery.NAMES)
    parser.add_argument(
        "--passes", default="all", metavar="NAMES", help=f"rewrites to try: all, none or some of {passes}"
    )
    parser.add_argument(
        "--normalise",
        choices=("outside", "inside"),
        default="outside",
        help="inside: the first convolution takes plain pixels (default: outside, the manifest says mean and std)",
    )
    parser.add_argument(
        "--boxes",
        choices=("as-is", "inside", "outside"),
        default="as-is",
        help="inside: a YOLOX grid leaves as pixels; outside: an Ultralytics v8/11 head leaves undecoded",
    )
    formats.add(parser)
    source = parser.add_argument_group("the source")
    source.add_argument("--input-size", type=parsing.size, metavar="WxH", help="where the source leaves it open")
    source.add_argument("--weights", type=Path, metavar="FILE", help="a state dict for torchvision or MODULE:CALLABLE")
    source.add_argument("--from", dest="local", type=Path, metavar="DIR", help="files of the catalog are here")
    source.add_argument("--trust", action="store_true", help="take a file of the catalog whose sha256 is not known")
    facts = parser.add_argument_group("what the source does not say")
    facts.add_argument("--name", help="of the bundle")
    facts.add_argument("--decoder", choices=("yolox", "yolov5", "yolov8", "end2end", "nanodet", "classify"))
    facts.add_argument("--labels-file", type=Path, metavar="FILE", help="one class a line")
    facts.add_argument("--colour", choices=("rgb", "bgr"))
    facts.add_argument("--mean", type=float, nargs=3, metavar="M", help="on the 0..255 scale")
    facts.add_argument("--std", type=float, nargs=3, metavar="S", help="on the 0..255 scale")
    facts.add_argument("--letterbox", type=_letterbox, metavar="HOW", help="stretch, top-left:PAD or centre:PAD")
    facts.add_argument("--strides", type=int, nargs="+", metavar="N", help="yolox and nanodet: finest first")
    facts.add_argument("--bins", type=int, metavar="N", help="nanodet: bins of a side")
    facts.add_argument("--licence", metavar="SPDX", help="of the weights")
    parser.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> int:
    passes = _passes(options.passes)
    from .. import export, export_report
    from ..describe import Overrides
    from ..sources import Request

    plan = export.Plan(
        source=options.source,
        request=Request(options.input_size, options.weights, options.local, options.trust),
        overrides=Overrides(
            name=options.name,
            decoder=options.decoder,
            labels=options.labels_file,
            colour=options.colour,
            mean=None if options.mean is None else tuple(options.mean),
            std=None if options.std is None else tuple(options.std),
            letterbox=options.letterbox,
            strides=None if options.strides is None else tuple(options.strides),
            bins=options.bins,
            licence=options.licence,
        ),
        precision=options.precision,
        backend=options.backend,
        passes=passes,
        calibration=options.calibration,
        images=options.images,
        labels=options.labels,
        max_drop=options.max_drop,
        train=options.train,
        out=options.out,
        normalise=options.normalise,
        boxes=options.boxes,
    )
    # What happens meanwhile goes beside the tables, which a program may read from the standard output.
    made = export.run(plan, lambda line: print(line, file=sys.stderr, flush=True))
    written = made.manifest
    print(
        f"{options.out}: {written.name} {written.precision}, {written.size_bytes / 1e6:.1f} MB, {written.sha256}",
        file=sys.stderr,
    )
    print(f"{options.backend} delegates: {made.lowered.delegates}", file=sys.stderr)
    tables = {"rewrites": export_report.rewrites(made.verdicts)}
    if made.mixture is not None:
        tables["mixtures"] = export_report.mixtures(made.mixture)
    if options.backend == "xnnpack":
        tables["outside the delegates"] = _outside(options.out, written)
    formats.show({name: table for name, table in tables.items() if table.rows or options.json}, options)
    return 0


def _outside(directory: Path, written: Manifest) -> Table:
    """What every operator outside the delegates costs, and why it is there."""
    from ..backends import refusals
    from ..measuring import profiling

    left = refusals.outside((directory / PROGRAM_FILE).read_bytes())
    if not left:
        print("no operator is outside them", file=sys.stderr)
    return profiling.outside(profiling.profile(directory, written, _PROFILED_RUNS) if left else None, left)


def _passes(text: str) -> tuple[str, ...]:
    if text in ("all", "none"):
        return surgery.NAMES if text == "all" else ()
    names = tuple(text.split(","))
    for name in names:
        if name not in surgery.NAMES:
            raise EdgeModelError(f'--passes "{name}" is unknown: there are {", ".join(surgery.NAMES)}, all and none')
    return names


def _letterbox(text: str) -> Letterbox | str:
    if text == "stretch":
        return text
    found = re.fullmatch(r"(top-left|centre):(\d{1,3})", text)
    if found is None or int(found[2]) > 255:
        raise argparse.ArgumentTypeError(f'"{text}" is not stretch, top-left:PAD or centre:PAD with PAD 0..255')
    return Letterbox(found[1], int(found[2]))  # type: ignore[arg-type]
