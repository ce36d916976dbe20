#!/usr/bin/env python3
"""Makes the sequences that the tracker is measured on, with what a published ByteTrack makes of them.

    make.py OUT                 writes the sequences and the results of others, and prints a table of how good they are
    make.py OUT --ours DIR      the same, with what edge-infer made of the sequences

OUT/NAME.txt has lines `frame MILLIS`, and below each `truth ID X Y W H` and `seen SCORE X Y W H`; OUT/NAME.tracks (what
cjm-byte-track made of it) and DIR/NAME.tracks have lines `FRAME ID X Y W H`, frames counted from 1. Boxes in pixels.
OUT/measures.txt has what py-motmetrics says of each tracker and sequence. Needs the packages of requirements.txt.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import warnings
from pathlib import Path

import motmetrics
import numpy as np
import supervision
from cjm_byte_track.core import BYTETracker
from sequences import HEIGHT, SCENES, WIDTH, Array, Frame, Scene, iou, make
from trackers import ByteTrackTracker
from trackeval.metrics import HOTA

Tracks = list[dict[int, Array]]

HIGH_SCORE = 0.5
MAX_AGE_FRAMES_AT_30 = 60
MEASURES = ("mota", "idf1", "num_switches", "num_false_positives", "num_misses")


def official(scene: Scene, frames: list[Frame]) -> Tracks:
    """cjm-byte-track: the code of the authors of ByteTrack, as a package; a frame is a step, whenever it came."""
    tracker = BYTETracker(track_thresh=HIGH_SCORE, track_buffer=MAX_AGE_FRAMES_AT_30, frame_rate=round(scene.fps))
    results = []
    for frame in frames:
        rows = [[*box[:2], *(box[:2] + box[2:]), score] for score, box in frame.detections]
        found = tracker.update(np.array(rows).reshape(-1, 5), (HEIGHT, WIDTH), (HEIGHT, WIDTH))
        results.append({track.track_id: np.array(track.tlwh) for track in found})
    return results


def roboflow(scene: Scene, frames: list[Frame]) -> Tracks:
    """trackers: a new implementation, which is told when each frame was captured."""
    tracker = ByteTrackTracker(
        lost_track_buffer=MAX_AGE_FRAMES_AT_30,
        frame_rate=scene.fps,
        track_activation_threshold=HIGH_SCORE,
        high_conf_det_threshold=HIGH_SCORE,
    )
    results = []
    for frame in frames:
        boxes = np.array([[*box[:2], *(box[:2] + box[2:])] for _, box in frame.detections]).reshape(-1, 4)
        scores = np.array([score for score, _ in frame.detections])
        found = tracker.update(
            supervision.Detections(xyxy=boxes, confidence=scores, class_id=np.zeros(len(boxes), dtype=int)),
            timestamp=frame.millis / 1000,
        )
        results.append(
            {
                int(number): np.array([*box[:2], *(box[2:] - box[:2])])
                for number, box in zip(found.tracker_id, found.xyxy, strict=True)
                if number >= 0
            }
        )
    return results


def mot(frames: list[Frame], tracks: Tracks) -> dict[str, float]:
    accumulator = motmetrics.MOTAccumulator(auto_id=True)
    for frame, found in zip(frames, tracks, strict=True):
        distances = [[distance(truth, box) for box in found.values()] for truth in frame.truth.values()]
        accumulator.update(list(frame.truth), list(found), distances)
    summary = motmetrics.metrics.create().compute(accumulator, metrics=list(MEASURES), name="all")
    return {measure: float(summary[measure].iloc[0]) for measure in MEASURES}


def distance(a: Array, b: Array) -> float:
    overlap = iou(a, b)
    return 1 - overlap if overlap >= 0.5 else np.nan


def hota(frames: list[Frame], tracks: Tracks) -> float:
    truth_ids = {number: index for index, number in enumerate(sorted({n for f in frames for n in f.truth}))}
    found_ids = {number: index for index, number in enumerate(sorted({n for t in tracks for n in t}))}
    data = {
        "gt_ids": [np.array([truth_ids[n] for n in frame.truth], dtype=int) for frame in frames],
        "tracker_ids": [np.array([found_ids[n] for n in found], dtype=int) for found in tracks],
        "similarity_scores": [
            np.array([[iou(a, b) for b in found.values()] for a in frame.truth.values()]).reshape(
                len(frame.truth), len(found)
            )
            for frame, found in zip(frames, tracks, strict=True)
        ],
        "num_gt_ids": len(truth_ids),
        "num_tracker_ids": len(found_ids),
        "num_gt_dets": sum(len(frame.truth) for frame in frames),
        "num_tracker_dets": sum(len(found) for found in tracks),
    }
    with contextlib.redirect_stdout(io.StringIO()):
        return float(np.mean(HOTA().eval_sequence(data)["HOTA"]))


def numbers(box: Array) -> str:
    return " ".join(f"{value:.0f}" for value in box)


def rounded(frames: list[Frame]) -> list[Frame]:
    """As they stand in the file, so that every tracker is given the same."""
    return [
        Frame(
            frame.millis,
            {number: np.round(box) for number, box in frame.truth.items()},
            [(round(score, 2), np.round(box)) for score, box in frame.detections],
        )
        for frame in frames
    ]


def write_sequence(path: Path, frames: list[Frame]) -> None:
    lines = []
    for frame in frames:
        lines.append(f"frame {frame.millis}")
        lines += [f"truth {number} {numbers(box)}" for number, box in frame.truth.items()]
        lines += [f"seen {score:.2f} {numbers(box)}" for score, box in frame.detections]
    path.write_text("\n".join(lines) + "\n")


def write_tracks(path: Path, tracks: Tracks) -> None:
    lines = [
        f"{index} {number} {numbers(box)}" for index, found in enumerate(tracks, 1) for number, box in found.items()
    ]
    path.write_text("\n".join(lines) + "\n")


def read_tracks(path: Path, count: int) -> Tracks:
    tracks: Tracks = [{} for _ in range(count)]
    for line in path.read_text().splitlines():
        index, number, *box = line.split()
        tracks[int(index) - 1][int(number)] = np.array(box, dtype=float)
    return tracks


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--ours", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    table: dict[str, list[tuple[dict[str, float], float]]] = {}
    measured = []
    for scene in SCENES:
        frames = rounded(make(scene))
        write_sequence(arguments.out / f"{scene.name}.txt", frames)
        write_tracks(arguments.out / f"{scene.name}.tracks", official(scene, frames))
        theirs = read_tracks(arguments.out / f"{scene.name}.tracks", len(frames))
        compared = {"cjm-byte-track": theirs, "trackers": roboflow(scene, frames)}
        for name, tracks in compared.items():
            values = " ".join(f"{value:.6f}" for value in mot(frames, tracks).values())
            measured.append(f"{scene.name} {name} {values}")
        if arguments.ours:
            compared["edge-infer"] = read_tracks(arguments.ours / f"{scene.name}.tracks", len(frames))
        for name, tracks in compared.items():
            table.setdefault(name, []).append((mot(frames, tracks), hota(frames, tracks)))
    (arguments.out / "measures.txt").write_text(
        "# sequence tracker " + " ".join(MEASURES) + "\n" + "\n".join(measured) + "\n"
    )
    print("| sequence | " + " | ".join(f"{name}: MOTA, IDF1, HOTA, switches" for name in table) + " |")
    print("|---|" + "---|" * len(table))
    for index, scene in enumerate(SCENES):
        cells = [
            f"{m['mota']:.3f} {m['idf1']:.3f} {h:.3f} {m['num_switches']:.0f}"
            for m, h in (rows[index] for rows in table.values())
        ]
        print(f"| {scene.name} | " + " | ".join(cells) + " |")
    means = [
        f"{np.mean([m['mota'] for m, _ in rows]):.3f} {np.mean([m['idf1'] for m, _ in rows]):.3f} "
        f"{np.mean([h for _, h in rows]):.3f} {sum(m['num_switches'] for m, _ in rows):.0f}"
        for rows in table.values()
    ]
    print("| mean | " + " | ".join(means) + " |")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
