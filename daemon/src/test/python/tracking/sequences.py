"""Sequences of which the truth is known: walking people, as a camera and a detector would give them.

Each has a seed of its own, so the same sequences come out on every machine. People that are nearer to the camera hide
those behind them; what is half hidden is seen with a lower score and a box that is cut, and what is hidden to three
quarters is neither seen nor asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDTH, HEIGHT = 1280, 720
LEAST_VISIBLE = 0.25
NMS_IOU = 0.65
GRID = 12


@dataclass(frozen=True)
class Scene:
    """What happens, and how well it is seen."""

    name: str
    seed: int
    fps: float
    seconds: float
    people: int
    crossing: bool = False
    """All walk straight, half of them to each side."""
    walls: tuple[tuple[float, float], ...] = ()
    """From and to which x something hides whoever passes."""
    missed: float = 0.03
    """Part of the detections that are missing."""
    weak: float = 0.0
    """Part of the detections that have a score below 0.5."""
    false: float = 0.05
    """False detections a frame."""
    dropped: float = 0.0
    """Part of the frames that a burst of drops begins with."""
    jitter: float = 0.02
    """Standard deviation of the edges of a box, in parts of its size."""


SCENES = (
    Scene("crossing", 1, 30, 5, 8, crossing=True),
    Scene("occlusion", 2, 10, 15, 6, crossing=True, walls=((400, 500), (800, 880))),
    Scene("misses", 3, 10, 15, 6, missed=0.2, weak=0.25),
    Scene("false-positives", 4, 10, 15, 6, false=0.8),
    Scene("drops", 5, 15, 12, 6, dropped=0.12),
    Scene("crowd", 6, 15, 7, 24, missed=0.08, weak=0.1),
    Scene("slow", 7, 4, 20, 5, missed=0.08),
)


@dataclass
class Frame:
    """One frame: boxes are x, y, width and height in pixels."""

    millis: int
    truth: dict[int, Array] = field(default_factory=dict)
    detections: list[tuple[float, Array]] = field(default_factory=list)


@dataclass
class Walker:
    """One person; x and y are those of the feet."""

    x: float
    y: float
    speed: float
    slope: float
    aspect: float
    enters: float

    def box(self) -> Array:
        height = 60 + 0.42 * (self.y - 200)
        width = self.aspect * height
        return np.array([self.x - width / 2, self.y - height, width, height])


def make(scene: Scene) -> list[Frame]:
    """All frames of a scene that the camera did not drop."""
    rng = np.random.default_rng(scene.seed)
    walkers = [walker(scene, i, rng) for i in range(scene.people)]
    step = 1 / scene.fps
    frames = []
    to_drop = 0
    for index in range(round(scene.fps * scene.seconds)):
        now = index * step
        for person in walkers:
            if now >= person.enters:
                move(person, scene, step, rng)
        if to_drop == 0 and rng.random() < scene.dropped:
            to_drop = int(rng.integers(1, 8))
        if to_drop > 0:
            to_drop -= 1
            continue
        frames.append(look(walkers, scene, now, rng))
    return frames


def walker(scene: Scene, index: int, rng: np.random.Generator) -> Walker:
    y = rng.uniform(330, 700)
    pace = rng.uniform(0.35, 0.8) * (60 + 0.42 * (y - 200))
    left_to_right = index % 2 == 0
    x = rng.uniform(20, 500) if left_to_right else rng.uniform(780, 1260)
    if not scene.crossing:
        x = rng.uniform(60, 1220)
    slope = 0.0 if scene.crossing else rng.uniform(-0.25, 0.25)
    enters = rng.uniform(0, 0.2 * scene.seconds)
    return Walker(x, y, pace if left_to_right else -pace, slope, rng.uniform(0.36, 0.46), enters)


def move(person: Walker, scene: Scene, seconds: float, rng: np.random.Generator) -> None:
    """Walks on; who is not crossing turns round at the edges, and at random once in ten seconds."""
    person.x += person.speed * seconds
    person.y += person.slope * abs(person.speed) * seconds
    if scene.crossing:
        return
    person.speed *= 1 + 0.3 * np.sqrt(seconds) * rng.standard_normal()
    person.speed = float(np.clip(person.speed, -220, 220))
    if rng.random() < 0.1 * seconds:
        person.speed = -person.speed
    if (person.x < 40 and person.speed < 0) or (person.x > WIDTH - 40 and person.speed > 0):
        person.speed = -person.speed
    if (person.y < 330 and person.slope < 0) or (person.y > 710 and person.slope > 0):
        person.slope = -person.slope


def look(walkers: list[Walker], scene: Scene, now: float, rng: np.random.Generator) -> Frame:
    frame = Frame(round(1000 * now))
    seen: list[tuple[float, Array]] = []
    for number, person in enumerate(walkers, 1):
        box = clipped(person.box())
        if now < person.enters or box[2] < 0.3 * person.box()[2]:
            continue
        visible, part = visibility(box, person, walkers, scene, now)
        if visible < LEAST_VISIBLE:
            continue
        frame.truth[number] = box
        score = (0.55 + 0.35 * visible) * rng.uniform(0.85, 1.0)
        if visible < 0.6:
            box = (box + part) / 2
            score *= 0.75
        if rng.random() < scene.weak:
            score = rng.uniform(0.15, 0.5)
        if rng.random() >= scene.missed:
            seen.append((float(np.clip(score, 0.1, 0.99)), jittered(box, scene.jitter, rng)))
    for _ in range(rng.poisson(scene.false)):
        height = rng.uniform(60, 250)
        box = np.array([rng.uniform(0, WIDTH - height), rng.uniform(0, HEIGHT - height), 0.41 * height, height])
        seen.append((rng.uniform(0.15, 0.75), box))
    frame.detections = suppressed(seen)
    return frame


def visibility(box: Array, person: Walker, walkers: list[Walker], scene: Scene, now: float) -> tuple[float, Array]:
    """Which part of a box can be seen, 0..1, and the box round that part."""
    xs = box[0] + (np.arange(GRID) + 0.5) / GRID * box[2]
    ys = box[1] + (np.arange(GRID) + 0.5) / GRID * box[3]
    x, y = np.meshgrid(xs, ys)
    free = np.ones((GRID, GRID), dtype=bool)
    for left, right in scene.walls:
        free &= ~((x >= left) & (x <= right))
    for other in walkers:
        if other is not person and other.y > person.y and now >= other.enters:
            a, b, w, h = other.box()
            # A person fills the box to about two thirds of its width.
            free &= ~((x >= a + w / 6) & (x <= a + w * 5 / 6) & (y >= b) & (y <= b + h))
    if not free.any():
        return 0.0, box
    left, right = x[free].min(), x[free].max()
    top, bottom = y[free].min(), y[free].max()
    half = box[2:] / GRID / 2
    part = np.array([left - half[0], top - half[1], right - left + 2 * half[0], bottom - top + 2 * half[1]])
    return float(free.mean()), part


def clipped(box: Array) -> Array:
    left, top = max(box[0], 0), max(box[1], 0)
    right, bottom = min(box[0] + box[2], WIDTH), min(box[1] + box[3], HEIGHT)
    return np.array([left, top, max(right - left, 0), max(bottom - top, 0)])


def jittered(box: Array, deviation: float, rng: np.random.Generator) -> Array:
    edges = np.concatenate([box[:2], box[:2] + box[2:]]) + deviation * np.tile(box[2:], 2) * rng.standard_normal(4)
    return np.concatenate([edges[:2], np.maximum(edges[2:] - edges[:2], 4)])


def suppressed(seen: list[tuple[float, Array]]) -> list[tuple[float, Array]]:
    """What non-maximum suppression leaves, best first."""
    kept: list[tuple[float, Array]] = []
    for score, box in sorted(seen, key=lambda entry: -entry[0]):
        if all(iou(box, other) <= NMS_IOU for _, other in kept):
            kept.append((score, box))
    return kept


def iou(a: Array, b: Array) -> float:
    low = np.maximum(a[:2], b[:2])
    high = np.minimum(a[:2] + a[2:], b[:2] + b[2:])
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / (float(a[2] * a[3]) + float(b[2] * b[3]) - shared)
