"""How each kind of contestant is started, and what it is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .contestants import EDGE_INFER, Contestant
from .networks import MAX_DETECTIONS, named
from .processes import ContestantError, CppLoop, Peer, Process
from .protocol import Settings

_BENCH = Path(__file__).parents[1]
_ROOT = _BENCH.parent
_MODELS = _ROOT / "models"


@dataclass(frozen=True)
class Place:
    """Where everything is: `store` has the artifacts, `dist` is the runnable tree of edge-infer.

    `classes` are the Java contestants, `onnx_runtime` the jar, `loop` the C++ program with the libraries that it needs.
    """

    store: Path
    dist: Path
    java: Path
    classes: Path
    onnx_runtime: Path
    loop: Path
    loop_libraries: Path
    logs: Path

    def find(self, name: str) -> Path:
        return _ROOT / name if name.startswith("models/") else self.store / name


def settings(contestant: Contestant, place: Place, threads: int) -> Settings:
    network = named(contestant.network)
    min_score = network.min_score
    if min_score is None:
        assert network.scores is not None
        min_score = json.loads(place.find(network.scores).read_text(encoding="utf-8"))["minScore"]
    return Settings(
        bundle=str(place.find(contestant.bundle)),
        model=str(place.find(contestant.file)),
        precision="fast" if contestant.fast else "fp32",
        threads=threads,
        min_score=min_score,
        iou=network.iou,
        nms=network.nms,
        max_detections=MAX_DETECTIONS,
    )


def start(contestant: Contestant, place: Place, threads: int) -> Process:
    """Started, not yet ready."""
    place.logs.mkdir(parents=True, exist_ok=True)
    log = place.logs / f"{contestant.name} {threads}.log".replace(" ", "-").replace(":", "").replace(",", "")
    told = settings(contestant, place, threads)
    if not Path(told.model).exists():
        raise ContestantError(f"there is no {contestant.file}")
    match contestant.kind:
        case "cpp":
            libraries = {"LD_LIBRARY_PATH": str(place.loop_libraries)}
            return CppLoop([place.loop, told.model, str(threads)], libraries, _ROOT, log)
        case "python":
            command = [sys.executable, "-m", f"edge_bench.peers.{contestant.program}", told.line()]
            return Peer(command, _python_environment(threads), _BENCH, log)
        case "java":
            heap = "96m" if contestant.runtime == EDGE_INFER else "512m"
            return Peer(
                [*_java(place, heap), f"dev.edgeinfer.peers.{contestant.program}", told.line()], _MALLOC, _ROOT, log
            )


# As the launcher of edge-infer sets it.
_MALLOC: Mapping[str, str] = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072"}


def _java(place: Place, heap: str) -> list[str | Path]:
    """The options of edge-infer's launcher; ONNX Runtime gets more heap, for the copies of its outputs."""
    return [
        place.java,
        f"-Xmx{heap}",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        f"-Dexecutorch.native.dir={place.dist / 'lib/native'}",
        f"-Dorg.sqlite.lib.path={place.dist / 'lib/native'}",
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "-Dorg.bytedeco.javacpp.maxBytes=0",
        "-Dedge-infer.log.level=warn",
        "-cp",
        f"{place.classes}:{place.dist}/lib/*:{place.onnx_runtime}",
    ]


def _python_environment(threads: int) -> dict[str, str]:
    return {"PYTHONPATH": f"{_BENCH}:{_MODELS}", "OMP_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1"}
