"""What readelf says of programs and libraries."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

# readelf translates what it prints.
_PLAIN = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}


def is_elf(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(4) == b"\x7fELF"


def needed(file: Path) -> list[str]:
    """The libraries that it is linked to, by name."""
    return re.findall(r"\(NEEDED\).*\[(.*)\]", _readelf("-d", file))


def symbol_versions(file: Path) -> str:
    """The versions of symbols that it defines and needs, a line each with `Name: GLIBC_2.35` and the like."""
    return _readelf("-V", file)


def _readelf(option: str, file: Path) -> str:
    return subprocess.run(["readelf", option, file], check=True, capture_output=True, text=True, env=_PLAIN).stdout
