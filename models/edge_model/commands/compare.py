"""`compare`: two bundles side by side, and what they see differently."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .. import manifest
from ..errors import EdgeModelError
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "compare",
        "two bundles side by side on the same images; exit 1 when the second is worse by more than --max-drop",
        """
compare nanodet-g-fp32 nanodet-g --images val/images --labels val/labels
compare nanodet-g-fp32 nanodet-g --images val/images --labels val/labels --max-drop 0.005 --show 10
compare mobilenet-fp32 mobilenet-int8 --images test --max-drop 0.01 --json
""",
    )
    parser.add_argument("first", type=Path, help="the bundle that sets the mark, usually the one in float")
    parser.add_argument("second", type=Path, help="the bundle that is compared with it")
    formats.add_data(parser)
    formats.add_effort(parser)
    parser.add_argument(
        "--max-drop",
        type=float,
        default=1.0,
        metavar="X",
        help="how much AP or top-1 (0..1, so 0.01 is one point) the second may lose (default: any)",
    )
    parser.add_argument(
        "--show", type=formats.positive, default=20, metavar="N", help="differences to list (default: 20)"
    )
    formats.add(parser)
    parser.set_defaults(command=_compare)


def _compare(options: argparse.Namespace) -> int:
    from ..evaluate import Protocol
    from ..measuring import bundles, comparison, report

    formats.require_data(options)
    first, second = options.first, options.second
    described = [manifest.read(bundle) for bundle in (first, second)]
    labels = [manifest.read_labels(bundle, read) for bundle, read in zip((first, second), described, strict=True)]
    if described[0].task != described[1].task or labels[0] != labels[1]:
        raise EdgeModelError(f'"{first}" and "{second}" cannot be compared: task and labels must be the same')
    data = bundles.Data(options.images, options.labels)
    outcomes = bundles.measure([first, second], data, bundles.Effort(options.threads, options.runs), Protocol())
    verdict = comparison.verdict(outcomes[0].measurement, outcomes[1].measurement, options.max_drop)
    different = comparison.differences(outcomes[0], outcomes[1], described[0].thresholds.min_score, labels[0])
    tables = {
        "measured": report.measurements([outcome.measurement for outcome in outcomes]),
        "second against first": comparison.table(verdict),
        "seen differently": comparison.first_rows(different, options.show),
    }
    formats.show(tables, options)
    if len(different.rows) > options.show:
        print(f"{len(different.rows) - options.show} more differences; --show N lists more", file=sys.stderr)
    return 0 if verdict.kept else 1
