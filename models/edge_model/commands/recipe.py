"""`recipe`: trains a classifier, makes it smaller and faster, and measures before and after."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ..errors import EdgeModelError
from . import formats, parsing

NAMES = {
    "mobilenet": "MobileNetV3-small, fp32 and static int8",
    "resnet18": "ResNet-18, fp32 and static int8",
    "qat": "MobileNetV3-small trained on with int8 rounding (quantization-aware training)",
    "pruned": "MobileNetV3-small without half of its hidden channels, beside a narrow one of its size",
    "distilled": "a narrow MobileNetV3-small taught by the whole one, beside one that is not taught",
}


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "recipe",
        "train a classifier on Fashion-MNIST, compress it, and measure before and after",
        """
recipe mobilenet --out classifiers
recipe qat pruned distilled --out classifiers --markdown
recipe distilled --out classifiers --epochs 6 --seed 1
""",
    )
    names = "; ".join(f"{name}: {summary}" for name, summary in NAMES.items())
    parser.add_argument("names", nargs="+", choices=tuple(NAMES), metavar="RECIPE", help=names)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="one bundle a variant is written here")
    parser.add_argument(
        "--epochs", type=formats.positive, metavar="N", help="of every training (default: its own, minutes each)"
    )
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="of weights and order (default: 0)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the four .gz files (default: Debian's package)")
    parser.add_argument("--retrain", action="store_true", help="train again what is kept from an earlier run")
    parser.add_argument(
        "--workers",
        type=formats.positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="networks that are trained at a time, each on one thread (default: one a processor)",
    )
    formats.add_effort(parser, runs=300)  # one takes less than a millisecond
    formats.add(parser)
    parser.set_defaults(command=_recipe)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f'must be a whole number from 0 to {2**32 - 1}, is "{text}"')
    return int(text)


def _recipe(options: argparse.Namespace) -> int:
    from ..training import fashion_mnist

    if options.out.exists() and not options.out.is_dir():
        raise EdgeModelError(f'"{options.out}" is a file: name a folder with --out')
    data = fashion_mnist.read(options.data or fashion_mnist.DIRECTORY)  # before the seconds that torch takes

    from ..measuring import report
    from ..measuring.bundles import Effort
    from ..training import recipes, verdict
    from ..training.classifiers import Classifiers

    classifiers = Classifiers(data, options.seed, options.epochs, options.retrain)
    effort = Effort(options.threads, options.runs)
    rows = recipes.run(options.names, classifiers, options.out, effort, options.workers)
    standings = verdict.judge(rows, recipes.PLAIN_INT8)
    tables = {"measured": report.measurements(rows)}
    if standings:
        tables["verdict"] = verdict.table(standings)
    formats.show(tables, options)
    return 0
