"""NanoDet-g in half precision: half the size, the same boxes, also by the daemon on aarch64."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from edge_model import known_models, manifest
from edge_model.evaluate import Protocol, detect, evaluate, image_paths
from edge_model.measuring import boxes
from edge_model.measuring.boxes import Detection
from edge_model.runtime import Runner

MODELS = Path(__file__).parents[2]
ROOT = MODELS.parent
PHOTOS = ROOT / "daemon/src/test/resources/images"
LIVE = Protocol(min_score=0.4, iou=0.6, nms="class-agnostic", max_detections=100, multi_label=False)
_SURE = 0.45  # what is nearer to the threshold may fall on either side of it on another processor


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundle in float and in half precision."""
    directory = tmp_path_factory.mktemp("nanodet-g")
    for kind in ("fp32", "fp16"):
        _, lowered = known_models.nanodet_g(directory / kind, kind, None, None)
        assert lowered.delegates == 1
    return directory / "fp32", directory / "fp16"


def test_half_precision_is_half_as_large(halves: tuple[Path, Path]) -> None:
    sizes = [manifest.read(bundle).size_bytes for bundle in halves]
    assert sizes[1] < 0.52 * sizes[0]


def test_half_precision_loses_at_most_a_tenth_of_a_point(halves: tuple[Path, Path]) -> None:
    data = Path(os.environ.get("EDGE_INFER_DATA", ROOT.parent / "shared/data")) / "coco/validation"
    if not data.is_dir():
        pytest.skip(f'no data at "{data}": name it with EDGE_INFER_DATA')
    aps = [
        evaluate(Runner(bundle, manifest.read(bundle)), data / "images", data / "labels", Protocol()).ap
        for bundle in halves
    ]
    assert aps[1] >= aps[0] - 0.001


def test_the_daemon_on_aarch64_sees_the_same_in_half_precision(halves: tuple[Path, Path], tmp_path: Path) -> None:
    """QEMU with everything its processor can do but SME, whose emulation in QEMU 7.2 computes nonsense."""
    launcher = Path(os.environ.get("EDGE_INFER_DIST_ARM64", ROOT / "target/dist-linux-arm64")) / "bin/edge-infer"
    qemu = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
    if not Path("/sys/devices/system/cpu").is_dir():
        pytest.skip("XNNPACK counts processors in /sys, which is not mounted")
    if not launcher.is_file() or qemu is None:
        pytest.skip(f'the aarch64 build "{launcher}" (daemon/test-aarch64.sh makes it) or qemu-user is not here')
    runtime = subprocess.run(
        [ROOT / "native/fetch-jre.sh", "aarch64"], capture_output=True, text=True, check=True
    ).stdout.strip()
    java = tmp_path / "java"
    java.write_text(
        f'#!/bin/sh\nexec {qemu} -cpu max,sme=off -L /usr/aarch64-linux-gnu "{runtime}/bin/java" "$@"\n',
        encoding="utf-8",
    )
    java.chmod(0o755)
    photos = image_paths(PHOTOS)[:1]  # emulated half-precision arithmetic is slow
    subprocess.run(
        [launcher, "detect", "--model", halves[1], "--json", tmp_path / "seen.json", "--min-score", "0.4", *photos],
        env=os.environ | {"EDGE_INFER_JAVA": str(java), "EDGE_INFER_CACHE": str(tmp_path / "cache")},
        check=True,
        timeout=600,
    )
    runner = Runner(halves[1], manifest.read(halves[1]))
    here = [found for photo in photos for found in detect(runner, photo, LIVE)]
    there = [_detection(each) for each in json.loads((tmp_path / "seen.json").read_text())]
    missed = [pair for pair in boxes.pair(here, there) if pair.missed and pair.seen.score >= _SURE]
    assert missed == []
    assert len([found for found in there if found.score >= _SURE]) >= 1


def _detection(entry: dict[str, object]) -> Detection:
    """An entry of `edge-infer detect --json`."""
    box = entry["box"]
    assert isinstance(box, dict)
    corner = (float(box["x"]), float(box["y"]), float(box["width"]), float(box["height"]))
    return Detection(Path(str(entry["image"])).name, int(str(entry["labelId"])), float(str(entry["score"])), *corner)
