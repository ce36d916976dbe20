"""`fixtures`: tiny programs for the daemon's decoder tests."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "fixtures",
        "tiny programs with known detections, for tests of decoders",
        "fixtures --out ../daemon/src/test/resources/models",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="one folder a decoder is written here")
    parser.set_defaults(command=_fixtures)


def _fixtures(options: argparse.Namespace) -> int:
    from .. import decoder_fixtures

    for directory in decoder_fixtures.write_all(options.out):
        print(directory)
    return 0
