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

    `classes` are the Java contestants, `java_peer` the jars of ONNX Runtime and JavaCV, `loop` the C++ program, which
    needs `loop_libraries`.
    """

    store: Path
    dist: Path
    java: Path
    classes: Path
    java_peer: Path
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
            options = _own(place) if contestant.runtime == EDGE_INFER else _others(place)
            command = [str(place.java), *options, f"dev.edgeinfer.peers.{contestant.program}", told.line()]
            return Peer(command, _MALLOC, _ROOT, log)


# As the launcher of edge-infer sets it.
_MALLOC: Mapping[str, str] = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}

_QUIET = "-Dedge-infer.log.level=warn"


def _own(place: Place) -> list[str]:
    """As edge-infer's launcher starts it."""
    native = place.dist / "lib/native"
    places = [f"-D{name}={native}" for name in ("java.library.path", "executorch.native.dir", "org.sqlite.lib.path")]
    return [f"@{place.dist / 'lib/java.options'}", *places, _QUIET, "-cp", f"{place.classes}:{place.dist}/lib/*"]


def _others(place: Place) -> list[str]:
    """JavaCV as it comes, unpacking its libraries beside the jars; heap for the copies of ONNX Runtime's outputs."""
    options = ["-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", _QUIET]
    pictures = [
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "-Dorg.bytedeco.javacpp.maxBytes=0",
        f"-Dorg.bytedeco.javacpp.cachedir={place.java_peer / 'unpacked'}",
    ]
    return [*options, *pictures, "-cp", f"{place.classes}:{place.java_peer}/*:{place.dist}/lib/*"]


def _python_environment(threads: int) -> dict[str, str]:
    return {"PYTHONPATH": f"{_BENCH}:{_MODELS}", "OMP_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1"}
