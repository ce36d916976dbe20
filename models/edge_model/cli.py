"""The command line: `python -m edge_model COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import __version__, commands
from .commands.parsing import PROGRAM
from .errors import EdgeModelError

_EXAMPLES = f"""\
examples:
  {PROGRAM} bundle nanodet-g --calibration photos/ --out nanodet-g
  {PROGRAM} evaluate nanodet-g --images val/images --labels val/labels
  {PROGRAM} check nanodet-g

`{PROGRAM} COMMAND --help` shows more of them.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 on success, 1 when a check fails or the input is wrong, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except EdgeModelError as error:
        print(f"edge-model: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="From a model to a small, measured ExecuTorch bundle that edge-infer loads.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"edge-model {__version__}")
    subparsers = parser.add_subparsers(title="commands", required=True)
    for command in commands.ALL:
        command.register(subparsers)
    return parser
