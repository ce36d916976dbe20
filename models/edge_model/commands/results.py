"""`results`: the table of what the tool must reach, measured on this machine."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from ..errors import EdgeModelError
from ..results import children, machine, report, rows, verdict
from ..results.children import Effort
from ..results.needs import Place
from ..results.outcome import NotRun
from ..results.rows import Row
from ..results.verdict import Judged
from . import formats, parsing


def register(commands: parsing.Commands) -> None:
    parser = parsing.add(
        commands,
        "results",
        "measure what the tool must reach, row by row, and write RESULTS.md and results.json",
        """
results --data data/ --out models/
results --data data/ --rows nanodet-g-int8 yolox-nano-fp32
results --data data/ --out models/ --ultralytics-python ~/yolo/bin/python --strict
""",
    )
    parser.description = f"""{parser.description}

Accuracy, size and equality come out the same on every run: a bound on them that is missed makes the exit code 1, as
does a row that fails. Times on a shared machine do not: they are ratios, measured in turns on one thread, and their
verdict is reported; with --strict they count too. A row whose data, package or program is absent is not run, which the
table says with the reason."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="has coco/calibration, coco/validation/{images,labels} and models/yolox_nano.onnx",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write RESULTS.md and results.json here")
    parser.add_argument(
        "--rows", nargs="+", default=(), metavar="NAME", help="measure these; the others are then not run"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a speed is missed, too")
    parser.add_argument(
        "--rounds", type=formats.positive, default=40, metavar="N", help="how often each time is taken (default: 40)"
    )
    parser.add_argument(
        "--ultralytics-python",
        type=Path,
        default=Path(sys.executable),
        metavar="FILE",
        help="a Python that has Ultralytics (AGPL-3.0) and what this tool needs (default: the one that runs this)",
    )
    parser.add_argument("--bundles", type=Path, metavar="DIR", help="keep the bundles that rows make here")
    formats.add(parser)
    parser.set_defaults(command=_results)


def _results(options: argparse.Namespace) -> int:
    asked = rows.named(options.rows)
    if options.data is not None and not options.data.is_dir():
        raise EdgeModelError(f'--data "{options.data}" is not a directory: name the one that has coco/ and models/')
    if not options.ultralytics_python.is_file():
        raise EdgeModelError(f'--ultralytics-python "{options.ultralytics_python}" does not exist: name a Python')
    with contextlib.ExitStack() as stack:
        scratch = options.bundles or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edge-model-")))
        effort = Effort(scratch.resolve(), options.rounds)
        judged = tuple(_measure(row, asked, options, effort) for row in rows.ROWS)
    run = report.Run(machine.here(), datetime.now(UTC).date().isoformat(), options.rounds, judged)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "RESULTS.md").write_text(report.markdown(run), encoding="utf-8")
        (options.out / "results.json").write_text(report.document(run), encoding="utf-8")
    formats.show({"results": report.table([each for each in judged if each.row in asked])}, options)
    return verdict.exit_code(judged, options.strict)


def _measure(row: Row, asked: tuple[Row, ...], options: argparse.Namespace, effort: Effort) -> Judged:
    if row not in asked:
        return Judged(row, NotRun("it was not asked for with --rows"))
    print(f"== {row.name} ({asked.index(row) + 1} of {len(asked)})", file=sys.stderr, flush=True)
    python = options.ultralytics_python if "ultralytics" in row.needs.packages else Path(sys.executable)
    # Absolute but not resolved: a Python of a virtual environment is a link, and knows its environment by its own path.
    place = Place(options.data.resolve() if options.data else None, python.absolute())
    began = time.monotonic()
    judged = verdict.judge(row, children.run(row, place, effort))
    print(f"-- {row.name}: {judged.verdict.value}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return judged
