"""What the parsers of the commands share."""

from __future__ import annotations

import argparse
import re
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


def size(text: str) -> tuple[int, int]:
    """(height, width) of WIDTHxHEIGHT, as an argument type."""
    found = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f'"{text}" is not WIDTHxHEIGHT, such as 320x320')
    return int(found[2]), int(found[1])
