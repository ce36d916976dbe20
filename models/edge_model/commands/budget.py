"""`budget`: fails when a bundle costs more than it may."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from .. import manifest
from ..manifest import Budget
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "budget",
        "exit 1 when a bundle is larger or slower than it may be (50 MB, 30 ms, or what it says itself)",
        """
budget nanodet-g
budget nanodet-g --latency-ms 10 --threads 4
budget nanodet-g --size-mb 4 --latency-ms 40 --write
""",
    )
    parser.add_argument("bundle", type=Path, help="directory with model.pte and model.yaml")
    parser.add_argument("--size-mb", type=float, metavar="MB", help="limit of model.pte in megabytes (10⁶ bytes)")
    parser.add_argument("--latency-ms", type=float, metavar="MS", help="limit of the median latency in milliseconds")
    parser.add_argument("--write", action="store_true", help="keep the limits given here in the bundle's manifest")
    formats.add_effort(parser)
    formats.add(parser)
    parser.set_defaults(command=_budget)


def _budget(options: argparse.Namespace) -> int:
    from ..measuring import budget, bundles

    asked = Budget(options.size_mb, options.latency_ms)
    described = manifest.read(options.bundle)
    manifest.verify_program(options.bundle, described)
    [latency] = bundles.time([options.bundle], bundles.Effort(options.threads, options.runs))
    items = budget.check(described.size_bytes, latency.p50_ms, asked, described.budget)
    formats.show({"budget": budget.table(items)}, options)
    if options.write:
        own = described.budget or Budget()
        kept = Budget(asked.size_mb or own.size_mb, asked.latency_ms or own.latency_ms)
        manifest.write(dataclasses.replace(described, budget=kept), options.bundle)
    return 0 if all(item.kept for item in items) else 1
