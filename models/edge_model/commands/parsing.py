"""What the parsers of the commands share."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[argparse.ArgumentParser]

PROGRAM = "python -m edge_model"


def add(commands: Commands, name: str, summary: str, examples: str) -> argparse.ArgumentParser:
    """A command's parser; each line of `examples` is what follows the program's name."""
    lines = "".join(f"  {PROGRAM} {line}\n" for line in examples.strip().splitlines())
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
