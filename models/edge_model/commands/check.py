"""`check`: the files of a bundle belong together."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import manifest
from . import parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands, "check", "check that manifest, labels and program of a bundle belong together", "check nanodet-g"
    )
    parser.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    parser.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    described = manifest.read(options.bundle)
    manifest.verify_program(options.bundle, described)
    labels = manifest.read_labels(options.bundle, described)
    print(
        f"{options.bundle}: {described.name} {described.version}, {described.decoder}, {len(labels)} labels: consistent"
    )
    return 0
