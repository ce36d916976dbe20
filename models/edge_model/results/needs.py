"""Whether what a row needs is here, found without importing any of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .rows import Needs

_ASK = "import importlib.util, sys; print(*[name for name in sys.argv[1:] if importlib.util.find_spec(name) is None])"


@dataclass(frozen=True)
class Place:
    """Where rows run: the directory of the data, if any, and the Python for a row."""

    data: Path | None
    python: Path


def missing(needs: Needs, place: Place) -> str | None:
    """One sentence about all that is missing, or None."""
    reasons = [
        *_data(needs.data, place.data),
        *_packages(needs.packages, place.python),
        *_programs(needs.programs),
        *(f'there is no "{path.name}" ({remedy})' for path, remedy in needs.files if not path.exists()),
    ]
    return "; ".join(reasons) or None


def _data(wanted: Sequence[str], data: Path | None) -> list[str]:
    if not wanted:
        return []
    if data is None:
        return [f"it needs {', '.join(wanted)}: name the directory that has them with --data"]
    absent = [path for path in wanted if not (data / path).exists()]
    return [f"the data directory has no {', '.join(absent)}"] if absent else []


def _packages(wanted: Sequence[str], python: Path) -> list[str]:
    asked = subprocess.run([python, "-c", _ASK, *wanted], capture_output=True, text=True, check=False)
    absent = asked.stdout.split() if asked.returncode == 0 else list(wanted)
    verb = "is" if len(absent) == 1 else "are"
    return [f"{', '.join(absent)} {verb} not installed"] if absent else []


def _programs(wanted: Sequence[str]) -> list[str]:
    absent = [name for name in wanted if not any(shutil.which(each) for each in name.split("|"))]
    return [f"there is no program {' or '.join(name.split('|'))}" for name in absent]
