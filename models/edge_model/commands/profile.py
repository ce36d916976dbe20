"""`profile`: where the time of a bundle goes, and why some of it is spent outside the delegates."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import manifest
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "profile",
        "time by operator, inside and outside the delegates",
        """
profile nanodet-g
profile nanodet-g --steps --top 15
profile yolox-nano --threads 4 --json
""",
    )
    parser.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    formats.add_effort(parser)
    parser.add_argument("--steps", action="store_true", help="every single operator instead of kinds of operators")
    parser.add_argument("--top", type=formats.positive, default=30, metavar="N", help="rows to list (default: 30)")
    formats.add(parser)
    parser.set_defaults(command=_profile)


def _profile(options: argparse.Namespace) -> int:
    from ..backends import refusals
    from ..measuring import profiling
    from ..measuring.table import Table
    from ..runtime import set_threads

    described = manifest.read(options.bundle)
    manifest.verify_program(options.bundle, described)
    set_threads(options.threads)
    result = profiling.profile(options.bundle, described, options.runs)
    steps = profiling.by_step(result) if options.steps else profiling.by_kind(result)
    left = refusals.outside((options.bundle / manifest.PROGRAM_FILE).read_bytes())
    tables = {
        "whole": profiling.summary(result),
        "operators": Table(steps.columns, steps.rows[: options.top]),
        "outside the delegates": profiling.outside(result, left),
    }
    formats.show({name: table for name, table in tables.items() if table.rows or options.json}, options)
    return 0
