"""What `daemon/demo/README.md` promises about the clip, seen by the default model."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_model import coco, manifest
from edge_model.runtime import Runner

MODELS = Path(__file__).parents[2]
DEMO = MODELS.parent / "daemon/demo"
FPS = 20
EVERY = 5
FADE = 0.5


@pytest.fixture(scope="module")
def seen() -> dict[float, dict[str, float]]:
    """The best score of each label by second of the clip, every fifth frame, at the thresholds of live use."""
    bundle = MODELS / "nanodet-g"
    described = manifest.read(bundle)
    runner = Runner(bundle, described)
    live = described.thresholds
    capture = cv2.VideoCapture(str(DEMO / "demo.mp4"))
    found: dict[float, dict[str, float]] = {}
    index = 0
    while True:
        there, frame = capture.read()
        if not there:
            return found
        if index % EVERY == 0:
            result = runner.detect(
                np.asarray(frame, np.uint8), live.min_score, live.iou, live.nms, live.max_detections, multi_label=False
            )
            best: dict[str, float] = {}
            for label, score in zip(result.labels, result.scores, strict=True):
                best[coco.LABELS[label]] = max(best.get(coco.LABELS[label], 0), float(score))
            found[index / FPS] = best
        index += 1


def promised() -> list[tuple[float, float, str]]:
    rows = re.findall(r"^\| ([\d.]+) \| ([\d.]+) \| .*?(person|cat|motorcycle)", (DEMO / "README.md").read_text(), re.M)
    return [(float(begin), float(end), label) for begin, end, label in rows]


def test_the_clip_is_small_and_lasts_half_a_minute(seen: dict[float, dict[str, float]]) -> None:
    assert (DEMO / "demo.mp4").stat().st_size <= 2_000_000
    assert max(seen) == pytest.approx(30, abs=0.5)
    assert len(promised()) == 5


@pytest.mark.parametrize(("begin", "end", "label"), promised())
def test_each_visit_is_seen(seen: dict[float, dict[str, float]], begin: float, end: float, label: str) -> None:
    wanted = 0.5 if label == "person" else 0.45
    scores = [best.get(label, 0.0) for second, best in seen.items() if begin + FADE <= second <= end - FADE]
    assert np.mean([score >= wanted for score in scores]) >= 0.8, scores


def test_nobody_is_seen_when_nobody_is_there(seen: dict[float, dict[str, float]]) -> None:
    for second, best in seen.items():
        here = {label for begin, end, label in promised() if begin <= second <= end}
        assert "person" in here or "person" not in best, second
        assert here or not best, (second, best)


def test_a_person_is_seen_within_two_seconds(seen: dict[float, dict[str, float]]) -> None:
    assert min(second for second, best in seen.items() if best.get("person", 0) >= 0.6) <= 2
