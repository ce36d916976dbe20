"""Each row in a process of its own: a crash costs one row, and none inherits another's memory or threads."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import EdgeModelError
from . import outcome
from .needs import Place, missing
from .outcome import Failed, NotRun, Outcome
from .rows import Row

# A row that trains a classifier takes a quarter of an hour on one core; none takes this long unless it hangs.
_LONGEST_S = 5400
_STANDARD_ERROR = 2
_PACKAGE = Path(__file__).parents[2]  # the directory that holds edge_model


@dataclass(frozen=True)
class Effort:
    """`scratch` takes the bundles that rows make; `rounds` is how often each variant is timed."""

    scratch: Path
    rounds: int


def run(row: Row, place: Place, effort: Effort) -> Outcome:
    """Measures one row; what it prints goes to standard error."""
    reason = missing(row.needs, place)
    if reason is not None:
        return NotRun(reason)
    directory = effort.scratch / row.name
    directory.mkdir(parents=True, exist_ok=True)
    result = directory / "measured.json"
    result.unlink(missing_ok=True)
    told = [row.module, row.name, str(directory), str(effort.rounds), *([str(place.data)] if place.data else [])]
    command = [str(place.python), "-m", "edge_model.results.child", *told]
    try:
        # Its output is for people; standard output belongs to the table.
        done = subprocess.run(command, cwd=_PACKAGE, stdout=_STANDARD_ERROR, check=False, timeout=_LONGEST_S)
    except subprocess.TimeoutExpired:
        return Failed(f"it was stopped after {_LONGEST_S // 60} minutes")
    if done.returncode != 0:
        return Failed(f"its process ended with {_ending(done.returncode)}; what it said stands above")
    try:
        return outcome.read(result)
    except EdgeModelError as error:
        return Failed(str(error))


def _ending(code: int) -> str:
    """`exit code 1`, or the name of the signal."""
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in signal.valid_signals() else f"signal {-code}"
