"""What orchestrator and peer say to each other: one JSON document a line, on standard input and output.

A peer is started with its settings as the only argument and says `Ready` when its network is loaded. It then answers
each request until its input ends. Whatever libraries print goes to standard error. The Java peers speak the same
(`bench/java`).
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Settings:
    """What a peer is started with.

    `bundle` is the directory whose manifest says how the network is fed and read, `model` the file that the runtime
    loads. `precision` is "fp32" or "fast", which leaves the choice of arithmetic to the runtime. Boxes below
    `min_score` and beyond `max_detections` are dropped; `nms` is "class-wise" or "class-agnostic".
    """

    bundle: str
    model: str
    precision: str
    threads: int
    min_score: float
    iou: float
    nms: str
    max_detections: int

    def line(self) -> str:
        return json.dumps({_camel(key): value for key, value in dataclasses.asdict(self).items()})

    @staticmethod
    def read(line: str) -> Settings:
        document: dict[str, Any] = json.loads(line)
        return Settings(**{field.name: document[_camel(field.name)] for field in dataclasses.fields(Settings)})


@dataclass(frozen=True)
class Turn:
    """Frames of one turn, from the beginning of the clip: `warm_up` of them that nobody hears of, then `frames`.

    Who is so slow that the turn would take longer than `longest_s` stops there, with one frame at least.

    `periods_ms` are the times from one result to the next, `detections` how many boxes each frame had.
    """

    periods_ms: tuple[float, ...]
    detections: tuple[int, ...]

    @property
    def fps(self) -> float:
        return 1e3 * len(self.periods_ms) / sum(self.periods_ms)


@dataclass(frozen=True)
class Found:
    """One box in pixels of the picture."""

    label: int
    score: float
    left: float
    top: float
    width: float
    height: float


def turn_request(clip: str, warm_up: int, frames: int, longest_s: float) -> dict[str, Any]:
    return {"do": "turn", "clip": clip, "warmUp": warm_up, "frames": frames, "longestS": longest_s}


def detect_request(picture: str) -> dict[str, Any]:
    return {"do": "detect", "picture": picture}


def turn_answer(document: dict[str, Any]) -> Turn:
    return Turn(tuple(document["periodsMs"]), tuple(document["detections"]))


def detect_answer(document: dict[str, Any]) -> tuple[Found, ...]:
    return tuple(Found(int(label), *map(float, rest)) for label, *rest in document["found"])


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
