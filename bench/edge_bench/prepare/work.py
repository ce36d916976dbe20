"""What a maker gets: where to write, and where the artifacts that it needs are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Work:
    """`out` does not exist yet; `store` has the artifacts by their names; `data` is None where nobody named any."""

    out: Path
    store: Path
    clip: Path
    data: Path | None
