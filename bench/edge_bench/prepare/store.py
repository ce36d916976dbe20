"""Keeps artifacts; one that is there is not made again."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .artifacts import Artifact
from .child import REASON

_LONGEST_S = 3600
_BENCH = Path(__file__).parents[2]
_MODELS = _BENCH.parent / "models"


@dataclass(frozen=True)
class Store:
    """A directory whose name changes with the code and the versions that made what is in it."""

    directory: Path
    clip: Path
    data: Path | None

    def path(self, name: str) -> Path:
        return self.directory / name

    def make(self, artifact: Artifact, tell: Callable[[str], None]) -> str | None:
        """Makes what is not there yet; the reason where that fails."""
        target = self.path(artifact.name)
        if target.exists():
            return None
        if artifact.data and self.data is None:
            return "no labelled images: name their directory with EDGE_INFER_DATA"
        for need in artifact.needs:
            if not self.path(need).exists():
                return f"{need} could not be made"
        tell(f"making {artifact.name}")
        part = self.directory / f"part-{artifact.name}"
        _remove(part)
        self.directory.mkdir(parents=True, exist_ok=True)
        log = self.directory / f"{artifact.name}.log"
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "edge_bench.prepare.child",
            artifact.name,
            part,
            self.directory,
            self.clip,
        ]
        command += [self.data] if self.data else []
        with log.open("wb") as output:
            try:
                done = subprocess.run(command, cwd=_BENCH, stderr=output, check=False, timeout=_LONGEST_S)
            except subprocess.TimeoutExpired:
                return f"stopped after {_LONGEST_S // 60} minutes, see {log}"
        if done.returncode == 0 and part.exists():
            part.rename(target)
            return None
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        reason = next((line for line in reversed(lines) if line.startswith(REASON)), None)
        return reason or f"its process ended with {done.returncode}, see {log}"


def default(cache: Path, clip: Path, data: Path | None) -> Store:
    """The store of this checkout's code: that of the exporter, of the makers here, and of all pinned versions."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [
        *sorted((_MODELS / "edge_model").rglob("*.py")),
        *sorted(_MODELS.glob("*.txt")),
        _MODELS / "catalog.yaml",
        *sorted((_BENCH / "edge_bench/prepare").glob("*.py")),
        *sorted(_BENCH.glob("*.txt")),
        clip,
    ]
    for source in sources:
        digest.update(source.read_bytes())
    return Store(cache / f"models-{digest.hexdigest()[:12]}", clip.resolve(), data)


def cache_directory() -> Path:
    """That of `setup.sh`."""
    own = os.environ.get("EDGE_INFER_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "edge-infer"
    return (Path(own) if own else home) / "bench"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
