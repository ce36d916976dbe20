"""How a command prints its tables: text for people, JSON or Markdown when asked."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from json import dumps
from pathlib import Path

from ..errors import EdgeModelError
from ..measuring.table import Table


def add(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--json", action="store_true", help="print JSON, in base units and unrounded")
    choice.add_argument("--markdown", action="store_true", help="print Markdown tables")


def show(tables: Mapping[str, Table], options: argparse.Namespace) -> None:
    """Each table under its name; a single one alone."""
    if options.json:
        documents = {name: table.records() for name, table in tables.items()}
        print(dumps(documents if len(tables) > 1 else next(iter(documents.values())), indent=2, ensure_ascii=False))
        return
    for name, table in tables.items():
        if len(tables) > 1:
            print(f"### {name}\n" if options.markdown else f"{name}:")
        print(table.markdown() if options.markdown else table.text())
        if len(tables) > 1:
            print()


def positive(text: str) -> int:
    """A whole number above 0, as an argument type."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f'must be a whole number above 0, is "{text}"')
    return int(text)


def add_effort(parser: argparse.ArgumentParser, runs: int = 50) -> None:
    parser.add_argument("--threads", type=positive, default=1, metavar="N", help="threads of the runtime (default: 1)")
    parser.add_argument(
        "--runs", type=positive, default=runs, metavar="N", help=f"runs that are timed (default: {runs})"
    )


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--images",
        type=Path,
        required=True,
        metavar="DIR",
        help="images to evaluate on; for a classifier one folder for each class, named as in labels.txt",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="PATH",
        help="for a detector: a folder of YOLO .txt files (`class cx cy w h`, relative) or a COCO annotation .json",
    )


def require_data(options: argparse.Namespace) -> None:
    if not options.images.is_dir():
        raise EdgeModelError(f'"{options.images}" is not a folder: name the folder of the images with --images')
